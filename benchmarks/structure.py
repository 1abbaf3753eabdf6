"""The structure of a network against networkx and rustworkx, with equal results.

``python benchmarks/structure.py [actors …]`` (default 10000 100000). All contenders work on the
same graph, already loaded in their own form, in turns; the best of some rounds counts. networkx
is warm: called once before. What takes networkx minutes is left out above 10,000 actors.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import rustworkx as rx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from services.network.cooperation.articulation import ArticulationPoints
from services.network.cooperation.betweenness import sampled_betweenness
from services.network.cooperation.brokerage import constraint, effective_size
from services.network.cooperation.communities import communities, modularity
from services.network.cooperation.graph import Graph
from services.network.cooperation.link_prediction import (
    NodeAttributes,
    bit_rows_of_numbers,
    predicted_links,
)

ROUNDS = 5
SOURCES = 256
REGIONS, TOPICS = 100, 30


@dataclass
class Case:
    """One network in the form of each contender."""

    graph: Graph
    nx: Any
    tags: NodeAttributes
    places: list[int]
    topics: list[int]


def network(actors: int, seed: int = 1) -> Case:
    """Skewed as real ones: hubs, crowded regions, mean degree 5.8, three in a hundred alone."""
    pick = random.Random(seed)
    linked = int(actors * 0.97)
    home = [int(pick.random() ** 1.6 * REGIONS) for _ in range(actors)]
    around: dict[int, list[int]] = {}
    for actor in range(linked):
        around.setdefault(home[actor], []).append(actor)
    ends: list[int] = []  # drawn from for hubs: who has ties gets more
    edges: set[tuple[int, int]] = set()
    while len(edges) < actors * 29 // 10:
        one = pick.randrange(linked)
        chance = pick.random()
        if chance < 0.6:
            other = pick.choice(around[home[one]])
        elif chance < 0.85 and ends:
            other = pick.choice(ends)
        else:
            other = pick.randrange(linked)
        if one != other and (min(one, other), max(one, other)) not in edges:
            edges.add((min(one, other), max(one, other)))
            ends += (one, other)
    places = [{h, *pick.choices(range(REGIONS), k=pick.choice((0, 0, 1)))} for h in home]
    topics = [set(pick.sample(range(TOPICS), pick.choice((1, 2, 3)))) for _ in range(actors)]
    plain: Any = nx.Graph()
    plain.add_nodes_from(range(actors))
    plain.add_edges_from(sorted(edges))
    there = bit_rows_of_numbers([sorted(p) for p in places], REGIONS)
    graph = Graph(actors, np.array(sorted(edges), np.int64))
    graph.matrix, graph.rustworkx, graph.degrees, graph.keys  # noqa: B018 - loaded beforehand
    return Case(
        graph,
        plain,
        NodeAttributes(bit_rows_of_numbers([sorted(t) for t in topics], TOPICS), there, there),
        [sum(1 << n for n in p) for p in places],
        [sum(1 << n for n in t) for t in topics],
    )


class Same(random.Random):
    """A generator that draws networkx the sources that ours takes."""

    def sample(self, population: Any, k: int, *, counts: Any = None) -> Any:
        chosen = np.unique(np.linspace(0, len(population) - 1, k).astype(np.int64))
        return [population[i] for i in chosen.tolist()]


def suggested_by_networkx(case: Case) -> tuple[int, float]:
    """Pairs two steps apart that share a place and a topic, scored by networkx."""

    def pairs() -> Iterator[tuple[int, int]]:
        near = {node: set(case.nx[node]) for node in case.nx}
        for one in case.nx:
            beyond = set().union(*(near[n] for n in near[one])) - near[one]
            for other in beyond:
                if other > one and case.places[one] & case.places[other]:
                    if case.topics[one] & case.topics[other]:
                        yield one, other

    scores = [score for _, _, score in nx.adamic_adar_index(case.nx, list(pairs()))]
    return len(scores), sum(scores)


def total(values: Any) -> float:
    """The sum without the undefined values of nodes that are alone."""
    return float(np.nansum(np.array(values, np.float64)))


@dataclass
class Work:
    """One analysis: ours, others by name, and the least ratio over (or most under) each."""

    name: str
    ours: Callable[[], Any]
    others: dict[str, Callable[[], Any]]
    goals: dict[str, str]
    same: Callable[[Any, Any], bool]
    memory_mb: int = 0


def works(case: Case) -> list[Work]:
    """Everything that is measured on one network."""
    graph, plain = case.graph, case.nx
    small = graph.count <= 10_000

    def close(a: float, b: float) -> bool:
        return abs(a - b) <= 1e-9 * max(1.0, abs(b))

    def both(a: tuple[int, float], b: tuple[int, float]) -> bool:
        return a[0] == b[0] and close(a[1], b[1])

    def suggested() -> tuple[int, float]:
        found = predicted_links(graph, case.tags)
        return len(found), float(found.score.sum())

    def louvain() -> float:
        groups = nx.community.louvain_communities(plain, weight=None, seed=1)
        return float(nx.community.modularity(plain, groups))

    listed = [
        Work(
            "components",
            lambda: len(ArticulationPoints(graph).components),
            {
                "rustworkx": lambda: sum(
                    len(c) > 1 for c in rx.connected_components(graph.rustworkx)
                ),
                "networkx": lambda: sum(len(c) > 1 for c in nx.connected_components(plain)),
            },
            {"rustworkx": "<=2"},
            lambda a, b: a == b,
        ),
        Work(
            "articulation points",
            lambda: ArticulationPoints(graph).articulation_points,
            {
                "rustworkx": lambda: rx.articulation_points(graph.rustworkx),
                "networkx": lambda: set(nx.articulation_points(plain)),
            },
            {"rustworkx": "<=2"},
            lambda a, b: set(a) == b,
        ),
        Work(
            "bridges",
            lambda: ArticulationPoints(graph).bridges,
            {
                "rustworkx": lambda: rx.bridges(graph.rustworkx),
                "networkx": lambda: set(nx.bridges(plain)),
            },
            {"rustworkx": "<=2", "networkx": ">=50"},
            lambda a, b: set(a) == {(min(e), max(e)) for e in b},
        ),
        Work(
            "constraint",
            lambda: total(constraint(graph)),
            {"networkx": lambda: total(list(nx.constraint(plain).values()))},
            {"networkx": ">=3"},
            close,
        ),
    ]
    if small:
        listed += [
            Work(
                "effective size",
                lambda: total(effective_size(graph)),
                {"networkx": lambda: total(list(nx.effective_size(plain).values()))},
                {"networkx": ">=20"},
                close,
                50,
            ),
            Work(
                f"betweenness, {SOURCES} sources",
                lambda: total(sampled_betweenness(graph, SOURCES)),
                {
                    "networkx": lambda: total(
                        list(nx.betweenness_centrality(plain, SOURCES, seed=Same()).values())
                    )
                },
                {"networkx": ">=10"},
                close,
            ),
            Work(
                "communities (modularity)",
                lambda: modularity(graph, communities(graph)),
                {"networkx": louvain},
                {"networkx": ">=30"},
                lambda a, b: a >= b,  # other groups, never worse ones
            ),
        ]
    listed.append(
        Work(
            "suggested partners",
            suggested,
            {"networkx": lambda: suggested_by_networkx(case)},
            {"networkx": "" if small else ">=8"},
            both,
            200,
        )
    )
    return listed


def peak_mb(work: Callable[[], Any]) -> float:
    """Most memory above what was there before, on Linux; 0 elsewhere."""
    gc.collect()
    try:
        Path("/proc/self/clear_refs").write_text("5")
        before = _status("VmRSS")
        work()
        return (_status("VmHWM") - before) / 1024
    except OSError:
        return 0.0


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    return 0


def measure(work: Work, actors: int) -> bool:
    """One analysis, all contenders in turns; prints its rows and says whether goals are met."""
    memory = peak_mb(work.ours)
    contenders = {"ours": work.ours, **work.others}
    best: dict[str, float] = {}
    answers: dict[str, Any] = {}
    for _ in range(ROUNDS):
        for name, run in contenders.items():
            if best.get(name, 0) > 3:
                continue  # One round says enough of what takes seconds.
            began = time.perf_counter()
            answers[name] = run()
            best[name] = min(best.get(name, 1e9), time.perf_counter() - began)
    met = not work.memory_mb or memory <= work.memory_mb
    for name in work.others:
        if not work.same(answers["ours"], answers[name]):
            raise SystemExit(
                f"{work.name}: {answers['ours']!r:.80} but {name} {answers[name]!r:.80}"
            )
        goal, ratio = work.goals.get(name, ""), best[name] / best["ours"]
        reached = {
            "": True,
            "<": 1 / ratio <= float(goal[2:] or 0),
            ">": ratio >= float(goal[2:] or 0),
        }[goal[:1]]
        met &= reached
        missed = "" if reached else " MISSED"
        said = f"{ratio:.1f}" if not goal.startswith("<") else f"1 : {1 / ratio:.2f}"
        print(
            f"| {actors:,} | {work.name} | {best['ours'] * 1000:.1f} ms | {memory:.0f} MB | {name} "
            f"| {best[name] * 1000:.1f} ms | {said} | {goal or '–'}{missed} |",
            flush=True,
        )
    if work.memory_mb and memory > work.memory_mb:
        print(f"  memory MISSED: {memory:.0f} MB of {work.memory_mb}")
    return met


def main() -> None:
    sizes = [int(arg) for arg in sys.argv[1:]] or [10_000, 100_000]
    import networkit  # noqa: F401 - its second of loading is no analysis

    met = True
    print("| actors | analysis | ours | memory | against | takes | ratio | goal |")
    print("|---|---|---|---|---|---|---|---|")
    for actors in sizes:
        case = network(actors)
        nx.constraint(case.nx)
        for work in works(case):
            met &= measure(work, actors)
    if not met:
        sys.exit(1)


if __name__ == "__main__":
    main()
