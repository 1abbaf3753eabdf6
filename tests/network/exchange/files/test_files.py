"""Files of strangers: read within limits, or refused with a reason. And what we write."""

from __future__ import annotations

import csv
import io
import resource
import time
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.exchange.files import tables
from services.network.records.sheet import Sheet
from shared.errors import Invalid, TooLarge
from shared.spreadsheets import guarded, unguarded, writable
from tests.network.exchange.conftest import csv_bytes, plan_of, xlsx_bytes

ANY_TEXT = st.text(
    st.one_of(st.characters(), st.sampled_from("=+-@\t\r\n;,\"'＝＋|\x00\x0b\u2028\ufffe😀")),
    max_size=60,
)


@settings(max_examples=150)
@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT), min_size=1, max_size=5))
def test_no_text_becomes_a_formula_in_excel_and_all_come_back(rows):
    sheet = Sheet("Blatt", ("A", "B"), tuple(rows))
    book = openpyxl.load_workbook(io.BytesIO(tables.write_xlsx([sheet])), data_only=False)
    cells = [cell for row in book["Blatt"].iter_rows(min_row=2) for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    for number, row in enumerate(rows, start=2):
        found = tuple(book["Blatt"].cell(number, at + 1).value or "" for at in range(2))
        assert found == tuple(writable(text) for text in row)


@settings(max_examples=150)
@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT), min_size=1, max_size=5))
def test_no_cell_of_a_csv_begins_like_a_formula_and_all_come_back(rows):
    sheet = Sheet("Blatt", ("A", "B"), tuple(rows))
    content = tables.write_csv(sheet)
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert [c for row in read for c in row if c.lstrip()[:1] in ("=", "+", "-", "@", "＝")] == []
    assert [tuple(unguarded(c) for c in row) for row in read[1:]] == [
        tuple(writable(c) for c in row) for row in rows
    ]


def test_an_empty_cell_stays_empty():
    assert guarded("") == ""


@given(ANY_TEXT)
def test_the_guard_can_be_taken_off_again(text):
    assert unguarded(guarded(text)) == writable(text)


def test_the_same_sheets_give_the_same_bytes():
    sheet = Sheet("Blatt", ("A",), (("ä",),))
    assert tables.write_xlsx([sheet]) == tables.write_xlsx([sheet])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_reads_every_way_that_excel_writes_csv(encoding, delimiter):
    text = delimiter.join(("Name", "Straße")) + "\r\n" + delimiter.join(("Müller", '"a;b,c"'))
    (grid,) = tables.read_tables(text.encode(encoding), "x.csv")
    assert grid.rows == ((1, ("Name", "Straße")), (2, ("Müller", "a;b,c")))


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (108 * 1024 * 1024))
    return out.getvalue()


def _lying_bomb() -> bytes:
    """A bomb whose directory says that it is small."""
    content = bytearray(_bomb())
    size = (108 * 1024 * 1024).to_bytes(4, "little")
    return bytes(content.replace(size, (1000).to_bytes(4, "little")))


def _with(content: bytes, member: str, text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            new.writestr(item, text if item.filename == member else old.read(item))
    return out.getvalue()


GOOD = xlsx_bytes(Akteure=[["Name"], ["Haus"]])
ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<worksheet>&b;</worksheet>"
)
BAD = {
    "empty": (b"", Invalid, "import.empty"),
    "blank": (b" \r\n\r\n", Invalid, "import.empty"),
    "pdf": (b"%PDF-1.7 ...", Invalid, "import.not_a_table"),
    "binary": (b"SQLite format 3\x00\x01", Invalid, "import.not_a_table"),
    "other zip": (_with(GOOD, "x", "")[:50] + b"", Invalid, "import.broken_file"),
    "half": (GOOD[: len(GOOD) // 2], Invalid, "import.broken_file"),
    "old excel": (b"\xd0\xcf\x11\xe0" + b"\x01" * 600, Invalid, "import.old_excel"),
    "password": (
        b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
        Invalid,
        "import.locked",
    ),
    "bad utf-16": (b"\xff\xfea", Invalid, "import.encoding"),
    "no encoding": (b"Name;Ort\r\n\x81\x8d;x", Invalid, "import.encoding"),
    "entity": (_with(GOOD, "xl/worksheets/sheet1.xml", ENTITY), Invalid, "import.broken_file"),
    "broken xml": (_with(GOOD, "xl/workbook.xml", "<workbook"), Invalid, "import.broken_file"),
    "bomb": (_bomb(), TooLarge, "too_large.unpacked"),
    "lying bomb": (_lying_bomb(), Exception, ""),
    "large": (b"x" * (5 * 1024 * 1024 + 1), TooLarge, "too_large.file"),
    "rows": (b"Name\r\n" + b"Haus\r\n" * 5001, TooLarge, "too_large.rows"),
    "columns": (b";".join([b"x"] * 500), TooLarge, "too_large.columns"),
    "cell": (b'"' + b"x" * 40_000 + b'"', TooLarge, "too_large.cell"),
    "field": (b'"' + b"x" * 140_000 + b'"', Invalid, "import.broken_row"),
}


def test_text_that_calls_itself_a_workbook_is_no_list():
    with pytest.raises(Invalid) as caught:
        tables.read_tables(b"that is no workbook", "Liste.XLSX")
    assert [problem.code for problem in caught.value.problems] == ["import.broken_file"]


@pytest.mark.parametrize("name", BAD)
def test_refuses_quickly_and_says_why(name):
    content, kind, code = BAD[name]
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises((Invalid, TooLarge)) as caught:
        tables.read_tables(content, "liste")
    assert time.perf_counter() - began < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024
    if code:
        assert isinstance(caught.value, kind)
        assert caught.value.code == code


def test_many_rows_of_excel_are_not_read_to_their_end():
    content = xlsx_bytes(Akteure=[["Name"], *([["Haus"]] * 6000)])
    with pytest.raises(TooLarge) as caught:
        tables.read_tables(content, "liste")
    assert caught.value.code == "too_large.rows"


def test_a_merged_title_above_the_headers_is_passed_over(network):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Tabelle1"
    sheet.append(["Akteure in Thüringen"])
    sheet.merge_cells("A1:D1")
    sheet.append([])
    sheet.append(["Name der Organisation", "Landkreis"])
    sheet.append(["Haus der Kulturen", "Jena"])
    out = io.BytesIO()
    book.save(out)
    plan = plan_of(network, out.getvalue())
    assert [(row.number, row.name, row.state.value) for row in plan.rows] == [
        (4, "Haus der Kulturen", "new")
    ]


def test_a_formula_counts_with_the_value_that_excel_saved(network):
    content = xlsx_bytes(Akteure=[["Name", "Ort"], ["Haus", '="Je"&"na"']])
    plan = plan_of(network, content)
    assert [(m.problem.code, m.problem.row, m.problem.field) for m in plan.errors] == [
        ("import.formula", 2, "Ort")
    ]


def test_a_claimed_size_of_a_million_rows_is_not_believed(network):
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    lying = text.replace('<dimension ref="A1:A2"', '<dimension ref="A1:XFD1048576"')
    assert lying != text
    plan = plan_of(network, _with(GOOD, "xl/worksheets/sheet1.xml", lying))
    assert [row.name for row in plan.rows] == ["Haus"]


def test_quotes_that_never_end_are_no_crash(network):
    plan = plan_of(network, csv_bytes("Name;Ort", '"Haus;Jena'))
    assert len(plan.rows) + len(plan.errors) >= 1
