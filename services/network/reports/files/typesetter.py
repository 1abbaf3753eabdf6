"""Sets one document with typst: a program of its own, run for each document.

Typst keeps what it has set once in memory, a hundred megabytes and more. In a process that ends
the memory is given back, and a document that cannot be set takes nothing else with it.

Reads JSON from standard input (``source``, ``inputs``, ``options``), writes the document to
standard output. Exit code 3: typst could not set it; standard error says why.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

SECONDS = 180
"""The longest that one document may take; the practice network's report takes about two."""

FAILED = 3


def run(source: str, inputs: dict[str, str], **options: Any) -> bytes:
    """The document that typst makes of a source, with its inputs as ``sys.inputs``.

    ``options`` are those of ``typst.Compiler.compile``. Only the fonts that typst brings along
    are used, so that every machine sets the same pages. Raises RuntimeError if it cannot be set.
    """
    order = json.dumps({"source": source, "inputs": inputs, "options": options})
    try:
        done = subprocess.run(
            [sys.executable, "-I", __file__],
            input=order.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(f"not set within {SECONDS} s") from error
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def main() -> int:
    """Set what standard input says."""
    import typst

    order = json.load(sys.stdin)
    try:
        made = typst.Compiler(
            order["source"].encode(), ignore_system_fonts=True, sys_inputs=order["inputs"]
        ).compile(**order["options"])
    except RuntimeError as error:
        sys.stderr.write(str(error))
        return FAILED
    assert isinstance(made, bytes)
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
