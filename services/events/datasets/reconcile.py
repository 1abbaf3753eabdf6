"""Keep the events of a data set as long as network holds that data set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from services.events.records.event import Event
from services.events.records.invitation import Invitation
from services.events.records.registration import Registration
from services.events.records.services import Services

DATASET = "dataset"
EventWithPeople = tuple[Event, Sequence[Registration], Sequence[Invitation]]
EventDataSets = Mapping[str, Callable[[Services], Sequence[EventWithPeople]]]


def reconcile_data_set(services: Services, data_sets: EventDataSets) -> bool:
    """Load or remove the events of the data set that network holds.

    Nobody is written to: the people of a data set are invented. Returns whether anything
    changed.
    """
    wanted = services.directory.centre().dataset
    with services.store.read() as transaction:
        loaded = transaction.notes.get(DATASET)
    if wanted == loaded:
        return False
    made = data_sets[wanted](services) if wanted in data_sets else ()
    with services.store.write() as transaction:
        if transaction.notes.get(DATASET) != loaded:
            return False
        for id in transaction.events.ids_of_origin(loaded) if loaded else ():
            transaction.events.delete(id)
        for event, registrations, invitations in made:
            transaction.events.put(replace(event, origin=wanted), "data set", None)
            for one in registrations:
                transaction.registrations.put(replace(one, origin=wanted), expects=None)
                if one.held:
                    transaction.seats.take(event.id, one.held)
            for invitation in invitations:
                transaction.invitations.put(replace(invitation, origin=wanted), new=True)
        transaction.notes.put(DATASET, wanted)
    return True
