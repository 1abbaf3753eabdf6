"""What a change set does to records as they lie in a store: the part both stores share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.network.records.kinds.record import RecordKey
from services.network.records.model import OutgoingNotice, Record
from services.network.records.network import ChangeSet, Put, Remove
from services.network.stores.codec import encode
from shared.errors import Conflict


@dataclass(frozen=True, slots=True)
class Lying:
    """A record as it lies in a store: its JSON (None: deleted) and version."""

    body: str | None
    version: int


@dataclass(frozen=True, slots=True)
class StoreStep:
    """One record's way: JSON before and after (None: not there), and its new version."""

    kind: str
    id: str
    version: int
    before: str | None
    after: str | None
    record: Record | None

    @property
    def key(self) -> RecordKey:
        """Kind and id."""
        return self.kind, self.id


def touched(change_set: ChangeSet) -> tuple[RecordKey, ...]:
    """Kind and id of every record that the change set names, each once, sorted."""
    return tuple(sorted({_key(change) for change in change_set.changes}))


def plan(change_set: ChangeSet, lying: Mapping[RecordKey, Lying]) -> tuple[StoreStep, ...]:
    """The steps of a change set on the records that are there, in the order given.

    Raises Conflict for the first change that expects another version. A record may be
    changed twice in one set; the second change expects the version after the first.
    """
    now = dict(lying)
    steps: list[StoreStep] = []
    for change in change_set.changes:
        kind, id = key = _key(change)
        here = now.get(key, Lying(None, 0))
        gone = not isinstance(change, Put)
        if change.expects != here.version or (gone and here.body is None):
            raise Conflict("conflict", kind=kind, id=id, version=here.version)
        record = change.record if isinstance(change, Put) else None
        after = encode(record) if record is not None else None
        steps.append(StoreStep(kind, id, here.version + 1, here.body, after, record))
        now[key] = Lying(after, here.version + 1)
    return tuple(steps)


def last_steps(steps: Iterable[StoreStep]) -> tuple[StoreStep, ...]:
    """The last step of every record: what lies in the store afterwards."""
    return tuple({step.key: step for step in steps}.values())


def told(steps: Iterable[StoreStep]) -> tuple[StoreStep, ...]:
    """The steps that the history tells.

    Notices are left out: they hold names and addresses that must be gone when the letter
    is, and they change no fact of the network.
    """
    return tuple(step for step in steps if step.kind != OutgoingNotice.KIND)


def pending_at(notice: OutgoingNotice) -> datetime | None:
    """When a notice is to be delivered next; None once it is accepted or refused."""
    return (notice.next_try or notice.due_at) if notice.state == "pending" else None


def _key(change: Put | Remove) -> RecordKey:
    if isinstance(change, Put):
        return change.record.KIND, change.record.id
    return change.kind, change.id
