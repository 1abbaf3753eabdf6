"""How a report counted: one sentence per figure, and the thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from services.network.records.rules import Number, Rule, whole_months
from services.network.reports.chapters.language import (
    days,
    german,
    number,
    sentence,
    within_days,
)
from services.network.reports.facts import ReportData
from services.network.reports.paper import Block, Heading, Items, PaperTable, Paragraph
from services.network.reports.rows import ReportFigure

COUNTING: Mapping[str, tuple[str, str]] = {
    "actors": ("Akteure", "Alle eingetragenen Einrichtungen und Stellen, ohne Personen."),
    "houses": (
        "Häuser",
        "Akteure, wobei Träger und ihre Teile zusammen ein Haus sind.",
    ),
    "offers": (
        "laufende Angebote",
        "Angebote, deren Zeitraum den Tag einschließt; ein offenes Ende zählt bis {freshness} nach "
        "der letzten Bestätigung.",
    ),
    "projects": ("laufende Projekte", "Wie bei Angeboten."),
    "cooperations": ("laufende Kooperationen", "Wie bei Angeboten; jede zählt einmal."),
    "deliveries": (
        "durchgeführte Veranstaltungen",
        "Veranstaltungen, Bausteine und Beratungen, die in den {delivered_within} vor dem Tag "
        "wirklich stattfanden.",
    ),
    "covered": (
        "abgedeckte Stellen",
        "Stellen (Soll-Angebot mal Kreis) mit mindestens so vielen Häusern wie vorgesehen, deren "
        "Reichweite genügt.",
    ),
    "weak": (
        "schwach besetzte Stellen",
        "Stellen mit weniger Anbietern als vorgesehen oder nur mit landesweiten.",
    ),
    "components": (
        "zusammenhängende Teile",
        "Gruppen von mindestens zwei Häusern, die über Kooperationen, gemeinsame Projekte oder "
        "Steuerungsgruppen miteinander verbunden sind.",
    ),
    "gaps": (
        "Lücken",
        "Stellen (Soll-Angebot mal Kreis) ohne jeden Anbieter, in denen in den letzten "
        "{fresh_within} vollständig erhoben wurde.",
    ),
    "unknown": (
        "nicht erhoben",
        "Stellen ohne bestätigten Anbieter, in denen niemand nachgesehen hat.",
    ),
    "parallels": (
        "mögliche Parallelstrukturen",
        "Paare von Angeboten oder Projekten verschiedener Häuser mit gemeinsamem Kreis und Thema, "
        "einer gemeinsamen Laufzeit von mindestens {common_within}, Ähnlichkeit ab {similarity} "
        "und ohne bekannte Zusammenarbeit.",
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
    "released": (
        "freigegebene Hinweise",
        "Hinweise, deren Einschätzung für Berichte freigegeben ist und noch auf denselben Angaben "
        "beruht.",
    ),
    "meetings": ("Treffen", "Nicht abgesagte Treffen mit Beginn im Berichtszeitraum."),
    "organisations": (
        "Teilnahmen (Organisationen, mehrfach gezählt)",
        "Summe der Organisationen über alle Treffen; eine Organisation, die zu drei Treffen kam, "
        "zählt dreimal. Wie viele verschiedene es waren, geht daraus nicht hervor.",
    ),
    "districts_reached": (
        "erreichte Kreise",
        "Kreise und kreisfreie Städte, für die mindestens eines dieser Treffen eigens gedacht war; "
        "landesweite Treffen zählen hier nicht mit.",
    ),
    "registered": (
        "angemeldete Personen",
        "Summe der Anmeldungen über alle Treffen mit mindestens fünf; wer sich mehrmals anmeldete, "
        "zählt mehrmals.",
    ),
    "attended": (
        "teilnehmende Personen",
        "Summe der Teilnehmenden über alle Treffen mit mindestens fünf; wer mehrmals kam, zählt "
        "mehrmals.",
    ),
    "measures": (
        "Vorhaben zur Lückenschließung",
        "Vorhaben, die bis zum Stichtag begonnen und vor dem Berichtszeitraum noch nicht "
        "abgeschlossen waren.",
    ),
    "measures_done": (
        "erledigte Vorhaben",
        "Vorhaben aus dieser Zahl, die bis zum Stichtag als erledigt eingetragen sind.",
    ),
    "measures_overdue": (
        "überfällige Vorhaben",
        "Geplante oder laufende Vorhaben aus dieser Zahl, deren Frist vor dem Stichtag lag.",
    ),
    "indicators": ("Kennzahlen", "Kennzahlen, die für diesen Bericht ausgewählt sind."),
    "indicators_met": (
        "erreichte Zielwerte",
        "Kennzahlen, deren letzter Wert bis zum Stichtag den Zielwert erreicht.",
    ),
    "evidence": (
        "weitere Belege",
        "Belege bis zum Stichtag, die für diesen Bericht ausgewählt sind.",
    ),
}
"""Figure -> its name and its counting rule in one sentence (``counting_rule`` has the numbers)."""

RULES: Mapping[str, tuple[str, str]] = {
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
    "forecast_months": ("Vorschau reicht", "{} Monate"),
    "step_districts": ("Kreise, in die ein Anbieter in einem Schritt gebeten wird", "höchstens {}"),
    "meeting_effort": ("Aufwand eines Treffens im Vergleich zu einem Gespräch", "{}-fach"),
    "exact_betweenness_up_to": ("Vermittler genau berechnet bis", "{} Akteure"),
    "betweenness_sources": ("Vermittler darüber geschätzt aus", "{} Akteuren"),
}
"""Every number of the rules -> its words and the form of its value."""


def counting_rule(key: str, data: ReportData) -> str:
    """How a figure is counted, with the numbers that the report is counted by."""
    fresh, common = int(data.number("freshness_days")), int(data.number("common_days"))
    return COUNTING[key][1].format(
        freshness=days(fresh),
        fresh_within=within_days(fresh),
        delivered_within=within_days(int(data.number("delivery_days"))),
        common_within=within_days(common),
        similarity=number(float(data.number("parallel_from"))),
    )


def method(data: ReportData, shown: Iterable[ReportFigure]) -> tuple[Block, ...]:
    """Rules of the figures that are shown, thresholds and what the expectations rest on."""
    return (
        PaperTable(
            "Zählregeln",
            ("Zahl", "Was gezählt wird"),
            tuple((COUNTING[f.key][0], counting_rule(f.key, data)) for f in shown),
            "ll",
            (1.3, 3.4),
        ),
        Paragraph(
            f"Grundlage sind die Einträge des Netzwerks mit Stand {german(data.day)}; verglichen "
            f"wird mit dem {german(data.before)}. Beide Tage sind nach heutigem Kenntnisstand "
            "gezählt; nachgetragene Angaben können die Zahlen von denen des letzten Berichts "
            "unterscheiden.",
            "small",
        ),
        Paragraph(
            "Was am Rand mit einem Strich versehen ist, hat die Koordination selbst geschrieben; "
            "alles andere hat das Programm aus den Einträgen zusammengestellt.",
            "small",
        ),
        *_narrowed(data),
        *_thresholds(data),
        *_strategies(data),
    )


def _narrowed(data: ReportData) -> tuple[Block, ...]:
    about = data.about
    if not (about.region_ids or about.topic_ids or about.goals):
        return ()
    items = []
    if about.region_ids or about.topic_ids:
        items += [
            "Angebote und Projekte zählen, wenn sie einen der Kreise mit einem der Themen "
            "erreichen.",
            "Akteure zählen, wenn sie dort ihren Sitz haben oder vor Ort etwas anbieten; bei einer "
            "Auswahl von Themen nur, wenn sie dazu etwas anbieten.",
            "Kooperationen zählen nach ihren eigenen Kreisen und Themen; sind keine angegeben, "
            "wenn mindestens zwei der Beteiligten zählen.",
            "Hinweise, Treffen und Vorhaben zählen nach ihren Kreisen und Themen; "
            "Online-Treffen ohne Kreis zählen überall.",
        ]
    if about.goals:
        items.append(
            "Soll-Angebote und Vorhaben zählen, wenn sie einem der ausgewählten Ziele dienen."
        )
    return (Heading("Was die Eingrenzung bedeutet"), Items(tuple(items)))


def _thresholds(data: ReportData) -> tuple[Block, ...]:
    rows = []
    for rule in data.rules:
        words, form = RULES[rule.name]
        told = _told(rule, rule.value, form)
        if rule.changed:
            told += f"; Voreinstellung {_told(rule, rule.default, form)}. {sentence(rule.reason)}"
        rows.append((words, told.rstrip()))
    return (PaperTable("Schwellenwerte", ("Regel", "Wert"), tuple(rows), "ll", (3.0, 2.0)),)


def _told(rule: Rule, value: Number, form: str) -> str:
    told = form.format(number(float(value)))
    # People think of these limits in months; the rule counts days.
    if rule.unit == "days" and whole_months(int(value)) is not None:
        return f"{days(int(value))} ({told})"
    return told


def _strategies(data: ReportData) -> tuple[Block, ...]:
    """The documents that the expectations rest on."""
    if not data.strategies:
        return ()
    items = tuple(s.title + (f" ({s.url})" if s.url else "") for s in data.strategies)
    return (Heading("Grundlagen"), Items(items))
