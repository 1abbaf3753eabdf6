"""Where the page of a record lies."""

from __future__ import annotations

from collections.abc import Mapping

FOLDERS: Mapping[str, str] = {
    "actor": "/akteure",
    "offer": "/angebote",
    "project": "/projekte",
    "cooperation": "/akteure/kooperationen",
    "expectation": "/abdeckung/soll",
    "survey": "/abdeckung/erhebungen",
    "strategy": "/abdeckung/strategien",
    "delivery": "/abdeckung/durchfuehrungen",
    "question": "/hinweise/fragen",
}


def path_of(kind: str, id: str) -> str:
    """The page of a record; blank for a kind without pages."""
    return f"{FOLDERS[kind]}/{id}" if kind in FOLDERS else ""
