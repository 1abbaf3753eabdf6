"""Parallel structures against what somebody would use instead, with equal results.

``python benchmarks/parallels.py [entries …]`` (default 2000 20000; 200000 takes a while). The
naive pairs run up to 2,000 entries unless ``NAIVE=20000`` says more. polars and DuckDB are
measured if they are installed (``benchmarks/requirements.txt``); nothing else needs them.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks._contenders import (
    DIMENSIONS,
    duckdb_query,
    plain_sets,
    polars_join,
    tables,
    words,
)
from benchmarks._data import DAY, network
from services.network.domain.columns import columns_of
from services.network.domain.ground import Ground
from services.network.domain.pairing import Search
from services.network.domain.relations import Relations
from services.network.domain.rules import DEFAULT
from services.network.domain.sides import sides_of

ROUNDS = 5


def main() -> None:
    sizes = [int(arg) for arg in sys.argv[1:]] or [2000, 20000]
    naive_up_to = int(os.environ.get("NAIVE", "2000"))
    print("| entries | regions | Land-wide | pairs | method | prepare | find | ratio of find |")
    print("|---|---|---|---|---|---|---|---|")
    for entries in sizes:
        regions = {2000: 22, 20000: 100}.get(entries, 400)
        measure(entries, regions, 0.0, entries <= naive_up_to)
        if entries == 20000:
            measure(entries, 22, 0.1, False)


def measure(entries: int, regions: int, wide: float, naive: bool) -> None:
    """One network, all contenders alternately; the best of some rounds each."""
    ground = Ground(network(entries // 2, entries, regions, wide=wide).on(DAY), DEFAULT)
    relations = Relations(ground)
    sides, known = sides_of(ground), relations.house_pairs
    prepared: dict[str, float] = {}
    fresh = Relations(Ground(ground.snapshot, DEFAULT))
    began = time.perf_counter()
    fresh.links  # noqa: B018 (computed once, on access)
    search = Search(columns_of(fresh.ground, fresh.house_numbers), fresh)
    prepared["ours (numpy cells)"] = time.perf_counter() - began
    result = _ours(search)
    work: dict[str, Any] = {"ours (numpy cells)": lambda: _ours(search)}
    if importlib.util.find_spec("polars"):
        began = time.perf_counter()
        frames, counts = _frames(sides, known)
        prepared["polars self-join"] = time.perf_counter() - began
        work["polars self-join"] = lambda: polars_join(frames, counts, DEFAULT)
    if importlib.util.find_spec("duckdb"):
        began = time.perf_counter()
        connection, counts = _database(sides, known)
        prepared["DuckDB self-join"] = time.perf_counter() - began
        query = duckdb_query(counts, DEFAULT)
        work["DuckDB self-join"] = lambda: connection.execute(query).fetchone()
    if naive:
        work["all pairs, Python sets"] = lambda: plain_sets(sides, known, DEFAULT)
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, run in work.items():
            if name.startswith("all pairs") and name in best:
                continue
            began = time.perf_counter()
            answer = tuple(int(n) for n in run())
            took = time.perf_counter() - began
            if answer != result:
                raise SystemExit(f"{name}: {answer} instead of {result}")
            best[name] = min(best.get(name, took), took)
    ours = best["ours (numpy cells)"]
    for name, took in best.items():
        before = f"{prepared[name] * 1000:.0f} ms" if name in prepared else "within"
        print(
            f"| {entries:,} | {regions} | {wide:.0%} | {result[0]:,} | {name} | {before} "
            f"| {took * 1000:.1f} ms | {took / ours:.1f} |",
            flush=True,
        )


def _ours(search: Search) -> tuple[int, int]:
    found = search.pairs()
    return len(found.left), int((found.left.astype(int) * found.right).sum())


def _counts(sides: Any) -> dict[str, int]:
    return {name: words(len({v for s in sides for v in getattr(s, name)})) for name in DIMENSIONS}


def _frames(sides: Any, known: Any) -> tuple[dict[str, Any], dict[str, int]]:
    import polars as pl

    return {n: pl.DataFrame(c) for n, c in tables(sides, known).items()}, _counts(sides)


def _database(sides: Any, known: Any) -> tuple[Any, dict[str, int]]:
    import duckdb
    import pyarrow as pa

    connection = duckdb.connect()
    for name, columns in tables(sides, known).items():
        connection.register("incoming", pa.table(columns))
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
        connection.unregister("incoming")
    return connection, _counts(sides)


if __name__ == "__main__":
    main()
