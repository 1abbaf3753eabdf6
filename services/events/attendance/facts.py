"""What network is told of a meeting: facts and numbers, no names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from services.events.records.event import Event, EventStatus
from services.events.records.invitation import InvitationState
from services.events.records.registration import Registration, RegistrationState
from services.events.records.services import Services
from services.events.records.transaction import Transaction
from services.events.registration.retention import PEOPLE_KEPT

FACTS_WINDOW = timedelta(days=400)


def facts(event: Event, registrations: Sequence[Registration], invited: int) -> dict[str, Any]:
    """What network is told about a meeting: facts and numbers, no names."""
    confirmed = [r for r in registrations if r.state is RegistrationState.CONFIRMED]
    return {
        "event_id": event.id,
        "title": event.title,
        "kind": event.kind,
        "visibility": event.visibility,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "status": event.status,
        "online": event.online,
        "place": event.place,
        "region_ids": list(event.region_ids),
        "topic_ids": list(event.topic_ids),
        "host_actor_ids": [host.actor_id for host in event.hosts],
        "finding_ids": list(event.finding_ids),
        "measure_id": event.measure_id,
        "series": event.part_of,
        "counts": {
            "invited": invited,
            "registered": sum(r.seats for r in confirmed),
            "attended": event.attended,
            "organisations": len({r.organisation.casefold() for r in confirmed if r.organisation})
            if event.attended_organisations is None
            else event.attended_organisations,
        },
        "origin": event.origin,
    }


def tell_network(services: Services, transaction: Transaction, event: Event, now: datetime) -> bool:
    """Put the facts into the outbox if they changed since they were told last."""
    if event.status is EventStatus.DRAFT:
        return False
    version, told = transaction.events.facts(event.id)
    if version and event.ends_at < now - PEOPLE_KEPT:
        # Names may be deleted by now: what was told before is the truth.
        return False
    invited = sum(
        i.state != InvitationState.PROPOSED for i in transaction.invitations.of_event(event.id)
    )
    known = facts(event, transaction.registrations.of_event(event.id), invited)
    digest = sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()
    if digest == told:
        return False
    transaction.events.set_facts(event.id, version + 1, digest)
    transaction.outbox.send(
        id=services.new_id(),
        target="network",
        path=f"/api/network/meetings/{event.id}",
        payload=json.dumps({**known, "version": version + 1}, ensure_ascii=False),
        now=now,
        subject=f"facts:{event.id}",
    )
    return True


def tell_facts(services: Services) -> int:
    """Tell network about meetings whose facts or numbers changed."""
    now = services.clock()
    told = 0
    with services.store.read() as transaction:
        statuses = [EventStatus.PUBLISHED, EventStatus.CANCELLED]
        recent = transaction.events.find(ends_after=now - FACTS_WINDOW, statuses=statuses)
    for event in recent:
        with services.store.write() as transaction:
            told += tell_network(services, transaction, transaction.events.get(event.id), now)
    if told:
        services.ring()
    return told
