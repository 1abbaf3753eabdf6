"""The chapters of a report about findings, the network and the age of the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from services.network.exchange.record_building import name_of
from services.network.findings.findings import Finding, Gap, Parallel
from services.network.records.model import OrgType, Question
from services.network.reports.chapters.language import (
    counted,
    days,
    german,
    percent,
    signed,
    within_days,
)
from services.network.reports.chapters.names import ReportNames
from services.network.reports.facts import ReportData
from services.network.reports.paper import Block, Heading, Items, PaperTable, Paragraph
from services.network.reports.rows import Released

JUDGEMENTS: Mapping[str, str] = {
    "real_gap": "echte Lücke",
    "no_need": "hier kein Bedarf",
    "overlap": "Überschneidung",
    "complementary": "ergänzen sich",
    "intended_redundancy": "bewusst doppelt",
    "data_error": "Fehler in den Angaben",
}
ANSWERS: Mapping[str, str] = {
    "yes": "arbeitet nach eigener Auskunft mit der anderen Seite zusammen",
    "planned": "plant nach eigener Auskunft, mit der anderen Seite zusammenzuarbeiten",
    "no": "arbeitet nach eigener Auskunft nicht mit der anderen Seite zusammen",
}


def findings(names: ReportNames, data: ReportData) -> tuple[Block, ...]:
    """Counts; named are only findings that somebody released, with their verdict."""
    parallels, double = data.figure("parallels").value, data.figure("double_funding").value
    isolated = data.figure("isolated").value
    blocks: list[Block] = [
        Paragraph(
            f"Am {german(data.day)} gab es {counted(parallels, 'Paar', 'Paare')} von Angeboten "
            "oder Projekten verschiedener Häuser, die am selben Ort dasselbe Thema bearbeiten, "
            "ohne dass eine Zusammenarbeit bekannt ist. "
            + (
                f"Bei {double} davon könnten sich auch Förderungen überschneiden. "
                if double
                else "Eine mögliche Doppelförderung ist nicht darunter. "
            )
            + f"{counted(isolated, 'Akteur hat', 'Akteure haben')} ein eigenes Angebot oder "
            "Projekt, aber keine bekannte Verbindung zu anderen."
        ),
        Paragraph(
            "Das sind Hinweise, keine Urteile: Sie beruhen auf den eingetragenen Angaben. Genannt "
            "werden nur Fälle, die mit den Beteiligten besprochen und für diesen Bericht "
            "freigegeben wurden."
        ),
    ]
    judged = data.judged
    if judged.judged:
        blocks.append(
            Paragraph(
                f"Treffsicherheit: {counted(judged.judged, 'Paar wurde', 'Paare wurden')} bisher "
                f"von der Koordination beurteilt; bei {judged.agreed} davon "
                f"({percent(judged.agreed, judged.judged)}) tun beide Seiten tatsächlich dasselbe "
                "am selben Ort, gewollt oder nicht. Gezählt wird die letzte Einschätzung je Paar."
            )
        )
    if data.released:
        blocks.append(
            PaperTable(
                "Freigegebene Hinweise mit Einschätzung",
                ("Worum es geht", "Einschätzung", "Begründung"),
                tuple(_released(names, found) for found in data.released),
                "lll",
                (2.4, 1.2, 2.0),
            )
        )
        blocks += _statements(names, data.released)
    return tuple(blocks)


def _released(names: ReportNames, found: Released) -> tuple[str, str, str]:
    verdict = found.verdict
    what = finding_words(names, found.finding)
    return what, JUDGEMENTS[verdict.judgement.value], verdict.reason


def finding_words(names: ReportNames, finding: Finding) -> str:
    """What a finding is about, for a report."""
    network = names.network
    places = names.regions(finding.region_ids)
    if isinstance(finding, Parallel):
        sides = [
            f"{name_of(network.find(side.kind, side.id))} ({names.actors(side.actor_ids)})"
            for side in (finding.left, finding.right)
        ]
        return f"Mögliche Parallelstruktur: {sides[0]} und {sides[1]}; {places}"
    if isinstance(finding, Gap):
        return f"Lücke: {names.topic(finding.cell.topic_id)}; {places}"
    return f"Ohne bekannte Verbindung: {names.actors(finding.actor_ids)}"


def _statements(names: ReportNames, released: Iterable[Released]) -> Iterable[Block]:
    """What the sides said about the released findings, in their own words."""
    items = tuple(_statement(names, question) for found in released for question in found.answers)
    if items:
        yield Heading("Stellungnahmen der Beteiligten")
        yield Items(items)


def _statement(names: ReportNames, question: Question) -> str:
    who = names.actor(question.actor_id) or "Eine Seite"
    # One house can be asked about several of its entries: the reader must know about which.
    entry = names.network.find(question.entry_kind, question.entry_id)
    about = f" (zu „{name_of(entry)}“)" if entry else ""
    parts = []
    if question.answer in ANSWERS:
        parts.append(f"{who}{about} {ANSWERS[question.answer]}.")
    if question.statement:
        said = " ".join(question.statement.split())
        parts.append(f"„{said}“" if parts else f"{who}{about}: „{said}“")
    if question.answered_at is not None:
        parts.append(f"({german(question.answered_at.date())})")
    return " ".join(parts)


def network_figures(names: ReportNames, data: ReportData) -> tuple[Block, ...]:
    """How many actors, projects, offers, cooperations; now and before."""
    words = {
        "actors": "Akteure",
        "houses": "Häuser (Träger mit ihren Teilen)",
        "offers": "laufende Angebote",
        "projects": "laufende Projekte",
        "cooperations": "laufende Kooperationen",
        "deliveries": "durchgeführte Veranstaltungen und Beratungen "
        f"({days(int(data.number('delivery_days')))})",
        "components": "zusammenhängende Teile des Netzwerks",
        "isolated": "Akteure ohne bekannte Verbindung",
    }
    rows = []
    for key, word in words.items():
        figure = data.figure(key)
        earlier = "–" if figure.earlier is None else str(figure.earlier)
        rows.append((word, earlier, str(figure.value), signed(figure.change)))
    kinds = sorted(
        (
            (name_of(names.network.get(OrgType, id)) or "ohne Angabe", number)
            for id, number in data.actors_by_type
        ),
        key=lambda pair: (-pair[1], pair[0]),
    )
    return (
        PaperTable(
            "Umfang des Netzwerks",
            ("Was", f"am {german(data.before)}", f"am {german(data.day)}", "Veränderung"),
            tuple(rows),
            "lrrr",
            (3.4, 1.2, 1.2, 1.1),
        ),
        Paragraph(
            "Seit wann es einen Akteur gibt, ist meist nicht bekannt; ihre Zahl gilt deshalb für "
            "beide Tage.",
            "small",
        ),
        PaperTable(
            "Akteure nach Art",
            ("Art", "Zahl"),
            tuple((name, str(number)) for name, number in kinds),
            "lr",
            (4.0, 1.0),
        ),
    )


def data_age(names: ReportNames, data: ReportData) -> tuple[Block, ...]:
    """How fresh the entries of each district are."""
    rows = tuple(
        (
            names.region(age.region_id),
            str(age.entries),
            str(age.fresh),
            german(age.middle),
            german(age.oldest),
        )
        for age in data.data_age
    )
    entries = sum(age.entries for age in data.data_age)
    fresh = sum(age.fresh for age in data.data_age)
    return (
        Paragraph(
            f"{percent(fresh, entries)} der Einträge mit Sitz oder Angebot in einem Kreis wurden "
            f"in den letzten {within_days(int(data.number('freshness_days')))} bestätigt. Ältere "
            "zählen nicht als Angebot."
        )
        if entries
        else Paragraph("Zu den Kreisen liegen keine Einträge vor."),
        PaperTable(
            "Alter der Angaben je Kreis",
            ("Kreis oder kreisfreie Stadt", "Einträge", "davon aktuell", "mittlere Bestätigung",
             "älteste Bestätigung"),
            rows,
            "lrrrr",
            (2.4, 0.9, 1.1, 1.4, 1.4),
        ),
    )  # fmt: skip
