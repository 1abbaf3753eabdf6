"""The chapter of a report about coverage: maps, matrix, and every expectation with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from services.network.coverage import cartogram
from services.network.coverage.coverage import CoverageState
from services.network.records.model import Expectation, Reach, Region, Strategy
from services.network.reports.chapters.language import german, listed, within_days
from services.network.reports.chapters.names import ReportNames
from services.network.reports.chapters.pictures import district_picture
from services.network.reports.facts import ReportData
from services.network.reports.paper import (
    Block,
    Heading,
    Items,
    PaperPicture,
    PaperTable,
    Paragraph,
)
from services.network.reports.rows import CoverageRow

STATES: Mapping[CoverageState, str] = {
    CoverageState.COVERED: "abgedeckt",
    CoverageState.THIN: "nur ein Anbieter",
    CoverageState.REACH_ONLY: "nur landesweit",
    CoverageState.GAP: "Lücke",
    CoverageState.UNKNOWN: "nicht erhoben",
}
_SHORT: Mapping[CoverageState, str] = {
    CoverageState.COVERED: "ja",
    CoverageState.THIN: "zu wenig",
    CoverageState.REACH_ONLY: "landesweit",
    CoverageState.GAP: "LÜCKE",
    CoverageState.UNKNOWN: "offen",
}
"""What stands in a cell of the matrix, where there is little room."""

LEGEND = (
    ("covered", "alles abgedeckt"),
    ("thin", "teils nur ein Anbieter"),
    ("reach_only", "teils nur landesweit"),
    ("gap", "mindestens eine Lücke"),
    ("unknown", "nicht erhoben"),
)
OUTSIDE = ("none", "nicht Teil des Berichts")
MATRIX_COLUMNS = 7
"""Expectations in one matrix; more of them make a further one."""


def coverage(names: ReportNames, data: ReportData) -> tuple[Block, ...]:
    """Map, cartogram, tables per expectation and per district."""
    if not data.coverage:
        return (
            Paragraph(
                "Zu dem, worum es in diesem Bericht geht, sind keine Soll-Angebote festgelegt; die "
                "Abdeckung lässt sich deshalb nicht beurteilen."
            ),
        )
    return (
        Paragraph(
            "Jeder Kreis ist nach seinem ungünstigsten Soll-Angebot gezeichnet. Eine Lücke "
            f"ist nur, wo in den letzten {within_days(int(data.number('freshness_days')))} "
            "nachgesehen wurde; alles andere heißt „nicht erhoben“."
        ),
        *_pictures(names, data),
        _by_expectation(names, data),
        _by_district(names, data),
        *_matrix(names, data),
        *_details(names, data),
    )


def _pictures(names: ReportNames, data: ReportData) -> tuple[Block, ...]:
    faces = {id: state.value if state else "none" for id, state in data.district_states.items()}
    outside = any(face == "none" for face in faces.values())
    legend = (*LEGEND, OUTSIDE) if outside else LEGEND
    alt = _picture_words(names, data)
    populations = {
        id: float(region.population)
        for id in data.district_states
        if (region := names.network.get(Region, id)) is not None
    }
    return (
        PaperPicture(
            district_picture(cartogram.outline_map(), faces, legend, "karte"),
            alt,
            f"Abdeckung in den Kreisen am {german(data.day)}. {cartogram.ATTRIBUTION}",
        ),
        PaperPicture(
            district_picture(cartogram.dorling(populations), faces, legend, "kreise"),
            "Dieselben Angaben als Kreise, deren Fläche der Bevölkerung entspricht. " + alt,
            "Dieselben Angaben nach Bevölkerung: je größer der Kreis, desto mehr Menschen "
            "leben dort",
        ),
    )


def _picture_words(names: ReportNames, data: ReportData) -> str:
    parts = []
    for state in STATES:
        ids = [id for id, found in data.district_states.items() if found is state]
        if ids:
            parts.append(f"{STATES[state]}: {listed(names.region(id) for id in ids)}")
    return "Karte der Kreise Thüringens nach ungünstigstem Stand. " + "; ".join(parts) + "."


def _by_expectation(names: ReportNames, data: ReportData) -> PaperTable:
    rows = []
    for row in data.coverage:
        counts = [row.counts[state] for state in STATES]
        change = len(row.became_better), len(row.became_worse)
        rows.append(
            (
                names.expectation(row.expectation),
                *(str(n) if n else "–" for n in counts),
                f"{change[0]} / {change[1]}" if any(change) else "–",
            )
        )
    totals = [data.counts[state] for state in STATES]
    rows.append(("Alle", *(str(n) for n in totals), ""))
    return PaperTable(
        "Abdeckung je Soll-Angebot: Zahl der Kreise",
        ("Soll-Angebot", *STATES.values(), "besser / schlechter"),
        tuple(rows),
        "lrrrrrr",
        (3.2, 1.25, 1.2, 1.2, 0.9, 1.1, 1.3),
    )


def _by_district(names: ReportNames, data: ReportData) -> PaperTable:
    counts: dict[str, dict[CoverageState, int]] = {
        id: dict.fromkeys(STATES, 0) for id in data.districts
    }
    for row in data.coverage:
        for cell in row.cells:
            counts[cell.region_id][cell.state] += 1
    rows = [
        (names.region(id), *(str(n) if n else "–" for n in found.values()))
        for id, found in counts.items()
    ]
    return PaperTable(
        "Abdeckung je Kreis: Zahl der Soll-Angebote",
        ("Kreis oder kreisfreie Stadt", *STATES.values()),
        tuple(rows),
        "lrrrrr",
        (2.6, 1.2, 1.2, 1.2, 0.9, 1.1),
    )


def _matrix(names: ReportNames, data: ReportData) -> Iterable[Block]:
    """Districts × expectations; a few columns at a time, so that they fit on paper."""
    rows = data.coverage
    yield Heading("Welcher Kreis hat was?")
    yield Paragraph(
        "„ja“: abgedeckt; „zu wenig“: es gibt Anbieter, aber weniger als vorgesehen (meist nur "
        "einer); „landesweit“: nur landesweit erreichbar; „LÜCKE“: nichts gefunden, obwohl "
        "nachgesehen wurde; „offen“: nicht erhoben; „–“: dort nicht vorgesehen.",
        "small",
    )
    count = -(-len(rows) // MATRIX_COLUMNS)
    # As many in each: a last part with one column alone would be a waste of a page.
    size = -(-len(rows) // count)
    parts = [rows[at : at + size] for at in range(0, len(rows), size)]
    for number, part in enumerate(parts, 1):
        of = f" (Teil {number} von {len(parts)})" if len(parts) > 1 else ""
        yield _matrix_part(names, data, part, f"Kreise und Soll-Angebote{of}")


def _matrix_part(
    names: ReportNames, data: ReportData, part: tuple[CoverageRow, ...], caption: str
) -> PaperTable:
    states = [{cell.region_id: cell.state for cell in row.cells} for row in part]
    lines = [
        (
            names.region(id),
            *(_SHORT[found[id]] if id in found else "–" for found in states),
        )
        for id in data.districts
    ]
    return PaperTable(
        caption,
        ("Kreis", *(names.expectation(row.expectation) for row in part)),
        tuple(lines),
        "l" + "c" * len(part),
        (1.7, *(1.25 for _ in part)),
        compact=True,
    )


def _details(names: ReportNames, data: ReportData) -> Iterable[Block]:
    for row in data.coverage:
        yield Heading(names.expectation(row.expectation))
        yield Paragraph(_reason(names, data, row.expectation), "small")
        items = []
        for state in (
            CoverageState.GAP,
            CoverageState.REACH_ONLY,
            CoverageState.THIN,
            CoverageState.UNKNOWN,
        ):
            places = [names.region(c.region_id) for c in row.cells if c.state is state]
            if places:
                items.append(f"{STATES[state]}: {listed(places)}")
        for word, ids in (("besser", row.became_better), ("schlechter", row.became_worse)):
            if ids:
                found = listed(names.region(id) for id in ids)
                items.append(f"{word} als am {german(data.before)}: {found}")
        if items:
            yield Items(tuple(items))
        if not any(row.counts[state] for state in STATES if state != CoverageState.COVERED):
            yield Paragraph("Überall abgedeckt, wo es vorgesehen ist.")


_REACH = {
    Reach.ON_SITE: ", vor Ort",
    Reach.DELIVERED: ", vor Ort oder mit Terminen dort in den letzten {}",
    Reach.REACHABLE: "; auf Anfrage erreichbar genügt",
}
"""Which reach suffices, as the end of a sentence; deliveries count for so long."""


def _reason(names: ReportNames, data: ReportData, expectation: Expectation) -> str:
    least = expectation.minimum
    delivered = within_days(int(data.number("delivery_days")))
    reach = _REACH[expectation.reach].format(delivered)
    many = f"sind mindestens {least}" if least > 1 else "ist mindestens ein"
    parts = [f"Vorgesehen {many} Anbieter je Kreis{reach}"]
    if expectation.reason:
        parts.append(f"Grund: {expectation.reason.rstrip('.')}")
    strategy = names.network.get(Strategy, expectation.strategy_id)
    if strategy is not None:
        goal = dict(strategy.goals).get(expectation.strategy_goal, "").rstrip(".")
        parts.append(f"Grundlage: {strategy.title}" + (f", Ziel „{goal}“" if goal else ""))
    if expectation.decided_by:
        since = f", {german(expectation.since)}" if expectation.since else ""
        parts.append(f"Festgelegt: {expectation.decided_by}{since}")
    else:
        parts.append("Noch von niemandem beschlossen")
    return ". ".join(parts) + "."
