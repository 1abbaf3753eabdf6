"""Records as JSON and back.

The same record always gives the same bytes (fields in the order of the class), so that
bodies can be compared. Fields are only ever added: a body written by an older version lacks
some (they get their defaults). One written by a newer version has more, and is not read: what
is passed over here would be lost with the next save.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from services.network.records.model import KINDS, Record
from shared.errors import Unreadable

_UNKNOWN = frozenset({"unexpected_keyword_argument", "extra_forbidden"})


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    # Made at first use: building all of them takes a while, and a worker needs few.
    return TypeAdapter(KINDS[kind])


def encode(record: Record) -> str:
    """The record as JSON text."""
    return _adapter(record.KIND).dump_json(record).decode()


def decode(kind: str, body: str | bytes) -> Record:
    """The record of a kind from its JSON text.

    Raises Unreadable if the kind, a field or a value is one that this version does not know.
    """
    if kind not in KINDS:
        raise Unreadable("unreadable.kind", kind=kind, id=_id_in(body), field="")
    try:
        # Not a setting of the classes: it costs nothing here and holds for every part within.
        record: Record = _adapter(kind).validate_json(body, extra="forbid")
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        first = next((one for one in found if one["type"] in _UNKNOWN), found[0])
        raise Unreadable(
            "unreadable.field" if first["type"] in _UNKNOWN else "unreadable.value",
            kind=kind,
            id=_id_in(body),
            field=".".join(str(part) for part in first["loc"]),
        ) from error
    return record


def _id_in(body: str | bytes) -> str:
    """The id of a record that cannot be read; "" if not even that stands there."""
    try:
        values = json.loads(body)
    except ValueError:
        return ""
    return str(values.get("id", "")) if isinstance(values, dict) else ""
