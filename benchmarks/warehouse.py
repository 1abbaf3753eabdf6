"""The same join as SQL, in parts that need nothing of each other; equal results, measured.

``python benchmarks/warehouse.py [entries …]`` measures DuckDB, and PostgreSQL if ``POSTGRES``
holds an address (``postgresql://…``, psycopg installed); its tables are temporary. ``PARTS=8``
says in how many parts. What it is for: ``docs/adr/0011-parallelen-im-warehouse.md``.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks._contenders import DIMENSIONS, alike_in_sql, tables, words
from benchmarks._data import DAY, network
from services.network.cooperation.links import Relations
from services.network.coverage.supply import SupplyIndex
from services.network.parallels.columns import columns_of
from services.network.parallels.search import Search
from services.network.parallels.sides import Side, sides_of
from services.network.records.rules import DEFAULT, Rules

WORD = 63
"""Bits of a mask in one column: SQL knows no unsigned numbers."""

Run = Callable[[str], tuple[int, int]]


def main() -> None:
    parts = int(os.environ.get("PARTS", "8"))
    print("| entries | regions | pairs | database | parts | load | join | slowest part | here |")
    print("|---|---|---|---|---|---|---|---|---|")
    for entries in [int(arg) for arg in sys.argv[1:]] or [20000]:
        regions = {2000: 22, 20000: 100}.get(entries, 400)
        measure(entries, regions, parts)


def measure(entries: int, regions: int, parts: int) -> None:
    """One network in every database: all parts add up to what the program finds."""
    relations = Relations(SupplyIndex(network(entries // 2, entries, regions).on(DAY), DEFAULT))
    began = time.perf_counter()
    found = Search(columns_of(relations.supply_index, relations.house_numbers), relations).pairs()
    here = time.perf_counter() - began
    expected = len(found.left), int((found.left.astype(int) * found.right).sum())
    sides = sides_of(relations.supply_index)
    content = tables(sides, relations.house_pairs)
    content["cells"] = _cells(sides)
    counts = {n: words(len({v for s in sides for v in getattr(s, n)})) for n in DIMENSIONS}
    databases: dict[str, Callable[[dict[str, Any]], Run]] = {"DuckDB": _duckdb}
    if os.environ.get("POSTGRES"):
        databases["PostgreSQL"] = _postgres
    for name, opened in databases.items():
        began = time.perf_counter()
        run = opened(content)
        loaded = time.perf_counter() - began
        bits = "bit_count({})" if name == "DuckDB" else "bit_count(({})::bit(64))"
        for split in (1, parts):
            took, answers = [], []
            for part in range(split):
                began = time.perf_counter()
                answers.append(run(query(counts, DEFAULT, bits, split, part)))
                took.append(time.perf_counter() - began)
            answer = sum(a for a, _ in answers), sum(b for _, b in answers)
            if answer != expected:
                raise SystemExit(f"{name}, {split} parts: {answer} instead of {expected}")
            print(
                f"| {entries:,} | {regions} | {answer[0]:,} | {name} | {split} | {loaded:.1f} s "
                f"| {sum(took):.2f} s | {max(took):.2f} s | {here:.2f} s |",
                flush=True,
            )


def query(counts: dict[str, int], rules: Rules, bits: str, parts: int, part: int) -> str:
    """One part of the join; ``bits`` counts the bits of a number in the database's words.

    A pair belongs to the part of its first common region and is found only in the cell of its
    first common region and topic: parts share no pair and no pair has to be made distinct.
    """
    columns, alike = alike_in_sql(counts, rules, bits)
    return f"""
    WITH counted AS (
        SELECT l.side AS one, r.side AS other, {", ".join(columns)}
        FROM cells l
        JOIN cells r ON l.region = r.region AND l.topic = r.topic AND l.side < r.side
        JOIN sides a ON a.side = l.side
        JOIN sides b ON b.side = r.side
        WHERE {f"l.region % {parts} = {part}" if parts > 1 else "TRUE"}
          AND {_first("topics", "l.topic", counts)}
          AND {_first("regions", "l.region", counts)}
          AND a.project <> b.project
          AND least(a."last", b."last") - greatest(a."first", b."first") + 1 >= {rules.common_days}
    ), alike AS MATERIALIZED (
        SELECT one, other FROM counted
        WHERE {alike}
    )
    SELECT count(*), coalesce(sum(one * other), 0) FROM alike
    WHERE NOT EXISTS (
        SELECT 1 FROM houses g
        JOIN links k ON k.one = g.house
        JOIN houses h ON h.house = k.other
        WHERE g.side = alike.one AND h.side = alike.other
    )
    """


def _first(name: str, token: str, counts: dict[str, int]) -> str:
    """Whether ``token`` is the first that both sides have in a dimension."""
    cases = []
    for word in range(counts[name]):
        below = f"((CAST(1 AS BIGINT) << CAST({token} % {WORD} AS INTEGER)) - 1)"
        none = [f"(a.{name}_{w} & b.{name}_{w}) = 0" for w in range(word)]
        none.append(f"(a.{name}_{word} & b.{name}_{word} & {below}) = 0")
        cases.append(
            f"({token} BETWEEN {word * WORD} AND {word * WORD + WORD - 1} AND {' AND '.join(none)})"
        )
    return f"({' OR '.join(cases)})"


def _cells(sides: tuple[Side, ...]) -> dict[str, list[int]]:
    """Every side once per region and topic, numbered as the bits of the masks."""
    number = {
        name: {v: i for i, v in enumerate(sorted({v for s in sides for v in getattr(s, name)}))}
        for name in ("regions", "topics")
    }
    rows = [
        (index, number["regions"][region], number["topics"][topic])
        for index, side in enumerate(sides)
        for region in side.regions
        for topic in side.topics
    ]
    return {name: [row[i] for row in rows] for i, name in enumerate(("side", "region", "topic"))}


def _duckdb(content: dict[str, Any]) -> Run:
    import duckdb
    import pyarrow as pa

    connection = duckdb.connect()
    for name, columns in content.items():
        connection.register("incoming", pa.table(columns))
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
        connection.unregister("incoming")
    return lambda sql: connection.execute(sql).fetchone()  # type: ignore[return-value]


def _postgres(content: dict[str, Any]) -> Run:
    import psycopg

    connection = psycopg.connect(os.environ["POSTGRES"], autocommit=True)
    # The estimate of a join over bit masks is a guess; its compilation costs more than it gains.
    connection.execute("SET jit = off; SET work_mem = '256MB'")
    for name, columns in content.items():
        kinds = {c: "text" if isinstance(v[0], str) else "bigint" for c, v in columns.items()}
        fields = ", ".join(f'"{column}" {kind}' for column, kind in kinds.items())
        connection.execute(f"CREATE TEMPORARY TABLE {name} ({fields})")
        with connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:
            for row in zip(*columns.values(), strict=True):
                copy.write_row(row)
    connection.execute(
        "CREATE INDEX ON sides (side); CREATE INDEX ON houses (side);"
        "CREATE INDEX ON links (one, other); ANALYZE"
    )
    return lambda sql: connection.execute(sql).fetchone()  # type: ignore[return-value]


if __name__ == "__main__":
    main()
