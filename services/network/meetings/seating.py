"""Table groups of a meeting: who does not work together yet sits together.

Greedy and deterministic: the best table for each actor in turn, by how many at the table it does
not work with, then by room. Optimal seating is a hard problem; this one never seats two partners
at one table while a table without partners has room at that turn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from services.network.cooperation.links import Relations

SIZES = range(3, 13)
"""How many may sit at a table."""


def table_groups(
    actor_ids: Iterable[str], together: Collection[frozenset[str]], size: int
) -> tuple[tuple[str, ...], ...]:
    """Actors at tables of at most ``size``, as even as can be; each table sorted by id.

    ``together`` are pairs that work together (or are one house) and gain nothing from sitting
    together. Those with most partners among the guests choose first: they are the hardest to
    seat. The order of the input changes nothing.

    Raises ValueError if ``size`` is below 1.
    """
    if size < 1:
        raise ValueError("size")
    guests = sorted(set(actor_ids))
    pairs = frozenset(together)
    partners: Mapping[str, set[str]] = {
        one: {other for other in guests if frozenset((one, other)) in pairs and other != one}
        for one in guests
    }
    count = -(-len(guests) // size)
    # Even tables: seven guests at tables of six are four and three, not six and one.
    room = -(-len(guests) // count) if count else 0
    full = len(guests) - count * (room - 1)
    tables: list[list[str]] = [[] for _ in range(count)]
    for guest in sorted(guests, key=lambda g: (-len(partners[g]), g)):
        larger = sum(len(table) == room for table in tables)
        free = [
            number
            for number, table in enumerate(tables)
            if len(table) < room - 1 or (len(table) < room and larger < full)
        ]
        known = partners[guest]
        best = min(free, key=lambda n: (len(known.intersection(tables[n])), len(tables[n]), n))
        tables[best].append(guest)
    return tuple(tuple(sorted(table)) for table in tables)


def working_pairs(relations: Relations, actor_ids: Iterable[str]) -> frozenset[frozenset[str]]:
    """Pairs of these actors that are one house or whose houses work together on the day."""
    house = relations.supply_index.snapshot.house
    guests = sorted(set(actor_ids))
    found = set()
    for index, one in enumerate(guests):
        for other in guests[index + 1 :]:
            pair = tuple(sorted((house(one), house(other))))
            if pair[0] == pair[1] or pair in relations.house_pairs:
                found.add(frozenset((one, other)))
    return frozenset(found)
