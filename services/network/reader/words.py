"""German words for the network's codes: labels of values, and sentences for problems.

The words are those of the product's vocabulary, the same on every page. Whoever
shows a value asks here; nobody writes a word for a code a second time.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.marking import N_
from shared.web.i18n import gettext, ngettext
from shared.web.problems import register_texts

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
        "Nur landesweite Angebote auf Anfrage; in den letzten 24 Monaten fand dort nichts statt."
    ),
    "gap": N_("Nichts vorhanden, und das wurde in den letzten 18 Monaten erhoben."),
    "unknown": N_("Kein bestätigtes Angebot bekannt, aber es hat auch niemand nachgesehen."),
    "none": N_("Hier ist kein Angebot vorgesehen."),
}
"""What each state means, in one sentence for the legend."""

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


register_texts(
    {
        "not_found.finding_gone": N_(
            "Diesen Hinweis gibt es nicht mehr: Die Angaben haben sich geändert, oder die "
            "Zusammenarbeit ist eingetragen. Was Beteiligte dazu geantwortet haben, steht weiter "
            "unter Hinweise, Rückfragen."
        ),
        "form.required": N_("Bitte füllen Sie dieses Feld aus."),
        "form.too_long": N_("Der Text ist zu lang: höchstens {limit} Zeichen."),
        "form.unknown_choice": N_("Diese Auswahl gibt es nicht (mehr). Bitte wählen Sie neu."),
        "form.unknown_actor": N_(
            "„{value}“ steht nicht im Verzeichnis. Bitte wählen Sie einen Namen aus der Liste "
            "oder tragen Sie den Akteur zuerst ein."
        ),
        "form.ambiguous_actor": N_(
            "„{value}“ gibt es mehrfach. Bitte geben Sie einen der Einträge eindeutiger an."
        ),
        "form.email": N_("Das ist keine gültige E-Mail-Adresse. Beispiel: name@verein.de"),
        "form.website": N_("Bitte eine Adresse, die mit https:// oder http:// beginnt."),
        "form.postcode": N_("Eine Postleitzahl hat fünf Ziffern."),
        "form.two_partners": N_("Eine Kooperation braucht mindestens zwei Akteure."),
        "form.day": N_("Bitte ein Datum wie 31.12.2027."),
        "form.count": N_("Bitte eine ganze Zahl, zum Beispiel 2."),
        "form.count_from_one": N_("Bitte eine ganze Zahl ab 1."),
        "form.weight": N_("Bitte eine Zahl über 0 und höchstens 100, zum Beispiel 1 oder 1,5."),
        "form.day_past": N_("Bitte einen Tag in der Zukunft."),
        "form.day_future": N_(
            "Dieser Tag liegt in der Zukunft. Hier zählt nur, was schon geschehen ist."
        ),
        "form.regions": N_("Bitte wählen Sie mindestens eine Region."),
        "form.topics": N_("Bitte wählen Sie mindestens ein Thema, oder „alle Themen“."),
        "form.judgement": N_("Bitte wählen Sie eine Einschätzung."),
        "conflict.verdict": N_(
            "Jemand anders hat diesen Hinweis inzwischen beurteilt. Bitte sehen Sie ihn sich noch "
            "einmal an."
        ),
        "conflict.question": N_(
            "Inzwischen hat sich etwas geändert. Bitte sehen Sie sich den Stand noch einmal an."
        ),
        "release.not_judged": N_(
            "Freigeben lässt sich nur ein Hinweis mit gültiger Einschätzung. Bitte beurteilen Sie "
            "ihn zuerst."
        ),
        "release.informed": N_(
            "Bitte bestätigen Sie, dass die Betroffenen davon wissen, oder fragen Sie sie zuerst."
        ),
        "question.unknown_link": N_(
            "Dieser Link ist ungültig oder wurde schon ersetzt. Bitte nehmen Sie den Link aus dem "
            "neuesten Brief oder melden Sie sich bei uns."
        ),
        "question.no_reminder": N_(
            "An diese Rückfrage lässt sich nicht (mehr) erinnern: Sie ist beantwortet, "
            "zurückgezogen, abgelaufen oder beurteilt, oder es wurde schon erinnert."
        ),
        "question.answered": N_("Diese Rückfrage ist schon beantwortet."),
        "question.expired": N_("Der Link zu dieser Rückfrage ist abgelaufen."),
        "question.answer": N_("Bitte sagen Sie, ob Sie zusammenarbeiten."),
        "question.since": N_("Das verstehen wir nicht. Beispiele: 01.03.2026, 2026, Ende 2026."),
        "question.nothing_chosen": N_(
            "Bitte wählen Sie, was übernommen werden soll, oder lehnen Sie den Vorschlag ab."
        ),
        "form.data_set": N_("Bitte wählen Sie, womit Sie beginnen möchten."),
        "form.still_used": N_(
            "Der Eintrag wird noch gebraucht: {names}. Ändern oder löschen Sie zuerst diese."
        ),
    }
)
