"""The pages that are measured, how each is asked for, and what it must reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks._pages_program import Answer, Program, form_in


@dataclass(frozen=True)
class Goal:
    """What a page must reach. ``ratio``: times as fast as in the older checkout; ``growth``: at
    most so many times the same page of the small network, or at most ``small_ms``; ``ms`` and
    ``kb`` at most."""

    ratio: float | None = None
    growth: float | None = None
    small_ms: float | None = None
    ms: float | None = None
    kb: float | None = None


Ask = Callable[[Program], Answer]
Prepare = Callable[[Program], Ask]


@dataclass(frozen=True)
class Page:
    """``prepare`` does what must be done before the edit and returns the request to measure.

    ``rounds`` limits the repetitions and ``edits`` the kinds of edits of pages that take long;
    ``many``: also with 420 expectations. ``reading``: a page that everybody reads, so that it
    counts for memory; ``again``: can be asked for twice.
    """

    key: str
    prepare: Prepare
    goal: Goal
    rounds: int = 1000
    edits: tuple[str, ...] = ()
    many: bool = False
    reading: bool = True
    again: bool = True


def _at(path: str) -> Prepare:
    return lambda _program: lambda program: program.page(path)


def _draft(program: Program) -> str:
    form = dict(form_in(program.page("/berichte/neu").body, "/berichte/neu"))
    sent = program.send("/berichte/neu", {**form, "title": "Messung"})
    return sent.headers["location"].removeprefix(program.origin).partition("?")[0]


def _draft_page(program: Program) -> Ask:
    path = program.drafts[0] if program.drafts else _draft(program)
    program.drafts[:] = [path]
    return lambda program: program.page(path)


def _release(program: Program) -> Ask:
    """Ask what would be released, and release it: what a coordinator waits for, in two steps."""
    path = f"{_draft(program)}/freigeben"

    def ask(program: Program) -> Answer:
        asked = program.page(path)
        form = {**dict(form_in(asked.body, path)), "name": "Kim Beispiel"}
        done = program.send(path, form)
        return Answer(done.status, asked.body, {}, asked.wall + done.wall, asked.cpu + done.cpu)

    return ask


_FINDING = Goal(ratio=15, growth=3, small_ms=60)

PAGES = (
    Page("start", _at("/"), _FINDING, many=True),
    Page("findings", _at("/hinweise"), _FINDING, many=True),
    Page("structure", _at("/karte/struktur"), Goal(ratio=5)),
    Page("map", _at("/karte"), Goal(ratio=4)),
    Page("forecast", _at("/abdeckung/vorschau"), Goal(ratio=4, kb=150)),
    Page("next-steps", _at("/hinweise/naechste-schritte"), Goal(ratio=2)),
    Page("coverage", _at("/abdeckung"), Goal(ratio=2)),
    Page("matrix", _at("/abdeckung/matrix"), Goal(ratio=2)),
    Page("actors", _at("/akteure"), Goal(ms=30)),
    Page("offers", _at("/angebote"), Goal(ms=30)),
    Page("draft", _draft_page, Goal(ratio=3), rounds=2, reading=False),
    Page(
        "release", _release, Goal(ratio=3), rounds=1, edits=("offer",), reading=False, again=False
    ),
)
