"""Rules and verbs of events and notify know their service, a few pure helpers and nothing else.

import-linter forbids frameworks and drivers by name; this list cannot drift, since it names
what is allowed.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

WIRING = {"app.py", "wiring.py", "worker.py", "config.py"}
OUTSIDE = {"web", "reader", "files", "stores", "transport"}
"""Folders that talk to people, files, databases and servers."""

PURE = {
    *("shared.errors", "shared.clock", "shared.notices", "shared.tokens", "email_validator"),
    *(
        f"shared.data_protection.{name}"
        for name in ("finds", "letters", "marks", "retention_rule", "texts")
    ),
}


def rules_and_verbs(service: str) -> list[Path]:
    folder = ROOT / "services" / service
    return [
        file
        for file in sorted(folder.rglob("*.py"))
        if file.name not in WIRING and not OUTSIDE & set(file.relative_to(folder).parts)
    ]


def imported(file: Path) -> Iterator[tuple[int, str]]:
    """Every imported module with its line."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "shared":
            yield from ((node.lineno, f"shared.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module


@pytest.mark.parametrize("service", ["events", "notify"])
def test_rules_and_verbs_import_pure_modules_only(service):
    files = rules_and_verbs(service)
    strangers = [
        f"{file.relative_to(ROOT)}:{line} {name}"
        for file in files
        for line, name in imported(file)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not name.startswith(f"services.{service}.")
        and name not in PURE
    ]
    assert len(files) > 10
    assert strangers == []


@pytest.mark.parametrize("service", ["events", "notify"])
def test_rules_and_verbs_ask_neither_the_clock_nor_the_environment(service):
    asked = {"datetime.now", "datetime.utcnow", "date.today", "time.time", "time.monotonic"}
    asked |= {"os.environ", "os.getenv", "uuid.uuid4", "uuid4"}
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)}"
        for file in rules_and_verbs(service)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute | ast.Name) and ast.unparse(node) in asked
    ]
    assert found == []
