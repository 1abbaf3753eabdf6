"""Which chapters a report of each type has, and which figures each chapter states."""

from __future__ import annotations

from collections.abc import Mapping

CHAPTERS_OF: Mapping[str, tuple[str, ...]] = {
    # What is missing where: nothing about how a grant was spent.
    "gap_analysis": (
        "summary", "coverage", "parallels", "measures", "network", "meetings", "evidence",
        "data_age", "method",
    ),
    # How far the work has come: what was done and what is planned, measured by the targets.
    "progress": (
        "summary", "work", "indicators", "measures", "meetings", "coverage", "network",
        "evidence", "outlook", "data_age", "method",
    ),
    # A year's account to the funder.
    "annual": (
        "summary", "work", "indicators", "measures", "meetings", "network", "coverage",
        "parallels", "evidence", "outlook", "data_age", "method",
    ),
    # The end of a grant: what was reached, and what stays without it.
    "final": (
        "summary", "work", "indicators", "coverage", "parallels", "measures", "meetings",
        "network", "evidence", "impact", "data_age", "method",
    ),
}  # fmt: skip
"""Type of report -> keys of its chapters in their order."""

TYPES = tuple(CHAPTERS_OF)

CHAPTERS = (
    "summary", "work", "indicators", "coverage", "parallels", "measures", "meetings", "network",
    "evidence", "outlook", "impact", "data_age", "method",
)  # fmt: skip
"""Every chapter that some type has; each may carry the coordinator's own text."""

FIGURES_OF: Mapping[str, tuple[str, ...]] = {
    "summary": ("actors", "offers", "projects", "cooperations", "covered", "weak", "gaps"),
    "coverage": ("covered", "weak", "gaps", "unknown", "deliveries"),
    "parallels": ("parallels", "double_funding", "isolated", "judged", "released"),
    "network": (
        "actors", "houses", "offers", "projects", "cooperations", "deliveries", "components",
        "isolated",
    ),
    "meetings": (
        "meetings", "organisations", "districts_reached", "registered", "attended",
    ),
    "measures": ("measures", "measures_done", "measures_overdue"),
    "indicators": ("indicators", "indicators_met"),
    "evidence": ("evidence",),
}  # fmt: skip
"""Chapter -> the figures that it states; each has a counting rule and entries behind it."""


def chapters_of(report_type: str) -> tuple[str, ...]:
    """Keys of the chapters of a type; an unknown type has all of a yearly account."""
    return CHAPTERS_OF.get(report_type, CHAPTERS_OF["annual"])


def figures_of(report_type: str) -> frozenset[str]:
    """The figures that a report of this type states."""
    return frozenset(
        figure for chapter in chapters_of(report_type) for figure in FIGURES_OF.get(chapter, ())
    )
