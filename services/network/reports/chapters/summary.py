"""The first page of a report: what a funder reads in two minutes."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from services.network.coverage.coverage import CoverageState
from services.network.records.model import Report
from services.network.reports.chapters.language import (
    change_words,
    counted,
    german,
    listed,
    number,
    percent,
    shortened,
    signed,
)
from services.network.reports.chapters.names import ReportNames
from services.network.reports.facts import ReportData
from services.network.reports.figures import WEAK
from services.network.reports.paper import (
    Block,
    Heading,
    Items,
    KeyFigures,
    PaperTable,
    Paragraph,
)
from services.network.reports.rows import IndicatorRow

MOST_PLACES = 3
"""Places that the first page names in a row; all of them stand in the chapter on coverage."""

MOST_INDICATORS = 5
"""Indicators on the first page; all of them stand in their chapter."""

COMPARED: tuple[tuple[str, str], ...] = (
    ("covered", "abgedeckte Stellen"),
    ("gaps", "Lücken"),
    ("offers", "laufende Angebote"),
    ("cooperations", "laufende Kooperationen"),
)
"""Figures that the first page compares with the last report; more would not fit on it."""


def summary(
    names: ReportNames, data: ReportData, chapters: Collection[str], previous: Report | None
) -> tuple[Block, ...]:
    """Where things stand, target and actual, what changed, where most is missing.

    ``chapters`` are the keys of those that the report has.
    """
    return (
        *_standing(data, chapters),
        *_targets(data),
        *_changes(names, data, previous),
        *_heaviest(names, data, brief=previous is not None),
        *_compared(data, previous),
    )


def _standing(data: ReportData, chapters: Collection[str]) -> Iterable[Block]:
    counts = data.counts
    cells = sum(counts.values())
    covered, gaps = counts[CoverageState.COVERED], counts[CoverageState.GAP]
    weak = sum(counts[state] for state in WEAK)
    yield Paragraph(
        f"Am {german(data.day)} waren {counted(data.figure('actors').value, 'Akteur', 'Akteure')} "
        f"mit {counted(data.figure('offers').value, 'laufenden Angebot', 'laufenden Angeboten')} "
        "und "
        f"{counted(data.figure('projects').value, 'laufenden Projekt', 'laufenden Projekten')} "
        "bekannt.",
        "lead",
    )
    if cells:
        yield Paragraph(
            f"{counted(len(data.coverage), 'Soll-Angebot', 'Soll-Angebote')}, je nach Angebot in "
            f"allen oder einigen Kreisen: {counted(cells, 'Stelle', 'Stellen')}. Davon sind "
            f"{covered} ({percent(covered, cells)}) abgedeckt, {weak} "
            "schwach besetzt (zu wenige Anbieter oder nur landesweite), "
            f"{counted(gaps, 'ist eine Lücke', 'sind Lücken')} und "
            f"{counts[CoverageState.UNKNOWN]} nicht erhoben."
        )
    earlier = data.earlier_counts
    items = [
        (percent(covered, cells), "der Stellen sind abgedeckt",
         f"{percent(earlier[CoverageState.COVERED], sum(earlier.values()))} "
         f"am {german(data.before)}"),
        (str(gaps), "Lücke" if gaps == 1 else "Lücken",
         change_words(data.figure("gaps").change, data.before)),
        (str(data.figure("cooperations").value), "laufende Kooperationen",
         change_words(data.figure("cooperations").change, data.before)),
        (str(data.figure("meetings").value), "Treffen im Berichtszeitraum",
         f"für {data.figure('districts_reached').value} von {len(data.districts)} Kreisen"
         + (", sonst landesweit" if any(row.land_wide for row in data.meetings) else "")),
    ]  # fmt: skip
    if data.indicators and "indicators" in chapters:
        met = data.figure("indicators_met").value
        items.append(
            (f"{met} von {len(data.indicators)}", "Zielwerten erreicht", "nach den letzten Werten")
        )
    done, every = data.figure("measures_done").value, data.figure("measures").value
    if every:
        items.append(
            (f"{done} von {every}", "Vorhaben erledigt",
             f"{data.measures.overdue} überfällig" if data.measures.overdue else "")
        )  # fmt: skip
    if len(items) % 3 == 2 or len(items) < 6:
        judged = str(data.figure("judged").value)
        items.append((judged, "Hinweise mit Einschätzung", "durch die Koordination"))
    if len(items) < 6:
        items.insert(
            2,
            (str(weak), "schwach besetzte Stellen",
             change_words(data.figure("weak").change, data.before)),
        )  # fmt: skip
    yield KeyFigures(tuple(items[:6]))


def _targets(data: ReportData) -> Iterable[Block]:
    rows = [target_row(row) for row in data.indicators[:MOST_INDICATORS]]
    if not rows:
        return
    more = len(data.indicators) - len(rows)
    yield PaperTable(
        "Ziel und Stand",
        ("Kennzahl", "Ziel", f"am {german(data.before)}", "Stand", "Ziel erreicht"),
        tuple(rows),
        "lrrrl",
        (3.2, 1.2, 1.2, 1.0, 1.3),
    )
    if more:
        yield Paragraph(f"{more} weitere stehen im Kapitel „Ziele und Kennzahlen“.", "small")


def target_row(row: IndicatorRow) -> tuple[str, ...]:
    """An indicator: target, before, now, whether it is met."""
    indicator = row.indicator
    limit = "höchstens " if indicator.less_is_better else ""
    # The unit stands once, beside the name: in every column it would break the lines.
    known = not indicator.unit or indicator.unit.casefold() in indicator.name.casefold()
    return (
        indicator.name if known else f"{indicator.name} ({indicator.unit})",
        limit + number(indicator.target) if indicator.target is not None else "–",
        number(row.before.value) if row.before else "–",
        number(row.now.value) if row.now else "–",
        met_words(row),
    )


def met_words(row: IndicatorRow) -> str:
    """Whether the target is met; how far it is."""
    if row.now is None:
        return "noch kein Wert"
    if row.met is None:
        return "kein Zielwert"
    if row.met:
        return "ja"
    # Rounded down: what is not reached is never "100 %".
    return "nein" if row.share is None else f"zu {int(row.share * 100)} %"


def _changes(names: ReportNames, data: ReportData, previous: Report | None) -> Iterable[Block]:
    closed, new, still = (
        len(cells) for cells in (data.gaps_closed, data.gaps_new, data.gaps_still)
    )
    if previous is not None:
        yield Heading(
            f"Was sich seit dem letzten Bericht (Stand {german(data.before)}) geändert hat"
        )
    else:
        yield Heading(f"Was sich seit dem {german(data.before)} geändert hat")
    weak = sum(c.state is not CoverageState.COVERED for c in data.gaps_closed)
    lost = data.earlier_counts[CoverageState.GAP] - closed - still
    lost_line = int(lost > 0)  # One place less, so that the first page stays one page.
    yield Paragraph(
        f"{counted(closed, 'Lücke', 'Lücken')} geschlossen"
        # A gap that one of two providers fills is none any more, but not covered either.
        + (f" ({weak} davon noch schwach besetzt)" if weak else "")
        + f", {new} neu bekannt, {still} weiterhin offen"
        + (f", {lost} nicht mehr erhoben oder vorgesehen" if lost > 0 else "")
        + "."
        + (
            f" Geschlossen: {shortened(_places(names, data), MOST_PLACES - lost_line)}."
            if data.gaps_closed
            else ""
        )
    )


def _compared(data: ReportData, previous: Report | None) -> Iterable[Block]:
    """Figures beside those of the last report, as it printed them and as they are known now."""
    if previous is None:
        return
    printed = dict(previous.figures) if _same_scope(data, previous) else {}
    rows = []
    for key, words in COMPARED:
        figure = data.figure(key)
        row = [words, str(figure.earlier), str(figure.value), signed(figure.change)]
        if printed:
            row.insert(1, str(printed.get(key, "–")))
        rows.append(tuple(row))
    headers = ["Was", f"am {german(data.before)}", f"am {german(data.day)}", "Veränderung"]
    if printed:
        headers.insert(1, "im letzten Bericht")
    yield PaperTable(
        f"Vergleich mit „{previous.title}“",
        tuple(headers),
        tuple(rows),
        "l" + "r" * (len(headers) - 1),
        (2.2, 1.5, *(1.2 for _ in headers[2:])),
    )


def _gaps(number: int) -> str:
    return counted(number, "Lücke", "Lücken")


def _same_scope(data: ReportData, previous: Report) -> bool:
    about = data.about
    return (about.region_ids, about.topic_ids, about.goals) == (
        previous.region_ids,
        previous.topic_ids,
        previous.strategy_goals,
    )


def _places(names: ReportNames, data: ReportData) -> list[str]:
    return sorted(
        {f"{names.region(c.region_id)} ({names.topic(c.topic_id)})" for c in data.gaps_closed}
    )


def _heaviest(names: ReportNames, data: ReportData, *, brief: bool) -> Iterable[Block]:
    """The three districts where most is missing; ``brief`` leaves room for a comparison."""
    gaps: dict[str, list[str]] = {}
    weight: dict[str, float] = {}
    for row in data.coverage:
        for cell in row.cells:
            if cell.state is CoverageState.GAP:
                gaps.setdefault(cell.region_id, []).append(names.expectation(row.expectation))
                weight[cell.region_id] = weight.get(cell.region_id, 0.0) + cell.weight
    if not gaps:
        return
    order = sorted(gaps, key=lambda id: (-weight[id], id))[:3]
    # By the share of the population that lives there and the weight of what is missing.
    if brief:
        places = [f"{names.region(id)} ({_gaps(len(gaps[id]))})" for id in order]
        yield Paragraph(f"Am meisten fehlt (nach Bevölkerung und Gewicht): {listed(places)}.")
        return
    yield Heading("Wo am meisten fehlt (nach Bevölkerung und Gewicht)")
    yield Items(tuple(f"{names.region(id)}: {listed(sorted(gaps[id]))}" for id in order))
