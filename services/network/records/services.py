"""What use cases need of the wired service."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from services.network.records.live_network import LiveNetwork
from services.network.records.model import Expectation, Record
from shared.clock import Clock


class DataSets(Protocol):
    """The data that an installation can begin with."""

    EXAMPLE_CENTRE: str
    EXAMPLE_OPERATOR: str
    PRACTICE_CENTRE: str
    PRACTICE_OPERATOR: str
    """Name of the centre that runs each network, and the id of its record."""

    def vocabularies(self) -> tuple[Record, ...]:
        """Regions, topics, target groups, formats and kinds of organisation: always loaded."""
        ...

    def basics(self) -> tuple[Expectation, ...]:
        """A short list of what every district should have: a proposal, written when taken over."""
        ...

    def example(self) -> tuple[Record, ...]:
        """The example network of autumn 2021; its records have origin ``example``."""
        ...

    def practice(self, day: date, seed: int) -> tuple[Record, ...]:
        """The invented practice network around ``day``; origin ``practice``. The same day and
        seed give the same records."""
        ...


class Services(Protocol):
    """What verbs are handed of the wired service; rooms that need more say so themselves."""

    @property
    def live(self) -> LiveNetwork:
        """The network that this process works with."""
        ...

    @property
    def clock(self) -> Clock:
        """The present instant."""
        ...

    @property
    def datasets(self) -> DataSets:
        """The data sets to begin with."""
        ...
