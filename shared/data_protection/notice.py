"""The notice of Art. 13 and 14 GDPR, out of the registry: by whom it concerns. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.data_protection.model import Holds, Place
from shared.data_protection.registry import PLACES
from shared.data_protection.terms import NONE

PERSONAL = frozenset({Holds.NAME, Holds.ADDRESS, Holds.CONTACT, Holds.KEY})
"""What makes a place one that is about people, not only one whose free texts may name them."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """One group of people and the places in which something is stored about them."""

    whom: str
    places: tuple[Place, ...]


def concerned() -> Sequence[Concerned]:
    """Everybody about whom something is stored, in the order of the registry."""
    found: dict[str, list[Place]] = {}
    for one in PLACES:
        if one.basis is not NONE and one.names(*PERSONAL):
            found.setdefault(one.whom, []).append(one)
    return [Concerned(whom, tuple(places)) for whom, places in found.items()]
