"""Sentences for the problems that forms, verbs and checks of records find."""

from __future__ import annotations

from collections.abc import Mapping

from shared.marking import N_

RECORDS: Mapping[str, str] = {
    "field.control_character": N_(
        "Der Text enthält unsichtbare Steuerzeichen. Bitte tippen Sie ihn neu ein."
    ),
    "field.too_many": N_("Das sind zu viele Einträge: höchstens {limit}."),
    "record.id": N_("Diese Kennung ist nicht erlaubt."),
    "rule.number": N_("Bitte eine Zahl, zum Beispiel {example}."),
    "rule.whole": N_("Bitte eine ganze Zahl."),
    "rule.decimals": N_("Bitte höchstens zwei Stellen nach dem Komma."),
    "rule.range": N_("Diese Zahl liegt außerhalb. Erlaubt: {least} bis {most}."),
    "rule.reason": N_("Bitte sagen Sie, warum die Zahl anders sein soll."),
    "rule.same": N_("Diese Zahl gilt schon."),
    "conflict.rules": N_(
        "Jemand anders hat inzwischen eine Regel geändert. Ihre Eingaben stehen noch hier; "
        "wenn Sie jetzt speichern, gelten Ihre."
    ),
    "tie.itself": N_("Ein Akteur kann nicht mit sich selbst verbunden werden."),
    "reference.missing": N_("Der Eintrag, auf den dies verweist, ist nicht (mehr) vorhanden."),
    "reference.in_use": N_("Der Eintrag wird noch von anderen Einträgen gebraucht."),
    "install.done": N_("Die Einrichtung ist schon abgeschlossen."),
    "install.not_done": N_("Bitte schließen Sie zuerst die Einrichtung ab."),
    "install.dataset_loaded": N_("Es ist schon ein Datensatz geladen. Entfernen Sie ihn zuerst."),
    "install.no_dataset": N_("Es ist kein Beispiel- oder Übungsnetz geladen."),
    "precondition.missing": N_(
        "Es fehlt die Angabe, auf welchen Stand sich die Änderung bezieht (If-Match)."
    ),
}

FORMS: Mapping[str, str] = {
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
