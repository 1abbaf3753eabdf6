"""Words of the practice network: names that nobody takes for real, and what is done where.

The districts are real, the places within them ("Musterhain", "Probeleben") are not, and every
public body says "(Übung)".
"""

from __future__ import annotations

from dataclasses import dataclass

PLACES = {
    "16051": "Musterhain",
    "16052": "Beispielroda",
    "16053": "Probeleben",
    "16054": "Übungstedt",
    "16055": "Fabelborn",
    "16061": "Musterroda",
    "16062": "Beispielleben",
    "16063": "Probehausen",
    "16064": "Übungsroda",
    "16065": "Fabelstedt",
    "16066": "Musterborn",
    "16067": "Beispielhausen",
    "16068": "Proberoda",
    "16069": "Übungsleben",
    "16070": "Fabelhain",
    "16071": "Musterstedt",
    "16072": "Beispielhain",
    "16073": "Probeborn",
    "16074": "Übungshausen",
    "16075": "Fabelroda",
    "16076": "Musterhausen",
    "16077": "Beispielborn",
}
"""District -> the invented place in it."""

TOWNS = ("16051", "16052", "16053", "16054", "16055")
"""Districts that are towns: more happens there."""

LOCAL = (
    ("Bildungswerk {place} gGmbH", "bildung"),
    ("Brückenwerk {place} e. V.", "verein"),
    ("Verein Neue Nachbarn {place} e. V.", "mo"),
    ("Lotsenpunkt {place} e. V.", "verein"),
    ("Jobcenter {place} (Übung)", "kammer"),
    ("Frauenkreis Mosaik {place} e. V.", "mo"),
    ("Sprachschule Wortwechsel {place} GmbH", "bildung"),
    ("Offenes Haus {place} e. V.", "verein"),
    ("Gemeinschaftsschule {place} (Übung)", "schulekita"),
    ("Beratungsstelle Kompass {place} gGmbH", "freiertraeger"),
    ("Pflegedienst Sonnenwinkel {place} GmbH", "pflege"),
    ("Kirchgemeinde {place} (Übung)", "kirche"),
    ("Möbelwerk {place} GmbH", "unternehmen"),
)
"""Names and types of local organisations; a district begins somewhere in this list."""

CENTRAL = (
    ("Hochschule Musterland (Übung)", "hochschule", "16053"),
    ("Institut Vielfaltsforschung Probeleben e. V.", "hochschule", "16053"),
    ("Akademie Weitblick Musterhain gGmbH", "bildung", "16051"),
    ("Dolmetschpool Vielklang e. V.", "mo", "16051"),
    ("Antidiskriminierungsbüro Musterland e. V.", "verein", "16055"),
    ("Kammer der Übungsbetriebe", "kammer", "16052"),
    ("Dachverband Migrantenvereine Musterland e. V.", "mo", "16051"),
    ("Zentrum Seelenbrücke gGmbH", "freiertraeger", "16053"),
)
"""Organisations that work beyond one district: name, type, seat."""

WELFARE = (
    ("Wohlfahrtsbund Nordmuster e. V.", "16062", ("16061", "16062", "16065", "16064")),
    ("Wohlfahrtsbund Mittelmuster e. V.", "16051", ("16051", "16067", "16068", "16070")),
    ("Sozialwerk Ostbeispiel e. V.", "16052", ("16052", "16077", "16076", "16075")),
    ("Sozialwerk Südprobe e. V.", "16066", ("16066", "16069", "16072", "16063")),
)
"""Welfare associations: name, seat, districts in which a part of them works."""

NETWORKS = ("Landesnetz Vielfalt Musterland", "Ehrenamtsnetz Musterland (Übung)")

FUNDERS = (
    ("Ministerium für Zusammenhalt (Übung)", "land"),
    ("Bundesamt für Übungsförderung", "bund"),
    ("Stiftung Musterzukunft", "stiftung"),
)

GUIDES = ("Alma Muster", "Bruno Beispiel", "Cleo Probe", "Dario Übung")

PEOPLE = (
    "Amira Beispiel",
    "Bastian Muster",
    "Carla Probe",
    "Deniz Übung",
    "Elif Fabel",
    "Falk Beispiel",
    "Greta Muster",
    "Hamid Probe",
    "Ines Übung",
    "Jonas Fabel",
    "Katja Beispiel",
    "Luan Muster",
    "Mira Probe",
    "Nils Übung",
    "Olga Fabel",
    "Pavel Beispiel",
)


@dataclass(frozen=True, slots=True)
class Craft:
    """What an offer on a topic looks like: titles with formats, for whom, by which types.

    The second title of each entry is what another organisation calls the same.
    """

    titles: tuple[tuple[str, str, tuple[str, ...]], ...]
    groups: tuple[str, ...]
    beside: tuple[str, ...]
    types: tuple[str, ...]


CRAFTS = {
    "iko": Craft(
        (
            (
                "Erstberatung zur Interkulturellen Öffnung",
                "Einstieg in die Interkulturelle Öffnung",
                ("beratung",),
            ),
            ("Öffnungsprozess im Amt begleiten", "Ämter auf dem Weg zur Öffnung", ("prozess",)),
            (
                "Standortgespräch Öffnung",
                "Wo stehen wir? Gespräch zur Öffnung",
                ("beratung", "bestand"),
            ),
        ),
        ("kommverw", "orgs", "vereine", "fuehrung"),
        ("vielfalt", "oe", "leitbild", "willkommen"),
        ("verein", "bildung", "hochschule", "prozessbegl", "wohlfahrt", "fachstelle"),
    ),
    "ikk": Craft(
        (
            ("Seminar Interkulturelle Kompetenz", "Interkulturelles Training", ("seminar",)),
            ("Werkstatt Vielfalt im Amt", "Praxiswerkstatt Vielfalt", ("workshop",)),
            (
                "Schulungsreihe Begegnung auf Augenhöhe",
                "Fortbildung Kultursensibel beraten",
                ("weiterbildung", "seminar"),
            ),
            (
                "Kollegiale Fallrunde Interkulturelles",
                "Fallberatung Interkulturelles",
                ("fallberatung",),
            ),
        ),
        ("kommverw", "mitarbeitende", "azubis", "vereine"),
        ("konflikt", "einfsprache", "demokratie", "vielfalt"),
        ("bildung", "verein", "hochschule", "wohlfahrt", "freiertraeger"),
    ),
    "sprache": Craft(
        (
            ("Sprachcafé", "Sprachtreff", ("austausch",)),
            ("Deutsch für den Alltag", "Alltagsdeutsch", ("weiterbildung",)),
            ("Deutsch am Arbeitsplatz", "Deutsch im Betrieb", ("seminar", "coaching")),
            ("Lesetreff mit Kindern", "Vorlesen in vielen Sprachen", ("workshop",)),
        ),
        ("kundschaft", "interessierte", "azubis", "unternehmen"),
        ("begegnung", "bildung", "ehrenamt"),
        ("bildung", "verein", "mo", "kirche", "schulekita"),
    ),
    "sprachmittlung": Craft(
        (
            (
                "Sprachmittlung bei Behördengängen",
                "Begleitung zum Amt mit Sprachmittlung",
                ("einzelfall",),
            ),
            ("Ehrenamtliche Sprachmittlung", "Sprachmittlung im Ehrenamt", ("beratung",)),
            (
                "Dolmetschdienst für Ämter",
                "Dolmetschen für die Verwaltung",
                ("einzelfall", "beratung"),
            ),
        ),
        ("kundschaft", "kommverw", "vereine"),
        ("zugang", "ehrenamt", "pflege"),
        ("mo", "wohlfahrt", "verein"),
    ),
    "antidisk": Craft(
        (
            (
                "Beratung bei Diskriminierung",
                "Beratung für Betroffene von Diskriminierung",
                ("beratung", "einzelfall"),
            ),
            ("Sprechstunde Gleichbehandlung", "Sprechtag gegen Benachteiligung", ("beratung",)),
            ("Argumentieren gegen Ausgrenzung", "Training gegen Stammtischparolen", ("argument",)),
        ),
        ("kundschaft", "interessierte", "vereine"),
        ("mso", "demokratie", "offen"),
        ("verein", "mo", "freiertraeger"),
    ),
    "arbeit": Craft(
        (
            ("Lotsendienst in Ausbildung", "Ausbildungslotsen", ("coaching",)),
            (
                "Beratung zur Anerkennung von Abschlüssen",
                "Abschlüsse anerkennen lassen",
                ("beratung",),
            ),
            (
                "Betriebe und Zugewanderte zusammenbringen",
                "Treffpunkt Betrieb",
                ("vernetzungstreffen",),
            ),
            ("Bewerbungswerkstatt", "Bewerbungshilfe", ("workshop",)),
        ),
        ("kundschaft", "unternehmen", "azubis"),
        ("bildung", "willkommen", "begegnung"),
        ("kammer", "bildung", "freiertraeger", "unternehmen"),
    ),
    "psychosozial": Craft(
        (
            ("Psychosoziale Sprechstunde", "Offene psychosoziale Beratung", ("beratung",)),
            (
                "Gruppe Ankommen und Kraft schöpfen",
                "Gesprächsgruppe Ankommen",
                ("austausch", "coaching"),
            ),
            ("Entlastungsgespräche", "Einzelgespräche in Krisen", ("einzelfall",)),
        ),
        ("kundschaft", "interessierte"),
        ("pflege", "mso", "wohnen"),
        ("wohlfahrt", "freiertraeger", "pflege"),
    ),
}
"""Expected topic -> what offers on it look like."""

OTHER = {
    "begegnung": ("Begegnungsabend", "austausch", ("verein", "mo", "kirche", "freiertraeger")),
    "ehrenamt": (
        "Patenschaften im Alltag",
        "vernetzungstreffen",
        ("verein", "kirche", "wohlfahrt"),
    ),
    "bildung": ("Hausaufgabenhilfe mit Eltern", "weiterbildung", ("schulekita", "mo", "bildung")),
    "wohnen": ("Wohnraumlotsen", "beratung", ("wohlfahrt", "freiertraeger", "kirche")),
    "sport": ("Sport verbindet", "austausch", ("schulekita", "verein")),
    "quartier": ("Stadtteilwerkstatt", "zukunftswerkstatt", ("verein", "kirche", "freiertraeger")),
    "partizipation": ("Mitreden vor Ort", "dialogveranstaltung", ("mo", "verein")),
    "mso": ("Vereinswerkstatt für Migrantenorganisationen", "workshop", ("mo", "bildung")),
    "demokratie": ("Demokratie im Gespräch", "argument", ("schulekita", "verein", "bildung")),
    "willkommen": ("Willkommen im Betrieb", "vortrag", ("kammer", "unternehmen")),
    "oe": ("Organisation in Bewegung", "prozess", ("prozessbegl", "bildung")),
    "pe": ("Vielfalt in der Personalgewinnung", "coaching", ("kammer", "unternehmen", "pflege")),
    "leitbild": ("Leitbildwerkstatt", "leitbild", ("prozessbegl",)),
    "einfsprache": ("Einfach schreiben im Amt", "seminar", ("bildung", "kammer", "pflege")),
    "pflege": ("Kultursensible Pflege", "weiterbildung", ("pflege", "wohlfahrt")),
    "oeff": ("Vielfaltskalender", "medium", ("mo", "freiertraeger")),
    "konflikt": ("Konflikte klären", "fallberatung", ("prozessbegl", "wohlfahrt")),
    "digital": ("Digitale Sprechstunde", "beratung", ("unternehmen", "kammer", "bildung")),
}
"""Further topics: title, format and types of an offer; nobody expects them everywhere."""

BESIDE = {
    "begegnung": ("ehrenamt", "quartier"),
    "ehrenamt": ("willkommen", "partizipation"),
    "bildung": ("ehrenamt", "einfsprache"),
    "wohnen": ("quartier", "ehrenamt"),
    "sport": ("bildung", "ehrenamt"),
    "quartier": ("partizipation", "ehrenamt"),
    "partizipation": ("demokratie", "mso"),
    "mso": ("ehrenamt", "oeff"),
    "demokratie": ("konflikt", "bildung"),
    "willkommen": ("pe", "begegnung"),
    "oe": ("leitbild", "konflikt"),
    "pe": ("vielfalt", "oe"),
    "leitbild": ("vielfalt", "oeff"),
    "einfsprache": ("zugang", "oeff"),
    "pflege": ("einfsprache", "konflikt"),
    "oeff": ("begegnung", "partizipation"),
    "konflikt": ("vielfalt", "einfsprache"),
    "digital": ("einfsprache", "zugang"),
}
"""Further topic -> what an offer on it is also about."""

GROUPS = {
    "begegnung": ("interessierte", "kundschaft"),
    "ehrenamt": ("interessierte", "vereine"),
    "bildung": ("kundschaft", "interessierte"),
    "wohnen": ("kundschaft", "interessierte"),
    "sport": ("interessierte", "vereine"),
    "quartier": ("interessierte", "kundschaft"),
    "partizipation": ("interessierte", "vereine"),
    "mso": ("vereine", "akteure"),
    "demokratie": ("interessierte", "mitarbeitende"),
    "willkommen": ("unternehmen", "orgs"),
    "oe": ("orgs", "kommverw"),
    "pe": ("unternehmen", "orgs"),
    "leitbild": ("kommverw", "orgs"),
    "einfsprache": ("kommverw", "mitarbeitende"),
    "pflege": ("mitarbeitende", "orgs"),
    "oeff": ("interessierte", "akteure"),
    "konflikt": ("mitarbeitende", "kommverw"),
    "digital": ("kundschaft", "interessierte"),
}
"""Further topic -> for whom its offers are."""
