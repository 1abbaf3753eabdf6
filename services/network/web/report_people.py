"""The chapters of a report about findings, the network, meetings and the age of the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from services.network.domain.findings import Gap, Parallel
from services.network.domain.import_records import name_of
from services.network.domain.model import Actor, OrgType, Region
from services.network.domain.network import Network
from services.network.domain.report import Persons, Released, ReportData
from services.network.domain.report_paper import Block, Paragraph, Table
from shared.clock import BERLIN

JUDGEMENTS: Mapping[str, str] = {
    "real_gap": "echte Lücke",
    "no_need": "hier kein Bedarf",
    "overlap": "Überschneidung",
    "complementary": "ergänzen sich",
    "intended_redundancy": "bewusst doppelt",
    "data_error": "Fehler in den Angaben",
}
SUPPRESSED = "unter 5"


def _german(day: date | None) -> str:
    return day.strftime("%d.%m.%Y") if day else "–"


def findings(network: Network, data: ReportData) -> tuple[Block, ...]:
    """Counts; named are only findings that somebody released, with their verdict."""
    parallels, double = data.figure("parallels").value, data.figure("double_funding").value
    isolated = data.figure("isolated").value
    blocks: list[Block] = [
        Paragraph(
            f"Am {_german(data.day)} gab es {_count(parallels, 'Paar', 'Paare')} von Angeboten "
            "oder Projekten verschiedener Häuser, die am selben Ort dasselbe Thema bearbeiten, "
            "ohne dass eine Zusammenarbeit bekannt ist. "
            + (
                f"Bei {double} davon könnten sich auch Förderungen überschneiden. "
                if double
                else "Eine mögliche Doppelförderung ist nicht darunter. "
            )
            + f"{_count(isolated, 'Akteur hat', 'Akteure haben')} ein eigenes Angebot oder "
            "Projekt, aber keine bekannte Verbindung zu anderen."
        ),
        Paragraph(
            "Das sind Hinweise, keine Urteile: Sie beruhen auf den eingetragenen Angaben. Genannt "
            "werden nur Fälle, die mit den Beteiligten besprochen und für diesen Bericht "
            "freigegeben wurden."
        ),
    ]
    if data.released:
        blocks.append(
            Table(
                "Freigegebene Hinweise mit Einschätzung",
                ("Worum es geht", "Einschätzung", "Begründung"),
                tuple(_released(network, found) for found in data.released),
                "lll",
                (2.4, 1.2, 2.0),
            )
        )
    return tuple(blocks)


def _released(network: Network, found: Released) -> tuple[str, str, str]:
    finding, verdict = found.finding, found.verdict
    places = ", ".join(name_of(network.get(Region, id)) for id in finding.region_ids)
    if isinstance(finding, Parallel):
        names = [
            f"{name_of(network.find(side.kind, side.id))} "
            f"({', '.join(name_of(network.get(Actor, id)) for id in side.actor_ids)})"
            for side in (finding.left, finding.right)
        ]
        what = f"Mögliche Parallelstruktur: {names[0]} und {names[1]}; {places}"
    elif isinstance(finding, Gap):
        topic = name_of(network.find("topic", finding.cell.topic_id))
        what = f"Lücke: {topic}; {places}"
    else:
        actors = ", ".join(name_of(network.get(Actor, id)) for id in finding.actor_ids)
        what = f"Ohne bekannte Verbindung: {actors}"
    return what, JUDGEMENTS[verdict.judgement.value], verdict.reason


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def network_figures(network: Network, data: ReportData) -> tuple[Block, ...]:
    """How many actors, projects, offers, cooperations; now and at the period's start."""
    names = {
        "actors": "Akteure",
        "offers": "laufende Angebote",
        "projects": "laufende Projekte",
        "cooperations": "laufende Kooperationen",
        "deliveries": "durchgeführte Veranstaltungen und Beratungen (24 Monate)",
        "components": "zusammenhängende Teile des Netzwerks",
        "isolated": "Akteure ohne bekannte Verbindung",
    }
    rows = []
    for key, words in names.items():
        figure = data.figure(key)
        earlier = "–" if figure.earlier is None else str(figure.earlier)
        change = "–" if not figure.change else f"{figure.change:+d}".replace("-", "\u2212")
        rows.append((words, earlier, str(figure.value), change))
    types = Counter(
        name_of(network.get(OrgType, actor.org_type_id)) or "ohne Angabe"
        for actor in network.all(Actor).values()
    )
    kinds = sorted(types.items(), key=lambda pair: (-pair[1], pair[0]))
    before = _german(data.first - timedelta(days=1))
    return (
        Table(
            "Umfang des Netzwerks",
            (
                "",
                f"am {before}",
                f"am {_german(data.day)}",
                "Veränderung",
            ),
            tuple(rows),
            "lrrr",
            (3.4, 1.2, 1.2, 1.1),
        ),
        Paragraph(
            "Seit wann es einen Akteur gibt, ist meist nicht bekannt; ihre Zahl gilt deshalb für "
            "beide Tage.",
            "small",
        ),
        Table(
            "Akteure nach Art",
            ("Art", "Zahl"),
            tuple((name, str(number)) for name, number in kinds),
            "lr",
            (4.0, 1.0),
        ),
    )


def persons(count: Persons) -> str:
    """A number of persons as it may be printed."""
    if count.value is None:
        return SUPPRESSED if count.suppressed else "–"
    return f"{count.value}" + (" oder mehr" if count.suppressed else "")


def meetings(network: Network, data: ReportData) -> tuple[Block, ...]:
    """Meetings of the period, their districts and how many took part."""
    number = data.figure("meetings").value
    reached = data.figure("districts_reached").value
    districts = len(data.district_states)
    if not number:
        return (Paragraph("Im Berichtszeitraum sind keine Treffen eingetragen."),)
    rows = []
    for row in data.meetings:
        places = ", ".join(name_of(network.get(Region, id)) for id in row.region_ids)
        if len(row.region_ids) == districts:
            places = "landesweit"
        rows.append(
            (
                _german(row.meeting.starts_at.astimezone(BERLIN).date()),
                row.meeting.title,
                places or ("online" if row.meeting.online else "–"),
                persons(row.registered),
                persons(row.attended),
            )
        )
    blocks: list[Block] = [
        Paragraph(
            f"Im Berichtszeitraum fanden {_count(number, 'Treffen', 'Treffen')} statt; sie "
            f"betrafen {reached} von {districts} Kreisen und kreisfreien Städten. Angemeldet "
            f"waren {persons(data.registered)} Personen."
        ),
        Table(
            "Treffen im Berichtszeitraum",
            ("Tag", "Treffen", "Kreise", "angemeldet", "teilgenommen"),
            tuple(rows),
            "lllrr",
            (1.1, 2.6, 1.8, 1.1, 1.2),
        ),
        Paragraph(
            "Zahlen unter 5 werden nicht genannt, damit niemand zu erkennen ist; Summen lassen "
            "sie aus.",
            "small",
        ),
    ]
    return tuple(blocks)


def data_age(network: Network, data: ReportData) -> tuple[Block, ...]:
    """How fresh the entries of each district are."""
    rows = tuple(
        (
            name_of(network.get(Region, age.region_id)),
            str(age.entries),
            str(age.fresh),
            _german(age.middle),
            _german(age.oldest),
        )
        for age in data.data_age
    )
    entries = sum(age.entries for age in data.data_age)
    fresh = sum(age.fresh for age in data.data_age)
    share = (200 * fresh + entries) // (2 * entries) if entries else 0
    return (
        Paragraph(
            f"{share} % der Einträge mit Sitz oder Angebot in einem Kreis wurden in den letzten 18 "
            "Monaten bestätigt. Ältere zählen nicht als Angebot."
        )
        if entries
        else Paragraph("Zu den Kreisen liegen keine Einträge vor."),
        Table(
            "Alter der Angaben je Kreis",
            ("Kreis oder kreisfreie Stadt", "Einträge", "davon aktuell", "mittlere Bestätigung",
             "älteste Bestätigung"),
            rows,
            "lrrrr",
            (2.4, 0.9, 1.1, 1.4, 1.4),
        ),
    )  # fmt: skip
