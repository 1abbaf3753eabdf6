"""All findings of a day as columns: what counts, orders and filters them.

A network of 20,000 entries has some ten thousand findings, and a page shows thirty. So nothing
here builds a finding or says a word about it; a place in the list names one that is built when
somebody looks at it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from services.network.coverage.cells import CoverageState
from services.network.coverage.counting import CODE
from services.network.findings.findings import Finding, Findings
from services.network.findings.lifecycle import FindingStage, stage
from services.network.parallels import pair_columns
from services.network.records.arrays import Bools, Floats, Ints
from services.network.records.kinds.questions import Question
from services.network.records.kinds.verdicts import Verdict

Number = TypeVar("Number", bound=np.generic)

KINDS = ("coverage", "parallel", "isolated")
"""The kinds of findings in the order of the list; ``FindingList.kinds`` holds their numbers."""

STAGES = tuple(FindingStage)
"""The stages; what ``stages_of`` returns holds their numbers."""

# A gap in a large district outranks a thin spot in a small one; two offers that are alike in
# everything rank beside a gap, a single isolated actor below both.
_STATE_RANK = {CoverageState.GAP: 3.0, CoverageState.REACH_ONLY: 2.0, CoverageState.THIN: 1.0}


class FindingList:
    """Gaps, then parallels, then isolated actors, as in ``Findings.all``; each has a place.

    ``kinds`` are numbers of ``KINDS``, ``ranks`` compare findings of all kinds (higher is
    weightier).
    """

    def __init__(self, found: Findings) -> None:
        self.found = found
        gaps, parallels, isolated = found.gaps, found.parallels, found.isolated
        sizes = len(gaps), len(parallels), len(isolated)
        self.kinds = np.repeat(np.arange(3, dtype=np.int8), sizes)
        self._parallel, self._isolated = sizes[0], sizes[0] + sizes[1]
        self.ranks: Floats = np.concatenate(
            (self._gap_ranks(), self._parallel_ranks(), self._isolated_ranks())
        )

    def __len__(self) -> int:
        return int(self.kinds.size)

    # --- single findings --------------------------------------------------------------------

    def finding(self, place: int) -> Finding:
        """The finding at a place."""
        return self.found.at(place)

    def place_of(self, id: str) -> int | None:
        """The place of the finding with this id; None if there is no such finding."""
        return self.found.place_of(id)

    def id_at(self, place: int) -> str:
        """The id of the finding at a place, without building it."""
        if place < self._parallel:
            return self.found.coverage.id_of(int(self.found.gaps.numbers[place]))
        if place < self._isolated:
            return self.found.parallels.ids()[place - self._parallel]
        return self.found.isolated[place - self._isolated].id

    def digest_at(self, place: int) -> str:
        """The digest of the finding at a place, without building it."""
        if place < self._parallel:
            return self.found.coverage.digest(int(self.found.gaps.numbers[place]))
        if place < self._isolated:
            return self.found.parallels.digest(place - self._parallel)
        return self.found.isolated[place - self._isolated].digest

    def cell_place(self, place: int) -> tuple[str, str]:
        """The expectation and district of the gap at a place."""
        return self.found.coverage.place_of(int(self.found.gaps.numbers[place]))

    def entries(self, place: int) -> tuple[tuple[str, str], tuple[str, str]]:
        """The (kind, id) of both sides of the parallel at a place."""
        return self.found.parallels.entries(place - self._parallel)

    # --- columns ----------------------------------------------------------------------------

    def _gap_ranks(self) -> Floats:
        counts, numbers = self.found.coverage.provider_counts, self.found.gaps.numbers
        of_state = np.zeros(len(CODE))
        for state, rank in _STATE_RANK.items():
            of_state[CODE[state]] = rank
        ranks: Floats = of_state[counts.states.ravel()[numbers]]
        ranks += np.minimum(0.9, counts.frame.weights.ravel()[numbers])
        return ranks

    def _parallel_ranks(self) -> Floats:
        ranks: Floats = 0.6 + 2.0 * self.found.parallels.pairs.score
        return ranks + np.where(self.found.double_funded, 0.5, 0.0)

    def _isolated_ranks(self) -> Floats:
        ranks = [0.5 + min(0.4, 0.1 * len(one.records)) for one in self.found.isolated]
        return np.array(ranks, np.float64)

    def _of_parallels(self, values: NDArray[Number]) -> NDArray[Number]:
        """A column of the parallels for the whole list, 0 for all others."""
        column = np.zeros(len(self), values.dtype)
        column[self._parallel : self._isolated] = values
        return column

    @property
    def scores(self) -> Floats:
        """The score of parallels."""
        return self._of_parallels(self.found.parallels.pairs.score)

    @property
    def common_from(self) -> Ints:
        """Since when both sides of parallels run, as an ordinal; 1 if nobody knows."""
        return np.maximum(1, self._of_parallels(pair_columns.common_from(self.found.parallels)))

    @property
    def common_days(self) -> Ints:
        """For how many days both sides of parallels run; 0 if nobody knows since when."""
        return self._of_parallels(pair_columns.common_days(self.found.parallels))

    @property
    def double_funded(self) -> Bools:
        """Which are parallels that one source pays twice at the same time."""
        return self._of_parallels(self.found.double_funded)

    @property
    def own_house(self) -> Bools:
        """Which are parallels of the operator's house."""
        return self._of_parallels(pair_columns.of_operator(self.found.parallels))

    def of_actor(self, actor_id: str) -> Bools:
        """Which are parallels of an actor."""
        return self._of_parallels(pair_columns.of_actor(self.found.parallels, actor_id))

    def in_region(self, region_id: str) -> Bools:
        """Which are about a district."""
        frame = self.found.coverage.provider_counts.frame
        numbers = self.found.gaps.numbers % max(1, len(frame.districts))
        return self._where(
            numbers == frame.place.get(region_id, -1),
            pair_columns.sharing(self.found.parallels, {region_id}, None),
            [region_id in one.region_ids for one in self.found.isolated],
        )

    def about(self, topic_ids: Set[str]) -> Bools:
        """Which are about one of these topics."""
        frame = self.found.coverage.provider_counts.frame
        wanted = np.array([e.topic_id in topic_ids for e in frame.expectations], np.bool_)
        rows = self.found.gaps.numbers // max(1, len(frame.districts))
        return self._where(
            wanted[rows],
            pair_columns.sharing(self.found.parallels, None, topic_ids),
            [not topic_ids.isdisjoint(one.topic_ids) for one in self.found.isolated],
        )

    def _where(self, gaps: Bools, parallels: Bools, isolated: Sequence[bool]) -> Bools:
        return np.concatenate((gaps, parallels, np.array(isolated, np.bool_)))


def stages_of(
    findings: FindingList,
    verdicts: Mapping[str, Verdict],
    questions: Mapping[str, Sequence[Question]],
    day: date,
) -> Ints:
    """Where every finding stands on a day, as numbers of ``STAGES``.

    ``verdicts``: finding id -> the latest one; ``questions``: finding id -> all that were asked.
    """
    # Only what somebody judged or was asked about can be anything but open.
    found = np.full(len(findings), STAGES.index(FindingStage.OPEN), np.int64)
    for id in verdicts.keys() | questions.keys():
        place = findings.place_of(id)
        if place is not None:
            digest = findings.digest_at(place)
            now = stage(digest, verdicts.get(id), questions.get(id, ()), day)
            found[place] = STAGES.index(now)
    return found
