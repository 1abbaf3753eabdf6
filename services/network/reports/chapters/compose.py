"""A report in words: from its data to chapters of paragraphs, tables and pictures.

A report is a German document whatever the language of the page that shows it: it goes to the
funder, and the same inputs must give the same bytes. So its sentences stand here and not in
the catalogues.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.network.measures.lives import History, lives_with
from services.network.records.model import Installation, Report
from services.network.records.network import Change, Network
from services.network.reports.chapters.appendix import appendix
from services.network.reports.chapters.catalogue import REPORT_TYPES, chapters_of, figures_of
from services.network.reports.chapters.chapter import Telling
from services.network.reports.chapters.language import german, span
from services.network.reports.chapters.names import ReportNames
from services.network.reports.drafts import (
    RELEASED,
    about_of,
    bounds,
    previous_report,
)
from services.network.reports.facts import ReportData, report_data
from services.network.reports.paper import Chapter, Paper, own_text
from shared.clock import berlin_day

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
    held, stated = chapters_of(report.report_type), figures_of(report.report_type)
    telling = Telling(
        names,
        data,
        report,
        previous,
        tuple(chapter.key for chapter in held),
        tuple(figure for figure in data.figures if figure.key in stated),
    )
    chapters = [
        Chapter(
            chapter.key,
            chapter.printed_title,
            own_text(own.get(chapter.key, "")),
            chapter.make(telling),
            chapter.new_page,
        )
        for chapter in held
    ]
    chapters.append(
        Chapter(
            "appendix",
            "Anhang: die Einträge hinter den Zahlen",
            (),
            appendix(names, data, telling.figures),
            new_page=True,
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
        kind=REPORT_TYPES.get(report.report_type, "Bericht"),
        centre=centre,
        day=report.day.isoformat(),
        facts=tuple(facts),
        chapters=tuple(chapters),
        draft=draft,
        note=_data_note(installation),
        signed=signed,
        footer=centre,
    )


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
