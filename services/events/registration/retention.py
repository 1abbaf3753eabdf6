"""How long people's data are kept after an event, and the rules that empty them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from services.events.records.services import Services
from shared.data_protection.retention_rule import RetentionRule

PEOPLE_KEPT = timedelta(days=30)
"""How long after its end an event's registrations keep names, addresses and notes, and its
invitations addresses."""

UNCONFIRMED_KEPT = timedelta(days=7)
"""How long a registration that nobody confirmed keeps them after its time was over: anybody can
type the address of somebody else."""


def rules(services: Services) -> Sequence[RetentionRule]:
    """What is known of people goes some time after their event, as the form promises.

    Numbers stay: seats and states for the report, organisations in the facts that network was
    told before.
    """
    store, clock = services.store, services.clock

    def registrations_due() -> int:
        now = clock()
        with store.read() as transaction:
            return transaction.people.registrations_due(now - PEOPLE_KEPT, now - UNCONFIRMED_KEPT)

    def registrations() -> int:
        now = clock()
        with store.write() as transaction:
            return transaction.registrations.forget_people(
                now - PEOPLE_KEPT, now - UNCONFIRMED_KEPT
            )

    def invitations_due() -> int:
        with store.read() as transaction:
            return transaction.invitations.people_due(clock() - PEOPLE_KEPT)

    def invitations() -> int:
        with store.write() as transaction:
            return transaction.invitations.forget_people(clock() - PEOPLE_KEPT)

    def limits_due() -> int:
        with store.read() as transaction:
            return transaction.limits.due(clock() - PEOPLE_KEPT)

    def limits() -> int:
        with store.write() as transaction:
            return transaction.limits.forget(clock() - PEOPLE_KEPT)

    return (
        RetentionRule("events.registrations", registrations_due, registrations),
        RetentionRule("events.invitations", invitations_due, invitations),
        RetentionRule("events.letter_counts", limits_due, limits),
    )
