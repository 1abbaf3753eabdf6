"""How a report counted, and the entries behind each of its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from services.network.domain.fold import fold
from services.network.domain.import_records import name_of
from services.network.domain.model import (
    Actor,
    Cooperation,
    Delivery,
    Expectation,
    Meeting,
    Offer,
    Project,
    Record,
    Region,
    Topic,
    Visibility,
)
from services.network.domain.network import Network
from services.network.domain.report import Figure, ReportData
from services.network.domain.report_paper import Block, Paragraph, Table

COUNTING: Mapping[str, tuple[str, str]] = {
    "actors": ("Akteure", "Alle eingetragenen Einrichtungen und Stellen, ohne Personen."),
    "houses": (
        "Häuser",
        "Akteure, wobei Träger und ihre Teile zusammen ein Haus sind.",
    ),
    "offers": (
        "laufende Angebote",
        "Angebote, deren Zeitraum den Tag einschließt; ein offenes Ende zählt bis 18 Monate nach "
        "der letzten Bestätigung.",
    ),
    "projects": ("laufende Projekte", "Wie bei Angeboten."),
    "cooperations": ("laufende Kooperationen", "Wie bei Angeboten; jede zählt einmal."),
    "deliveries": (
        "durchgeführte Veranstaltungen",
        "Veranstaltungen, Bausteine und Beratungen, die in den 24 Monaten vor dem Tag wirklich "
        "stattfanden.",
    ),
    "components": (
        "zusammenhängende Teile",
        "Gruppen von mindestens zwei Häusern, die über Kooperationen, gemeinsame Projekte oder "
        "Steuerungsgruppen miteinander verbunden sind.",
    ),
    "gaps": (
        "Lücken",
        "Stellen (Soll-Angebot mal Kreis) ohne jeden Anbieter, in denen in den letzten 18 Monaten "
        "vollständig erhoben wurde.",
    ),
    "unknown": (
        "nicht erhoben",
        "Stellen ohne bestätigten Anbieter, in denen niemand nachgesehen hat.",
    ),
    "parallels": (
        "mögliche Parallelstrukturen",
        "Paare von Angeboten oder Projekten verschiedener Häuser mit gemeinsamem Kreis und Thema, "
        "mindestens 30 gemeinsamen Tagen, Ähnlichkeit ab 0,6 und ohne bekannte Zusammenarbeit.",
    ),
    "double_funding": (
        "mögliche Doppelförderung",
        "Dasselbe mit gemeinsamem Förderer oder Programm und sich überschneidender Bewilligung.",
    ),
    "isolated": (
        "ohne bekannte Verbindung",
        "Häuser mit eigenem Angebot oder Projekt, aber ohne Kooperation, gemeinsames Projekt oder "
        "Steuerungsgruppe.",
    ),
    "judged": (
        "Hinweise mit Einschätzung",
        "Hinweise, zu denen eine Einschätzung auf dem heutigen Stand der Angaben vorliegt.",
    ),
    "meetings": ("Treffen", "Nicht abgesagte Treffen mit Beginn im Berichtszeitraum."),
    "organisations": (
        "beteiligte Organisationen",
        "Summe der Organisationen über alle Treffen; wer mehrmals kam, zählt mehrmals.",
    ),
    "districts_reached": (
        "erreichte Kreise",
        "Kreise und kreisfreie Städte, für die mindestens eines dieser Treffen gedacht war.",
    ),
}
"""Figure -> its name and its counting rule in one sentence."""

_RULES: Mapping[str, tuple[str, str]] = {
    "freshness_days": ("Angaben gelten als aktuell", "{} Tage"),
    "delivery_days": ("Durchführungen zählen", "{} Tage"),
    "minimum_providers": ("Anbieter, wenn nichts anderes festgelegt ist", "mindestens {}"),
    "several_factor": ("„mehrere Anbieter“ ab", "{}-mal so viele wie vorgesehen"),
    "region_weight": ("Gewicht gemeinsamer Kreise", "{}"),
    "topic_weight": ("Gewicht gemeinsamer Themen", "{}"),
    "target_group_weight": ("Gewicht gemeinsamer Zielgruppen", "{}"),
    "format_weight": ("Gewicht gemeinsamer Formate", "{}"),
    "parallel_from": ("mögliche Parallelstruktur ab Ähnlichkeit", "{}"),
    "common_days": ("gemeinsame Laufzeit", "mindestens {} Tage"),
}


def counting_rules(data: ReportData) -> tuple[Block, ...]:
    """One sentence per figure."""
    rows = tuple(COUNTING[figure.key] for figure in data.figures if figure.key in COUNTING)
    return (
        Table("Zählregeln", ("Zahl", "Was gezählt wird"), rows, "ll", (1.3, 3.4)),
        Paragraph(
            f"Grundlage sind alle Einträge des Netzwerks mit Stand {data.day:%d.%m.%Y}; verglichen "
            f"wird mit dem {data.first - timedelta(days=1):%d.%m.%Y}, dem Tag vor dem "
            "Berichtszeitraum.",
            "small",
        ),
    )


def rules_table(data: ReportData) -> tuple[Block, ...]:
    """The thresholds that were used."""
    rows = []
    for rule in data.rules:
        if rule.name in _RULES:
            words, form = _RULES[rule.name]
            value = rule.value
            shown = f"{float(value):g}".replace(".", ",") if not isinstance(value, int) else value  # type: ignore[arg-type]
            rows.append((words, form.format(shown)))
    return (Table("Schwellenwerte", ("Regel", "Wert"), tuple(rows), "ll", (3.0, 2.0)),)


def appendix(network: Network, data: ReportData) -> tuple[Block, ...]:
    """The entries behind every number, without those that are for coordinators only."""
    blocks: list[Block] = [
        Paragraph(
            "Hinweise auf mögliche Parallelstrukturen und auf Akteure ohne Verbindung werden nur "
            "gezählt. Einträge, die nur für die Koordination bestimmt sind, zählen mit, werden "
            "aber nicht genannt."
        )
    ]
    cells = {cell.id: cell for row in data.coverage for cell in row.cells}
    for figure in data.figures:
        if not figure.entries:
            continue
        title, _rule = COUNTING[figure.key]
        heading = f"{title[0].upper()}{title[1:]}: {figure.value}"
        if figure.entries[0].kind == "cell":
            found = [cells[e.id] for e in figure.entries]
            rows = sorted(
                (
                    name_of(network.get(Region, cell.region_id)),
                    _expectation(network, network.get(Expectation, cell.expectation_id)),
                    _surveys(network, cell.survey_ids),
                )
                for cell in found
            )
            table = Table(
                heading, ("Kreis", "Soll-Angebot", "erhoben am"), tuple(rows), "lll",
                (1.6, 3.0, 1.2), dense=True,
            )  # fmt: skip
            blocks.append(table)
            continue
        blocks.extend(_records(network, figure, heading))
    return tuple(blocks)


def _records(network: Network, figure: Figure, heading: str) -> Iterable[Block]:
    records = [network.find(entry.kind, entry.id) for entry in figure.entries]
    named = [r for r in records if r and r.provenance.visibility is not Visibility.COORDINATORS]
    rows = sorted((_row(network, record) for record in named), key=lambda r: (fold(r[0]), r))
    if not rows:
        return
    headers = _HEADERS[figure.entries[0].kind]
    yield Table(
        heading, headers, tuple(rows), "l" * len(headers), (2.6, 2.2, 1.3)[: len(headers)],
        dense=True,
    )  # fmt: skip
    hidden = len(records) - len(named)
    if hidden:
        yield Paragraph(f"Dazu {hidden}, die nicht genannt werden.", "small")


_HEADERS: Mapping[str, tuple[str, ...]] = {
    "actor": ("Akteur", "Sitz", "bestätigt am"),
    "offer": ("Angebot", "Anbieter", "bestätigt am"),
    "project": ("Projekt", "Projektträger", "bestätigt am"),
    "cooperation": ("Kooperation", "Partner", "bestätigt am"),
    "delivery": ("Veranstaltung oder Beratung", "Kreis", "Tag"),
    "meeting": ("Treffen", "Ort", "Tag"),
    "region": ("Kreis oder kreisfreie Stadt",),
}


def _row(network: Network, record: Record) -> tuple[str, ...]:
    confirmed = _day(record.provenance.confirmed)
    match record:
        case Actor():
            return record.name, name_of(network.get(Region, record.region_id)), confirmed
        case Offer():
            return record.title, _actors(network, (record.actor_id,)), confirmed
        case Project():
            return record.title, _actors(network, (record.lead_actor_id,)), confirmed
        case Cooperation():
            partners = _actors(network, record.partner_ids)
            return record.name or "Kooperation", partners, confirmed
        case Delivery():
            place = name_of(network.get(Region, record.region_id))
            return record.title, place, _day(record.day)
        case Meeting():
            place = "online" if record.online and not record.place else record.place
            return record.title, place, _day(record.starts_at.date())
        case _:
            return (name_of(record),)


def _actors(network: Network, ids: Iterable[str]) -> str:
    found = (network.get(Actor, id) for id in ids if id)
    hidden = Visibility.COORDINATORS
    return ", ".join(a.name for a in found if a and a.provenance.visibility is not hidden)


def _expectation(network: Network, expectation: Expectation | None) -> str:
    if expectation is None:
        return ""
    parts = (
        name_of(network.get(Topic, expectation.topic_id)),
        name_of(network.find("format", expectation.format_id)),
        name_of(network.find("target_group", expectation.target_group_id)),
    )
    return ", ".join(part for part in parts if part)


def _surveys(network: Network, ids: Iterable[str]) -> str:
    found = (network.find("survey", id) for id in ids)
    days = [record.as_of for record in found if record is not None]  # type: ignore[attr-defined]
    return _day(max(days)) if days else "–"


def _day(day: date | None) -> str:
    return day.strftime("%d.%m.%Y") if day else "–"
