"""No part of the running program computes with other numbers than those in force."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = "services/network/records/rules.py"
"""Where the product's own numbers stand; everybody else asks ``Network.rules``."""


def _own_numbers(file: Path) -> Iterator[str]:
    """Names by which a module gets at the product's numbers instead of those in force."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "services.network.records.rules":
            yield from (alias.name for alias in node.names if alias.name == "DEFAULT")
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Rules":
            yield "Rules()"
        elif isinstance(node, ast.Attribute) and node.attr == "DEFAULT":
            yield f"{ast.unparse(node)}"


def test_nobody_but_the_rules_themselves_knows_the_products_numbers():
    found = {
        str(file.relative_to(ROOT)): names
        for file in sorted((ROOT / "services").rglob("*.py"))
        if (names := sorted(set(_own_numbers(file))))
    }
    assert found == {HOME: ["Rules()"]}
