"""The structures that a running process has computed, kept as long as their links stay."""

from __future__ import annotations

import threading

from services.network.cooperation.links import Relations
from services.network.cooperation.structure import Structure, structure_on

KEPT = 12
"""Today's for each audience, and the days that the page about change looks back to."""


class KnownStructures:
    """Structures by what they rest on: houses, links and rules, whatever the revision.

    An edit of an offer's topics makes a new revision, but the same graph: who holds it together
    need not be computed again. Safe for threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: list[Structure] = []

    def of(self, relations: Relations) -> Structure:
        """The structure of these relations, with what was computed of it before."""
        made = structure_on(relations)
        with self._lock:
            found = next(
                (
                    known
                    for known in self._kept
                    if known.rests_on(made.houses, made.graph, made.rules)
                ),
                made,
            )
            # The last asked for come last; the first are let go.
            self._kept = [known for known in self._kept if known is not found][1 - KEPT :]
            self._kept.append(found)
        return found
