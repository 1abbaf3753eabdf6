"""One edit of a large network, from the change to all findings, in one figure.

The network's own copy, coverage with the states of all cells, the order of the gaps, parallel
structures and who stands alone; after every kind of edit equal to a full computation.
``python benchmarks/edit.py [entries …]`` (default 2000 20000; 200000 takes some minutes).
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks._data import CONTENT, DAY, network
from benchmarks.coverage import expecting
from services.network.findings.findings import Findings, findings, findings_after
from services.network.records.model import Actor, Cooperation, Offer, Project, Provenance, Record
from services.network.records.network import Change, Network
from services.network.records.period import PartialDate, Period

ROUNDS = 30
GOAL_MS = 20
AT = datetime(2026, 11, 25, tzinfo=UTC)
KINDS = ("an entry changed", "an entry ended", "a new entry", "a new cooperation", "a new name")


def main() -> None:
    print("| entries | edit | median | the slowest | all anew |\n|---|---|---|---|---|")
    for entries in [int(arg) for arg in sys.argv[1:]] or [2000, 20000]:
        regions = {2000: 22, 20000: 100}.get(entries, 400)
        measure(expecting(network(entries // 2, entries, regions)), entries)


def measure(net: Network, entries: int) -> None:
    """Edits of every kind in turn, each followed by the findings; then all anew to compare."""
    # As a store loads it: with the version of every record.
    net = replace(net, versions={(kind, id): 1 for kind, all in net.records.items() for id in all})
    found = settled(findings(net.on(DAY)))
    gc.collect()  # of making the network, not of its edits
    pick, took = Random(3), dict[str, list[float]]()
    ids = {cls: sorted(net.all(cls)) for cls in (Actor, Offer, Project)}
    for number in range(ROUNDS * len(KINDS)):
        kind = KINDS[number % len(KINDS)]
        was, now = an_edit(kind, number, pick, net, ids)
        change = Change(number + 2, now.KIND, now.id, number + 2, was, now, "", AT)
        began = time.process_time()
        net = net.with_changes((change,))
        found = settled(findings_after(found, net.on(DAY), [(now.KIND, now.id)]))
        took.setdefault(kind, []).append(time.process_time() - began)
    began = time.process_time()
    anew = settled(findings(net.on(DAY)))
    full = time.process_time() - began
    if told(found) != told(anew):
        raise SystemExit("the edits lead elsewhere")
    every = [one for times in took.values() for one in times]
    for name, times in {**took, "all together": every}.items():
        middle, worst = statistics.median(times) * 1000, max(times) * 1000
        print(
            f"| {entries:,} | {name} | {middle:.1f} ms | {worst:.1f} ms | {full * 1000:,.0f} ms |"
        )
    reached = all(statistics.median(times) * 1000 < GOAL_MS for times in took.values())
    print(f"goal {GOAL_MS} ms in the median of every kind: {'reached' if reached else 'MISSED'}")


def an_edit(
    kind: str, number: int, pick: Random, net: Network, ids: dict[type, list[str]]
) -> tuple[Record | None, Record]:
    """A record before and after."""
    cls = pick.choice((Offer, Project))
    one, other = (net.all(cls)[pick.choice(ids[cls])] for _ in range(2))
    content = {name: getattr(other, name) for name in CONTENT}
    fresh = Provenance(confirmed=DAY)
    if kind == "an entry changed":
        return one, replace(one, provenance=fresh, **content)
    if kind == "an entry ended":
        while one.period.end is None or one.period.end.latest < DAY:
            one = net.all(cls)[pick.choice(ids[cls])]
        yesterday = PartialDate.of(DAY - timedelta(days=1))
        return one, replace(one, period=Period(one.period.start, yesterday))
    if kind == "a new entry":
        end = PartialDate.of(DAY + timedelta(days=300))
        content["period"] = Period(PartialDate.of(DAY - timedelta(days=300)), end)
        return None, replace(one, id=f"n{number}", provenance=fresh, **content)
    actors = [pick.choice(ids[Actor]) for _ in range(2)]
    if kind == "a new cooperation":
        return None, Cooperation(id=f"n{number}", partner_ids=tuple(actors), provenance=fresh)
    actor = net.all(Actor)[actors[0]]
    return actor, replace(actor, name="Anders")


def settled(found: Findings) -> Findings:
    """With everything that a first question about the findings would compute."""
    found.coverage.counts()
    return found


def told(found: Findings) -> object:
    """Everything that was found, as plain values; evidence is built from these on access."""
    records, pairs, provider_counts = (
        found.parallels.columns.records,
        found.parallels.pairs,
        found.coverage.provider_counts,
    )
    ends = zip(pairs.left.tolist(), pairs.right.tolist(), pairs.score.tolist(), strict=True)
    return (
        np.array(provider_counts.states).tolist(),
        np.array(provider_counts.enough).tolist(),
        found.gaps.numbers.tolist(),
        [(records[left].id, records[right].id, score) for left, right, score in ends],
        found.isolated,
    )


if __name__ == "__main__":
    main()
