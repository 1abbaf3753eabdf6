"""Events to begin with: those of the example network of 2021 and invented ones to practise."""

from __future__ import annotations

from services.events.datasets.example_events import example
from services.events.datasets.practice_events import practice

DATA_SETS = {"example": example, "practice": practice}

__all__ = ["DATA_SETS", "example", "practice"]
