"""The one guard of all tables that leave the product against formulas."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.spreadsheets import csv_bytes, guarded, unguarded, writable

ROOT = Path(__file__).parents[2]
ANY_TEXT = st.text(
    st.one_of(
        st.characters(), st.sampled_from("=+-@\t\r\n;,\"'＝＋－＠|\x00\x0b\u00a0\u2028\ufffe😀")
    ),
    max_size=60,
)
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


@given(ANY_TEXT)
def test_no_text_begins_like_a_formula_and_the_guard_can_be_taken_off_again(text):
    cell = guarded(text)
    assert not cell.lstrip().startswith(FORMULA)
    assert not cell.startswith(("\t", "\r", "\n"))
    assert unguarded(cell) == writable(text)


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x")', "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1",
        " =1", "\u00a0=1", '";=1', "'=1",
    ],
)  # fmt: skip
def test_known_attacks_stay_text(text):
    cell = guarded(text)
    assert cell == writable(text) if text == '";=1' else cell == f"'{writable(text)}"


def test_plain_text_is_left_alone():
    for text in ("", "Büro für Vielfalt", "a=b", "12-13 Uhr", "Straße 7"):
        assert guarded(text) == text


@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT), min_size=1, max_size=4))
def test_a_csv_file_holds_every_cell_guarded_and_nothing_else(rows):
    content = csv_bytes(rows)
    assert content.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert read == [[guarded(cell) for cell in row] for row in rows]


def test_every_table_that_leaves_the_product_goes_through_the_guard():
    """CSV files are written here alone, and XLSX files never take a text for anything else."""
    writers, books = set(), {}
    for folder in ("services", "shared"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            source = file.read_text()
            if "csv.writer(" in source or "csv.DictWriter(" in source:
                writers.add(file.relative_to(ROOT).as_posix())
            if "xlsxwriter.Workbook(" in source:
                books[file.relative_to(ROOT).as_posix()] = (
                    '"strings_to_formulas": False' in source
                    and '"strings_to_urls": False' in source
                    and ".write(" not in source.replace("out.write(", "")
                    and "write_formula" not in source
                )
    assert writers == {"shared/spreadsheets.py"}
    assert books == {
        "services/network/exchange/files/write_tables.py": True,
        "services/network/reports/files/xlsx.py": True,
    }
