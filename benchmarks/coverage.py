"""Coverage against what somebody would use instead, with equal results; and one edit.

``python benchmarks/coverage.py [entries …]`` (default 2000 20000; 200000 takes a minute).
Every topic is expected in every district, for all and for each target group. polars and DuckDB
are measured if they are installed (``benchmarks/requirements.txt``); nothing else needs them.
"""

from __future__ import annotations

import gc
import importlib.util
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks._coverage import DuckDb, PlainSets, Polars, Sqlite
from benchmarks._data import DAY, FORMATS, GROUPS, TOPICS, network
from services.network.coverage.counting import ProviderCounts, count
from services.network.coverage.counting_frame import CountingFrame
from services.network.coverage.coverage import coverage, coverage_after
from services.network.coverage.evidence import CellEvidence
from services.network.coverage.supply import SupplyIndex
from services.network.coverage.supply_columns import SupplyColumns
from services.network.coverage.supply_update import supply_after
from services.network.records.differences import edits_between
from services.network.records.model import Expectation, Offer, Reach
from services.network.records.network import Change, Network
from services.network.records.rules import DEFAULT

ROUNDS = 5
EDITS = 30
OURS = "ours (numpy)"


def main() -> None:
    sizes = [int(arg) for arg in sys.argv[1:]] or [2000, 20000]
    print("| entries | districts | Land-wide | cells | method | prepare | find | ratio of find |")
    print("|---|---|---|---|---|---|---|---|")
    edits = []
    for entries in sizes:
        regions = {2000: 22, 20000: 100}.get(entries, 400)
        net = expecting(network(entries // 2, entries, regions))
        measure(net, entries, regions, 0.0)
        edits.append(edit(net, entries))
        del net
        if entries == 20000:
            measure(expecting(network(entries // 2, entries, 22, wide=0.1)), entries, 22, 0.1)
    print("\n| entries | one edit | the slowest | all anew |\n|---|---|---|---|")
    print("\n".join(edits))


def expecting(net: Network) -> Network:
    """The network with an expectation for every topic, alone, per group, and some per format."""
    wanted: dict[str, Any] = {}
    for topic in range(TOPICS):
        for group in ("", *(f"g{i:02}" for i in range(GROUPS))):
            for form in ("", f"f{topic % FORMATS:02}") if group == "g00" else ("",):
                id = f"x{len(wanted):04}"
                wanted[id] = Expectation(
                    id=id,
                    region_ids=("L",),
                    topic_id=f"t{topic:02}",
                    target_group_id=group,
                    format_id=form,
                    reach=(Reach.ON_SITE, Reach.REACHABLE)[topic % 2],
                )
    return Network(1, {**net.records, Expectation.KIND: wanted})


def measure(net: Network, entries: int, regions: int, wide: float) -> None:
    """One network, all contenders in turn; the best of some rounds each."""
    supply_index = SupplyIndex(net.on(DAY), DEFAULT)
    supplies = [s for s in supply_index.supplies if s.fresh]
    evidence = CellEvidence(supply_index)
    frame = CountingFrame(supply_index, evidence)
    prepared: dict[str, float] = {}
    began = time.perf_counter()
    columns = SupplyColumns(supply_index, evidence.deliveries, frame)
    prepared[OURS] = time.perf_counter() - began
    work: dict[str, Any] = {OURS: lambda: ours(columns, frame)}
    others: list[Any] = [PlainSets, Sqlite]
    others += [Polars] if importlib.util.find_spec("polars") else []
    others += [DuckDb] if importlib.util.find_spec("duckdb") else []
    for contender in others:
        began = time.perf_counter()
        made = contender(supplies, frame)
        prepared[contender.name] = time.perf_counter() - began
        work[contender.name] = made.run
    expected = ours(columns, frame)
    times: dict[str, list[float]] = {name: [] for name in work}
    gc.collect()
    gc.freeze()
    for _ in range(ROUNDS):
        for name, run in work.items():
            began = time.perf_counter()
            answer = run()
            times[name].append(time.perf_counter() - began)
            if not np.array_equal(answer, expected):
                raise SystemExit(f"{name} finds something else")
    gc.unfreeze()
    best = min(times[OURS])
    for name, took in times.items():
        least = min(took)
        print(
            f"| {entries:,} | {regions} | {wide:.0%} | {expected.size:,} | {name} "
            f"| {prepared[name] * 1000:.0f} ms | {least * 1000:.1f} ms | {least / best:.1f} |",
            flush=True,
        )


def ours(columns: SupplyColumns, frame: CountingFrame) -> Any:
    """Houses that suffice and state per cell, as the others tell them."""
    keys = columns.keys()
    provider_counts = ProviderCounts(
        frame, keys, count(keys, len(frame.asks) * len(frame.districts))
    )
    return (provider_counts.enough * 8 + provider_counts.states).ravel()


def edit(net: Network, entries: int) -> str:
    """One offer changed after the other: the states of all cells afterwards, and equal.

    Processor time, for the work is in one thread and a busy machine changes it little.
    """
    pick = Random(3)
    found = coverage(net.on(DAY))
    found.evidence.supply_index.supplies_by_topic  # noqa: B018 - every page that shows evidence has it
    times = []
    offers = sorted(net.all(Offer))
    for number in range(EDITS):
        was, like = (net.all(Offer)[pick.choice(offers)] for _ in range(2))
        now = replace(
            was,
            topic_ids=like.topic_ids,
            on_site_region_ids=like.on_site_region_ids,
            period=like.period,
            provenance=like.provenance,
        )
        change = Change(2, was.KIND, was.id, number + 2, was, now, "", None)  # type: ignore[arg-type]
        net = net.with_changes((change,))
        snapshot = net.on(DAY)
        began = time.process_time()
        before = found.evidence.supply_index
        edits = edits_between(before.snapshot.network, snapshot.network, {(was.KIND, was.id)})
        supply_index, exchanged = supply_after(before, snapshot, edits)
        found = coverage_after(found, supply_index, exchanged, edits)
        found.counts()
        times.append(time.process_time() - began)
    began = time.process_time()
    anew = coverage(net.on(DAY))
    anew.counts()
    whole = time.process_time() - began
    if not np.array_equal(
        anew.provider_counts.states, found.provider_counts.states
    ) or not np.array_equal(anew.provider_counts.enough, found.provider_counts.enough):
        raise SystemExit("the edits lead elsewhere")
    return (
        f"| {entries:,} | {statistics.median(times) * 1000:.1f} ms | {max(times) * 1000:.1f} ms "
        f"| {whole * 1000:.0f} ms |"
    )


if __name__ == "__main__":
    main()
