"""Planning: two editors never overwrite each other silently."""

from __future__ import annotations

import pytest

from shared.errors import Conflict
from tests.events.builders import event


def test_two_editors_and_one_version(world):
    one = world.add(event())
    world.edit(one, title="Erste Fassung")
    with pytest.raises(Conflict):
        world.edit(one, title="Zweite Fassung")
    assert world.event(one.id).title == "Erste Fassung"
