"""The columns of tables that people fill in: one list for reading, template and export.

Headers are German, as in the template; reading also knows the words that people use
instead, and English ones. A new column is one line in ``import_columns_supply`` or
``import_columns_plan``: it is read, explained in the template and written by the export.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from services.network.exchange.column import Column, TableForm
from services.network.exchange.columns_plan import (
    EVIDENCE,
    EXPECTATIONS,
    INDICATORS,
    STRATEGIES,
    SURVEYS,
)
from services.network.exchange.columns_supply import (
    ACTORS,
    COOPERATIONS,
    DELIVERIES,
    OFFERS,
    PROJECTS,
)
from services.network.records.text_folding import fold

__all__ = ["FORMS", "Column", "TableForm", "columns_of", "header_key", "kind_of_title"]

FORMS: Mapping[str, TableForm] = {
    form.kind: form
    for form in (
        ACTORS,
        PROJECTS,
        OFFERS,
        COOPERATIONS,
        DELIVERIES,
        STRATEGIES,
        EXPECTATIONS,
        SURVEYS,
        INDICATORS,
        EVIDENCE,
    )
}
"""Every kind of table, those first that others refer to."""


def header_key(text: str) -> str:
    """A header in its comparable form: without case, brackets, stars and punctuation."""
    return fold(re.sub(r"\([^)]*\)|[*:?]+\s*$", " ", text))


def _keys(form: TableForm) -> Mapping[str, Column]:
    keys: dict[str, Column] = {}
    # Headers before synonyms: a synonym of one column may be the header of another.
    for column in form.columns:
        keys[header_key(column.header)] = column
    for column in form.columns:
        for word in column.synonyms:
            keys.setdefault(header_key(word), column)
            # "Zielgruppe (Text)" is told from "Zielgruppe" by what stands in brackets.
            keys.setdefault(fold(word), column)
    return keys


_KEYS: Mapping[str, Mapping[str, Column]] = {kind: _keys(form) for kind, form in FORMS.items()}


def columns_of(kind: str, headers: Sequence[str]) -> tuple[Column | None, ...]:
    """The column that each header means, None for unknown ones and for empty cells.

    Only one column may fill an attribute, apart from lists ("Partner A", "Partner B"): of two
    headers for the same attribute the one that is written as in the template wins.
    """
    keys = _KEYS[kind]
    found = [
        (keys.get(fold(text)) or keys.get(header_key(text))) if text.strip() else None
        for text in headers
    ]
    several = ("actors", "vocabs", "regions", "words")
    for name in {column.name for column in found if column and column.kind not in several}:
        places = [i for i, column in enumerate(found) if column and column.name == name]
        best = max(places, key=lambda i: header_key(headers[i]) == header_key(found[i].header))  # type: ignore[union-attr]
        for i in places:
            if i != best:
                found[i] = None
    return tuple(found)


def kind_of_title(title: str) -> str:
    """The kind that a sheet's name means, "" if it means none."""
    key = fold(title)
    for form in FORMS.values():
        if key in {fold(word) for word in (form.title, *form.synonyms)}:
            return form.kind
    return ""
