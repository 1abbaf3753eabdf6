"""Inviting: letters to organisations of the directory."""

from __future__ import annotations

from dataclasses import replace

from services.events.invitations import inviting
from tests.events.builders import ACTORS, event


def test_an_actor_with_a_very_long_name_is_invited_all_the_same(world):
    one = world.add(event())
    world.directory.cards = (replace(ACTORS[1], name="Verein " * 60, email_source="Liste " * 90),)
    inviting.add_invitees(world.services, one.id, ["a2"], "Weil " * 300)
    with world.store.read() as transaction:
        ids = [i.id for i in transaction.invitations.of_event(one.id)]
    assert inviting.invite(world.services, one.id, ids) == 1
    (letter,) = world.letters()
    assert letter.recipients[0].name == ("Verein " * 60)[:120]
