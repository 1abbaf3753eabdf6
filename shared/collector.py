"""Python's garbage collector, for processes that hold a large network of values.

Every collection of the oldest generation walks through all objects that may hold others: with
52,000 records 0.3 to 0.8 s, in the middle of somebody's page. The records themselves never hold
rings; what does (requests, templates) is young and found by the younger generations.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG, MIDDLE, OLD = 50_000, 20, 100
"""Objects made beyond those dropped until the youngest generation is looked through, and how many
times that until the next older one."""


def calm() -> None:
    """Look through the young often and the old rarely: called once where a process starts."""
    gc.set_threshold(YOUNG, MIDDLE, OLD)


@contextmanager
def paused() -> Iterator[None]:
    """No collection while much is made that stays; afterwards what is there counts as permanent.

    Objects in no ring are still freed by themselves as soon as nobody holds them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
