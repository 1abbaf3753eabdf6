"""Which records refer to which: what must exist before, and what must not go away."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from services.network.records.kinds.record import RecordKey
from services.network.records.model import KINDS, Record, references_of
from services.network.records.network import ChangeSet, Network, Put
from shared.errors import Problem


@dataclass(frozen=True, slots=True)
class Referrer:
    """A record and the field by which it refers to another one."""

    kind: str
    id: str
    field: str


def missing_references(network: Network, change_set: ChangeSet) -> tuple[Problem, ...]:
    """What would dangle after the change set: a problem per field and id, none twice.

    ``reference.missing`` for a record that refers to one that does not exist,
    ``reference.in_use`` for a removed one that others still refer to.
    """
    put = {(c.record.KIND, c.record.id): c.record for c in change_set.changes if isinstance(c, Put)}
    removed = {(c.kind, c.id) for c in change_set.changes if not isinstance(c, Put)} - put.keys()
    problems: dict[tuple[Any, ...], Problem] = {}
    for (kind, id), record in put.items():
        for field, target, target_id in references_of(record):
            there = (target, target_id) in put or (
                network.find(target, target_id) is not None and (target, target_id) not in removed
            )
            if not there:
                params = {"kind": kind, "id": id, "target": target, "target_id": target_id}
                problem = Problem("reference.missing", field, params=params)
                problems.setdefault((kind, id, field, target_id), problem)
    for key, found in referrers(network, removed, leaving_out=put.keys() | removed).items():
        for referrer in found:
            params = {
                "kind": key[0],
                "id": key[1],
                "by_kind": referrer.kind,
                "by_id": referrer.id,
            }
            problem = Problem("reference.in_use", referrer.field, params=params)
            problems.setdefault((key, referrer), problem)
    return tuple(problems.values())


def dangling(network: Network) -> tuple[Problem, ...]:
    """References of the whole network that lead nowhere; a sound network has none.

    They can only come from two people at once, of whom one removes what the other one has
    just begun to refer to. Params: kind, id, target, target_id.
    """
    return tuple(
        Problem(
            "reference.missing",
            field,
            params={"kind": kind, "id": id, "target": target, "target_id": target_id},
        )
        for kind, records in sorted(network.records.items())
        for id, record in sorted(records.items())
        for field, target, target_id in references_of(record)
        if network.find(target, target_id) is None
    )


def referrers(
    network: Network, keys: Collection[RecordKey], leaving_out: Collection[RecordKey] = ()
) -> dict[RecordKey, tuple[Referrer, ...]]:
    """Who refers to each of these records (kind, id), sorted; records without any are left out."""
    found: dict[RecordKey, list[Referrer]] = {}
    kinds = {kind for kind, _ in keys}
    if not kinds:
        return {}
    for record in _records_referring_to(network, kinds):
        if (record.KIND, record.id) in leaving_out:
            continue
        for field, target, target_id in references_of(record):
            if (target, target_id) in keys:
                found.setdefault((target, target_id), []).append(
                    Referrer(record.KIND, record.id, field)
                )
    return {
        key: tuple(sorted(set(found[key]), key=lambda r: (r.kind, r.id, r.field)))
        for key in sorted(found)
    }


def without_references(record: Record, gone: Collection[RecordKey]) -> Record:
    """The record with every reference to one of these records (kind, id) blanked."""
    fields: dict[str, Any] = {}
    for name, (kind, _) in type(record).REFERENCES.items():
        value = getattr(record, name)
        if isinstance(value, str):
            if (kind, value) in gone:
                fields[name] = ""
        elif any((kind, id) in gone for id in value):
            fields[name] = tuple(id for id in value if (kind, id) not in gone)
    return dataclasses.replace(record, **fields) if fields else record


def _records_referring_to(network: Network, kinds: Iterable[str]) -> Iterator[Record]:
    kinds = frozenset(kinds)
    for kind, cls in KINDS.items():
        if any(target in kinds for target, _ in cls.REFERENCES.values()):
            yield from network.records.get(kind, {}).values()
