"""Findings as rows of lists: their words, where they stand, what filters and orders them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from services.network.findings.lifecycle import FindingStage, stage
from services.network.findings.web import words as finding_words
from services.network.findings.web.today import findings
from services.network.parallels.parallels import Parallel
from services.network.reader import context
from services.network.reader.labels import Labels
from services.network.records.model import Question, Verdict
from shared.marking import N_

KINDS = ("coverage", "parallel", "isolated")


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding in a list: its words, where it is, and what was said about it.

    ``rank`` orders the list: the most weighty first. ``state`` is ``open`` (needs a judgement)
    or ``judged``; ``stage`` says it in four steps. ``score``, ``common_from`` and
    ``common_days`` are of parallels; ``answers`` counts answers that came.
    """

    id: str
    kind: str
    title: str
    text: str
    tone: str
    badge: str
    region_ids: tuple[str, ...]
    topic_ids: tuple[str, ...]
    rank: float
    verdict: Verdict | None
    state: str
    state_key: str
    stage: FindingStage = FindingStage.OPEN
    actor_ids: tuple[str, ...] = ()
    own_house: bool = False
    double_funding: bool = False
    score: float = 0.0
    common_from: date | None = None
    common_days: int = 0
    answers: int = 0


def rows() -> Sequence[FindingRow]:
    """Every finding as a row, the most weighty first."""
    found: Sequence[FindingRow] = context.per_revision("finding_rows", _rows, context.lang())
    return found


def open_rows() -> Sequence[FindingRow]:
    """Findings that still need a judgement."""
    return [row for row in rows() if row.state == "open"]


def questions_by_finding() -> Mapping[str, Sequence[Question]]:
    """Finding id -> all questions that were asked about it, the latest first."""
    found: Mapping[str, Sequence[Question]] = context.per_revision("questions", _questions)
    return found


def _questions() -> Mapping[str, Sequence[Question]]:
    by: dict[str, list[Question]] = defaultdict(list)
    asked = context.unfiltered().network.all(Question).values()
    for question in sorted(asked, key=lambda q: q.id):
        by[question.finding_id].append(question)
    # Withdrawn and asked anew on one day: the one that counts is first.
    for found in by.values():
        found.sort(key=lambda q: (q.asked_on, not q.revoked), reverse=True)
    return by


def _rows() -> Sequence[FindingRow]:
    visible = context.unfiltered()
    view = Labels(visible)
    asked = questions_by_finding()
    made = []
    for finding in findings().all:
        verdict = visible.snapshot.verdicts.get(finding.id)
        questions = asked.get(finding.id, ())
        standing = stage(finding.digest, verdict, questions, context.today())
        words = finding_words.summary(finding, view)
        row = FindingRow(
            finding.id,
            words.kind,
            words.title,
            words.text,
            words.tone,
            words.badge,
            words.region_ids,
            words.topic_ids,
            words.rank,
            verdict,
            "judged" if standing in (FindingStage.JUDGED, FindingStage.RELEASED) else "open",
            words.state_key,
            stage=standing,
            actor_ids=finding.actor_ids,
            answers=sum(1 for q in questions if q.answer),
        )
        if isinstance(finding, Parallel):
            row = replace(
                row,
                own_house=finding.own_house,
                double_funding=finding.double_funding,
                score=finding.score,
                common_from=finding.common_from,
                common_days=finding.common_days or 0,
            )
        made.append(row)
    return sorted(made, key=lambda row: (-row.rank, row.title, row.id))


# --- filters ------------------------------------------------------------------------------

STATES = {
    "offen": N_("noch ohne Einschätzung"),
    "neu": N_("noch niemand gefragt"),
    "gefragt": N_("beide Seiten gefragt"),
    "beurteilt": N_("mit Einschätzung"),
    "freigegeben": N_("für Berichte freigegeben"),
    "alle": N_("alle"),
}
"""Word in the address -> its label."""

_STAGES = {
    "offen": {FindingStage.OPEN, FindingStage.ASKED},
    "neu": {FindingStage.OPEN},
    "gefragt": {FindingStage.ASKED},
    "beurteilt": {FindingStage.JUDGED, FindingStage.RELEASED},
    "freigegeben": {FindingStage.RELEASED},
    "alle": set(FindingStage),
}

ORDERS = {
    "aehnlich": N_("Ähnlichkeit"),
    "neu": N_("neueste zuerst"),
    "dauer": N_("gemeinsame Zeit"),
}

_BY: Mapping[str, Callable[[FindingRow], Any]] = {
    "aehnlich": lambda r: (-r.score, r.title, r.id),
    # Since both sides run; a beginning that nobody stated is the oldest.
    "neu": lambda r: (-(r.common_from or date.min).toordinal(), r.title, r.id),
    "dauer": lambda r: (-r.common_days, r.title, r.id),
}


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """What the list is asked for; the words of the address."""

    kind: str = ""
    state: str = "offen"
    district: str = ""
    topic: str = ""
    actor: str = ""
    own: bool = False
    double: bool = False
    order: str = ""

    @classmethod
    def of(cls, args: MultiDict[str, str]) -> FindingFilter:
        """Read from an address; what is unknown counts as not said."""
        kind, state = args.get("art", ""), args.get("stand", "offen")
        parallel = kind == "parallel"
        return cls(
            kind if kind in KINDS else "",
            state if state in STATES else "offen",
            args.get("kreis", ""),
            args.get("thema", ""),
            args.get("akteur", "") if parallel else "",
            parallel and "eigen" in args,
            parallel and "doppelt" in args,
            args.get("sortierung", "") if parallel and args.get("sortierung") in ORDERS else "",
        )

    def query(self, **changes: str) -> dict[str, str]:
        """The address's query for this list, with changes."""
        words = {
            "art": self.kind,
            "stand": self.state if self.state != "offen" else "",
            "kreis": self.district,
            "thema": self.topic,
            "akteur": self.actor,
            "eigen": "1" if self.own else "",
            "doppelt": "1" if self.double else "",
            "sortierung": self.order,
        }
        return {**words, **changes}

    def chosen(self, all_rows: Sequence[FindingRow]) -> list[FindingRow]:
        """The rows that are wanted, in the wanted order."""
        below = context.unfiltered().snapshot.topics_below(self.topic) if self.topic else None
        kept = [
            row
            for row in all_rows
            if (not self.kind or row.kind == self.kind)
            and row.stage in _STAGES[self.state]
            and (not self.district or self.district in row.region_ids)
            and (below is None or below & {*row.topic_ids})
            and (not self.actor or self.actor in row.actor_ids)
            and (not self.own or row.own_house)
            and (not self.double or row.double_funding)
        ]
        return sorted(kept, key=_BY[self.order]) if self.order else kept
