"""The whole analysis behind a report against networkx and Python sets, with equal results.

``python benchmarks/report.py [actors entries regions share_running]`` (default 10000 20000 100,
30 % and then all running). Ours runs some rounds (the median counts), the plain one once: it
takes minutes. Both start from the network as loaded; reading the supply and who works with whom
out of the records is the same code for both and counted in both. Times are processor time, for a
busy machine does not change it much, of all threads. Memory is the most that the
process held, network and libraries included, before the plain version began.
"""

from __future__ import annotations

import gc
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks._contenders import plain_entries, plain_sets
from benchmarks._coverage import PlainSets
from benchmarks._data import DAY, network
from services.network.cooperation.brokerage import constraint, effective_size
from services.network.cooperation.communities import communities, modularity
from services.network.cooperation.links import Relations
from services.network.cooperation.structure import Structure, structure_on
from services.network.cooperation.suggestions import suggested_partners_on, work_of
from services.network.coverage.counting_frame import CountingFrame
from services.network.coverage.evidence import CellEvidence
from services.network.coverage.supply import SupplyIndex
from services.network.findings.findings import coverage_on, find_gaps, isolated_on, parallels_on
from services.network.parallels.sides import sides_of
from services.network.records.model import Offer, Project
from services.network.records.network import Network
from services.network.records.rules import DEFAULT

GOAL, GOAL_MB = 60, 300
PARALLELS_OF_ALL = "parallels, loop over all entries"
ROUNDS = 5
Times = dict[str, float]


def main() -> None:
    import networkit  # noqa: F401 - its second of loading is no analysis

    given = [float(arg) for arg in sys.argv[1:]]
    actors, entries, regions = (int(n) for n in (given or [10_000, 20_000, 100])[:3])
    if len(given) < 4:  # each share in a process of its own, for the memory is the process's
        command = [sys.executable, __file__, *map(str, (actors, entries, regions))]
        codes = [subprocess.run([*command, share]).returncode for share in ("0.3", "1.0")]
        sys.exit(max(codes))
    net = network(actors, entries, regions, active=given[3])
    gc.collect()
    gc.freeze()  # as a server might that holds its network for long
    measure(net, actors, entries, given[3])


def measure(net: Network, actors: int, entries: int, active: float) -> None:
    """Both versions over one network; prints a table and whether the goals are met."""
    rounds = []
    for _ in range(ROUNDS):
        times: Times = {}
        found = ours(net, times)
        rounds.append(times)
    memory = _peak_mb()
    own = {name: statistics.median(t[name] for t in rounds) for name in rounds[0]}
    other: Times = {}
    expected = plain(net, other)
    for name, answer in expected.items():
        same = found[name] >= answer if name == "communities" else found[name] == answer
        if not same:
            raise SystemExit(f"{name}: {found[name]!r:.90} but {answer!r:.90}")
    print(f"\n{actors:,} actors, {entries:,} offers and projects, {active:.0%} running\n")
    print("| step | ours | networkx and sets | ratio |\n|---|---|---|---|")
    own_total, other_total = sum(own.values()), sum(other.values())
    grouped = {"structure": ("components", "key actors", "only links", "betweenness")}
    for name, took in own.items():
        there = sum(other[n] for n in grouped.get(name, (name,)))
        print(f"| {name} | {took * 1000:.0f} ms | {there:.2f} s | {there / took:.1f} |")
    told, every = PARALLELS_OF_ALL, every_pair(net, found)[PARALLELS_OF_ALL]
    slower = every - other["parallels"]
    print(f"| {told} | {own['parallels'] * 1000:.0f} ms | {every:.2f} s | |")
    ratio = (other_total + slower) / own_total
    print(f"| all, {told} | {own_total:.2f} s | {other_total + slower:.1f} s | {ratio:.0f} |")
    ratio = other_total / own_total
    print(f"| **all** | **{own_total:.2f} s** | **{other_total:.1f} s** | **{ratio:.0f}** |")
    print(f"\nratio {ratio:.0f} of {GOAL}: {'reached' if ratio >= GOAL else 'MISSED'}")
    print(f"memory {memory:.0f} MB of {GOAL_MB}: {'reached' if memory <= GOAL_MB else 'MISSED'}")


def every_pair(net: Network, found: dict[str, Any]) -> Times:
    """The loop as one writes it first: over all entries, asking of each two whether they run."""
    supply_index = SupplyIndex(net.on(DAY), DEFAULT)
    known = Relations(supply_index).house_pairs
    entries = [*net.all(Offer).values(), *net.all(Project).values()]
    entries.sort(key=lambda e: (e.KIND, e.id))
    times: Times = {}
    pairs = _Watch(times)(PARALLELS_OF_ALL, lambda: plain_entries(supply_index, entries, known))
    if pairs != found["parallels"][0]:
        raise SystemExit(f"all entries: {pairs} pairs but {found['parallels'][0]}")
    return times


class _Watch:
    """Notes how long each step takes."""

    def __init__(self, times: Times) -> None:
        self.times = times

    def __call__(self, name: str, work: Callable[[], Any]) -> Any:
        began = time.process_time()
        result = work()
        self.times[name] = time.process_time() - began
        return result


def ours(net: Network, times: Times) -> dict[str, Any]:
    """The product's own functions; returns what the plain version must find, too."""
    watch = _Watch(times)
    supply_index = SupplyIndex(net.on(DAY), DEFAULT)
    relations = Relations(supply_index)
    watch("read the records", lambda: (supply_index.supplies, relations.house_pairs))
    covered = watch("coverage", lambda: coverage_on(supply_index))
    watch("gaps", lambda: find_gaps(covered))
    pairs = watch("parallels", lambda: parallels_on(supply_index, relations))
    built = watch("structure", lambda: whole_structure(relations))
    alone = watch("isolated", lambda: isolated_on(supply_index, relations))
    graph = relations.graph
    many = graph.degrees > 1
    bound = watch("constraint", lambda: constraint(graph))
    size = watch("effective size", lambda: effective_size(graph))
    groups = watch("communities", lambda: modularity(graph, communities(graph)))
    partners = watch("suggested partners", lambda: suggested_partners_on(supply_index, built))
    place = {(s.kind, s.id): number for number, s in enumerate(sides_of(supply_index))}
    ends = [(place[p.left.kind, p.left.id], place[p.right.kind, p.right.id]) for p in pairs]
    provider_counts = covered.provider_counts
    return {
        "coverage": (provider_counts.enough * 8 + provider_counts.states).ravel().tolist(),
        "parallels": (len(ends), sum(a * b for a, b in ends)),
        "isolated": {i.house_id for i in alone},
        "components": sorted(map(sorted, built.components)),
        "key actors": {k.house_id for k in built.key_actors},
        "only links": {link.house_ids for link in built.only_links},
        "constraint": round(float(bound[many].sum()), 6),
        "effective size": round(float(size[many].sum()), 4),
        "betweenness": round(sum(built.betweenness.values()), 9),
        "communities": groups,
        "suggested partners": (len(partners), round(float(partners._pairs.score.sum()), 6)),
    }


def whole_structure(relations: Relations) -> Structure:
    """The structure with all that is compared: its parts are computed when asked for."""
    built = structure_on(relations)
    built.components, built.key_actors, built.only_links, built.betweenness  # noqa: B018
    return built


def plain(net: Network, times: Times) -> dict[str, Any]:
    """The same with networkx, sets and a loop over all pairs."""
    watch = _Watch(times)
    supply_index = SupplyIndex(net.on(DAY), DEFAULT)
    relations = Relations(supply_index)
    watch("read the records", lambda: (supply_index.supplies, relations.house_pairs))
    known = relations.house_pairs
    frame = CountingFrame(supply_index, CellEvidence(supply_index))
    fresh = [s for s in supply_index.supplies if s.fresh]
    told = watch("coverage", lambda: PlainSets(fresh, frame).run())
    times["gaps"] = 0.0
    sides = sides_of(supply_index)
    pairs = watch("parallels", lambda: plain_sets(sides, known, DEFAULT))
    houses = sorted(set(supply_index.snapshot.houses.values()))

    def build() -> Any:
        graph: Any = nx.Graph()
        graph.add_nodes_from(houses)
        graph.add_edges_from(sorted(known))
        return graph

    graph = build()
    many = [house for house in houses if graph.degree[house] > 1]

    def alone() -> set[str]:
        running = {s.house_id for s in supply_index.supplies if s.until is not None or s.fresh}
        return {house for house in running if not graph.degree[house]}

    def betweenness() -> float:
        exact = len(houses) <= DEFAULT.exact_betweenness_up_to
        sources = None if exact else DEFAULT.betweenness_sources
        found = nx.betweenness_centrality(graph, sources, seed=_Same())
        return round(sum(found.values()), 9)

    def louvain() -> float:
        groups = nx.community.louvain_communities(graph, weight=None, seed=1)
        return float(nx.community.modularity(graph, groups))

    def bound() -> float:
        found = nx.constraint(graph)
        return round(sum(found[house] for house in many), 6)

    def effective() -> float:
        found = nx.effective_size(graph)
        return round(sum(found[house] for house in many), 4)

    return {
        "coverage": told.tolist(),
        "parallels": pairs,
        "components": watch(
            "components",
            lambda: sorted(sorted(c) for c in nx.connected_components(graph) if len(c) > 1),
        ),
        "key actors": watch("key actors", lambda: set(nx.articulation_points(graph))),
        "only links": watch("only links", lambda: {(min(e), max(e)) for e in nx.bridges(graph)}),
        "constraint": watch("constraint", bound),
        "effective size": watch("effective size", effective),
        "betweenness": watch("betweenness", betweenness),
        "communities": watch("communities", louvain),
        "isolated": watch("isolated", alone),
        "suggested partners": watch("suggested partners", lambda: _suggested(supply_index, graph)),
    }


def _suggested(supply_index: SupplyIndex, graph: Any) -> tuple[int, float]:
    """Two steps apart, a common topic, one on site where the other is or reaches."""
    houses = list(graph)
    work = work_of(supply_index, houses)
    place = {house: number for number, house in enumerate(houses)}
    pairs = []
    for one in houses:
        a = place[one]
        beyond = set().union(*(graph[n] for n in graph[one])) - set(graph[one])
        for other in beyond:
            b = place[other]
            if b > a and work.topics[a] & work.topics[b]:
                if work.on_site[a] & work.reachable[b] or work.reachable[a] & work.on_site[b]:
                    pairs.append((one, other))
    scores = [score for _, _, score in nx.adamic_adar_index(graph, pairs)]
    return len(scores), round(sum(scores), 6)


class _Same(random.Random):
    """Draws networkx the sources that ours takes."""

    def sample(self, population: Any, k: int, *, counts: Any = None) -> Any:
        chosen = np.unique(np.linspace(0, len(population) - 1, k).astype(np.int64))
        return [population[i] for i in chosen.tolist()]


def _peak_mb() -> float:
    """Most memory that this process held so far, on Linux; 0 elsewhere."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
