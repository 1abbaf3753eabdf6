"""The entries behind each number of a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from services.network.coverage.cells import Cell
from services.network.exchange.record_building import name_of
from services.network.records.model import (
    Actor,
    Cooperation,
    Delivery,
    Evidence,
    Expectation,
    Indicator,
    Measure,
    Meeting,
    Offer,
    Project,
    Record,
    Region,
)
from services.network.records.text_folding import fold
from services.network.reports.chapters.account import STATUS, persons
from services.network.reports.chapters.language import amount, german, listed
from services.network.reports.chapters.method import COUNTING
from services.network.reports.chapters.names import ReportNames, open_to_all
from services.network.reports.chapters.outlook import EVIDENCE_KINDS
from services.network.reports.chapters.people import finding_words
from services.network.reports.facts import ReportData
from services.network.reports.paper import Block, PaperTable, Paragraph
from services.network.reports.participation import persons as printable
from services.network.reports.rows import CountedEntry, ReportFigure
from shared.clock import berlin_day

_CHOSEN = frozenset({Measure.KIND, Indicator.KIND, Evidence.KIND, Meeting.KIND})
"""Kinds that a report names because somebody chose them or because they were public events;
their visibility says who finds them in the directory."""


def appendix(
    names: ReportNames, data: ReportData, shown: Iterable[ReportFigure]
) -> tuple[Block, ...]:
    """The entries behind every number shown, without those that are for coordinators only."""
    blocks: list[Block] = [
        Paragraph(
            "Hinweise auf mögliche Parallelstrukturen und auf Akteure ohne Verbindung werden nur "
            "gezählt, solange sie nicht freigegeben sind; auch zusammenhängende Teile des "
            "Netzwerks sind nur eine Zahl. Einträge, die nur für die Koordination bestimmt sind, "
            "zählen mit, werden aber nicht genannt."
        )
    ]
    cells = {cell.id: cell for row in data.coverage for cell in row.cells}
    told: dict[tuple[CountedEntry, ...], str] = {}
    for figure in shown:
        if not figure.entries:
            continue
        title, _rule = COUNTING[figure.key]
        heading = f"{title[0].upper()}{title[1:]}: {figure.value}"
        if figure.entries in told:
            as_in = told[figure.entries]
            blocks.append(
                Paragraph(f"{heading} – dieselben Einträge wie unter „{as_in}“.", "small")
            )
            continue
        told[figure.entries] = heading
        if figure.entries[0].kind == "cell":
            blocks.append(_cells(names, heading, [cells[e.id] for e in figure.entries]))
        elif figure.entries[0].kind == "finding":
            by_id = {r.finding.id: r.finding for r in data.released}
            rows = tuple((finding_words(names, by_id[e.id]),) for e in figure.entries)
            blocks.append(PaperTable(heading, ("Hinweis",), rows, "l", dense=True))
        elif figure.entries[0].kind == Region.KIND:
            places = listed(sorted((names.region(e.id) for e in figure.entries), key=fold))
            blocks.append(Paragraph(f"{heading} – {places}.", "small"))
        else:
            blocks += _records(names, figure, heading)
    return tuple(blocks)


def _cells(names: ReportNames, heading: str, found: list[Cell]) -> PaperTable:
    rows = sorted(
        (
            (
                names.region(cell.region_id),
                names.expectation(names.network.get(Expectation, cell.expectation_id)),
                names.actors(cell.actor_ids) or "–",
                _surveyed(names, cell),
            )
            for cell in found
        ),
        key=lambda row: (fold(row[0]), row),
    )
    return PaperTable(
        heading, ("Kreis", "Soll-Angebot", "Anbieter", "erhoben am"), tuple(rows), "llll",
        (1.4, 2.0, 2.6, 1.0), dense=True,
    )  # fmt: skip


def _surveyed(names: ReportNames, cell: Cell) -> str:
    found = (names.network.find("survey", id) for id in cell.survey_ids)
    days: list[date] = [r.as_of for r in found if r is not None]  # type: ignore[attr-defined]
    return german(max(days, default=None))


def _records(names: ReportNames, figure: ReportFigure, heading: str) -> Iterable[Block]:
    found = [names.network.find(entry.kind, entry.id) for entry in figure.entries]
    records = [record for record in found if record is not None]
    named = [r for r in records if r.KIND in _CHOSEN or open_to_all(r)]
    rows = sorted((_row(names, record) for record in named), key=lambda r: (fold(r[0]), r))
    if not rows:
        yield Paragraph(f"{heading} – die Einträge werden nicht genannt.", "small")
        return
    headers, align, widths = _COLUMNS[figure.entries[0].kind]
    yield PaperTable(heading, headers, tuple(rows), align, widths, dense=True)
    hidden = len(found) - len(named)
    if hidden:
        yield Paragraph(f"Dazu {hidden}, die nicht genannt werden.", "small")


_COLUMNS: Mapping[str, tuple[tuple[str, ...], str, tuple[float, ...]]] = {
    "actor": (("Akteur", "Sitz", "bestätigt am"), "lll", (2.6, 2.2, 1.3)),
    "offer": (("Angebot", "Anbieter", "bestätigt am"), "lll", (2.6, 2.2, 1.3)),
    "project": (("Projekt", "Projektträger", "bestätigt am"), "lll", (2.6, 2.2, 1.3)),
    "cooperation": (("Kooperation", "Partner", "bestätigt am"), "lll", (2.2, 2.8, 1.2)),
    "delivery": (("Veranstaltung oder Beratung", "Kreis", "Tag"), "lll", (2.6, 2.2, 1.3)),
    "meeting": (
        ("Treffen", "Ort", "Tag", "Organisationen", "angemeldet", "teilgenommen"),
        "lllrrr",
        (2.3, 1.6, 1.1, 1.4, 1.1, 1.2),
    ),
    "measure": (
        ("Vorhaben", "begonnen", "Frist", "Stand", "abgeschlossen"),
        "lllll",
        (2.6, 1.1, 1.1, 1.2, 1.2),
    ),
    "indicator": (("Kennzahl", "Werte"), "ll", (1.6, 3.4)),
    "evidence": (("Beleg", "Art", "Tag", "Quelle"), "llll", (2.2, 1.1, 1.0, 2.0)),
}
"""Kind -> headers, alignment and widths of its table."""


def _row(names: ReportNames, record: Record) -> tuple[str, ...]:
    confirmed = german(record.provenance.confirmed)
    match record:
        case Actor():
            return record.name, name_of(names.network.get(Region, record.region_id)), confirmed
        case Offer():
            return record.title, names.actors((record.actor_id,)), confirmed
        case Project():
            return record.title, names.actors((record.lead_actor_id,)), confirmed
        case Cooperation():
            return record.name or "Kooperation", names.actors(record.partner_ids), confirmed
        case Delivery():
            return record.title, names.region(record.region_id), german(record.day)
        case Meeting():
            return _meeting(record)
        case Measure():
            return (
                record.title, german(record.begun), german(record.due), STATUS[record.status],
                german(record.closed),
            )  # fmt: skip
        case Indicator():
            values = "; ".join(
                f"{german(r.day)}: {amount(r.value, record.unit)}"
                + (f" ({r.source})" if r.source else "")
                for r in sorted(record.readings, key=lambda r: r.day)
            )
            return record.name, values or "–"
        case Evidence():
            kind = EVIDENCE_KINDS.get(record.evidence_kind, "Beleg")
            return record.title, kind, german(record.day), record.source or "–"
        case _:
            return (name_of(record),)


def _meeting(meeting: Meeting) -> tuple[str, ...]:
    place = "online" if meeting.online and not meeting.place else meeting.place
    organisations = meeting.organisations
    return (
        meeting.title,
        place,
        german(berlin_day(meeting.starts_at)),
        "–" if organisations is None else str(organisations),
        persons(printable(meeting.registered)),
        persons(printable(meeting.attended)),
    )
