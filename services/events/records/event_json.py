"""Events as plain JSON values and back; fields are only ever added."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from services.events.records.event import (
    Event,
    EventKind,
    EventStatus,
    EventVisibility,
    Host,
    ProgrammeItem,
)

_INSTANTS = ("starts_at", "ends_at", "created_at", "updated_at", "registration_closes")


def to_values(event: Event) -> dict[str, Any]:
    """JSON-ready values of an event."""
    values = asdict(event)
    for name in _INSTANTS:
        if values[name] is not None:
            values[name] = values[name].isoformat()
    return values


def from_values(values: dict[str, Any]) -> Event:
    """The event of such values; unknown names of later versions are passed over."""
    known = {name: values[name] for name in Event.__dataclass_fields__ if name in values}
    for name in _INSTANTS:
        if known.get(name) is not None:
            known[name] = datetime.fromisoformat(known[name])
    for name in ("topic_ids", "region_ids", "finding_ids"):
        known[name] = tuple(known.get(name, ()))
    known["programme"] = tuple(ProgrammeItem(**item) for item in known.get("programme", ()))
    known["hosts"] = tuple(Host(**item) for item in known.get("hosts", ()))
    known["kind"] = EventKind(known["kind"])
    known["visibility"] = EventVisibility(known["visibility"])
    known["status"] = EventStatus(known["status"])
    return Event(**known)
