"""The ids of all cells: hashes, made once and kept over edits of what supplies the cells."""

from __future__ import annotations

from collections.abc import Sequence

from services.network.records.model import Expectation
from services.network.records.network import Snapshot


class CellIds:
    """Ids of the cells of expectations and districts, and which cell an id is of.

    Safe for threads: at worst two of them make the same ids once each.
    """

    def __init__(
        self, snapshot: Snapshot, districts: Sequence[str], before: CellIds | None = None
    ) -> None:
        """``before`` are the ids of other expectations over the same districts."""
        self._snapshot = snapshot
        self._districts = districts
        self._of: dict[str, tuple[str, ...]] = {}
        self._place: dict[str, tuple[str, str]] = {}
        self._continued = snapshot.continued
        self._complete = False
        # Which finding a cell continues is told by the expectations alone.
        if before is not None and before._continued == self._continued:
            self._of, self._place = before._of, before._place

    def of(self, expectation: Expectation) -> tuple[str, ...]:
        """The ids of an expectation's cells, by district, also of districts it does not mean."""
        known = self._of.get(expectation.id)
        if known is None:
            known = tuple(self._snapshot.cell_id(expectation.id, d) for d in self._districts)
            for district, id in zip(self._districts, known, strict=True):
                # A cell of its own wins over one that another expectation continues.
                if id not in self._place or self._snapshot.means(expectation, district):
                    self._place[id] = expectation.id, district
            self._of[expectation.id] = known
        return known

    def place(self, id: str, expectations: Sequence[Expectation]) -> tuple[str, str] | None:
        """The expectation and district of the cell with this id, None if there is none."""
        if not self._complete:
            for expectation in expectations:
                self.of(expectation)
            self._complete = True
        return self._place.get(id)
