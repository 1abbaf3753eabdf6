"""What a service needs from outside stays small: a port has at most ten methods."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST = 10
NO_PORT = {"Protocol", "Generic"}


def bases(node: ast.ClassDef) -> set[str]:
    return {ast.unparse(base).split("[")[0] for base in node.bases}


def ports() -> dict[str, set[str]]:
    """Every Protocol with its public methods, its own and those of its bases.

    Bases are found by name: no name stands for two classes (``test_names``).
    """
    classes = {
        node.name: node
        for folder in ("services", "shared")
        for file in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }

    def methods(name: str) -> set[str]:
        own = {
            member.name
            for member in classes[name].body
            if isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef)
            and not member.name.startswith("_")
        }
        return own.union(*(methods(base) for base in bases(classes[name]) - NO_PORT))

    return {name: methods(name) for name, node in classes.items() if "Protocol" in bases(node)}


def test_every_port_has_at_most_ten_methods():
    found = ports()
    assert len(found) > 10
    assert {name: len(methods) for name, methods in found.items() if len(methods) > MOST} == {}
