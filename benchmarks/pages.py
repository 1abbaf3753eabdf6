"""What a coordinator waits for after an edit: pages over HTTP, beside an older checkout's.

``python benchmarks/pages.py --against DIR`` starts both programs as their users do, each with its
own copy of the same network, and asks for every page as the first request after an edit, in turn.
Processor time of the server counts (a busy machine does not change it much); wall time stands
beside it. ``--quick`` is a smoke run.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks._pages_draw import EXPECTATIONS, MANY_EXPECTATIONS, Shape
from benchmarks._pages_edits import EDITS, Edits
from benchmarks._pages_list import PAGES, Page
from benchmarks._pages_program import Answer, Program, interpreter, running
from benchmarks._pages_tables import (
    EDIT,
    IMPORTS,
    LIVE_TO_FIRST,
    LOGGED,
    MEMORY,
    WHOLE,
    WHOLE_PROCESSOR,
    Measured,
    Times,
    figures_table,
    pages_table,
)

HERE = Path(__file__).resolve().parents[1]
SMALL = 2_000


Figures = dict[str, dict[str, list[float]]]
"""Figure -> side -> values."""
Sides = dict[str, Path]
"""``today`` and, if there is one, ``older``: their checkouts."""


def main() -> None:
    options = _options()
    sides: Sides = {"today": HERE}
    if options.against:
        sides["older"] = options.against.resolve()
    writer = sides.get("older", HERE)
    chosen = [p for p in PAGES if p.key in options.pages and not options.no_pages]
    results: dict[str, Any] = {"sides": {name: str(path) for name, path in sides.items()}}
    sizes = dict.fromkeys([SMALL] if options.quick else [options.entries, SMALL])
    found: dict[tuple[int, int], Measured] = {}
    for entries in sizes:
        for expectations in (options.expectations, MANY_EXPECTATIONS):
            many = expectations == MANY_EXPECTATIONS
            pages = [p for p in chosen if p.many or not many]
            if not pages or (many and options.quick):
                continue
            shape = Shape(entries, expectations)
            found[entries, expectations] = measure(sides, writer, shape, pages, options)
            results["pages"] = _flat(found)
            _keep(options.json, results)
    if found:
        print(pages_table(found, PAGES, options.expectations), flush=True)
    if not options.no_start:
        entries = SMALL if options.quick else options.entries
        figures = further(sides, writer, entries, options.expectations, options.repeat)
        print(figures_table(figures))
        results["figures"] = figures
    _keep(options.json, results)


def measure(
    sides: Sides, writer: Path, shape: Shape, pages: Sequence[Page], options: argparse.Namespace
) -> Measured:
    """Every page after every kind of edit, the programs in turn."""
    keys = [*(page.key for page in pages), EDIT]
    found: Measured = {key: {side: Times() for side in sides} for key in keys}
    with ExitStack() as stack:
        programs: dict[str, Program] = {}
        edits: dict[str, Edits] = {}
        for side, checkout in sides.items():
            programs[side] = stack.enter_context(running(checkout, shape, writer))
        for side, program in programs.items():
            program.until_live()
            program.log_in()
            for page in pages:
                if page.reading:
                    page.prepare(program)(program)
            program.until_quiet()
            edits[side] = Edits(program.data_dir)
        turn = 0
        for page in pages:
            if page.again:
                # What the edits before changed is paid for here, not by the first one measured.
                for program in programs.values():
                    page.prepare(program)(program)
            for kind in page.edits or tuple(EDITS):
                if kind not in options.edits:
                    continue
                for _ in range(min(options.repeat, page.rounds)):
                    turn += 1
                    # First the one, then the other, so that neither always finds a warm machine.
                    for side in sorted(sides, reverse=turn % 2 == 0):
                        edit = once(page, kind, programs[side], edits[side], found[page.key][side])
                        spent = found[EDIT][side].after.setdefault(kind, [])
                        spent.append((edit.cpu, edit.wall))
            found_here = {side: found[page.key][side].slowest() for side in sides}
            _say(f"{shape.key} {page.key} {told_briefly(found_here)}")
    return found


def told_briefly(by_side: dict[str, float | None]) -> str:
    """Processor ms of each side, while the rest is still being measured."""
    return ", ".join(f"{side} {ms or 0:,.0f} ms" for side, ms in by_side.items())


def once(page: Page, kind: str, program: Program, edits: Edits, times: Times) -> Answer:
    """One edit, and the page as the first and as the second request after it; the edit's answer."""
    ask = page.prepare(program)
    edit = EDITS[kind](edits, program)
    answer = ask(program)
    times.after.setdefault(kind, []).append((answer.cpu, answer.wall))
    times.bytes = len(answer.body)
    if page.again:
        answer = ask(program)
        times.again.append((answer.cpu, answer.wall))
    return edit


def further(sides: Sides, writer: Path, entries: int, expectations: int, rounds: int) -> Figures:
    """Start, imports, memory and dangling references."""
    figures: Figures = {}
    shape, gaps = Shape(entries, expectations), Shape(entries, expectations, dangling=True)
    for turn in range(rounds):
        for side in sorted(sides, reverse=turn % 2 == 0):

            def note(figure: str, value: float, side: str = side) -> None:
                figures.setdefault(figure, {}).setdefault(side, []).append(value)

            checkout = sides[side]
            note(IMPORTS, _imports(checkout))
            with running(checkout, shape, writer) as program:
                program.until_live()
                live, spent = program.since(), program.processor_ms()
                program.page("/")
                first = program.since()
                note("start to live, ms", live)
                note(LIVE_TO_FIRST, first - live)
                note(WHOLE, first)
                note(WHOLE_PROCESSOR, program.processor_ms())
                note("of that from live on, processor ms", program.processor_ms() - spent)
            # `make run` names a data set; a folder that is set up already keeps what it has.
            with running(checkout, shape, writer, data="practice") as program:
                program.until_live()
                program.page("/")
                note("whole start with DATA set, ms", program.since())
            with running(checkout, gaps, writer) as program:
                program.until_live()
                live = program.since()
                program.page("/")
                note("dangling: live to first page, ms", program.since() - live)
                note(LOGGED, _settled(program))
        _say(f"start {turn + 1}")
    for side, checkout in sides.items():
        figures.setdefault(MEMORY, {})[side] = [_memory(checkout, shape, writer)]
        _say("memory")
    return figures


def _imports(checkout: Path) -> float:
    """Processor milliseconds that importing the program takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [interpreter(checkout), "-c", "import services.embedded"]
    subprocess.run(command, cwd=checkout, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000


def _memory(checkout: Path, shape: Shape, writer: Path) -> float:
    """Peak megabytes of a fresh process in which every page was read once."""
    with running(checkout, shape, writer) as program:
        program.until_live()
        program.log_in()
        for page in PAGES:
            if page.reading:
                page.prepare(program)(program)
        return program.peak_mb()


def _settled(program: Program) -> int:
    """Warnings in the log, once no more come."""
    before, quiet = -1, 0
    while quiet < 4:
        time.sleep(0.5)
        now = program.log_lines()
        quiet = quiet + 1 if now == before else 0
        before = now
    return before


def _flat(found: dict[tuple[int, int], Measured]) -> list[dict[str, Any]]:
    return [
        {"entries": entries, "expectations": many, "page": page, "side": side, **vars(times)}
        for (entries, many), measured in found.items()
        for page, by_side in measured.items()
        for side, times in by_side.items()
    ]


def _keep(file: Path | None, results: dict[str, Any]) -> None:
    """Write what there is so far: a full run takes long."""
    if file:
        file.write_text(json.dumps(results, indent=1))


def _say(text: str) -> None:
    print(f"  … {text}", file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path, help="an older checkout")
    parser.add_argument("--entries", type=int, default=20_000, help="offers and projects")
    parser.add_argument("--expectations", type=int, default=EXPECTATIONS)
    parser.add_argument(
        "--pages", type=_names([p.key for p in PAGES]), default=[p.key for p in PAGES]
    )
    parser.add_argument("--edits", type=_names(list(EDITS)), default=list(EDITS))
    parser.add_argument("--repeat", type=int, default=5, help="requests per page and edit")
    parser.add_argument("--quick", action="store_true", help="a small network, once each")
    parser.add_argument("--no-start", action="store_true", help="pages only")
    parser.add_argument("--no-pages", action="store_true", help="start, memory and log only")
    parser.add_argument("--json", type=Path, help="where every single figure goes")
    options = parser.parse_args()
    if options.quick:
        options.repeat = 1
    return options


def _names(known: Sequence[str]) -> Any:
    def read(text: str) -> list[str]:
        names = [name.strip() for name in text.split(",")]
        strange = [name for name in names if name not in known]
        if strange:
            raise argparse.ArgumentTypeError(f"{', '.join(strange)}: one of {', '.join(known)}")
        return names

    return read


if __name__ == "__main__":
    main()
