"""Changes one thing in a module at a time and looks whether its tests notice.

``python -m tools.mutants MODULE --tests PATH … --sample N --seed S``, or without MODULE all of
``RULES``. Each mutant runs in a child process and only in its memory: no file is touched. What
no test notices is named; whether it is a hole or changes nothing, a person judges.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, SimpleNamespace
from typing import Any

import pytest
from hypothesis import Phase, settings

ROOT = Path(__file__).resolve().parent.parent
_NAIVE = "tests/network/findings/test_findings_properties.py"
_AFTER = "tests/network/findings/test_findings_after.py"
_COVERAGE = f"tests/network/coverage {_NAIVE} {_AFTER}"
_PARALLELS = f"tests/network/parallels {_NAIVE}"
RULES = {
    f"services/{folder}/{name}.py": tests
    for folder, names, tests in (
        ("network/records", "visibility", "tests/network/records/test_visibility.py"),
        ("events/registration", "rules", "tests/events/registration/test_rules.py"),
        ("events/planning", "rules", "tests/events/planning/test_event.py"),
        ("notify/delivery", "decisions", "tests/notify/delivery/test_state.py"),
        ("network/findings", "lifecycle", "tests/network/findings/test_lifecycle.py"),
        ("network/findings", "reminder_rules", "tests/network/findings/test_reminder_rules.py"),
        ("network/findings", "findings", f"tests/network/findings {_COVERAGE} {_PARALLELS}"),
        (
            "network/coverage",
            "evidence deliveries supply coverage counting counting_frame",
            _COVERAGE,
        ),
        ("network/coverage", "supply_columns supply_update", _COVERAGE),
        ("network/parallels", "sides prefilter search parallels", _PARALLELS),
    )
    for name in names.split()
}
"""The rules, each with the tests that speak of it and need neither a server nor a page."""

_ONLY = "-x -q -p no:cacheprovider -p no:xdist --noconftest --ignore-glob=*/web/*"
_EXAMPLES: dict[str, Any] = {
    "max_examples": 30, "derandomize": True, "deadline": None, "database": None,
    "phases": (Phase.explicit, Phase.generate),
}  # fmt: skip
"""Always the same few, whatever a test asks for: what survives may still fall in the suite."""
SURVIVED, KILLED, LATE = "survived", "killed", "timed out"

_OTHERS = {
    "Lt": "LtE GtE", "LtE": "Lt Gt", "Gt": "GtE LtE", "GtE": "Gt Lt", "Eq": "NotEq", "NotEq": "Eq",
    "In": "NotIn", "NotIn": "In", "Is": "IsNot", "IsNot": "Is", "And": "Or", "Or": "And",
    "Add": "Sub", "Sub": "Add", "Mult": "Div", "Div": "Mult", "FloorDiv": "Mult",
    "BitAnd": "BitOr", "BitOr": "BitAnd", "LShift": "RShift", "RShift": "LShift",
}  # fmt: skip
_CALLED = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}


@dataclass(frozen=True)
class Mutant:
    """One change: ``field`` (and ``at`` in it, if it is a list) of ``parent`` becomes ``new``."""

    parent: ast.AST
    field: str
    at: int | None
    old: Any
    new: Any
    line: int

    def code(self, tree: ast.Module, file: str) -> CodeType:
        """The module with this change; the tree is as before afterwards."""
        self._put(self.new)
        code = compile(ast.fix_missing_locations(tree), file, "exec")
        self._put(self.old)
        return code

    def _put(self, value: Any) -> None:
        if self.at is None:
            setattr(self.parent, self.field, value)
        else:
            getattr(self.parent, self.field)[self.at] = value

    def __str__(self) -> str:
        return f"{self.line}: {_text(self.old)}  →  {_text(self.new)}"


def _text(part: Any) -> str:
    parts = part if isinstance(part, list) else [part]
    return " if ".join(map(ast.unparse, parts)).replace("\n", " ")[:300] or "(no condition)"


def mutants_of(node: ast.AST, line: int = 1) -> Iterator[Mutant]:
    """Every change below ``node`` that is tried: comparisons, operators, constants, conditions,
    results, calls; not in what says nothing at run time."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "ctx", "format_spec"):
            continue
        for at, part in enumerate(value) if isinstance(value, list) else ((None, value),):
            if not isinstance(part, ast.AST) or _is_only_read(part):
                continue
            here = getattr(part, "lineno", line)
            yield from (Mutant(node, field, at, part, new, here) for new in _instead_of(part))
            yield from mutants_of(part, here)
    if isinstance(node, ast.comprehension) and node.ifs:
        yield Mutant(node, "ifs", None, node.ifs, [], line)


def _is_only_read(part: ast.AST) -> bool:
    """Docstrings, and what only tells the type checker something."""
    match part:
        case ast.FunctionDef():
            return "overload" in map(ast.unparse, part.decorator_list)
        case ast.Subscript(ast.Name("Literal")) | ast.Expr(ast.Constant()):
            return True
    return False


def _others(op: ast.AST) -> Iterator[Any]:
    return (getattr(ast, name)() for name in _OTHERS.get(type(op).__name__, "").split())


def _instead_of(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left, ops, right):
            for at, op in enumerate(ops):
                for new in _others(op):
                    yield ast.Compare(left, [*ops[:at], new, *ops[at + 1 :]], right)
        case ast.BoolOp(op, values):
            yield from (ast.BoolOp(new, values) for new in _others(op))
            for at in range(len(values)):
                rest = [*values[:at], *values[at + 1 :]]
                yield ast.BoolOp(op, rest) if len(rest) > 1 else rest[0]
        case ast.UnaryOp(ast.Not() | ast.USub() | ast.Invert(), operand):
            yield operand
        case ast.BinOp(left, op, right):
            yield from (ast.BinOp(left, new, right) for new in _others(op))
        case ast.AugAssign(target, op, value):
            yield from (ast.AugAssign(target, new, value) for new in _others(op))
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() | float() as value):
            yield ast.Constant(value + 1)
        case ast.Constant(str() as value):
            yield ast.Constant("" if value else "other")
        case ast.If(test, body, orelse):
            yield ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
            yield ast.If(ast.Constant(False), body, orelse)
        case ast.IfExp(_, body, orelse):
            yield from (body, orelse)
        case ast.Return(value) if value is not None and not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None))
        case ast.Continue():
            yield ast.Break()
        case ast.Call(ast.Name(name), args, keywords) if name in _CALLED:
            plain = [] if name == "sorted" else keywords
            yield ast.Call(ast.Name(_CALLED[name], ast.Load()), args, plain)


def _give(module: str, file: str, mutant: CodeType) -> None:
    """Let whoever imports the module get the mutant."""

    def find_spec(name: str, *_: object) -> ModuleSpec | None:
        loader = SourceFileLoader(name, file)
        loader.get_code = lambda _: mutant  # type: ignore[method-assign,assignment]
        return spec_from_file_location(name, file, loader=loader) if name == module else None

    sys.meta_path.insert(0, SimpleNamespace(find_spec=find_spec))


def _child(module: Path, code: CodeType | None, tests: list[str]) -> None:
    """Run the tests over a mutant and end the process: with 0 if none of them noticed."""
    for shown in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), shown)
    usual: Any = settings.__init__

    def few(self: settings, *args: Any, **asked: Any) -> None:
        usual(self, *args, **{**asked, **_EXAMPLES})

    settings.__init__ = few  # type: ignore[method-assign]
    settings.register_profile("mutants", **_EXAMPLES)
    settings.load_profile("mutants")
    if code is not None:
        _give(".".join(module.with_suffix("").parts), str(ROOT / module), code)
    os._exit(pytest.main([*_ONLY.split(), *tests]))


def _end_of(module: Path, code: CodeType | None, tests: list[str], seconds: int) -> str:
    """How the tests ended over a mutant, or over the module as it is."""
    if (child := os.fork()) == 0:
        signal.alarm(seconds)
        try:
            _child(module, code, tests)
        finally:
            os._exit(70)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return SURVIVED if ended == 0 else LATE if ended == -signal.SIGALRM else KILLED


def examine(module: Path, tests: list[str], sample: int, seed: int) -> None:
    """Print the survivors of a module, and how many mutants ended how.

    Raises SystemExit if the tests fail over the module as it is.
    """
    started = time.monotonic()
    if _end_of(module, None, tests, 3600) != SURVIVED:
        raise SystemExit(f"{module}: the tests fail without any mutant: {' '.join(tests)}")
    patience = 20 + 10 * round(time.monotonic() - started)
    tree = ast.parse((ROOT / module).read_text())
    possible = list(mutants_of(tree))
    chosen = random.Random(seed).sample(possible, min(sample, len(possible)))
    ends: Counter[str] = Counter()
    for mutant in sorted(chosen, key=lambda m: m.line):
        end = _end_of(module, mutant.code(tree, str(ROOT / module)), tests, patience)
        ends[end] += 1
        if end != KILLED:
            print(f"  {end:<9} {module}:{mutant}", flush=True)
    counted = ", ".join(f"{number} {end}" for end, number in sorted(ends.items()))
    print(f"{module}: {len(chosen)} of {len(possible)} mutants: {counted}", flush=True)


def main() -> None:
    """Examine one module, or all of ``RULES``."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants")
    parser.add_argument("module", nargs="?", type=Path, metavar="MODULE")
    parser.add_argument("--tests", nargs="+", default=[], metavar="PATH")
    parser.add_argument("--sample", type=int, default=30, help="mutants per module")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    # What is slow to import and never mutated, once for all children.
    for name in ("hypothesis.stateful", "numpy", "scipy.sparse.csgraph"):
        importlib.import_module(name)
    for module in [wanted.module] if wanted.module else map(Path, RULES):
        tests = wanted.tests or RULES.get(str(module), "").split()
        if not tests:
            parser.error(f"{module} needs --tests")
        examine(module, tests, wanted.sample, wanted.seed)


if __name__ == "__main__":
    main()
