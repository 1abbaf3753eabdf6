"""The tables of a Word document: one row is built as a pattern, the others are written as text.

A report of a large network has more than a hundred thousand cells; building each as an object
takes a minute and half a gigabyte. So python-docx makes the head and one row of each table, and
all rows are that row's XML with other words. The document holds an empty element in a
table's place until it is saved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

from services.network.reports.paper import PaperTable
from shared.spreadsheets import writable

_WIDTH_CM = 16.8
_WHOLE = 12
"""Words of up to so many signs stay in one piece in a table."""

_PLACE = "w:tablePlace"
"""An element that no document has."""

_WORDS = "\ue000"
"""Stands in the pattern of a row where a cell's words go."""

_BREAKS = re.compile(r"([\t\n\r])")


class WordTables:
    """The tables of one document, each waiting for its place."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._made: list[str] = []

    def place(self, block: PaperTable) -> Any:
        """Make a table; returns what stands in its place until ``put_into``."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        place = OxmlElement(_PLACE)
        place.set(qn("w:val"), str(len(self._made)))
        self._made.append(_table(self._document, block))
        return place

    def put_into(self, body: bytes) -> bytes:
        """The XML of the document with every table in its place."""
        # A "<" in somebody's words is written "&lt;": no text can look like a place.
        place = rf'<{_PLACE} w:val="(\d+)"/>'.encode()
        return re.sub(place, lambda found: self._made[int(found[1])].encode(), body)


def _table(document: Any, block: PaperTable) -> str:
    """A table as XML."""
    from docx.opc.oxml import serialize_part_xml

    text = serialize_part_xml(_pattern(document, block)).decode()
    # The namespaces are those of the document around it.
    text = "<w:tbl>" + text[text.index(">", text.index("<w:tbl")) + 1 :]
    row = text[text.rindex("<w:tr>") : text.index("</w:tbl>")]
    before = text[: -len(row) - len("</w:tbl>")]
    cells = row.split(f"<w:t>{_WORDS}</w:t>")
    if len(cells) != len(block.headers) + 1:
        raise ValueError("a row has another number of cells than the head")
    rows = []
    for values in block.rows:
        parts = [cells[0]]
        for value, after in zip(values, cells[1:], strict=True):
            parts += _words(writable(value)), after
        rows.append("".join(parts))
    return "".join((before, *rows, "</w:tbl>"))


def _words(text: str) -> str:
    """The words of a cell as XML, as python-docx would write them."""
    if not _BREAKS.search(text):
        return _run(text)
    breaks = {"\t": "<w:tab/>", "\n": "<w:br/>", "\r": "<w:br/>"}
    return "".join(breaks.get(part) or _run(part) for part in _BREAKS.split(text))


def _run(text: str) -> str:
    if not text:
        return ""
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<w:t{space}>{escape(text)}</w:t>"


def _pattern(document: Any, block: PaperTable) -> Any:
    """The element of a table with its head and one row, taken out of the document again."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    count = len(block.headers)
    table = document.add_table(rows=2, cols=count)
    table.style, table.autofit = "Table Grid", False
    _lines(table)
    _describe(table, writable(block.caption))
    points = 8.5 if block.dense or block.compact else 9.5
    widths = [Cm(width) for width in _widths(block, points)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    size = Pt(points)
    for number, (row, values) in enumerate(
        zip(table.rows, (block.headers, (_WORDS,) * count), strict=True)
    ):
        _row(row, head=number == 0)
        for at, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
            cell.width = widths[at]
            line = cell.paragraphs[0]
            line.paragraph_format.space_after = 0
            if block.align[at : at + 1] == "r":
                line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            elif block.align[at : at + 1] == "c":
                line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = line.add_run(writable(value))
            run.font.size = size
            if number == 0:
                run.bold = True
                _shade(cell)
    element = table._tbl
    element.getparent().remove(element)
    return element


def _widths(block: PaperTable, points: float) -> list[float]:
    """Widths of the columns in cm: as the table asks, but none narrower than its longest short
    word, so that no date and no head breaks in the middle."""
    count = len(block.headers)
    parts = block.widths if len(block.widths) == count else (1.0,) * count
    asked = [_WIDTH_CM * part / sum(parts) for part in parts]
    # Some 0.6 of the font's height per sign, and what Word leaves free on both sides.
    least = [
        0.42 + 0.6 * points * 0.0353 * _longest_word(column)
        for column in zip(block.headers, *block.rows, strict=True)
    ]
    if sum(least) >= _WIDTH_CM:
        return asked
    short = [max(a, b) for a, b in zip(asked, least, strict=True)]
    spare = [width - low for width, low in zip(short, least, strict=True)]
    over = sum(short) - _WIDTH_CM
    return [w - over * s / (sum(spare) or 1) for w, s in zip(short, spare, strict=True)]


def _longest_word(texts: Iterable[str]) -> int:
    """Signs of the longest word that does not break well; long words may be hyphenated."""
    longest = 0
    for text in texts:
        if len(text) > longest:  # No word is longer than its text.
            words = re.split(r"[\s\u00ad/-]+", text)
            longest = max((longest, *(len(word) for word in words if len(word) <= _WHOLE)))
            if longest == _WHOLE:
                break
    return longest


# --- what python-docx has no words for -------------------------------------------------------


def _row(row: Any, *, head: bool) -> None:
    """Rows stay in one piece; the first one is the head, repeated on every page."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def _describe(table: Any, caption: str) -> None:
    """Title of the table for screen readers, and that its first row and column are heads."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        look = OxmlElement("w:tblLook")
        properties.append(look)
    for name, value in (("firstRow", "1"), ("firstColumn", "1"), ("noHBand", "0"),
                        ("noVBand", "1"), ("lastRow", "0"), ("lastColumn", "0"),
                        ("val", "04A0")):  # fmt: skip
        look.set(qn(f"w:{name}"), value)
    title = OxmlElement("w:tblCaption")
    title.set(qn("w:val"), caption)
    properties.append(title)


def _lines(table: Any) -> None:
    """Thin lines between the rows only."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        shown = side in ("top", "bottom", "insideH")
        line.set(qn("w:val"), "single" if shown else "nil")
        if shown:
            line.set(qn("w:sz"), "4")
            line.set(qn("w:color"), "C9CCDA")
        borders.append(line)
    # The schema wants it before the layout.
    table._tbl.tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar",
                                           "w:tblLook", "w:tblCaption")  # fmt: skip


def _shade(cell: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "F3F5FA")):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)
