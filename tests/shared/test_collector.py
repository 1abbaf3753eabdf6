"""The garbage collector rests while the network is read, and never stays off."""

from __future__ import annotations

import gc

import pytest

from shared import collector


@pytest.fixture(autouse=True)
def unfrozen():
    """What a test made permanent is ordinary again afterwards."""
    yield
    gc.unfreeze()
    gc.enable()


def test_it_rests_inside_and_is_on_again_afterwards_also_after_an_error():
    seen = []

    def fail() -> None:
        with collector.paused():
            seen.append(gc.isenabled())
            raise ValueError("mitten darin")

    with pytest.raises(ValueError, match="mitten"):
        fail()
    assert (seen, gc.isenabled()) == ([False], True)


def test_where_it_was_off_it_stays_off():
    gc.disable()
    with collector.paused():
        pass
    assert not gc.isenabled()


def test_what_was_made_inside_is_not_walked_through_any_more():
    before = gc.get_freeze_count()
    with collector.paused():
        made: list[dict[str, list[int]]] = [{"a": []} for _ in range(1000)]
    assert gc.get_freeze_count() >= before + len(made)


def test_what_nobody_holds_is_still_freed():
    import weakref

    class Thing:
        pass

    with collector.paused():
        thing = Thing()
    gone = weakref.ref(thing)
    del thing
    assert gone() is None
