"""Whoever sends a notice says whose data its centre shows.

notify shows the banner of the newest letter; one sender that forgets it takes the banner away.
"""

from __future__ import annotations

import ast
from pathlib import Path

SERVICES = Path(__file__).parents[2] / "services"


def test_every_sender_of_a_notice_names_the_data_set():
    found = {}
    for file in SERVICES.rglob("*.py"):
        if "notify" in file.relative_to(SERVICES).parts:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Sender":
                where = f"{file.relative_to(SERVICES)}:{node.lineno}"
                found[where] = "dataset" in {keyword.arg for keyword in node.keywords}
    # One in events, one in network: everything else asks these.
    assert len(found) >= 2
    assert [where for where, named in found.items() if not named] == []
