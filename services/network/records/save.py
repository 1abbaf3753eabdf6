"""Write and remove single records: checked, versioned, with who did it."""

from __future__ import annotations

import dataclasses
import uuid

from services.network.records.change_sets import check_references
from services.network.records.model import KINDS, Record
from services.network.records.network import ChangeSet, Put, Remove, Stored
from services.network.records.references import referrers
from services.network.records.services import Services
from services.network.records.validity import problems_of
from shared.errors import Conflict, Invalid, NotFound, Problem


def new_id() -> str:
    """An id for a record that comes from nowhere else (imported ones get a uuid5)."""
    return str(uuid.uuid4())


def save_record(
    parts: Services, record: Record, expects: int, author: str, reason: str = ""
) -> Stored:
    """Write a record over the version that its editor has read (0 = new).

    Saving what is there already changes nothing, so that sending a form twice is harmless.

    Raises Invalid (every problem, with its field), Conflict if somebody else changed it
    meanwhile, Unavailable.
    """
    problems = problems_of(record)
    if problems:
        raise Invalid(problems)
    if gone := _deleted_people(parts, record):
        raise Invalid(gone)
    network = parts.live.network()
    version = network.version(record.KIND, record.id)
    if network.find(record.KIND, record.id) == record and version in (expects, expects + 1):
        return Stored(record, version)
    change_set = ChangeSet((Put(record, expects),), reason)
    check_references(network, change_set)
    parts.live.apply(change_set, author, parts.clock())
    return Stored(record, expects + 1)


def _deleted_people(parts: Services, record: Record) -> list[Problem]:
    """The fields that name somebody who was deleted on request. Whoever types them shall be told;
    everything else that writes records simply leaves them out."""
    admitted = parts.live.admitted(record)
    if admitted is record:
        return []
    return [
        Problem("person.erased", field.name)
        for field in dataclasses.fields(record)
        if admitted is None or getattr(admitted, field.name) != getattr(record, field.name)
    ]


def register(parts: Services, record: Record, author: str, reason: str = "") -> Stored:
    """Write a record that must not exist yet (actor, offer, project, cooperation ...).

    Raises Conflict if its id is taken by another record, otherwise as ``save_record``.
    """
    network = parts.live.network()
    there = network.find(record.KIND, record.id)
    version = network.version(record.KIND, record.id)
    if there is not None and there != record:
        raise Conflict("conflict", kind=record.KIND, id=record.id, version=version)
    return save_record(parts, record, version, author, reason)


def remove_record(
    parts: Services, kind: str, id: str, expects: int, author: str, reason: str = ""
) -> None:
    """Delete a record that nobody refers to.

    Raises Invalid with one ``reference.in_use`` per record that refers to it (params
    ``by_kind``, ``by_id``; field is the referring field), NotFound, Conflict, Unavailable.
    """
    network = parts.live.network()
    if kind not in KINDS or network.find(kind, id) is None:
        raise NotFound()
    found = referrers(network, {(kind, id)}).get((kind, id), ())
    if found:
        raise Invalid(
            [
                Problem(
                    "reference.in_use",
                    referrer.field,
                    params={
                        "kind": kind,
                        "id": id,
                        "by_kind": referrer.kind,
                        "by_id": referrer.id,
                    },
                )
                for referrer in found
            ]
        )
    parts.live.apply(ChangeSet((Remove(kind, id, expects),), reason), author, parts.clock())
