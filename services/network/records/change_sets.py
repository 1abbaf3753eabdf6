"""Change sets: made from what is wanted, checked before they are applied, turned around."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.network.records.model import Record
from services.network.records.network import Change, ChangeSet, Network, Put, Remove
from services.network.records.references import missing_references
from shared.errors import Invalid


def put(network: Network, record: Record) -> Put:
    """A change that writes ``record`` over the version that ``network`` holds."""
    return network.put(record)


def differences(network: Network, wanted: Iterable[Record], reason: str = "") -> ChangeSet:
    """What must change so that every wanted record lies in the network as given.

    Records that are there already and equal are left out, so that doing the same again
    changes nothing. Nothing is removed. Of several records with the same id the last counts.
    """
    last = {(record.KIND, record.id): record for record in wanted}
    return ChangeSet(
        tuple(
            network.put(record)
            for (kind, id), record in last.items()
            if network.find(kind, id) != record
        ),
        reason,
    )


def check_references(network: Network, change_set: ChangeSet) -> None:
    """Raise Invalid if something would refer to nothing after the change set.

    Problems: ``reference.missing`` (field, params kind, id, target, target_id) and
    ``reference.in_use`` (params kind, id, by_kind, by_id).
    """
    problems = missing_references(network, change_set)
    if problems:
        raise Invalid(problems)


def undo(changes: Change | Sequence[Change], reason: str = "") -> ChangeSet:
    """The change set that takes applied changes back, the latest first.

    It expects every record in the version that the change left, so it ends in Conflict if
    somebody has changed one of them since.
    """
    chosen = (changes,) if isinstance(changes, Change) else tuple(changes)
    return ChangeSet(
        tuple(
            Remove(change.kind, change.id, expects)
            if change.before is None
            else Put(change.before, expects)
            for change, expects in _with_versions(chosen)
        ),
        reason,
    )


def _with_versions(changes: Sequence[Change]) -> list[tuple[Change, int]]:
    """Changes from the latest to the first, each with the version that its undoing finds:
    taking back the second change of a record raises its version once more."""
    latest: dict[tuple[str, str], int] = {}
    pairs: list[tuple[Change, int]] = []
    for change in sorted(changes, key=lambda c: (c.revision, c.version), reverse=True):
        key = change.kind, change.id
        pairs.append((change, latest.get(key, change.version)))
        latest[key] = latest.get(key, change.version) + 1
    return pairs
