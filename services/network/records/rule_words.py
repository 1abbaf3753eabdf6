"""What the rules are called, why each is what it is, and what changing it does: German texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.marking import N_


@dataclass(frozen=True, slots=True)
class RuleWords:
    """Texts of a number: its name, the reason of the product's value, what it acts upon."""

    name: str
    why: str
    effect: str = ""


_TOPIC = N_("Das Thema sagt am meisten darüber, ob zwei dasselbe tun.")
_BLANK = N_("Diese Angabe bleibt oft leer; dann zählt sie nicht mit.")
_PAIRS = N_("Die Ähnlichkeit ist das gewichtete Mittel der Übereinstimmungen; 0 zählt nicht mit.")

RULE_WORDS: Mapping[str, RuleWords] = {
    "freshness_days": RuleWords(
        N_("So lange gelten Angaben als aktuell"),
        N_("Zwei Berichtsjahre einer Förderung vergehen nie ohne eine Bestätigung."),
        N_(
            "Danach zählen unbestätigte Einträge mit offenem Ende nicht mehr als laufend, und "
            "Erhebungen gelten nicht mehr."
        ),
    ),
    "delivery_days": RuleWords(
        N_("So lange zählen Durchführungen"),
        N_("Auch ein Kurs, der jedes zweite Jahr stattfindet, erreicht den Kreis."),
        N_("So lange zählt ein landesweites Angebot in einem Kreis, in dem es stattfand."),
    ),
    "minimum_providers": RuleWords(
        N_("Anbieter je Soll-Angebot, wenn nichts anderes festgelegt ist"),
        N_("Ein einziger Anbieter ist nur eine Kündigung davon entfernt, keiner zu sein."),
        N_("Gilt für Soll-Angebote, die ab jetzt eingetragen werden; vorhandene bleiben."),
    ),
    "several_factor": RuleWords(
        N_("„Mehrere Anbieter“ ab diesem Vielfachen der Mindestzahl"),
        N_("Doppelt so viele wie vorgesehen sind einen Blick wert, aber kein Fehler."),
    ),
    "region_weight": RuleWords(
        N_("Gewicht gemeinsamer Kreise"),
        N_("Wer am selben Ort arbeitet, arbeitet oft für dieselben Menschen."),
        _PAIRS,
    ),
    "topic_weight": RuleWords(N_("Gewicht gemeinsamer Themen"), _TOPIC, _PAIRS),
    "target_group_weight": RuleWords(N_("Gewicht gemeinsamer Zielgruppen"), _BLANK, _PAIRS),
    "format_weight": RuleWords(N_("Gewicht gemeinsamer Formate"), _BLANK, _PAIRS),
    "parallel_from": RuleWords(
        N_("Mögliche Parallelstruktur ab dieser Ähnlichkeit"),
        N_("Darunter teilen zwei Einträge ein Stichwort und sonst wenig."),
        N_("Von 0 (nichts gemeinsam) bis 1 (alles gemeinsam)."),
    ),
    "common_days": RuleWords(
        N_("Mögliche Parallelstruktur ab dieser gemeinsamen Laufzeit"),
        N_("Kürzere Überschneidungen sind Übergaben zwischen Projekten."),
    ),
    "forecast_months": RuleWords(
        N_("So weit reicht die Vorschau"),
        N_("So lange dauert eine neue Förderung von der Idee bis zum ersten Arbeitstag."),
        N_("Die Vorschau nennt, was bis dahin wegzubrechen droht."),
    ),
    "step_districts": RuleWords(
        N_("Kreise, in die ein Anbieter in einem Schritt höchstens gebeten wird"),
        N_("Ein Anbieter kann nicht überall zugleich anfangen."),
        N_("Wirkt auf die besten nächsten Schritte."),
    ),
    "meeting_effort": RuleWords(
        N_("Aufwand eines Treffens, gemessen an einem Gespräch"),
        N_("Ein Treffen bindet mehr Menschen als ein Gespräch und verspricht noch nichts."),
        N_("Wirkt auf die besten nächsten Schritte."),
    ),
    "exact_betweenness_up_to": RuleWords(
        N_("Vermittler werden genau berechnet bis zu so vielen Akteuren"),
        N_("Darüber dauert die genaue Rechnung zu lange."),
    ),
    "betweenness_sources": RuleWords(
        N_("Darüber werden sie aus so vielen Akteuren geschätzt"),
        N_("Mehr macht die Schätzung langsamer und kaum genauer."),
    ),
}
"""Name of a rule -> its texts, marked for the catalogue and translated where they are shown."""
