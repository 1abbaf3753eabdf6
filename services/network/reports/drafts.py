"""Drafts of reports: what they are about, and the coordinator's own text per chapter."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date

from services.network.records.model import (
    Comment,
    Evidence,
    Indicator,
    Provenance,
    Report,
    Strategy,
    Visibility,
)
from services.network.records.network import ChangeSet, Network, Put, Remove, Stored
from services.network.records.period import PartialDate, Period
from services.network.records.save import new_id, save_record
from services.network.records.services import Services
from services.network.reports.chapters.catalogue import REPORT_TYPES, chapter_keys
from services.network.reports.scope import About, Scope
from shared.errors import Conflict, Invalid, NotFound, Problem, Refused

DRAFT, RELEASED = "draft", "released"
LONGEST_OWN_TEXT = 20_000


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """What a report is about, as its form asks. ``grant_period`` as it was typed."""

    title: str
    report_type: str
    day: date
    first: date
    last: date
    purpose: str = ""
    grant_start: str = ""
    grant_end: str = ""
    programme: str = ""
    reference: str = ""
    region_ids: tuple[str, ...] = ()
    topic_ids: tuple[str, ...] = ()
    strategy_id: str = ""
    strategy_goals: tuple[str, ...] = ()


def create_draft(parts: Services, head: Head, today: date, author: str, id: str = "") -> Report:
    """A new draft, with every source and indicator of its period and strategy chosen: leaving one
    out is a decision, forgetting one should not be.

    ``id`` travels in the form (blank: a fresh one): the form sent twice makes one draft.

    Raises Invalid, Conflict (there is another report of this id), Unavailable.
    """
    network = parts.live.network()
    report = _with_head(
        network,
        Report(
            id=id or new_id(),
            provenance=Provenance(visibility=Visibility.COORDINATORS),
            report_type=head.report_type,
            title=head.title,
            day=head.day,
        ),
        head,
        today,
    )
    report = dataclasses.replace(
        report,
        evidence_ids=_fitting_evidence(network, report),
        indicator_ids=_fitting_indicators(network, report),
    )
    try:
        save_record(parts, report, 0, author)
    except Conflict:
        # The same form again, at the same moment: the first sending was saved.
        if parts.live.network().get(Report, report.id) != report:
            raise
    return report


def _fitting_evidence(network: Network, report: Report) -> tuple[str, ...]:
    first, last = bounds(report)
    scope = Scope(about_of(network, report), network.on(report.day))
    return tuple(
        sorted(
            e.id
            for e in network.all(Evidence).values()
            if (e.day is None or first <= e.day <= min(last, report.day)) and scope.has_evidence(e)
        )
    )


def _fitting_indicators(network: Network, report: Report) -> tuple[str, ...]:
    return tuple(
        sorted(
            i.id
            for i in network.all(Indicator).values()
            if not report.strategy_id or i.strategy_id in ("", report.strategy_id)
        )
    )


def save_draft(
    parts: Services,
    id: str,
    head: Head,
    texts: Mapping[str, str],
    *,
    expects: int,
    today: date,
    author: str,
    evidence_ids: tuple[str, ...] | None = None,
    indicator_ids: tuple[str, ...] | None = None,
) -> Stored:
    """Change a draft: its head, the coordinator's text per chapter, and what it rests on (None:
    as before). Chapters that are not among ``texts`` keep theirs, also those that this type of
    report does not have, or no type any more.

    Raises NotFound, Refused (``report.released``), Invalid, Conflict, Unavailable.
    """
    network = parts.live.network()
    report = draft_of(network, id)
    chapters = _own_texts(report, texts)
    for key, text in chapters:
        if len(text) > LONGEST_OWN_TEXT:
            params = {"max_length": LONGEST_OWN_TEXT}
            raise Invalid(Problem("field.too_long", f"text_{key}", params=params))
    changed = dataclasses.replace(
        _with_head(network, report, head, today),
        chapters=chapters,
        evidence_ids=report.evidence_ids if evidence_ids is None else evidence_ids,
        indicator_ids=report.indicator_ids if indicator_ids is None else indicator_ids,
    )
    return save_record(parts, changed, expects, author)


def _own_texts(report: Report, texts: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The coordinator's texts by chapter after a change; blank ones are none.

    Raises Invalid (``field.invalid`` of ``text_<key>``) for a chapter that there never was: its
    text would be kept where nobody sees it.
    """
    known, own = chapter_keys(), dict(report.chapters)
    unknown = [key for key in texts if key not in known and key not in own]
    if unknown:
        raise Invalid([Problem("field.invalid", f"text_{key}") for key in unknown])
    own |= {key: text.strip() for key, text in texts.items()}
    order = (*known, *(key for key in own if key not in known))
    return tuple((key, own[key]) for key in order if own.get(key))


def delete_draft(parts: Services, id: str, expects: int, author: str) -> None:
    """Remove a draft with its comments; a released report stays for ever.

    Raises as ``save_draft``.
    """
    network = parts.live.network()
    report = draft_of(network, id)
    changes: list[Put | Remove] = [network.remove(c) for c in comments_of(network, id)]
    changes.append(Remove(Report.KIND, report.id, expects))
    parts.live.apply(ChangeSet(tuple(changes)), author, parts.clock())


def find_report(network: Network, id: str) -> Report:
    """A report by its id. Raises NotFound."""
    report = network.get(Report, id)
    if report is None:
        raise NotFound("not_found.record")
    return report


def bounds(report: Report) -> tuple[date, date]:
    """First and last day of a report's period."""
    period = report.period
    first = period.start.earliest if period.start else report.day
    return first, period.end.latest if period.end else report.day


def comments_of(network: Network, report_id: str) -> tuple[Comment, ...]:
    """The comments on a report, oldest first."""
    found = (c for c in network.all(Comment).values() if c.report_id == report_id)
    return tuple(sorted(found, key=lambda c: (c.written_at, c.chapter, c.id)))


def previous_report(network: Network, report: Report) -> Report | None:
    """The released report that this one is compared with: the latest one with an earlier day, of
    the same type if there is one."""
    earlier = [
        r
        for r in network.all(Report).values()
        if r.status == RELEASED and r.id != report.id and r.day < report.day
    ]
    same = [r for r in earlier if r.report_type == report.report_type]
    return max(same or earlier, key=lambda r: (r.day, r.id), default=None)


def about_of(network: Network, report: Report, previous: Report | None = None) -> About:
    """What a report is about, without goals that its strategy no longer has."""
    strategy = network.get(Strategy, report.strategy_id)
    known = {id for id, _text in strategy.goals} if strategy else set()
    return About(
        region_ids=report.region_ids,
        topic_ids=report.topic_ids,
        strategy_id=report.strategy_id if strategy else "",
        goals=tuple(goal for goal in report.strategy_goals if goal in known),
        before=previous.day if previous else None,
        evidence_ids=report.evidence_ids,
        indicator_ids=report.indicator_ids,
    )


def draft_of(network: Network, id: str) -> Report:
    """A report that is still a draft. Raises NotFound, Refused (``report.released``)."""
    report = find_report(network, id)
    if report.status != DRAFT:
        raise Refused("report.released")
    return report


def _with_head(network: Network, report: Report, head: Head, today: date) -> Report:
    problems = []
    if not head.title.strip():
        problems.append(Problem("field.required", "title"))
    if head.report_type not in REPORT_TYPES:
        problems.append(Problem("field.invalid", "report_type"))
    if head.last < head.first:
        problems.append(Problem("report.period", "last"))
    if head.day < head.first:
        problems.append(Problem("report.day_before", "day"))
    if head.day > today:
        # What is not known yet cannot be reported.
        problems.append(Problem("report.day_future", "day"))
    strategy = network.get(Strategy, head.strategy_id)
    if head.strategy_id and strategy is None:
        problems.append(Problem("field.invalid", "strategy_id"))
    grant = Period()
    try:
        grant = _grant_period(head)
    except Invalid as error:
        problems += error.problems
    if problems:
        raise Invalid(problems)
    known = [id for id, _text in strategy.goals] if strategy else []
    return dataclasses.replace(
        report,
        title=" ".join(head.title.split()),
        report_type=head.report_type,
        day=head.day,
        period=Period(PartialDate.of(head.first), PartialDate.of(head.last)),
        purpose=head.purpose.strip(),
        grant_period=grant,
        programme=" ".join(head.programme.split()),
        reference=" ".join(head.reference.split()),
        region_ids=head.region_ids,
        topic_ids=head.topic_ids,
        strategy_id=head.strategy_id,
        # Goals of the strategy that was chosen before are none of this one.
        strategy_goals=tuple(id for id in known if id in head.strategy_goals),
    )


def _grant_period(head: Head) -> Period:
    """The grant period, as exactly as it was typed."""
    problems: list[Problem] = []
    sides: list[PartialDate | None] = []
    for name, text in (("grant_start", head.grant_start), ("grant_end", head.grant_end)):
        try:
            sides.append(PartialDate.parse(text, name) if text.strip() else None)
        except Invalid as error:
            problems += error.problems
            sides.append(None)
    if problems:
        raise Invalid(problems)
    if sides[0] and sides[1] and sides[1].latest < sides[0].earliest:
        raise Invalid(Problem("report.grant_period", "grant_end"))
    return Period(sides[0], sides[1])
