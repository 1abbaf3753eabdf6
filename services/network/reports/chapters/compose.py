"""A report in words: from its data to chapters of paragraphs, tables and pictures.

A report is a German document whatever the language of the page that shows it: it goes to the
funder, and the same inputs must give the same bytes. So its sentences stand here and not in
the catalogues.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from services.network.measures.lives import History, lives_with
from services.network.records.model import Installation, Report
from services.network.records.network import Change, Network
from services.network.reports.chapter_keys import chapters_of
from services.network.reports.chapters import account as report_account
from services.network.reports.chapters import outlook as report_outlook
from services.network.reports.chapters import people as report_people
from services.network.reports.chapters.appendix import appendix
from services.network.reports.chapters.coverage import coverage
from services.network.reports.chapters.language import german, span
from services.network.reports.chapters.method import method
from services.network.reports.chapters.names import ReportNames
from services.network.reports.chapters.summary import summary
from services.network.reports.drafts import (
    RELEASED,
    about_of,
    bounds,
    previous_report,
)
from services.network.reports.facts import ReportData, report_data
from services.network.reports.paper import Block, Chapter, Paper, own_text
from services.network.reports.words import TYPES
from shared.clock import berlin_day

TITLES: Mapping[str, str] = {
    "summary": "Das Wichtigste auf einen Blick",
    "work": "Was getan wurde",
    "indicators": "Ziele und Kennzahlen",
    "coverage": "Abdeckung: Was vorgesehen ist und was es gibt",
    "parallels": "Mögliche Parallelstrukturen und Akteure ohne Verbindung",
    "measures": "Vorhaben zur Lückenschließung",
    "network": "Das Netzwerk in Zahlen",
    "meetings": "Treffen und Beteiligung",
    "evidence": "Was Gespräche, Befragungen und Dokumente zeigen",
    "outlook": "Wie es weitergeht",
    "impact": "Was erreicht ist und was bleibt",
    "data_age": "Wie aktuell die Angaben sind",
    "method": "Wie gezählt wurde",
}
DATA_NOTES: Mapping[str, str] = {
    "practice": "Dieser Bericht beruht auf dem Übungsnetz. Alle Namen und Zahlen sind erfunden.",
    "example": "Dieser Bericht beruht auf dem Beispielnetz aus öffentlichen Angaben vom Herbst "
    "2021 und beschreibt nicht den heutigen Stand.",
}


def _no_history(kind: str, id: str) -> Sequence[Change]:
    return ()


def data_of(network: Network, report: Report, history: History = _no_history) -> ReportData:
    """The data that a report states; ``history`` tells since when what closed a gap was known."""
    first, last = bounds(report)
    about = about_of(network, report, previous_report(network, report))
    lives = lives_with(network.on(report.day), history, first)
    return report_data(network, report.day, first, last, about=about, lives=lives)


def paper_of(network: Network, report: Report, data: ReportData | None = None) -> Paper:
    """The whole report (``data`` if counted already). The same network and report give the same
    paper."""
    data, names = data or data_of(network, report), ReportNames(network)
    previous = previous_report(network, report)
    own = dict(report.chapters)
    make = _makers(names, data, report, previous)
    chapters = [
        Chapter(key, TITLES[key], own_text(own.get(key, "")), make[key]())
        for key in chapters_of(report.report_type)
    ]
    chapters.append(
        Chapter(
            "appendix",
            "Anhang: die Einträge hinter den Zahlen",
            (),
            appendix(names, data, report.report_type),
        )
    )
    installation = network.installation
    centre = installation.centre_name if installation else ""
    draft = report.status != RELEASED
    facts = _facts(names, data, report, previous)
    signed = ""
    if not draft and report.released_at is not None:
        signed = f"Freigegeben am {german(berlin_day(report.released_at))} von {report.released_by}"
        facts.append(("Freigabe", signed.removeprefix("Freigegeben ")))
    return Paper(
        title=report.title,
        kind=TYPES.get(report.report_type, "Bericht"),
        centre=centre,
        day=report.day.isoformat(),
        facts=tuple(facts),
        chapters=tuple(chapters),
        draft=draft,
        note=_data_note(installation),
        signed=signed,
        footer=centre,
    )


def _makers(
    names: ReportNames, data: ReportData, report: Report, previous: Report | None
) -> Mapping[str, Callable[[], tuple[Block, ...]]]:
    """Chapter -> what makes its generated part."""
    return {
        "summary": lambda: summary(names, data, report, previous),
        "work": lambda: report_account.work(data),
        "indicators": lambda: report_account.indicators(names, data),
        "coverage": lambda: coverage(names, data),
        "parallels": lambda: report_people.findings(names, data),
        "measures": lambda: report_account.measures(names, data),
        "network": lambda: report_people.network_figures(names, data),
        "meetings": lambda: report_account.meetings(names, data),
        "evidence": lambda: report_outlook.evidence(names, data),
        "outlook": lambda: report_outlook.outlook(names, data),
        "impact": lambda: report_outlook.impact(names, data),
        "data_age": lambda: report_people.data_age(names, data),
        "method": lambda: method(names, data, report.report_type),
    }


def _facts(
    names: ReportNames, data: ReportData, report: Report, previous: Report | None
) -> list[tuple[str, str]]:
    """The head of the first page: what the grant is for, and what the report is about."""
    compared = f", verglichen mit dem {german(data.before)}"
    if previous is not None:
        compared += f" (Stand von „{previous.title}“)"
    reference = f"Aktenzeichen {report.reference}" if report.reference else ""
    goals = [names.goal(report.strategy_id, id) for id in report.strategy_goals]
    pairs = (
        ("Zweck", report.purpose),
        ("Förderung", ", ".join(part for part in (report.programme, reference) if part)),
        ("Bewilligungszeitraum", span(report.grant_period)),
        ("Berichtszeitraum", f"{german(data.first)} bis {german(data.last)}"),
        ("Stand der Angaben", german(data.day) + compared),
        ("Nur für", names.regions(report.region_ids)),
        ("Nur zu", names.topics(report.topic_ids)),
        ("Ziele", "; ".join(goal.rstrip(".") for goal in goals if goal)),
    )
    return [(label, value) for label, value in pairs if value]


def _data_note(installation: Installation | None) -> str:
    return DATA_NOTES.get(installation.dataset, "") if installation else ""
