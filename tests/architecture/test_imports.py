"""The layer table: who may import what. import-linter keeps the big rules, the allow-lists here
keep the narrow ones (a layer that names what it may import cannot drift)."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("network",)

# One named pure library per module, and what each layer may use of shared/.
DOMAIN = {
    *("numpy", "scipy", "networkx", "networkit", "rustworkx", "icalendar"),
    *("shared.errors", "shared.clock"),
}
PORTS = {"shared.errors", "shared.clock", "shared.notices"}
USECASES = {"shared.errors", "shared.clock", "shared.notices", "shared.tokens", "orjson"}
USECASES |= {"email_validator"}  # pure, like the libraries of the domain


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


def _files(service: str, layer: str) -> list[Path]:
    folder = ROOT / "services" / service / layer
    single = folder.with_suffix(".py")
    return [single] if single.exists() else sorted(folder.rglob("*.py"))


def _strangers(service: str, layer: str, allowed: set[str]) -> list[str]:
    found = []
    for file in _files(service, layer):
        for line, name in _imports(file):
            if name.split(".")[0] in sys.stdlib_module_names:
                continue
            if not any(name == one or name.startswith(f"{one}.") for one in allowed):
                found.append(f"{file.relative_to(ROOT)}:{line} {name}")
    return found


def test_import_linter_is_content():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("service", SERVICES)
def test_domain_imports_the_standard_library_and_pure_libraries_only(service):
    own = f"services.{service}.domain"
    assert _strangers(service, "domain", {own, *DOMAIN}) == []


@pytest.mark.parametrize("service", SERVICES)
def test_ports_import_the_domain_only(service):
    own = f"services.{service}"
    assert _strangers(service, "ports", {f"{own}.domain", *PORTS}) == []


@pytest.mark.parametrize("service", SERVICES)
def test_use_cases_import_domain_ports_and_the_contracts_only(service):
    own = f"services.{service}"
    allowed = {f"{own}.domain", f"{own}.ports", f"{own}.usecases", *USECASES}
    assert _strangers(service, "usecases", allowed) == []


@pytest.mark.parametrize("service", SERVICES)
def test_adapters_know_neither_pages_nor_use_cases(service):
    own = f"services.{service}"
    found = [
        f"{file.relative_to(ROOT)}:{line} {name}"
        for file in _files(service, "adapters")
        for line, name in _imports(file)
        if name.startswith((f"{own}.web", f"{own}.usecases", "flask", "shared.web"))
    ]
    assert found == []


def test_icalendar_and_pyvis_are_imported_in_one_place_each():
    found: dict[str, set[str]] = {"icalendar": set(), "pyvis": set()}
    for file in sorted((ROOT / "services").rglob("*.py")):
        for _line, name in _imports(file):
            if (library := name.split(".")[0]) in found:
                found[library].add(str(file.relative_to(ROOT)))
    assert {library: len(files) for library, files in found.items() if len(files) > 1} == {}
