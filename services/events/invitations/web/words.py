"""German words for answers and reasons of invitations."""

from __future__ import annotations

from collections.abc import Mapping

from shared.marking import N_

ANSWERS: Mapping[str, tuple[str, str]] = {
    "proposed": (N_("vorgeschlagen"), "neutral"),
    "open": (N_("eingeladen, Antwort offen"), "info"),
    "accepted": (N_("zugesagt"), "success"),
    "waiting": (N_("zugesagt, auf der Warteliste"), "info"),
    "declined": (N_("abgesagt"), "neutral"),
    "undeliverable": (N_("unzustellbar"), "danger"),
}
REASONS: Mapping[str, str] = {
    "side": N_(
        "Sie und andere Eingeladene bieten am selben Ort Ähnliches an. Wir möchten Sie "
        "miteinander bekannt machen."
    ),
    "isolated": N_("Sie arbeiten zu diesem Thema; wir möchten Sie mit anderen bekannt machen."),
    "supplies_here": N_("Sie bieten zu diesem Thema vor Ort etwas an."),
    "stale_here": N_("Sie hatten hier ein Angebot; wir möchten wissen, ob es weitergeht."),
    "reaches_here": N_("Ihr Angebot ist auf Anfrage auch hier erreichbar."),
    "supplies_next_door": N_("Sie bieten das Thema im Nachbarkreis an."),
    "same_topic_here": N_("Sie arbeiten hier zum selben Thema."),
    "knows_both": N_("Sie arbeiten mit mehreren der Eingeladenen zusammen."),
    "bridge": N_("Sie verbinden Akteur:innen, die sonst nicht zusammenarbeiten."),
    "works_on_topic": N_("Sie arbeiten zu diesem Thema."),
    "works_here": N_("Sie arbeiten in dieser Region."),
    "": N_("Ihre Organisation arbeitet zu diesem Thema oder in dieser Region."),
}
SENTENCES: Mapping[str, str] = {
    "event.publish_first": N_("Bitte veröffentlichen Sie den Termin, bevor Sie einladen."),
}
