"""From a notice to its letters: one per address, with ids that a repetition finds again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

from services.notify.records.addresses import header_text, normal_address


@dataclass(frozen=True, slots=True)
class Addressee:
    """One recipient as the notice names it; ``ref`` is the sender service's own id."""

    ref: str
    address: str


@dataclass(frozen=True, slots=True)
class Planned:
    """One letter to be sent. ``index`` is the recipient's place in the notice.

    ``refs`` are all references that share the address. ``address`` is as given, ``key`` what
    makes two spellings the same. An address that cannot be written to is planned too, with
    its ``problem``, so that its sender learns of it like of any other failure.
    """

    id: UUID
    index: int
    refs: tuple[str, ...]
    address: str
    key: str
    problem: str


def plan(notice_id: UUID, addressees: Iterable[Addressee]) -> tuple[Planned, ...]:
    """Plan one letter per distinct address, in the order of the notice."""
    found: dict[str, Planned] = {}
    for index, person in enumerate(addressees):
        address = header_text(person.address, 254)
        normal = normal_address(person.address)
        key = normal or f"invalid:{address.casefold()}"
        known = found.get(key)
        if known is None:
            found[key] = Planned(
                id=uuid5(notice_id, key),
                index=index,
                refs=(person.ref,),
                address=address,
                key=key,
                problem="" if normal else "address.invalid",
            )
        elif person.ref not in known.refs:
            found[key] = Planned(
                known.id,
                known.index,
                (*known.refs, person.ref),
                known.address,
                known.key,
                known.problem,
            )
    return tuple(found.values())
