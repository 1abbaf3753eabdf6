"""Findings as rows of lists: their words, where they stand, what filters and orders them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import overload

import numpy as np
from werkzeug.datastructures import MultiDict

from services.network.findings.finding_list import KINDS, STAGES, FindingList, stages_of
from services.network.findings.lifecycle import FindingStage
from services.network.findings.web import words as finding_words
from services.network.findings.web.titles import titles
from services.network.findings.web.today import findings
from services.network.parallels.parallels import Parallel
from services.network.reader import context
from services.network.reader.labels import Labels
from services.network.records.arrays import Bools, Floats, Ints
from services.network.records.model import Question, Verdict
from shared.marking import N_


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding in a list: its words, where it is, and what was said about it.

    ``state`` is ``open`` (needs a judgement)
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


class FindingRows(Sequence[FindingRow]):
    """Findings in an order, each put into words when it is looked at."""

    def __init__(self, table: FindingTable, places: Ints, keys: Sequence[Floats | Ints]) -> None:
        """``keys`` say the order (of the whole list, ascending); what is equal in all of them
        goes by title and id."""
        self._table = table
        order = np.lexsort(tuple(key[places] for key in reversed(keys)))
        self._places = places[order]
        # Where a run of findings begins that only their titles tell apart.
        differs = np.zeros(max(0, places.size - 1), np.bool_)
        for key in keys:
            ordered = key[self._places]
            differs |= ordered[1:] != ordered[:-1]
        self._starts = np.concatenate(([0], np.flatnonzero(differs) + 1, [places.size]))
        self._in_order: set[int] = set()

    def __len__(self) -> int:
        return int(self._places.size)

    @overload
    def __getitem__(self, index: int) -> FindingRow: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[FindingRow, ...]: ...
    def __getitem__(self, index: int | slice) -> FindingRow | tuple[FindingRow, ...]:
        if isinstance(index, int):
            return self[index : index + 1 or None][0]
        begin, end, step = index.indices(len(self))
        self._put_in_order(begin, end)
        return tuple(map(self._table.row, self._places[begin:end:step].tolist()))

    def __iter__(self) -> Iterator[FindingRow]:
        return iter(self[:])

    def _put_in_order(self, begin: int, end: int) -> None:
        """Put the runs that a part of the list touches in the order of titles and ids."""
        table, starts = self._table, self._starts
        first, last = np.searchsorted(starts, (begin, end), side="right")
        for number in range(max(0, int(first) - 1), min(int(last), starts.size - 1)):
            run = slice(int(starts[number]), int(starts[number + 1]))
            if number not in self._in_order and run.stop - run.start > 1:
                named = sorted(
                    (table.title(place), table.found.id_at(place), place)
                    for place in self._places[run].tolist()
                )
                self._places[run] = [place for _, _, place in named]
                self._in_order.add(number)


class FindingTable:
    """All findings of today with where they stand; words are found for those looked at."""

    def __init__(self) -> None:
        visible = context.unfiltered()
        self.found = FindingList(findings())
        self._view = Labels(visible)
        self._verdicts = visible.snapshot.verdicts
        self._questions = questions_by_finding()
        self.stages = stages_of(self.found, self._verdicts, self._questions, context.today())
        self.title = titles(self.found, self._view)
        self._rows: dict[int, FindingRow] = {}

    def where(self, *masks: Bools) -> FindingRows:
        """Those that all masks let through, the most weighty first."""
        return self.ordered((-self.found.ranks,), *masks)

    def ordered(self, keys: Sequence[Floats | Ints], *masks: Bools) -> FindingRows:
        """Those that all masks let through, ascending by keys, then by title and id."""
        kept = np.ones(len(self.found), np.bool_)
        for mask in masks:
            kept &= mask
        return FindingRows(self, np.flatnonzero(kept), keys)

    def of_kind(self, kind: str) -> Bools:
        """Which are of a kind."""
        mask: Bools = self.found.kinds == KINDS.index(kind)
        return mask

    def in_stages(self, stages: Iterable[FindingStage]) -> Bools:
        """Which stand so."""
        return np.isin(self.stages, [STAGES.index(stage) for stage in stages])

    @property
    def open(self) -> Bools:
        """Which still need a judgement."""
        return self.in_stages(_OPEN)

    def open_by_kind(self) -> dict[str, int]:
        """Kind -> how many still need a judgement."""
        counts = np.bincount(self.found.kinds[self.open], minlength=len(KINDS)).tolist()
        return dict(zip(KINDS, counts, strict=True))

    def row(self, place: int) -> FindingRow:
        """A finding as a row; kept, for the next request mostly shows the same ones."""
        known = self._rows.get(place)
        if known is None:
            known = self._rows[place] = self._worded(place)
        return known

    def _worded(self, place: int) -> FindingRow:
        finding, stage = self.found.finding(place), STAGES[self.stages[place]]
        words = finding_words.summary(finding, self._view)
        row = FindingRow(
            finding.id,
            words.kind,
            words.title,
            words.text,
            words.tone,
            words.badge,
            words.region_ids,
            words.topic_ids,
            self._verdicts.get(finding.id),
            "open" if stage in _OPEN else "judged",
            words.state_key,
            stage=stage,
            actor_ids=finding.actor_ids,
            answers=sum(1 for q in self._questions.get(finding.id, ()) if q.answer),
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
        return row


_OPEN = (FindingStage.OPEN, FindingStage.ASKED)


def table() -> FindingTable:
    """All findings of today, nothing of them in words yet."""
    found: FindingTable = context.per_revision("findings_table", FindingTable, context.lang())
    return found


def rows_of(ids: Iterable[str]) -> dict[str, FindingRow]:
    """Finding id -> its row, those left out that are no findings today."""
    all_findings = table()
    places = {id: all_findings.found.place_of(id) for id in ids}
    return {id: all_findings.row(at) for id, at in places.items() if at is not None}


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

_BY: Mapping[str, Callable[[FindingList], Floats | Ints]] = {
    "aehnlich": lambda found: -found.scores,
    # Since both sides run; a beginning that nobody stated is the oldest.
    "neu": lambda found: -found.common_from,
    "dauer": lambda found: -found.common_days,
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

    def chosen(self) -> FindingRows:
        """The rows that are wanted, in the wanted order."""
        everything = table()
        found, masks = everything.found, [everything.in_stages(_STAGES[self.state])]
        if self.kind:
            masks.append(everything.of_kind(self.kind))
        if self.district:
            masks.append(found.in_region(self.district))
        if self.topic:
            below = context.unfiltered().snapshot.topics_below(self.topic)
            masks.append(found.about(below))
        if self.actor:
            masks.append(found.of_actor(self.actor))
        if self.own:
            masks.append(found.own_house)
        if self.double:
            masks.append(found.double_funded)
        if self.order:
            return everything.ordered((_BY[self.order](found),), *masks)
        return everything.where(*masks)
