"""All findings of a network of Thuringia's size and of the practice network.

Goal: under 100 ms for 500 actors and 1,000 offers and projects, so that pages compute them
fresh. ``python benchmarks/findings.py``
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks._data import DAY, network, timed
from services.network.datasets import practice, vocabularies
from services.network.datasets.practice_set import network_of
from services.network.findings.findings import findings, structure
from services.network.records.network import Network

GOAL_MS = 100


def main() -> None:
    cases: list[tuple[str, Network]] = [
        ("Übungsnetz (156 / 310)", network_of((*vocabularies(), *practice(DAY)))),
        ("500 actors, 1,000 entries, 30 % run", network(500, 1000, 22)),
        ("500 actors, 1,000 entries, all run", network(500, 1000, 22, active=1.0)),
        ("the same, a tenth Land-wide", network(500, 1000, 22, wide=0.1, active=1.0)),
    ]
    print("| network | all findings | of which built | shape | parallels | cells |")
    print("|---|---|---|---|---|---|")
    worst = 0.0
    for name, net in cases:
        took, found = timed(lambda net=net: findings(net.on(DAY)), 7)
        built, _ = timed(lambda found=found: tuple(found.parallels), 7)
        shape, _ = timed(lambda net=net: structure(net.on(DAY)), 7)
        worst = max(worst, took + built)
        print(
            f"| {name} | {took * 1000:.1f} ms | {built * 1000:.1f} ms | {shape * 1000:.1f} ms "
            f"| {len(found.parallels)} | {len(found.coverage.cells)} |"
        )
    verdict = "reached" if worst * 1000 < GOAL_MS else "MISSED"
    print(f"\ngoal {GOAL_MS} ms: {verdict} ({worst * 1000:.1f} ms)")
    if worst * 1000 >= GOAL_MS:
        sys.exit(1)


if __name__ == "__main__":
    main()
