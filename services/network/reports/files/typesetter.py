"""Sets documents with typst: a program of its own, run once for all of a report's.

Typst keeps what it has set once in memory, a hundred megabytes and more. In a process that ends
the memory is given back, and a document that cannot be set takes nothing else with it. Nobody
has to wait for the last document to use the first: they come one by one.

Reads JSON from standard input (a list of ``source``, ``inputs``, ``options``), writes each
document to standard output, after its length in eight bytes. Exit code 3: typst could not set
one; standard error says why.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Any

SECONDS = 600
"""The longest that the documents of one run may take: those of the practice network's report take
about two, those of 20,000 offers and projects twenty on a machine that does nothing else."""

FAILED = 3

_LENGTH = 8
_UNUSUAL = re.compile(r"[^\n\x20-\x7e\xa0-\u024f\u2010-\u2027\u2030-\u203a\u20ac\ufffd]")
"""Signs that must be asked for; the fonts are known to show all others."""
_REPLACEMENT = "\ufffd"
_MOST_WORDS = 2000
"""Signs of typst's message that are passed on."""


def order(source: str, inputs: dict[str, str], **options: Any) -> dict[str, Any]:
    """A document to set, with its inputs as ``sys.inputs``.

    ``options`` are those of ``typst.Compiler.compile``. Only the fonts that typst brings along
    are used, so that every machine sets the same pages.
    """
    return {"source": source, "inputs": inputs, "options": options}


class NotSet(RuntimeError):
    """Typst could not set a document; the message says why."""


class Typesetting:
    """One run of the typesetter. ``next`` gives the documents in the order asked for."""

    def __init__(self, orders: Sequence[dict[str, Any]]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", __file__],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self._late = threading.Event()
        self._timer = threading.Timer(SECONDS, self._stop)
        self._timer.start()
        try:
            assert self._process.stdin is not None
            with self._process.stdin as told:
                told.write(json.dumps(list(orders)).encode())
        except BrokenPipeError:
            # It is gone already; ``next`` tells why.
            pass

    def __enter__(self) -> Typesetting:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        # Whoever leaves early wants nothing more of it.
        self._process.kill()
        with self._process:
            pass  # Closes the pipes and waits for its end.

    def next(self) -> bytes:
        """The next document. Raises NotSet if it cannot be set."""
        assert self._process.stdout is not None
        length = int.from_bytes(self._process.stdout.read(_LENGTH), "big")
        content = self._process.stdout.read(length)
        if not length or len(content) < length:
            raise NotSet(self._failure())
        return content

    def _stop(self) -> None:
        self._late.set()
        self._process.kill()

    def _failure(self) -> str:
        assert self._process.stderr is not None
        words = self._process.stderr.read().decode(errors="replace")
        return f"not set within {SECONDS} s" if self._late.is_set() else words[-_MOST_WORDS:]


def run(source: str, inputs: dict[str, str], **options: Any) -> bytes:
    """One document; as ``order`` says. Raises NotSet if it cannot be set."""
    with Typesetting([order(source, inputs, **options)]) as setting:
        return setting.next()


def _shows(sign: str) -> bool:
    """Whether typst's fonts show a sign, in every weight that reports use."""
    import typst

    source = (
        "#set document(title: sys.inputs.sign)\n"
        '#sys.inputs.sign #text(weight: "semibold", sys.inputs.sign) '
        '#text(weight: "bold", sys.inputs.sign)'
    )
    page = typst.Compiler(
        source.encode(), ignore_system_fonts=True, sys_inputs={"sign": sign}
    )  # fmt: skip
    try:
        page.compile(format="pdf", pdf_standards=["ua-1"])
    except RuntimeError:
        return False
    return True


def _shown(inputs: dict[str, str], known: dict[str, bool]) -> dict[str, str]:
    """The inputs with every sign that no font shows replaced, so that it is seen.

    One such sign in a name, an emoji or another script, would be no report at all: a PDF for
    everybody (PDF/UA) must not hold it.
    """
    unusual = {sign for text in inputs.values() for sign in _UNUSUAL.findall(text)}
    for sign in sorted(unusual - known.keys()):
        known[sign] = _shows(sign)
    gone = {ord(sign): _REPLACEMENT for sign in unusual if not known[sign]}
    return {name: text.translate(gone) for name, text in inputs.items()} if gone else inputs


def main() -> int:
    """Set what standard input says."""
    import typst

    known: dict[str, bool] = {}
    for one in json.load(sys.stdin):
        inputs = _shown(one["inputs"], known)
        try:
            made = typst.Compiler(
                one["source"].encode(), ignore_system_fonts=True, sys_inputs=inputs
            ).compile(**one["options"])
        except RuntimeError as error:
            sys.stderr.write(str(error)[-_MOST_WORDS:])
            return FAILED
        assert isinstance(made, bytes)
        sys.stdout.buffer.write(len(made).to_bytes(_LENGTH, "big"))
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
