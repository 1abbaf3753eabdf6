"""Who may import what: import-linter keeps the rules that stand in pyproject.toml."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _imports(file: Path) -> Iterator[tuple[int, str]]:
    """Every imported module with its line, except those for type checkers only."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module in {"shared", "services"}:
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, node.module


def test_import_linter_is_content():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_icalendar_and_pyvis_are_imported_in_one_place_each():
    found: dict[str, set[str]] = {"icalendar": set(), "pyvis": set()}
    for file in sorted((ROOT / "services").rglob("*.py")):
        for _line, name in _imports(file):
            if (library := name.split(".")[0]) in found:
                found[library].add(str(file.relative_to(ROOT)))
    assert {library: len(files) for library, files in found.items() if len(files) > 1} == {}
