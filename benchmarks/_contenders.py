"""What somebody would use instead for the pairs: plain sets, a polars or a DuckDB self-join.

All take the same sides and the same known house pairs, apply the same definition and return
``{(left, right): (numerator, denominator)}`` sizes to compare: number of pairs and a checksum.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from services.network.coverage.supply import SupplyIndex
from services.network.parallels.sides import Side, is_side, side_of
from services.network.records.model import Offer, Project
from services.network.records.rules import Rules

Known = frozenset[tuple[str, str]]
Sets = tuple[frozenset[str], ...]
DIMENSIONS = ("regions", "topics", "target_groups", "formats")


def plain_sets(sides: Sequence[Side], known: Known, rules: Rules) -> tuple[int, int]:
    """Every pair, with Python sets."""
    sets = [tuple(frozenset(getattr(s, name)) for name in DIMENSIONS) for s in sides]
    count = checksum = 0
    for left, one in enumerate(sides):
        mine = sets[left]
        for right in range(left + 1, len(sides)):
            yours = sets[right]
            if not (mine[0] & yours[0] and mine[1] & yours[1]):
                continue
            other = sides[right]
            days = (min(one.last, other.last) - max(one.first, other.first)).days + 1
            if days < rules.common_days or _linked(one, other, known):
                continue
            if _alike(mine, yours, rules):
                count += 1
                checksum += left * right
    return count, checksum


def plain_entries(
    supply_index: SupplyIndex, entries: Sequence[Offer | Project], known: Known
) -> int:
    """The number of pairs by a loop over all entries that asks inside whether both run."""
    rules = supply_index.rules
    sides = [side_of(supply_index, e) for e in entries]
    sets = [tuple(frozenset(getattr(s, name)) for name in DIMENSIONS) for s in sides]
    found = 0
    for left, one in enumerate(sides):
        mine, entry = sets[left], entries[left]
        for right in range(left + 1, len(sides)):
            yours = sets[right]
            if not (mine[0] & yours[0] and mine[1] & yours[1]):
                continue
            other = sides[right]
            if not (is_side(supply_index, entry) and is_side(supply_index, entries[right])):
                continue
            days = (min(one.last, other.last) - max(one.first, other.first)).days + 1
            if days >= rules.common_days and not _linked(one, other, known):
                found += _alike(mine, yours, rules)
    return found


def _alike(mine: Sets, yours: Sets, rules: Rules) -> bool:
    above, weights = Fraction(), 0
    for weight, x, y in zip(rules.weights, mine, yours, strict=True):
        if x and y:
            above += weight * Fraction(len(x & y), len(x | y))
            weights += weight
    return above >= rules.parallel_from * weights


def _linked(one: Side, other: Side, known: Known) -> bool:
    if one.project_id and one.project_id == other.project_id:
        return True
    return any(
        a == b or (min(a, b), max(a, b)) in known for a in one.house_ids for b in other.house_ids
    )


def tables(sides: Sequence[Side], known: Known) -> dict[str, dict[str, list[Any]]]:
    """The sides as columns: cells, masks in words of 63 bits, houses, known pairs."""
    numbers = {
        name: {v: i for i, v in enumerate(sorted({v for s in sides for v in getattr(s, name)}))}
        for name in DIMENSIONS
    }
    columns: dict[str, list[Any]] = {"side": list(range(len(sides)))}
    columns["first"] = [s.first.toordinal() for s in sides]
    columns["last"] = [s.last.toordinal() for s in sides]
    columns["project"] = [s.project_id or f"-{i}" for i, s in enumerate(sides)]
    for name in DIMENSIONS:
        columns[f"n_{name}"] = [len(getattr(s, name)) for s in sides]
        for word in range(words(len(numbers[name]))):
            columns[f"{name}_{word}"] = [
                sum(
                    1 << (numbers[name][v] % 63)
                    for v in getattr(s, name)
                    if numbers[name][v] // 63 == word
                )
                for s in sides
            ]
    cells: dict[str, list[Any]] = {"side": [], "cell": []}
    width = len(numbers["topics"])
    for index, side in enumerate(sides):
        for region in side.regions:
            for topic in side.topics:
                cells["side"].append(index)
                cells["cell"].append(numbers["regions"][region] * width + numbers["topics"][topic])
    houses: dict[str, list[Any]] = {"side": [], "house": []}
    for index, side in enumerate(sides):
        houses["side"] += [index] * len(side.house_ids)
        houses["house"] += side.house_ids
    names = sorted({h for s in sides for h in s.house_ids})
    both = [*known, *((b, a) for a, b in known), *((h, h) for h in names)]
    links = {"one": [a for a, _ in both], "other": [b for _, b in both]}
    return {"sides": columns, "cells": cells, "houses": houses, "links": links}


def words(size: int) -> int:
    return max(1, -(-size // 63))


def polars_join(frames: dict[str, Any], word_counts: dict[str, int], rules: Rules) -> Any:
    """Self-join over (region, topic) cells; returns (count, checksum)."""
    import polars as pl

    cells, sides = frames["cells"].lazy(), frames["sides"].lazy()
    pairs = (
        cells.join(cells, on="cell", suffix="_r")
        .filter(pl.col("side") < pl.col("side_r"))
        .select("side", "side_r")
        .unique()
        .join(sides, on="side")
        .join(sides, left_on="side_r", right_on="side", suffix="_r")
        .filter(pl.col("project") != pl.col("project_r"))
        .filter(
            pl.min_horizontal("last", "last_r") - pl.max_horizontal("first", "first_r") + 1
            >= rules.common_days
        )
    )
    above, below, total = pl.lit(0, pl.Int64), pl.lit(1, pl.Int64), pl.lit(0, pl.Int64)
    for name, weight in zip(DIMENSIONS, rules.weights, strict=True):
        shared = pl.lit(0, pl.Int64)
        for word in range(word_counts[name]):
            common = pl.col(f"{name}_{word}") & pl.col(f"{name}_{word}_r")
            shared = shared + common.bitwise_count_ones().cast(pl.Int64)
        counted = (pl.col(f"n_{name}") > 0) & (pl.col(f"n_{name}_r") > 0)
        every = pl.when(counted).then(pl.col(f"n_{name}") + pl.col(f"n_{name}_r") - shared)
        every = every.otherwise(1)
        above = above * every + pl.when(counted).then(weight * shared).otherwise(0) * below
        below = below * every
        total = total + pl.when(counted).then(weight).otherwise(0)
    limit = rules.parallel_from
    alike = pairs.filter(above * limit.denominator >= below * total * limit.numerator).select(
        "side", "side_r"
    )
    houses, links = frames["houses"].lazy(), frames["links"].lazy()
    linked = (
        alike.join(houses, on="side")
        .join(houses, left_on="side_r", right_on="side", suffix="_r")
        .join(links, left_on=["house", "house_r"], right_on=["one", "other"], how="semi")
        .select("side", "side_r")
    )
    found = alike.join(linked, on=["side", "side_r"], how="anti").collect()
    return len(found), int((found["side"] * found["side_r"]).sum())


def alike_in_sql(word_counts: dict[str, int], rules: Rules, bits: str) -> tuple[list[str], str]:
    """What a pair (``a``, ``b``) has in common, as columns, and whether it is alike enough.

    ``bits`` counts the bits of a number in the database's words. The score is compared in whole
    numbers, over the denominators of all dimensions.
    """
    columns, above, below, total = [], "0", "1", "0"
    for name, weight in zip(DIMENSIONS, rules.weights, strict=True):
        shared = " + ".join(
            bits.format(f"a.{name}_{w} & b.{name}_{w}") for w in range(word_counts[name])
        )
        both = f"CASE WHEN a.n_{name} > 0 AND b.n_{name} > 0 THEN 1 ELSE 0 END"
        columns.append(f"CAST({shared} AS BIGINT) AS shared_{name}")
        columns.append(f"CAST({both} AS BIGINT) AS has_{name}")
        columns.append(f"CAST(a.n_{name} + b.n_{name} AS BIGINT) AS sizes_{name}")
        every = f"(CASE has_{name} WHEN 1 THEN sizes_{name} - shared_{name} ELSE 1 END)"
        above = f"({above}) * {every} + has_{name} * {weight} * shared_{name} * ({below})"
        below = f"({below}) * {every}"
        total = f"{total} + has_{name} * {weight}"
    limit = rules.parallel_from
    return columns, (
        f"({above}) * {limit.denominator} >= ({below}) * ({total}) * {limit.numerator}"
    )


def duckdb_query(word_counts: dict[str, int], rules: Rules) -> str:
    """The same join as SQL; for a warehouse that outgrows one machine."""
    columns, alike = alike_in_sql(word_counts, rules, "bit_count({})")
    return f"""
    WITH candidates AS (
        SELECT DISTINCT l.side AS one, r.side AS other
        FROM cells l JOIN cells r ON l.cell = r.cell AND l.side < r.side
    ), counted AS (
        SELECT one, other, {", ".join(columns)}
        FROM candidates JOIN sides a ON a.side = one JOIN sides b ON b.side = other
        WHERE a.project <> b.project
          AND least(a."last", b."last") - greatest(a."first", b."first") + 1 >= {rules.common_days}
    ), alike AS (
        SELECT one, other FROM counted
        WHERE {alike}
    ), linked AS (
        SELECT DISTINCT alike.one, alike.other FROM alike
        JOIN houses g ON g.side = alike.one JOIN houses h ON h.side = alike.other
        JOIN links k ON k.one = g.house AND k.other = h.house
    )
    SELECT count(*), coalesce(sum(one * other), 0) FROM alike ANTI JOIN linked USING (one, other)
    """
