"""Reports as they would be printed now: counted once, kept until something changes.

A paper of a large network holds tens of thousands of lines, so only the last few are kept.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from services.network.findings.findings import Findings
from services.network.measures.lives import History
from services.network.records.live_network import LiveNetwork
from services.network.records.model import Comment, Provenance, Report
from services.network.records.network import Network, Snapshot
from services.network.reports.chapters.compose import data_of, paper_of, with_own_texts
from services.network.reports.paper import Paper

_ANY = Provenance()

KEPT = 2
"""Papers that are kept: two people at two drafts."""


@dataclass(frozen=True)
class CountedReport:
    """A report's paper, and the value of each of its figures by key."""

    report: Report
    revision: int
    paper: Paper
    figures: tuple[tuple[str, int], ...]

    @cached_property
    def digest(self) -> str:
        """Of everything that is printed."""
        return self.paper.digest


class CountedReports:
    """The counted reports of one process. Safe for threads."""

    def __init__(
        self, live: LiveNetwork, findings_on: Callable[[Snapshot], Findings], history: History
    ) -> None:
        self._live = live
        self._findings_on = findings_on
        self._history = history
        self._lock = threading.Lock()
        self._kept: dict[str, CountedReport] = {}

    def of(self, network: Network, report: Report) -> CountedReport:
        """The report as it would be printed of a network of this process.

        What was counted last stays as long as nothing but its own texts and comments on it
        changed. Raises Unavailable.
        """
        # One at a time: whoever waits mostly asks for the same one.
        with self._lock:
            known = self._kept.pop(report.id, None)
            if known is None or not self._holds(known, network, report):
                data = data_of(network, report, self._history, self._findings_on)
                figures = tuple((figure.key, figure.value) for figure in data.figures)
                known = CountedReport(
                    report, network.revision, paper_of(network, report, data), figures
                )
            elif known.revision != network.revision or known.report != report:
                paper = with_own_texts(known.paper, report)
                known = CountedReport(report, network.revision, paper, known.figures)
            self._kept[report.id] = known
            while len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
            return known

    def _holds(self, known: CountedReport, network: Network, report: Report) -> bool:
        """Whether what was counted is still so."""
        if _counted_by(known.report) != _counted_by(report):
            return False
        if known.revision == network.revision:
            return True
        changed = self._live.changed_between(known.revision, network.revision)
        return changed is not None and all(
            (kind, id) == (Report.KIND, report.id) or kind == Comment.KIND for kind, id in changed
        )


def _counted_by(report: Report) -> Report:
    """The report without what changes no number and no generated sentence."""
    return dataclasses.replace(
        report,
        provenance=_ANY,
        chapters=(),
        review_version=0,
        review_until=None,
    )
