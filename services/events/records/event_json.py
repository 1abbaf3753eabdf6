"""Events as plain JSON values and back; fields are only ever added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from services.events.records.event import (
    Event,
    EventKind,
    EventStatus,
    EventVisibility,
    Host,
    ProgrammeItem,
)
from shared.errors import Unreadable

T = TypeVar("T", bound=StrEnum)

_INSTANTS = ("starts_at", "ends_at", "created_at", "updated_at", "registration_closes")


def to_values(event: Event) -> dict[str, Any]:
    """JSON-ready values of an event."""
    values = asdict(event)
    for name in _INSTANTS:
        if values[name] is not None:
            values[name] = values[name].isoformat()
    return values


def from_values(values: Mapping[str, Any]) -> Event:
    """The event of such values; names that are missing get their defaults.

    Raises Unreadable for a name that this version does not know: a newer one wrote it, and
    passed over here it would be lost with the next save.
    """
    id = str(values.get("id", ""))
    known = _only(Event, values, id)
    for name in _INSTANTS:
        if known.get(name) is not None:
            known[name] = datetime.fromisoformat(known[name])
    for name in ("topic_ids", "region_ids", "finding_ids"):
        known[name] = tuple(known.get(name, ()))
    known["programme"] = tuple(
        ProgrammeItem(**_only(ProgrammeItem, item, id, "programme."))
        for item in known.get("programme", ())
    )
    known["hosts"] = tuple(
        Host(**_only(Host, item, id, "hosts.")) for item in known.get("hosts", ())
    )
    known["kind"] = _one_of(EventKind, known["kind"], id, "kind")
    known["visibility"] = _one_of(EventVisibility, known["visibility"], id, "visibility")
    known["status"] = _one_of(EventStatus, known["status"], id, "status")
    return Event(**known)


def _only(cls: type[Any], values: Mapping[str, Any], id: str, path: str = "") -> dict[str, Any]:
    """The values, all of which must be fields of the class."""
    for name in values:
        if name not in cls.__dataclass_fields__:
            raise Unreadable("unreadable.field", kind="event", id=id, field=f"{path}{name}")
    return dict(values)


def _one_of(cls: type[T], value: str, id: str, field: str) -> T:
    try:
        return cls(value)
    except ValueError as error:
        raise Unreadable("unreadable.value", kind="event", id=id, field=field) from error
