"""Records as JSON and back.

The same record always gives the same bytes (fields in the order of the class), so that
bodies can be compared. Fields are only ever added: a body written by an older version lacks
some (they get their defaults), one written by a newer version has more (they are ignored).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from services.network.records.model import KINDS, Record


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    # Made at first use: building all of them takes a while, and a worker needs few.
    return TypeAdapter(KINDS[kind])


def encode(record: Record) -> str:
    """The record as JSON text."""
    return _adapter(record.KIND).dump_json(record).decode()


def decode(kind: str, body: str | bytes) -> Record:
    """The record of a kind from its JSON text."""
    record: Record = _adapter(kind).validate_json(body)
    return record


def known(kind: str) -> bool:
    """Whether this version of the product knows the kind (a newer one may have added some)."""
    return kind in KINDS
