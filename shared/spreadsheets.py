"""Text as it may stand in a spreadsheet: never a formula, and nothing that no cell can hold.

The one guard of all tables that leave the product. Cells of XLSX files are written as text and
need ``writable`` alone; a CSV file has no types, there the text itself is guarded.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

# Spreadsheets take a cell for a formula if it begins so, also after blanks and in full width.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# What XML 1.0 has no place for: an XLSX file with it does not open.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """A text without what a spreadsheet cannot hold (replaced, so that it is seen)."""
    return _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def guarded(text: str) -> str:
    """A text as it may stand in a CSV cell: never the beginning of a formula."""
    text = writable(text)
    risky = text.lstrip().startswith(_DANGEROUS) or text.startswith(("\t", "\r", "\n", "'"))
    return "'" + text if risky else text


def unguarded(text: str) -> str:
    """The text that ``guarded`` was given."""
    inner = text[1:]
    if text == "'":
        # Lists that were taken away earlier have this in empty cells.
        return ""
    return inner if text.startswith("'") and guarded(inner) == text else text


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file as German Excel opens it by double click: ``;``, UTF-8 with BOM, all quoted and
    every cell guarded."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([guarded(text) for text in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")
