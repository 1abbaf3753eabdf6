"""Read CSV and XLSX files of strangers, within limits, without evaluating anything.

Every limit is checked before or while reading, so that a prepared file costs neither
memory nor time: size of the file, size when unpacked (as declared and as counted), rows,
columns, characters of a cell.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from services.network.exchange.files.merged_cells import filled_down, merged_down
from services.network.exchange.sheet_reading import Grid
from shared.errors import Invalid, Misconfigured, Problem, TooLarge
from shared.spreadsheets import unguarded

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 50 * 1024 * 1024
MOST_MEMBERS = 300
MOST_ROWS = 5_000
MOST_COLUMNS = 120
LONGEST_CELL = 32_767
_CHUNK = 1 << 16


def read_tables(content: bytes, file_name: str) -> tuple[Grid, ...]:
    """All sheets of a file; a CSV file is one sheet without a name.

    Raises TooLarge (``too_large.file``, ``too_large.unpacked``, ``too_large.rows``,
    ``too_large.columns``) or Invalid (``import.not_a_table``, ``import.empty``,
    ``import.old_excel``, ``import.locked``, ``import.broken_file``).
    """
    if not content.strip(b"\x00 \t\r\n"):
        raise Invalid(Problem("import.empty"))
    if len(content) > LARGEST_FILE:
        raise TooLarge("too_large.file", limit=LARGEST_FILE // 1024 // 1024)
    if content.startswith(b"PK\x03\x04"):
        return _read_xlsx(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        # An OLE container: Excel before 2007, or a newer file with a password.
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise Invalid(Problem("import.locked" if locked else "import.old_excel"))
    if content.startswith((b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"{\\rtf")):
        raise Invalid(Problem("import.not_a_table", params={"name": file_name}))
    if file_name.casefold().endswith((".xlsx", ".xlsm")):
        # Read as text, its first line would be taken for headings that nobody knows.
        raise Invalid(Problem("import.broken_file"))
    return (_read_csv(content, file_name),)


# --- CSV ------------------------------------------------------------------------------------


def _read_csv(content: bytes, file_name: str) -> Grid:
    text = _decode(content, file_name)
    if "\x00" in text:
        raise Invalid(Problem("import.not_a_table", params={"name": file_name}))
    delimiter = ""
    if hint := re.match(r"sep=(.)\r?\n", text):
        # Excel's own way to say it.
        delimiter, text = hint[1], text[hint.end() :]
    rows = _csv_rows(text, delimiter or _delimiter(text), file_name)
    return Grid("", tuple(_numbered(rows, start=2 if delimiter else 1)))


def _decode(content: bytes, file_name: str) -> str:
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"),
                       (b"\xfe\xff", "utf-16")):  # fmt: skip
        if content.startswith(mark):
            try:
                return content.decode(name)
            except UnicodeDecodeError:
                raise Invalid(Problem("import.encoding", params={"name": file_name})) from None
    for name in ("utf-8", "cp1252"):
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    raise Invalid(Problem("import.encoding", params={"name": file_name}))


def _delimiter(text: str) -> str:
    """The character that cuts the first rows into most cells; of equals the German one."""
    sample = text[:20_000]

    def cells(delimiter: str) -> int:
        try:
            rows = list(_limited(csv.reader(io.StringIO(sample), delimiter=delimiter), 40))
        except csv.Error:
            return 0
        # How many rows have more than one cell counts more than one row with very many.
        return sum(min(len(row) - 1, 30) for row in rows)

    return max((";", "\t", ","), key=cells)


def _csv_rows(text: str, delimiter: str, file_name: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        try:
            # An exported cell may wear the guard against formulas.
            yield [unguarded(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            raise Invalid(
                Problem("import.broken_row", row=reader.line_num, params={"name": file_name})
            ) from None


# --- XLSX -----------------------------------------------------------------------------------


def _read_xlsx(content: bytes) -> tuple[Grid, ...]:
    import openpyxl
    from openpyxl.xml import DEFUSEDXML

    if not DEFUSEDXML:
        # Without it an entity bomb of a few bytes takes the machine down.
        raise Misconfigured("config.defusedxml")
    _check_archive(content)
    grids = []
    try:
        with warnings.catch_warnings():
            # Drop-down lists and the like that openpyxl does not know: nothing that we read.
            warnings.simplefilter("ignore")
            grids = _sheets(openpyxl, content)
    except (Invalid, TooLarge):
        raise
    except Exception as error:
        # openpyxl lets through whatever a broken file provokes (KeyError, BadZipFile,
        # ParseError, EntitiesForbidden …); the reason stays in the chain for the log.
        raise Invalid(Problem("import.broken_file")) from error
    return tuple(grids)


def _sheets(openpyxl: Any, content: bytes) -> list[Grid]:
    grids = []
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    calculated: Any = None
    for sheet in book.worksheets:
        # The size that the file claims may be anything, including a million rows.
        sheet.reset_dimensions()
        formulas: list[tuple[int, int]] = []
        rows = list(_numbered(_cells(sheet, formulas)))
        broken: set[tuple[int, int]] = set()
        if formulas:
            # What Excel calculated when it saved the file; we never calculate ourselves.
            calculated = calculated or openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True
            )
            rows, broken = _with_results(calculated[sheet.title], rows, formulas)
        rows, broken = filled_down(rows, broken, merged_down(sheet))
        hidden = sheet.sheet_state != "visible"
        grids.append(Grid(sheet.title, tuple(rows), frozenset(broken), hidden))
    return grids


def _cells(sheet: Any, formulas: list[tuple[int, int]]) -> Iterator[list[str]]:
    for number, row in enumerate(sheet.iter_rows(), start=1):
        texts = []
        for at, cell in enumerate(row):
            if cell.data_type == "f" or cell.data_type == "e":
                formulas.append((number, at))
                texts.append("")
            else:
                texts.append(_text(cell.value, cell.number_format if cell.value else ""))
        yield texts


def _with_results(
    sheet: Any, rows: list[tuple[int, tuple[str, ...]]], formulas: list[tuple[int, int]]
) -> tuple[list[tuple[int, tuple[str, ...]]], set[tuple[int, int]]]:
    sheet.reset_dimensions()
    wanted = set(formulas)
    broken: set[tuple[int, int]] = set()
    results: dict[tuple[int, int], str] = {}
    last = max(number for number, _ in formulas)
    for number, row in enumerate(sheet.iter_rows(max_row=last), start=1):
        for at, cell in enumerate(row):
            if (number, at) in wanted:
                if cell.value is None or cell.data_type == "e":
                    broken.add((number, at))
                else:
                    results[number, at] = _text(cell.value, cell.number_format)
    by_number = {number: list(cells) for number, cells in rows}
    for (number, at), text in results.items():
        cells = by_number.setdefault(number, [])
        cells.extend("" for _ in range(at + 1 - len(cells)))
        cells[at] = text
    # A row of broken formulas alone is no empty row.
    for number, _ in broken:
        by_number.setdefault(number, [])
    return [(n, tuple(cells)) for n, cells in sorted(by_number.items())], broken


def _text(value: Any, number_format: str) -> str:
    """A cell's value as a person would write it."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nein"
        case datetime():
            if value.time() == time():
                return _day(value.date(), number_format)
            return value.isoformat(sep=" ", timespec="minutes")
        case date():
            return _day(value, number_format)
        case float():
            if value.is_integer() and abs(value) < 1e15:
                return str(int(value))
            # With a comma, as it is shown here: "1.234" would be read as a thousand and more.
            return format(Decimal(repr(value)), "f").replace(".", ",")
        case _:
            return str(value)


def _day(value: date, number_format: str) -> str:
    """A day; but only month and year if that is all that the cell shows ("Mrz 25")."""
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", number_format.lower())
    if shown and "d" not in shown and "t" not in shown and "y" in shown and value.day == 1:
        return f"{value.year}-{value.month:02d}" if "m" in shown else str(value.year)
    return value.isoformat()


def _check_archive(content: bytes) -> None:
    """Refuse what unpacks to too much: by what the archive says, then by counting."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise TooLarge("too_large.unpacked", limit=LARGEST_UNPACKED // 1024 // 1024)
            names = {member.filename for member in members}
            if "xl/workbook.xml" not in names:
                raise Invalid(Problem("import.not_a_table", params={"name": ""}))
            total = sum(member.file_size for member in members)
            if total <= LARGEST_UNPACKED:
                total = 0
                for member in members:
                    with archive.open(member) as file:
                        while chunk := file.read(_CHUNK):
                            total += len(chunk)
                            if total > LARGEST_UNPACKED:
                                break
            if total > LARGEST_UNPACKED:
                raise TooLarge("too_large.unpacked", limit=LARGEST_UNPACKED // 1024 // 1024)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError):
        raise Invalid(Problem("import.broken_file")) from None


# --- limits of both ---------------------------------------------------------------------------


def _limited(rows: Iterable[list[str]], most: int) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number >= most:
            return
        yield row


def _numbered(rows: Iterable[list[str]], start: int = 1) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Rows with their numbers, empty ones left out, cells behind the last text cut off."""
    kept = 0
    empty = 0
    for number, row in enumerate(rows, start=start):
        while row and not row[-1].strip():
            row.pop()
        if not row:
            empty += 1
            # A sheet formatted down to its last row is mostly air.
            if empty > 20 * MOST_ROWS:
                raise TooLarge("too_large.rows", limit=MOST_ROWS)
            continue
        if len(row) > MOST_COLUMNS:
            raise TooLarge("too_large.columns", limit=MOST_COLUMNS, row=str(number))
        if any(len(cell) > LONGEST_CELL for cell in row):
            raise TooLarge("too_large.cell", limit=LONGEST_CELL, row=str(number))
        kept += 1
        if kept > MOST_ROWS:
            raise TooLarge("too_large.rows", limit=MOST_ROWS)
        yield number, tuple(row)
