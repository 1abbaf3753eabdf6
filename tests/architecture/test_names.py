"""One name, one meaning: no class and no type alias is defined twice in the product."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROLES = {"Parts", "Services", "Settings"}
"""One per service and the same role in each; CONTRIBUTING says which."""

_GENERIC = {"Annotated", "Callable", "Iterable", "Iterator", "Literal", "Mapping", "Sequence"}
_GENERIC |= {"dict", "frozenset", "list", "set", "tuple", "type"}


def names(file: Path) -> Iterator[str]:
    """The classes of a file, and its aliases such as ``Pair = tuple[str, str]``."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    yield from (node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name, value = node.targets[0].id, node.value
            generic = isinstance(value, ast.Subscript) and ast.unparse(value.value) in _GENERIC
            made = isinstance(value, ast.Call) and ast.unparse(value.func) in {
                "NewType",
                "NamedTuple",
                "namedtuple",
            }
            if generic or made:
                yield name


def test_no_class_or_alias_is_defined_twice():
    found = defaultdict(list)
    for folder in ("services", "shared"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in file.parts:
                for name in names(file):
                    found[name].append(str(file.relative_to(ROOT)))
    twice = {name: files for name, files in found.items() if len(files) > 1}
    assert {name: files for name, files in twice.items() if name not in ROLES} == {}
    for name in ROLES & set(twice):
        services = [file.split("/")[1] for file in twice[name]]
        assert len(services) == len(set(services)), (name, twice[name])
