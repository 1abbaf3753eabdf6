"""How long people's data are kept after an event, and emptying them."""

from __future__ import annotations

from datetime import timedelta

from services.events.records.services import Services

PEOPLE_KEPT = timedelta(days=30)
"""How long after its end an event's registrations keep names, addresses and notes, and its
invitations addresses."""

UNCONFIRMED_KEPT = timedelta(days=7)
"""How long a registration that nobody confirmed keeps them after its time was over: anybody can
type the address of somebody else."""


def forget(services: Services) -> int:
    """Delete what is known of people some time after their event, as the form promises.

    Numbers stay: seats and states for the report, organisations in the facts that network was
    told before. Returns how many registrations and invitations were emptied.
    """
    now = services.clock()
    with services.store.write() as transaction:
        emptied = transaction.registrations.forget_people(now - PEOPLE_KEPT, now - UNCONFIRMED_KEPT)
        return emptied + transaction.invitations.forget_people(now - PEOPLE_KEPT)
