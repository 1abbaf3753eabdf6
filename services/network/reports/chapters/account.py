"""The chapters that account for a grant: work, targets, measures, meetings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from services.network.reports.chapters.language import (
    counted,
    german,
    percent,
    sentence,
    shortened,
)
from services.network.reports.chapters.names import ReportNames
from services.network.reports.chapters.summary import target_row
from services.network.reports.facts import ReportData
from services.network.reports.paper import (
    Block,
    Heading,
    PaperTable,
    Paragraph,
)
from services.network.reports.rows import MeasureRow, Persons
from shared.clock import berlin_day

SUPPRESSED = "unter 5"
STATUS: Mapping[str, str] = {
    "planned": "geplant",
    "running": "läuft",
    "done": "erledigt",
    "dropped": "nicht weiterverfolgt",
}

_COUNTED = {"running": "laufend"}
"""What is said of several in a row, where the word differs."""


def persons(count: Persons) -> str:
    """A number of persons as it may be printed."""
    if count.suppressed and count.value is None:
        return SUPPRESSED
    return "–" if count.value is None else str(count.value)


def _where(data: ReportData, reached: int) -> str:
    """Where the meetings of the period were for, as the end of a sentence."""
    land_wide = sum(row.land_wide for row in data.meetings)
    if not reached:
        return " (landesweit)" if land_wide else ""
    places = f", für {reached} von {len(data.districts)} Kreisen und kreisfreien Städten"
    return places + (f" und {_times(land_wide)} landesweit" if land_wide else "")


def _times(number: int) -> str:
    return "einmal" if number == 1 else f"{number}-mal"


# --- what was done --------------------------------------------------------------------------


def work(data: ReportData) -> tuple[Block, ...]:
    """What happened in the period, in three sentences."""
    meetings, reached = data.figure("meetings").value, data.figure("districts_reached").value
    parts = [
        f"Im Berichtszeitraum {'fand' if meetings == 1 else 'fanden'} "
        f"{counted(meetings, 'Treffen', 'Treffen')} statt{_where(data, reached)}."
        if meetings
        else "Im Berichtszeitraum sind keine Treffen eingetragen."
    ]
    every, done = data.figure("measures").value, data.figure("measures_done").value
    if every:
        parts.append(
            f"Bearbeitet wurden {counted(every, 'Vorhaben', 'Vorhaben')} zur Lückenschließung; "
            f"{done} davon {'ist' if done == 1 else 'sind'} erledigt."
        )
    change = data.figure("cooperations").change or 0
    if change:
        more = "mehr" if change > 0 else "weniger"
        parts.append(
            f"Am {german(data.day)} waren {counted(abs(change), 'Kooperation', 'Kooperationen')} "
            f"{more} bekannt als am {german(data.before)}."
        )
    return (Paragraph(" ".join(parts)),)


# --- targets --------------------------------------------------------------------------------


def indicators(names: ReportNames, data: ReportData) -> tuple[Block, ...]:
    """Indicators against their targets, and the goals they serve."""
    blocks: list[Block] = []
    if data.indicators:
        met = data.figure("indicators_met").value
        having = sum(row.met is not None for row in data.indicators)
        blocks.append(
            Paragraph(
                f"{met} von {having} Zielwerten {'ist' if met == 1 else 'sind'} erreicht. Ein "
                "Zielwert gilt als erreicht, wenn der letzte Wert bis zum "
                f"{german(data.day)} mindestens so hoch ist (bei „höchstens“: nicht höher)."
                if having
                else "Für die Kennzahlen ist kein Zielwert festgelegt."
            )
        )
        rows = [(*target_row(row), row.now.source if row.now else "") for row in data.indicators]
        blocks.append(
            PaperTable(
                "Kennzahlen und Zielwerte",
                (
                    "Kennzahl", "Ziel", f"am {german(data.before)}", "Stand", "Ziel erreicht",
                    "Quelle des Werts",
                ),
                tuple(rows),
                "lrrrll",
                (2.6, 1.1, 1.15, 0.8, 1.1, 1.7),
            )
        )  # fmt: skip
    else:
        blocks.append(Paragraph("Für diesen Bericht sind keine Kennzahlen ausgewählt."))
    return (*blocks, *_goals(names, data))


def _goals(names: ReportNames, data: ReportData) -> Iterable[Block]:
    if not data.goals:
        return
    strategy = names.strategy(data.about.strategy_id)
    yield Heading("Ziele")
    rows = []
    for goal in data.goals:
        rows.append(
            (
                goal.text,
                f"{goal.covered} von {goal.cells} ({percent(goal.covered, goal.cells)})"
                if goal.cells
                else "–",
                f"{goal.indicators_met} von {goal.indicators}" if goal.indicators else "–",
                f"{goal.measures_done} von {goal.measures}" if goal.measures else "–",
            )
        )
    yield PaperTable(
        "Stand je Ziel",
        ("Ziel", "Stellen abgedeckt", "Zielwerte erreicht", "Vorhaben erledigt"),
        tuple(rows),
        "lrrr",
        (3.4, 1.3, 1.2, 1.2),
    )
    yield Paragraph(f"Grundlage: {sentence(strategy)}", "small")


# --- measures -------------------------------------------------------------------------------


def measures(names: ReportNames, data: ReportData) -> tuple[Block, ...]:
    """What is done about findings, by whom, how far, and how long it took."""
    found = data.measures
    every = sum(found.by_status.values())
    if not every:
        return (
            Paragraph("Im Berichtszeitraum sind keine Vorhaben zur Lückenschließung eingetragen."),
        )
    states = [f"{n} {_COUNTED.get(status, STATUS[status])}"
              for status, n in found.by_status.items() if n]  # fmt: skip
    text = (
        f"Im Berichtszeitraum wurden {counted(every, 'Vorhaben', 'Vorhaben')} zur "
        f"Lückenschließung bearbeitet: {', '.join(states)}."
    )
    if found.overdue:
        overdue = "Eines ist" if found.overdue == 1 else f"{found.overdue} sind"
        text += f" {overdue} überfällig."
    if found.middle_days is not None:
        days = counted(found.middle_days, "Tag", "Tage")
        text += f" Vom Beginn bis zum Abschluss vergingen im Mittel (Median) {days}."
    findings = found.closed + found.open + found.reopened
    if findings:
        one = found.closed == 1
        text += (
            f" Von {counted(findings, 'Hinweis', 'Hinweisen')}, um die es dabei geht, "
            f"{'ist' if one else 'sind'} {found.closed} geschlossen."
        )
    if found.reopened:
        again = "ist" if found.reopened == 1 else "sind"
        text += (
            f" {found.reopened} {again} wieder offen, weil endete, worauf der Abschluss beruhte."
        )
    blocks: list[Block] = [Paragraph(text)]
    if found.rows:
        blocks.append(
            PaperTable(
                "Vorhaben zur Lückenschließung",
                ("Vorhaben", "zuständig", "Stand", "Frist", "Hinweise geschlossen", "Ergebnis"),
                tuple(_measure(names, row) for row in found.rows),
                "llllrl",
                (2.1, 1.2, 1.15, 1.1, 1.2, 1.9),
            )
        )
    if findings:
        blocks.append(
            Paragraph(
                "Ein Hinweis gilt als geschlossen von dem Tag an, an dem lief, was ihn schließt, "
                "und es auch eingetragen war. Was vor der Aufnahme in das Vorhaben geschah, zählt "
                "nicht.",
                "small",
            )
        )
    if found.counted_only:
        one = found.counted_only == 1
        blocks.append(
            Paragraph(
                f"{found.counted_only} {'betrifft' if one else 'betreffen'} Hinweise, die nicht "
                f"freigegeben sind, und {'wird' if one else 'werden'} nur gezählt.",
                "small",
            )
        )
    return tuple(blocks)


def _measure(names: ReportNames, row: MeasureRow) -> tuple[str, ...]:
    measure = row.measure
    where = names.regions(measure.region_ids)
    state = STATUS[measure.status]
    if row.overdue:
        state += ", überfällig"
    elif measure.status == "done" and measure.closed:
        state += f" am {german(measure.closed)} ({counted(row.days, 'Tag', 'Tage')})"
    return (
        f"{measure.title} ({where})" if where else measure.title,
        names.actor(measure.owner_actor_id) or measure.owner or "–",
        state,
        german(measure.due),
        f"{row.closed} von {row.findings}" if row.findings else "–",
        measure.outcome or "–",
    )


# --- meetings -------------------------------------------------------------------------------


def meetings(names: ReportNames, data: ReportData) -> tuple[Block, ...]:
    """Meetings of the period, their districts and how many took part."""
    number = data.figure("meetings").value
    if not number:
        return (Paragraph("Im Berichtszeitraum sind keine Treffen eingetragen."),)
    reached, districts = data.figure("districts_reached").value, len(data.districts)
    organisations = data.figure("organisations").value
    without = " (ohne Treffen mit weniger als 5)"
    text = (
        f"Im Berichtszeitraum {'fand' if number == 1 else 'fanden'} "
        f"{counted(number, 'Treffen', 'Treffen')} statt{_where(data, reached)}."
    )
    if organisations:
        text += (
            f" Organisationen nahmen {organisations}-mal teil; wer mehrmals kam, zählt mehrmals."
        )
    for words, sum_of in (
        ("Angemeldet waren", data.registered),
        ("Teilgenommen haben", data.attended),
    ):
        if sum_of.value is not None:
            left_out = without if sum_of.suppressed else ""
            text += f" {words} {counted(sum_of.value, 'Person', 'Personen')}{left_out}."
    rows = []
    for row in data.meetings:
        places = names.regions(row.region_ids)
        if len(row.region_ids) == districts and districts > 1:
            places = "alle Kreise"
        if row.land_wide:
            places = ", ".join(
                filter(None, ("landesweit", "online" if row.meeting.online else "", places))
            )
        rows.append(
            (
                german(berlin_day(row.meeting.starts_at)),
                row.meeting.title,
                places or ("online" if row.meeting.online else "–"),
                str(row.meeting.organisations) if row.meeting.organisations is not None else "–",
                persons(row.registered),
                persons(row.attended),
            )
        )
    last = [d for d in data.meetings_by_district if d.meetings]
    missed = [names.region(d.region_id) for d in data.meetings_by_district if not d.meetings]
    blocks: list[Block] = [
        Paragraph(text),
        PaperTable(
            "Treffen im Berichtszeitraum",
            ("Tag", "Treffen", "Kreise", "Organi\u00adsationen", "ange\u00admeldet",
             "teil\u00adgenommen"),
            tuple(rows),
            "lllrrr",
            (1.15, 2.5, 1.7, 1.1, 1.0, 1.1),
        ),
        Paragraph(
            "Zahlen unter 5 werden nicht genannt, damit niemand zu erkennen ist; Summen lassen "
            "sie aus.",
            "small",
        ),
    ]  # fmt: skip
    if last and districts > 1:
        blocks.append(
            PaperTable(
                "Treffen je Kreis",
                ("Kreis oder kreisfreie Stadt", "Treffen", "zuletzt am"),
                tuple((names.region(d.region_id), str(d.meetings), german(d.last)) for d in last),
                "lrr",
                (2.6, 1.0, 1.2),
            )
        )
    if missed:
        blocks.append(Paragraph(f"Noch ohne eigenes Treffen: {shortened(missed, 22)}."))
    return tuple(blocks)
