"""The form of a report's head: what was typed, what it means, what there is to choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import request

from services.network.directory.web.record_forms import FormValues
from services.network.reader import context
from services.network.records.model import Evidence, Indicator, Region, Report, Strategy, Topic
from services.network.records.network import Network
from services.network.reports.drafts import Head, bounds
from shared.errors import Invalid, Problem

LINES = {"title": 200, "programme": 200, "reference": 120, "grant_start": 40, "grant_end": 40}
"""Single lines and their longest length."""

_NAMES = (*LINES, "report_type", "day", "first", "last", "purpose", "strategy_id")
_LISTS = ("region_ids", "topic_ids", "strategy_goals", "evidence_ids", "indicator_ids")


def blank(today: date) -> FormValues:
    """A new report's form: this year until today."""
    values: FormValues = dict.fromkeys(_NAMES, "")
    values.update({name: [] for name in _LISTS})
    values.update(
        report_type="annual",
        day=today.isoformat(),
        first=date(today.year, 1, 1).isoformat(),
        last=today.isoformat(),
    )
    return values


def values_of(report: Report) -> FormValues:
    """What the form of a draft shows before anybody typed."""
    first, last = bounds(report)
    grant = report.grant_period
    return {
        "title": report.title,
        "report_type": report.report_type,
        "day": report.day.isoformat(),
        "first": first.isoformat(),
        "last": last.isoformat(),
        "purpose": report.purpose,
        "programme": report.programme,
        "reference": report.reference,
        "grant_start": _side(grant.start),
        "grant_end": _side(grant.end),
        "strategy_id": report.strategy_id,
        **{name: list(getattr(report, name)) for name in _LISTS},
    }


def _side(side: Any) -> str:
    if side is None:
        return ""
    return side.earliest.strftime("%d.%m.%Y") if side.exact else str(side.text)


def typed() -> FormValues:
    """What was sent."""
    values: FormValues = {name: request.form.get(name, "").strip() for name in _NAMES}
    values.update({name: request.form.getlist(name)[:500] for name in _LISTS})
    return values


def head(values: Mapping[str, Any]) -> Head:
    """What the form says. Raises Invalid with every problem that can be seen here."""
    problems = []
    days: dict[str, date] = {}
    for name in ("day", "first", "last"):
        try:
            days[name] = date.fromisoformat(values[name])
        except ValueError:
            problems.append(Problem("report.day", name))
    for name, limit in {**LINES, "purpose": 1_000}.items():
        if len(values[name]) > limit:
            problems.append(Problem("field.too_long", name, params={"max_length": limit}))
    network = context.network()
    topics = network.all(Topic)
    if not all(_home(network, id) for id in values["region_ids"]):
        problems.append(Problem("field.invalid", "region_ids"))
    if not all(id in topics for id in values["topic_ids"]):
        problems.append(Problem("field.invalid", "topic_ids"))
    if problems:
        raise Invalid(problems)
    return Head(
        title=values["title"],
        report_type=values["report_type"],
        purpose=values["purpose"].replace("\r\n", "\n"),
        grant_start=values["grant_start"],
        grant_end=values["grant_end"],
        programme=values["programme"],
        reference=values["reference"],
        region_ids=tuple(id for id in regions_in_order(network) if id in values["region_ids"]),
        topic_ids=tuple(sorted(set(values["topic_ids"]), key=lambda id: topics[id].position)),
        strategy_id=values["strategy_id"],
        strategy_goals=tuple(values["strategy_goals"]),
        **days,
    )


def _home(network: Network, id: str) -> bool:
    """Whether a region can be a report's: one of the districts."""
    region = network.get(Region, id)
    return region is not None and region.level == "district"


def regions_in_order(network: Network) -> Sequence[str]:
    """Districts by key."""
    return [r.id for r in sorted(network.all(Region).values(), key=lambda r: r.id)
            if r.level == "district"]  # fmt: skip


def choices(report: Report | None = None) -> dict[str, Any]:
    """What there is to choose on the form; goals, sources and indicators of a draft only."""
    network, visible = context.network(), context.unfiltered()
    strategies = sorted(network.all(Strategy).values(), key=lambda s: s.title.casefold())
    chosen = network.get(Strategy, report.strategy_id) if report else None
    evidence = sorted(
        network.all(Evidence).values(), key=lambda e: (-(e.day or date.min).toordinal(), e.title)
    )
    indicators = sorted(network.all(Indicator).values(), key=lambda i: (i.name.casefold(), i.id))
    return {
        "districts": visible.district_choices(),
        "topics": visible.topic_tree(context.lang()),
        "strategies": [(s.id, shorten(s.title)) for s in strategies],
        "goals": list(chosen.goals) if chosen else [],
        "evidence": evidence,
        "indicators": indicators,
    }


def shorten(text: str, most: int = 90) -> str:
    """A title as it fits into a list of choices."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def known_ids(
    values: FormValues, name: str, cls: type[Evidence] | type[Indicator]
) -> tuple[str, ...]:
    """The chosen records of a kind that exist, each once, in their order on the form."""
    there = context.network().all(cls)
    return tuple(dict.fromkeys(id for id in values[name] if id in there))
