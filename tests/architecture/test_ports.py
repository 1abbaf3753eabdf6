"""What a service needs from outside stays small: a port has at most ten methods."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST = 10


def ports(folder: Path) -> dict[str, int]:
    """Every Protocol below a folder with the number of its public methods, its own and inherited.

    Bases are looked up in the same file; a port with a base elsewhere could not be counted.
    """
    found = {}
    for file in sorted(folder.rglob("*.py")):
        classes = {
            node.name: node
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.ClassDef)
        }

        def methods(name: str, classes: dict[str, ast.ClassDef] = classes) -> set[str]:
            if name.split("[")[0] in {"Protocol", "Generic"}:
                return set()
            node = classes[name]
            own = {
                member.name
                for member in node.body
                if isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef)
                and not member.name.startswith("_")
            }
            return own.union(*(methods(ast.unparse(base)) for base in node.bases))

        for name, node in classes.items():
            if any(ast.unparse(base).split("[")[0] == "Protocol" for base in node.bases):
                found[f"{file.relative_to(ROOT)}:{name}"] = len(methods(name))
    return found


def test_every_port_has_at_most_ten_methods():
    found = ports(ROOT / "services") | ports(ROOT / "shared")
    assert len(found) > 10
    assert {name: count for name, count in found.items() if count > MOST} == {}
