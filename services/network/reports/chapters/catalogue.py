"""The types of reports and their chapters: each told once, here.

A new chapter is an object in this list and the function that makes it.
"""

from __future__ import annotations

from collections.abc import Mapping

from services.network.reports.chapters import account, outlook, people
from services.network.reports.chapters.chapter import ReportChapter
from services.network.reports.chapters.coverage import coverage
from services.network.reports.chapters.method import method
from services.network.reports.chapters.summary import summary
from shared.marking import N_

REPORT_TYPES: Mapping[str, str] = {
    # What is missing where: nothing about how a grant was spent.
    "gap_analysis": N_("Lückenanalyse"),
    # How far the work has come: what was done and what is planned, measured by the targets.
    "progress": N_("Fortschrittsbericht"),
    # A year's account to the funder.
    "annual": N_("Sachbericht"),
    # The end of a grant: what was reached, and what stays without it.
    "final": N_("Abschlussbericht"),
}
"""Type of report -> what it is called; marked for the catalogues."""

CHAPTERS: tuple[ReportChapter, ...] = (
    ReportChapter(
        key="summary",
        title=N_("Das Wichtigste auf einen Blick"),
        hint=N_("Was soll beim Lesen der ersten Seite hängen bleiben?"),
        make=lambda of: summary(of.names, of.data, of.chapters, of.previous),
        places={"gap_analysis": 10, "progress": 10, "annual": 10, "final": 10},
        figures=("actors", "offers", "projects", "cooperations", "covered", "weak", "gaps"),
    ),
    ReportChapter(
        key="work",
        title=N_("Was getan wurde"),
        hint=N_(
            "Was wurde im Berichtszeitraum gemacht, mit wem, und was lief anders als geplant?"
        ),
        make=lambda of: account.work(of.data),
        places={"progress": 20, "annual": 20, "final": 20},
    ),
    ReportChapter(
        key="indicators",
        title=N_("Ziele und Kennzahlen"),
        hint=N_("Was erklärt den Stand? Woran lag es, wenn ein Ziel verfehlt wurde?"),
        make=lambda of: account.indicators(of.names, of.data),
        places={"progress": 30, "annual": 30, "final": 30},
        figures=("indicators", "indicators_met"),
    ),
    ReportChapter(
        key="coverage",
        title=N_("Abdeckung"),
        paper_title="Abdeckung: Was vorgesehen ist und was es gibt",
        hint=N_("Was erklärt die Lücken? Was ist dort geplant?"),
        make=lambda of: coverage(of.names, of.data),
        places={"gap_analysis": 20, "progress": 60, "annual": 70, "final": 40},
        figures=("covered", "weak", "gaps", "unknown", "deliveries"),
        new_page=True,
    ),
    ReportChapter(
        key="parallels",
        title=N_("Mögliche Parallelstrukturen und Akteure ohne Verbindung"),
        hint=N_("Was wurde mit den Beteiligten besprochen?"),
        make=lambda of: people.findings(of.names, of.data),
        places={"gap_analysis": 30, "annual": 80, "final": 50},
        figures=("parallels", "double_funding", "isolated", "judged", "released"),
    ),
    ReportChapter(
        key="measures",
        title=N_("Vorhaben zur Lückenschließung"),
        hint=N_("Was hat geholfen, was hat gebremst?"),
        make=lambda of: account.measures(of.names, of.data),
        places={"gap_analysis": 40, "progress": 40, "annual": 40, "final": 60},
        figures=("measures", "measures_done", "measures_overdue"),
    ),
    ReportChapter(
        key="meetings",
        title=N_("Treffen und Beteiligung"),
        hint=N_("Was kam bei den Treffen heraus?"),
        make=lambda of: account.meetings(of.names, of.data),
        places={"gap_analysis": 60, "progress": 50, "annual": 50, "final": 70},
        figures=("meetings", "organisations", "districts_reached", "registered", "attended"),
    ),
    ReportChapter(
        key="network",
        title=N_("Das Netzwerk in Zahlen"),
        hint=N_("Was hat sich im Netzwerk bewegt, was zeigen Gespräche und Interviews?"),
        make=lambda of: people.network_figures(of.names, of.data),
        places={"gap_analysis": 50, "progress": 70, "annual": 60, "final": 80},
        figures=(
            "actors", "houses", "offers", "projects", "cooperations", "deliveries", "components",
            "isolated",
        ),
    ),
    ReportChapter(
        key="evidence",
        title=N_("Was Gespräche, Befragungen und Dokumente zeigen"),
        hint=N_("Was sagen die Belege zusammengenommen?"),
        make=lambda of: outlook.evidence(of.names, of.data),
        places={"gap_analysis": 70, "progress": 80, "annual": 90, "final": 90},
        figures=("evidence",),
    ),
    ReportChapter(
        key="outlook",
        title=N_("Wie es weitergeht"),
        hint=N_("Was kommt als Nächstes, was wird dafür gebraucht?"),
        make=lambda of: outlook.outlook(of.names, of.data),
        places={"progress": 90, "annual": 100},
    ),
    ReportChapter(
        key="impact",
        title=N_("Was erreicht ist und was bleibt"),
        hint=N_("Was läuft ohne Förderung weiter, was nicht?"),
        make=lambda of: outlook.impact(of.names, of.data),
        places={"final": 100},
    ),
    ReportChapter(
        key="data_age",
        title=N_("Wie aktuell die Angaben sind"),
        hint=N_("Wie und bei wem wurde erhoben?"),
        make=lambda of: people.data_age(of.names, of.data),
        places={"gap_analysis": 80, "progress": 100, "annual": 110, "final": 110},
    ),
    ReportChapter(
        key="method",
        title=N_("Wie gezählt wurde"),
        hint=N_("Was sollte man über das Vorgehen noch wissen?"),
        make=lambda of: method(of.data, of.figures),
        places={"gap_analysis": 90, "progress": 110, "annual": 120, "final": 120},
    ),
)  # fmt: skip
"""Every chapter. A stored report keeps the coordinator's texts in this order."""

_FALLBACK = "annual"


def all_chapters() -> tuple[ReportChapter, ...]:
    """Every chapter that some type has; each may carry the coordinator's own text."""
    return CHAPTERS


def chapter_keys() -> tuple[str, ...]:
    """The keys of all chapters."""
    return tuple(chapter.key for chapter in CHAPTERS)


def chapters_of(report_type: str) -> tuple[ReportChapter, ...]:
    """The chapters of a type in their order; an unknown type has those of a yearly account."""
    type_ = report_type if report_type in REPORT_TYPES else _FALLBACK
    held = [chapter for chapter in CHAPTERS if type_ in chapter.places]
    return tuple(sorted(held, key=lambda chapter: chapter.places[type_]))


def figures_of(report_type: str) -> frozenset[str]:
    """The figures that a report of this type states."""
    return frozenset(figure for chapter in chapters_of(report_type) for figure in chapter.figures)
