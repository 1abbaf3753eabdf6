"""What should exist, what was looked at and judged, and the installation itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from services.network.records.kinds.record import Reach, Record, References


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy(Record):
    """A document that legitimises the work, with its goals (id, text)."""

    KIND: ClassVar[str] = "strategy"
    title: str
    goals: tuple[tuple[str, str], ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation(Record):
    """Soll-Angebot: what should exist in each of these regions, and why.

    ``follows`` pairs a district that got this expectation for itself alone with the one that it
    had before: the district's finding is still the same one (``Snapshot.cell_id``).
    """

    KIND: ClassVar[str] = "expectation"
    REFERENCES: ClassVar[References] = {
        "region_ids": ("region", "EXPECTED_IN"),
        "topic_id": ("topic", "ABOUT"),
        "target_group_id": ("target_group", "FOR"),
        "format_id": ("format", "AS"),
        "strategy_id": ("strategy", "FOUNDED_ON"),
    }
    region_ids: tuple[str, ...]
    topic_id: str
    target_group_id: str = ""
    format_id: str = ""
    minimum: int = 2
    reach: Reach = Reach.ON_SITE
    weight: float = 1.0
    reason: str = ""
    strategy_id: str = ""
    strategy_goal: str = ""
    decided_by: str = ""
    since: date | None = None
    follows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(Record):
    """Erhebung: region and topics completely looked at, as of a day, by whom.

    No topics means: every topic of the region.
    """

    KIND: ClassVar[str] = "survey"
    REFERENCES: ClassVar[References] = {
        "region_id": ("region", "SURVEYED"),
        "topic_ids": ("topic", "ABOUT"),
    }
    region_id: str
    topic_ids: tuple[str, ...] = ()
    as_of: date
    by: str = ""


# --- the installation itself -------------------------------------------------------------
