"""Parallel structures against what somebody would use instead, with equal results.

``python benchmarks/parallels.py [entries …]`` (default 2000 20000; 200000 takes a while). The
naive pairs run up to 2,000 entries unless ``NAIVE=20000`` says more. polars and DuckDB are
measured if they are installed (``benchmarks/requirements.txt``); nothing else needs them.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import statistics
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
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
from benchmarks._data import CONTENT, DAY, network
from services.network.cooperation.links import Relations
from services.network.coverage.supply import SupplyIndex
from services.network.coverage.supply_update import supply_after
from services.network.parallels.columns import EntryColumns, columns_of
from services.network.parallels.incremental import update_parallels
from services.network.parallels.parallels import Parallels, parallels_on
from services.network.parallels.search import Search
from services.network.parallels.sides import sides_of
from services.network.records.differences import edits_between
from services.network.records.model import Cooperation, Provenance, Record
from services.network.records.network import Network
from services.network.records.period import PartialDate, Period
from services.network.records.rules import DEFAULT

ROUNDS = {200000: 3}


def main() -> None:
    sizes = [int(arg) for arg in sys.argv[1:]] or [2000, 20000]
    naive_up_to = int(os.environ.get("NAIVE", "2000"))
    print(
        "| entries | running | regions | wide | pairs | method | prepare | find | ratio of find |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for entries in sizes:
        regions = {2000: 22, 20000: 100}.get(entries, 400)
        measure(entries, regions, 0.0, entries <= naive_up_to)
        if entries == 20000:
            measure(entries, 22, 0.1, False)
            measure(entries, regions, 0.0, entries <= naive_up_to, active=1.0)


def measure(entries: int, regions: int, wide: float, naive: bool, active: float = 0.3) -> None:
    """One network, all contenders alternately; the median of some rounds each."""
    supply_index = SupplyIndex(
        network(entries // 2, entries, regions, wide=wide, active=active).on(DAY), DEFAULT
    )
    relations = Relations(supply_index)
    sides, known = sides_of(supply_index), relations.house_pairs
    prepared: dict[str, float] = {}
    usual = _resident(reset=True)
    fresh = Relations(SupplyIndex(supply_index.snapshot, DEFAULT))
    began = time.perf_counter()
    columns = columns_of(fresh.supply_index, fresh.house_numbers)
    fresh.links  # noqa: B018 (computed once, on access)
    search = Search(columns, fresh)
    prepared["ours (numpy cells)"] = time.perf_counter() - began
    search.pairs()
    above = _resident() - usual
    result = _ours(search)
    work: dict[str, Any] = {"ours (numpy cells)": lambda: _ours(search)}
    began = time.perf_counter()
    sides, known = sides_of(supply_index), relations.house_pairs
    listed = time.perf_counter() - began
    if importlib.util.find_spec("polars"):
        began = time.perf_counter()
        frames, counts = _frames(sides, known)
        prepared["polars self-join"] = listed + time.perf_counter() - began
        work["polars self-join"] = lambda: polars_join(frames, counts, DEFAULT)
    if importlib.util.find_spec("duckdb"):
        began = time.perf_counter()
        connection, counts = _database(sides, known)
        prepared["DuckDB self-join"] = listed + time.perf_counter() - began
        query = duckdb_query(counts, DEFAULT)
        work["DuckDB self-join"] = lambda: connection.execute(query).fetchone()
    if naive:
        work["all pairs, Python sets"] = lambda: plain_sets(sides, known, DEFAULT)
    runs: dict[str, list[float]] = {}
    for _ in range(ROUNDS.get(entries, 7)):
        for name, run in work.items():
            if name.startswith("all pairs") and name in runs:
                continue
            began = time.perf_counter()
            answer = tuple(int(n) for n in run())
            took = time.perf_counter() - began
            if answer != result:
                raise SystemExit(f"{name}: {answer} instead of {result}")
            runs.setdefault(name, []).append(took)
    middle = {name: statistics.median(times) for name, times in runs.items()}
    ours = middle["ours (numpy cells)"]
    for name, took in middle.items():
        before = f"{prepared[name] * 1000:.0f} ms" if name in prepared else "within"
        print(
            f"| {entries:,} | {active:.0%} | {regions} | {wide:.0%} | {result[0]:,} | {name} "
            f"| {before} | {took * 1000:.1f} ms | {took / ours:.1f} |",
            flush=True,
        )
    print(f"    memory above the snapshot: {above:.0f} MB", flush=True)
    edits(fresh, columns, search)


def edits(relations: Relations, columns: EntryColumns, search: Search) -> None:
    """Single edits one after another, each followed by the findings; then all anew to compare."""
    found = Parallels(relations, columns, search.pairs())
    began = time.process_time()
    clusters = len(found.clusters)
    together = time.process_time() - began
    pick = Random(7)
    network_ = relations.supply_index.snapshot.network
    # What a store's change does to the network is not the findings' time.
    tables = {kind: dict(records) for kind, records in network_.records.items()}
    took: dict[str, list[float]] = {}
    for number in range(60):
        name, record = _edit(pick, number, found, tables)
        tables[record.KIND] = {**tables[record.KIND], record.id: record}
        snapshot = Network(number + 2, dict(tables)).on(DAY)
        began = time.process_time()
        before = found.relations.supply_index
        key = record.KIND, record.id
        edited = edits_between(before.snapshot.network, snapshot.network, [key])
        after, _exchanged = supply_after(before, snapshot, edited)
        found = update_parallels(found, after, edited)
        took.setdefault(name, []).append(time.process_time() - began)
    began = time.process_time()
    anew = parallels_on(supply_index := SupplyIndex(snapshot, DEFAULT), Relations(supply_index))
    full = time.process_time() - began
    if _all(found) != _all(anew):
        raise SystemExit("an edit led to other parallels than a full computation")
    parts = [
        f"{name} {statistics.median(times) * 1000:.1f} (at most {max(times) * 1000:.1f}) ms"
        for name, times in took.items()
    ]
    print(
        f"    processor time of an edit: {', '.join(parts)}; all anew: {full * 1000:.0f} ms; "
        f"{clusters:,} clusters: {together * 1000:.0f} ms",
        flush=True,
    )


def _edit(
    pick: Random, number: int, found: Parallels, tables: dict[str, Any]
) -> tuple[str, Record]:
    """An entry takes over another's content or ends; strangers begin to cooperate."""
    records = found.columns.records
    one, other = records[pick.randrange(len(records))], records[pick.randrange(len(records))]
    if number % 3 == 0:
        content = {name: getattr(other, name) for name in CONTENT}
        return "an entry changed", replace(one, **content)
    if number % 3 == 1:
        yesterday = PartialDate.of(DAY - timedelta(days=1))
        return "an entry ended", replace(one, period=Period(one.period.start, yesterday))
    pair = found[pick.randrange(len(found))]
    partners = (pair.left.actor_ids[0], pair.right.actor_ids[0])
    return "a new cooperation", Cooperation(
        id=f"n{number}", partner_ids=partners, provenance=Provenance(confirmed=DAY)
    )


def _all(found: Parallels) -> list[tuple[str, str, float]]:
    records, pairs = found.columns.records, found.pairs
    ends = zip(pairs.left.tolist(), pairs.right.tolist(), pairs.score.tolist(), strict=True)
    return [(records[left].id, records[right].id, score) for left, right, score in ends]


def _resident(reset: bool = False) -> float:
    """Megabytes that the process holds at most since the last reset."""
    if reset:
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


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
