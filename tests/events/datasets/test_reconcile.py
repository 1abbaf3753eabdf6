"""Events of a data set come and go with it."""

from __future__ import annotations

from dataclasses import replace

from services.events.datasets import DATA_SETS
from services.events.datasets.reconcile import reconcile_data_set
from tests.events.builders import event


def test_a_data_set_comes_and_goes_without_a_letter_and_leaves_other_events(world):
    own = world.add(event(title="Eigener Termin"))
    world.directory.installation = replace(world.directory.installation, dataset="example")
    assert reconcile_data_set(world.services, DATA_SETS) is True
    assert reconcile_data_set(world.services, DATA_SETS) is False
    with world.store.read() as transaction:
        assert {e.origin for e in transaction.events.find()} == {"", "example"}
    world.directory.installation = replace(world.directory.installation, dataset="")
    assert reconcile_data_set(world.services, DATA_SETS) is True
    with world.store.read() as transaction:
        assert transaction.events.find() == [own]
    assert (world.letters(), world.miscounted()) == ([], [])
