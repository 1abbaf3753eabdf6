"""The data sets that the product brings: vocabularies, example network, practice network.

Each is a function that returns records. The example and the practice network mark theirs with
``Provenance.origin``, so that they can be removed again; vocabularies stay.

What makes a set is imported when it is asked for: once in the life of an installation, while the
program starts every day.
"""

from __future__ import annotations

from datetime import date

from services.network.datasets.centres import (
    EXAMPLE_CENTRE,
    EXAMPLE_OPERATOR,
    PRACTICE_CENTRE,
    PRACTICE_OPERATOR,
)
from services.network.records.model import Expectation, Record

__all__ = [
    "vocabularies",
    "basics",
    "example",
    "EXAMPLE_CENTRE",
    "EXAMPLE_OPERATOR",
    "practice",
    "PRACTICE_CENTRE",
    "PRACTICE_OPERATOR",
]


def vocabularies() -> tuple[Record, ...]:
    """Topics, target groups, formats, types, Länder, Thuringian districts, funding goals."""
    from services.network.datasets.vocabulary_set import vocabularies as made

    return made()


def basics() -> tuple[Expectation, ...]:
    """What every district should have, as the product proposes it; nobody has decided it."""
    from services.network.datasets.basic_set import basics as made

    return made()


def example() -> tuple[Record, ...]:
    """All records of the example network; they refer to the vocabularies."""
    from services.network.datasets.example_set import example as made

    return made()


def practice(day: date, seed: int = 7) -> tuple[Record, ...]:
    """All records of the practice network around ``day``; they refer to the vocabularies."""
    from services.network.datasets.practice_set import practice as made

    return made(day, seed)
