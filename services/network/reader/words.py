"""German words for the network's codes: labels of values, and sentences for problems.

The words are those of the product's vocabulary, the same on every page. Whoever
shows a value asks here; nobody writes a word for a code a second time.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.marking import N_
from shared.web.i18n import gettext, ngettext

COVERAGE: Mapping[str, str] = {
    "covered": N_("abgedeckt"),
    "thin": N_("nur ein Anbieter"),
    "reach_only": N_("nur landesweit erreichbar"),
    "gap": N_("Lücke"),
    "unknown": N_("nicht erhoben"),
    "many": N_("mehrere Anbieter"),
    "none": N_("kein Soll-Angebot"),
}
COVERAGE_HINTS: Mapping[str, str] = {
    "covered": N_("Mindestens so viele Anbieter wie vorgesehen, mit ausreichender Reichweite."),
    "thin": N_("Weniger Anbieter als vorgesehen, meist einer."),
    "reach_only": N_(
        "Nur landesweite Angebote auf Anfrage; in den letzten %(delivery)s fand dort nichts statt."
    ),
    "gap": N_("Nichts vorhanden, und das wurde in den letzten %(freshness)s erhoben."),
    "unknown": N_("Kein bestätigtes Angebot bekannt, aber es hat auch niemand nachgesehen."),
    "none": N_("Hier ist kein Angebot vorgesehen."),
}
"""What each state means, in one sentence for the legend; ``coverage_hint`` fills the numbers in."""

JUDGEMENTS: Mapping[str, str] = {
    "real_gap": N_("echte Lücke"),
    "no_need": N_("hier kein Bedarf"),
    "overlap": N_("Überschneidung"),
    "complementary": N_("ergänzen sich"),
    "intended_redundancy": N_("bewusst doppelt"),
    "data_error": N_("Fehler in den Angaben"),
}
JUDGEMENT_HINTS: Mapping[str, str] = {
    "real_gap": N_("Das Angebot fehlt wirklich; daran soll gearbeitet werden."),
    "no_need": N_("Das Angebot fehlt, wird dort aber zurzeit nicht gebraucht."),
    "overlap": N_("Beide tun dasselbe am selben Ort; ein Gespräch lohnt sich."),
    "complementary": N_("Es sieht ähnlich aus, ist aber verschieden oder abgestimmt."),
    "intended_redundancy": N_("Mehrere Anbieter sind hier gewollt."),
    "data_error": N_("Ein Eintrag stimmt nicht oder ist veraltet."),
}
JUDGEMENTS_OF: Mapping[str, tuple[str, ...]] = {
    "coverage": ("real_gap", "no_need", "data_error"),
    "parallel": ("overlap", "complementary", "intended_redundancy", "data_error"),
    "isolated": ("real_gap", "intended_redundancy", "data_error"),
}
"""Which judgements make sense for which kind of finding."""

ISOLATED_JUDGEMENTS: Mapping[str, str] = {
    "real_gap": N_("arbeitet wirklich allein"),
    "intended_redundancy": N_("arbeitet bewusst allein"),
    "data_error": N_("Fehler in den Angaben"),
}
ISOLATED_HINTS: Mapping[str, str] = {
    "real_gap": N_("Es gibt keine Zusammenarbeit; eine Vernetzung wäre gut."),
    "intended_redundancy": N_("Es gibt Gründe dafür, dass der Akteur allein arbeitet."),
    "data_error": N_("Es gibt eine Zusammenarbeit, sie ist nur noch nicht eingetragen."),
}

QUESTION_STATES: Mapping[str, str] = {
    "waiting": N_("noch ohne Antwort"),
    "answered": N_("beantwortet"),
    "expired": N_("Link abgelaufen"),
    "revoked": N_("zurückgezogen"),
}
ANSWERS: Mapping[str, str] = {
    "yes": N_("Ja, wir arbeiten zusammen"),
    "planned": N_("Noch nicht, aber es ist geplant"),
    "no": N_("Nein"),
}
"""What a side says to "Kooperieren Sie?"."""

VISIBILITY: Mapping[str, str] = {
    "public": N_("öffentlich"),
    "members": N_("nur für Mitglieder des Netzwerks"),
    "coordinators": N_("nur für die Koordination"),
}
REACH: Mapping[str, str] = {
    "on_site": N_("vor Ort"),
    "delivered": N_("vor Ort oder schon dort tätig"),
    "reachable": N_("auf Anfrage erreichbar"),
}
INTENSITY: Mapping[str, str] = {
    "1": N_("Austausch"),
    "2": N_("gemeinsame Aktivitäten"),
    "3": N_("gemeinsame Planung, Konsortium"),
}
# (from the one that the page is about, to it): a tie reads differently from either side.
TIES: Mapping[str, tuple[str, str]] = {
    "carrier_of": (N_("ist Träger von"), N_("wird getragen von")),
    "part_of": (N_("ist Teil von"), N_("dazu gehört")),
    "department_of": (N_("ist eine Abteilung von"), N_("hat die Abteilung")),
    "affiliated_with": (N_("ist angebunden an"), N_("ist angebunden an")),
    "funds": (N_("fördert"), N_("wird gefördert von")),
    "member_of": (N_("ist Mitglied von"), N_("hat als Mitglied")),
    "accompanies": (N_("begleitet"), N_("wird begleitet von")),
    "recommends": (N_("empfiehlt"), N_("wird empfohlen von")),
}
FAMILIES: Mapping[str, str] = {
    "administration": N_("Verwaltung, Kammer, Jobcenter"),
    "land": N_("Land, Bund, EU, Stiftung"),
    "civil": N_("Verein, Verband, Träger"),
    "migrant": N_("Migrantenorganisation"),
    "centre": N_("Fachstelle, Netzwerk"),
    "education": N_("Bildung, Hochschule, Schule"),
    "other": N_("Unternehmen, Sonstige"),
}
KINDS: Mapping[str, str] = {
    "actor": N_("Akteur"),
    "project": N_("Projekt"),
    "offer": N_("Angebot"),
    "cooperation": N_("Kooperation"),
    "expectation": N_("Soll-Angebot"),
    "survey": N_("Erhebung"),
    "strategy": N_("Strategie"),
    "delivery": N_("Durchführung"),
}
USER_WORDS: Mapping[str, str] = {
    **KINDS,
    "delivery": N_("Durchführung"),
    "meeting": N_("Termin"),
    "person": N_("Person"),
    "steering_group": N_("Steuerungsgruppe"),
    "process": N_("Begleitung"),
    "inquiry": N_("Anfrage"),
    "strategy": N_("Strategie"),
    "expectation": N_("Soll-Angebot"),
    "survey": N_("Erhebung"),
    "measure": N_("Vorhaben"),
    "evidence": N_("Beleg"),
}
"""What records are called that can stand in the way of deleting another one."""

LIST_WORDS: Mapping[str, str] = {
    "/akteure": N_("Akteur:innen"),
    "/angebote": N_("Angebote"),
    "/projekte": N_("Projekte"),
    "/abdeckung/soll": N_("Soll-Angebote"),
    "/abdeckung/erhebungen": N_("Erhebungen"),
    "/abdeckung/strategien": N_("Strategien"),
    "/abdeckung/durchfuehrungen": N_("Durchführungen"),
}
"""What the directories are called, by their path; the same words as in the navigation."""
DATA_SETS: Mapping[str, str] = {
    "": N_("eigene Daten"),
    "example": N_("Beispielnetz (Herbst 2021)"),
    "practice": N_("Übungsnetz"),
}

ORIGINS: Mapping[str, str] = {
    "example": N_("Beispielnetz – Stand Herbst 2021"),
    "practice": N_("Übungsnetz – erfundene Daten"),
}
"""The banner over every page while a data set is loaded that is not the centre's own."""


def word(table: Mapping[str, str], key: str) -> str:
    """The word for a code in the reader's language."""
    return gettext(table[key])


def count_actors(n: int) -> str:
    """ "1 Akteur", "5 Akteur:innen"."""
    return ngettext("%(num)s Akteur", "%(num)s Akteur:innen", n)


def count_offers(n: int) -> str:
    """ "1 Angebot", "5 Angebote"."""
    return ngettext("%(num)s Angebot", "%(num)s Angebote", n)


def count_projects(n: int) -> str:
    """ "1 Projekt", "5 Projekte"."""
    return ngettext("%(num)s Projekt", "%(num)s Projekte", n)


def count_cooperations(n: int) -> str:
    """ "1 Kooperation", "5 Kooperationen"."""
    return ngettext("%(num)s Kooperation", "%(num)s Kooperationen", n)


def count_findings(n: int) -> str:
    """ "1 Hinweis", "5 Hinweise"."""
    return ngettext("%(num)s Hinweis", "%(num)s Hinweise", n)
