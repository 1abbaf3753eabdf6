"""How the registry tells of what is stored: places, their fields, why and for how long.

The terms are those of the GDPR: purpose (Art. 5(1)(b)), legal basis (Art. 6), retention (Art.
5(1)(e)), recipients (Art. 13(1)(e), 30(1)(d)). Sentences are German and marked for translation.
Pure values; the registry itself (``registry``) is written with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Holds(StrEnum):
    """What a field can tell of a person; decides how a deleted person is looked for in it.

    ``NAME`` and ``ADDRESS`` (mail) are somebody's by themselves. ``CONTACT`` is any other way to
    reach one (telephone, street). ``TEXT`` is free: anybody may be named there. ``DERIVED`` repeats
    such contents (JSON bodies, search texts, payloads, sealed letters). ``KEY`` is a hash or token
    that stands for somebody. ``TECHNICAL`` tells of nobody: ids, states, codes, labels.
    """

    NAME = "name"
    ADDRESS = "address"
    CONTACT = "contact"
    TEXT = "text"
    DERIVED = "derived"
    KEY = "key"
    TECHNICAL = "technical"


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal basis: the article, and what it means here."""

    article: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Retention:
    """How long something is kept. ``rule`` names the rule of the deletion job that ends it;
    blank: it stays until somebody removes the record, or as long as it is the law's."""

    text: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who gets to see something, in the users' words."""

    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredField:
    """One field of a place. Blank or empty values: as the place says."""

    name: str
    holds: Holds
    purpose: str = ""
    basis: Basis | None = None
    retention: Retention | None = None
    seen_by: tuple[Reader, ...] = ()
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A table, kind of record or kind of file, and what holds for all of its fields.

    ``key`` is ``service.table``, ``network.kind`` or ``service.files.name``; ``whom``: whose data
    lie there; ``also_in`` are keys of the places where the same stands too (history, outbox,
    search index, files, backups).
    """

    key: str
    title: str
    whom: str
    purpose: str
    basis: Basis
    retention: Retention
    seen_by: tuple[Reader, ...]
    also_in: tuple[str, ...] = ()
    fields: tuple[StoredField, ...] = ()

    def field(self, name: str) -> StoredField:
        """A field by its name. Raises KeyError."""
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(f"{self.key}.{name}")

    def names(self, *holds: Holds) -> frozenset[str]:
        """The fields that can hold one of these."""
        return frozenset(one.name for one in self.fields if one.holds in holds)

    def told(self) -> Iterator[StoredField]:
        """Its fields, each with everything that holds for it."""
        for one in self.fields:
            yield StoredField(
                name=one.name,
                holds=one.holds,
                purpose=one.purpose or self.purpose,
                basis=one.basis or self.basis,
                retention=one.retention or self.retention,
                seen_by=one.seen_by or self.seen_by,
                also_in=one.also_in or self.also_in,
            )


def fields(**groups: Sequence[str] | str) -> tuple[StoredField, ...]:
    """Fields by what they hold: ``fields(name="name booked_by", address="email")``.

    Every keyword is a value of ``Holds``; names are separated by spaces. Fields of which more is
    to be said are added as ``StoredField``.
    """
    return tuple(
        StoredField(name=name, holds=Holds(holds))
        for holds, names in groups.items()
        for name in (names.split() if isinstance(names, str) else names)
    )
