"""A start that cannot be: one German sentence for whoever typed the command, and exit code 2.

Web servers, workers and containers would otherwise end with a stack of code, in which the one
thing to do stands nowhere.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from shared.errors import Misconfigured, Unavailable

REFUSED = 2
"""Exit code of a start that whoever runs the product has to put right."""

_SENTENCES = {
    "unavailable.store": (
        "Die Datenbank aus {store} antwortet nicht. Läuft ihr Server, und stimmt die Adresse "
        "in {store}? Danach bitte noch einmal starten."
    ),
    "unavailable.accounts": (
        "Die Datenbank der Konten antwortet nicht. Läuft ihr Server, und stimmt die Adresse in "
        "ACCOUNTS_URL? Danach bitte noch einmal starten."
    ),
    "unreadable.kind": (
        "Eine neuere Fassung des Programms hat die Daten ({store}) geschrieben: Diese hier kennt "
        "die Art „{kind}“ nicht ({kind}/{id}). Damit nichts verloren geht, startet sie nicht. "
        "Bitte die neuere Fassung starten oder die Daten vorher umstellen."
    ),
    "unreadable.field": (
        "Eine neuere Fassung des Programms hat die Daten ({store}) geschrieben: Diese hier kennt "
        "das Feld „{field}“ nicht ({kind}/{id}). Damit nichts verloren geht, startet sie nicht. "
        "Bitte die neuere Fassung starten oder die Daten vorher umstellen."
    ),
    "unreadable.value": (
        "In den Daten ({store}) steht etwas, das diese Fassung des Programms nicht versteht: "
        "Feld „{field}“ ({kind}/{id}). Damit nichts verloren geht, startet sie nicht. Bitte die "
        "neuere Fassung starten oder die Daten vorher umstellen."
    ),
    "unreadable.tables": (
        "Eine neuere Fassung des Programms hat die Tabellen „{kind}“ angelegt (Stand {id}). Damit "
        "nichts verloren geht, startet diese hier nicht. Bitte die neuere Fassung starten oder "
        "eine Sicherung von vorher wiederherstellen."
    ),
    "config.store_url": (
        "NETWORK_STORE_URL muss mit sqlite:///, postgresql+psycopg:// oder neo4j:// beginnen und "
        "bei einem Server dessen Namen nennen."
    ),
    "config.store_login": (
        "Neo4j nimmt die Anmeldung nicht an. Bitte Namen und Kennwort in NETWORK_STORE_URL prüfen."
    ),
    "config.database_url": (
        "Die Adresse einer Datenbank muss mit sqlite:/// oder postgresql+psycopg:// beginnen. "
        "Bitte {store} und ACCOUNTS_URL prüfen."
    ),
    "config.mail_url": (
        "MAIL_URL ist keine Adresse eines Mailservers oder Ordners. Beispiel: "
        "smtp://benutzer:kennwort@mail.example:587"
    ),
    "config.broker_url": "BROKER_URL muss mit memory:// oder redis:// beginnen.",
}


@contextmanager
def refused_in_words(store: str) -> Iterator[None]:
    """What is started in this block either starts, or ends the process with a sentence.

    ``store`` is the setting that names the service's own database. Never shows a value of a
    setting: addresses hold passwords. Raises SystemExit (``REFUSED``).
    """
    try:
        yield
    except (Misconfigured, Unavailable) as error:
        sys.stderr.write(f"\n  {why_not(error, store)}\n\n")
        sys.stderr.flush()
        raise SystemExit(REFUSED) from error


def why_not(error: Misconfigured | Unavailable, store: str) -> str:
    """The sentence: what is wrong and what to do."""
    if error.code == "config.invalid":
        return f"{error.params['text']} Alle Einstellungen stehen in der README."
    general = f"Der Start ging nicht ({error.code}). Bitte die Einstellungen prüfen."
    return _SENTENCES.get(error.code, general).format_map({**error.params, "store": store})
