"""From records to words: what templates call to say periods, places and freshness."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import Any, ParamSpec

from flask import render_template, request
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from services.network.reader import context
from services.network.reader import words as texts
from services.network.reader.dates import german_date
from services.network.reader.rule_words import coverage_hint, span_within
from services.network.records.model import (
    Cooperation,
    Format,
    Offer,
    OrgType,
    Project,
    Record,
    TargetGroup,
    Topic,
)
from services.network.records.period import PartialDate, Period
from services.network.records.visible_network import VisibleNetwork
from services.network.search.directory import SearchQuery
from shared.web import cached_page
from shared.web.i18n import datum, zahl
from shared.web.i18n import gettext as _
from shared.web.urls import url

P = ParamSpec("P")

TONES = {
    "covered": "success",
    "thin": "warning",
    "reach_only": "warning",
    "gap": "danger",
    "unknown": "neutral",
    "none": "neutral",
    "many": "success",
}
"""State of coverage -> tone of its badge."""


class Labels:
    """What templates know about the reader's network: names, words, tones."""

    def __init__(self, visible: VisibleNetwork) -> None:
        self.visible = visible
        self.day = visible.snapshot.day

    def org_type(self, id: str) -> str:
        """The type of an organisation in words."""
        return self.visible.label(OrgType, id, context.lang())

    def topics(self, ids: Iterable[str]) -> list[str]:
        """Labels of topics."""
        return self._labels(Topic, ids)

    def formats(self, ids: Iterable[str]) -> list[str]:
        """Labels of formats."""
        return self._labels(Format, ids)

    def target_groups(self, ids: Iterable[str]) -> list[str]:
        """Labels of target groups."""
        return self._labels(TargetGroup, ids)

    def _labels(self, cls: type[Any], ids: Iterable[str]) -> list[str]:
        labels = (self.visible.label(cls, id, context.lang()) for id in ids)
        return [label for label in labels if label]

    def regions(self, ids: Iterable[str]) -> list[str]:
        """Names of regions; a whole Land is called so."""
        found = []
        for id in ids:
            name = self.visible.region_name(id)
            if name:
                found.append(_("ganz Thüringen") if id == "16" else name)
        return found

    def actors(self, ids: Iterable[str]) -> list[tuple[str, str]]:
        """(id, name) of the actors that the reader may know."""
        pairs = ((id, self.visible.actor_name(id)) for id in ids)
        return [(id, name) for id, name in pairs if name]

    def period(self, record: Offer | Project | Cooperation) -> str:
        """When it runs, in words, with what is not known."""
        text = period_words(record.period)
        if record.period.start or record.period.end:
            if record.period.end is None and self.visible.snapshot.runs(record):
                text = _("%(period)s, Ende nicht bekannt", period=text)
            if record.period.imprecise:
                text = _("%(period)s (Zeitraum ungenau)", period=text)
        return text

    def running(self, record: Offer | Project | Cooperation) -> tuple[str, str]:
        """Whether it runs today: words and tone."""
        if self.visible.snapshot.runs(record):
            return _("läuft"), "success"
        if record.period.first > self.day:
            return _("beginnt später"), "info"
        if record.period.last < self.day:
            return _("beendet"), "neutral"
        return _("unklar, ob es das noch gibt"), "warning"

    def freshness(self, record: Record) -> tuple[str, str]:
        """When somebody last confirmed the record: words and tone."""
        confirmed = record.provenance.confirmed
        if confirmed is None:
            return _("nie bestätigt"), "warning"
        if self.visible.snapshot.is_fresh(record):
            return _("bestätigt am %(day)s", day=datum(confirmed)), "neutral"
        return _("nicht bestätigt seit %(day)s", day=datum(confirmed)), "warning"

    def tie(self, kind: str, outgoing: bool) -> str:
        """A tie in words, read from the actor that the page is about."""
        return _(texts.TIES[kind][0 if outgoing else 1])

    def visibility(self, record: Record) -> str:
        """Who may see the record; blank if everybody may."""
        value = record.provenance.visibility.value
        return "" if value == "public" else _(texts.VISIBILITY[value])

    def intensity(self, value: int) -> str:
        """How close a cooperation is."""
        return _(texts.INTENSITY.get(str(value), texts.INTENSITY["2"]))

    def cooperation_name(self, record: Cooperation) -> str:
        """A cooperation's name, or its partners'."""
        if record.name:
            return record.name
        names = [name for _id, name in self.actors(record.partner_ids)]
        return " – ".join(names) or _("Kooperation")

    def state(self, state: str) -> str:
        """A state of coverage in words."""
        return _(texts.COVERAGE[state])

    def tone(self, state: str) -> str:
        """The tone of a state's badge."""
        return TONES.get(state, "neutral")

    def day_words(self, day: date | None) -> str:
        """A day as people write it; blank if there is none."""
        return datum(day) if day else ""


def side_words(side: PartialDate) -> str:
    """A partial date as it stands in running text."""
    if side.exact:
        return datum(side.earliest)
    return german_date(side)


def period_words(period: Period) -> str:
    """A period in words, without any judgement of it."""
    if period.start and period.end:
        if period.start.text == period.end.text:
            return side_words(period.start)
        return f"{side_words(period.start)} – {side_words(period.end)}"
    if period.start:
        return _("seit %(start)s", start=side_words(period.start))
    if period.end:
        return _("bis %(end)s", end=side_words(period.end))
    return _("Zeitraum nicht bekannt")


def spelled(address: str) -> str:
    """An address that people can read and collectors of addresses cannot."""
    return address.replace("@", " [at] ")


def linked_actors(pairs: Iterable[tuple[str, str]]) -> Markup:
    """(id, name) of actors as links, with commas between them.

    Written here and not in a template: a component may have ten thousand members, and the
    query of their addresses is the same for all.
    """
    query = escape(url(""))
    linked = (f'<a href="/akteure/{escape(id)}{query}">{escape(name)}</a>' for id, name in pairs)
    return Markup(", ".join(linked))


def euro(amount: float) -> str:
    """An amount of money."""
    return f"{zahl(amount, 0)} €"


def listing_href(path: str, wanted: SearchQuery) -> Callable[[int], str]:
    """The address of each page of a directory's results."""
    return lambda number: url(path, **wanted.query(seite=number if number > 1 else ""))


def district_href(expectation_id: str) -> Callable[[str], str]:
    """Where a click on a district of the picture leads."""
    tail = f"/{expectation_id}" if expectation_id else ""
    return lambda region_id: url(f"/abdeckung/{region_id}{tail}")


def judgement_word(row: Any) -> str:
    """The judgement of a finding in words."""
    table = texts.ISOLATED_JUDGEMENTS if row.kind == "isolated" else texts.JUDGEMENTS
    return _(table.get(row.verdict.judgement.value, texts.JUDGEMENTS["data_error"]))


_HELPERS: dict[str, Any] = {
    "count": {
        "actors": texts.count_actors,
        "offers": texts.count_offers,
        "projects": texts.count_projects,
        "cooperations": texts.count_cooperations,
        "findings": texts.count_findings,
    },
    "coverage_hint": coverage_hint,
    "span_within": span_within,
    "reaches": texts.REACH,
    "judgement_word": judgement_word,
    "spelled": spelled,
    "linked_actors": linked_actors,
    "euro": euro,
    "period_words": period_words,
    "listing_href": listing_href,
    "district_href": district_href,
}
"""What every template of this service may call."""


def page(template: str, **values: Any) -> str:
    """A page of this service."""
    visible = values.get("book") or context.visible()
    return render_template(
        f"network/{template}",
        **{
            **_HELPERS,
            "book": visible,
            "v": Labels(visible),
            "coordinating": context.coordinating(),
            "today": context.today(),
            "rules": context.network().rules,
            **values,
        },
    )


def cached(view: Callable[P, str]) -> Callable[P, Response]:
    """A page that changes only with the network, the day, the language and the reader.

    Its ETag says so; who has it already gets 304 without a template being rendered.
    """

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
        tag = (*context.version_tag(), request.full_path)
        return cached_page(tag, lambda: view(*args, **kwargs))

    return answer
