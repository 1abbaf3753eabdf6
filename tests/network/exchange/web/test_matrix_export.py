"""The matrix that is on the page can be taken away with the same axes, filters and numbers."""

from __future__ import annotations

import csv
import html
import io
import re

import openpyxl
import pytest

from tests.shared.helpers import log_in


def test_the_matrix_on_the_page_is_the_matrix_in_the_file(site):
    client = log_in(site)
    query = "zeilen=kreis&spalten=thema&stand=gap"
    page = html.unescape(client.get(f"/abdeckung/matrix?{query}").get_data(as_text=True))
    answer = client.get(f"/einfuhr/ausgabe/matrix.csv?{query}")
    assert answer.status_code == 200
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    blank = next(at for at, row in enumerate(rows) if not any(row))
    named = re.findall(r'<tr><th scope="row">(?:<span.*?</span>)?([^<]+)', page)
    assert [row[0] for row in rows[1:blank]] == named
    assert ["Stand", "Lücke"] in [row[:2] for row in rows[blank:]]
    assert client.get(f"/einfuhr/ausgabe/matrix.xlsx?{query}").data.startswith(b"PK")
    assert site.test_client().get("/einfuhr/ausgabe/matrix.csv").status_code in (302, 303)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "zeilen=kreis&spalten=thema",
        "zeilen=thema&spalten=zielgruppe&stand=gap",
        "zeilen=region&spalten=format",
        "zeilen=soll&spalten=kreis&kreis=16053",
        "zeilen=oberthema&spalten=kreis&stand=covered",
    ],
)
def test_every_cell_of_the_file_has_the_state_and_numbers_of_the_page(site, query):
    client = log_in(site)
    page = html.unescape(client.get(f"/abdeckung/matrix?{query}").get_data(as_text=True))
    content = client.get(f"/einfuhr/ausgabe/matrix.csv?{query}").data.decode("utf-8-sig")
    written = list(csv.reader(io.StringIO(content), delimiter=";"))
    blank = next(at for at, row in enumerate(written) if not any(row))
    shown = [
        [plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        for row in re.findall(r"<tr>(.*?)</tr>", page, re.S)
    ]
    assert written[0] == [cell.words for cell in shown[0]]
    assert len(written[1:blank]) == len(shown) - 1
    for in_file, on_page in zip(written[1:blank], shown[1:], strict=True):
        assert in_file[0] == on_page[0].words
        for text, cell in zip(in_file[1:], on_page[1:], strict=True):
            assert counted(text) == cell.counted()
    total = dict(row[:2] for row in written[blank:])["Zusammen"]
    (all_of_it,) = re.findall(r"(\d+) von (\d+) abgedeckt ·", page)
    assert re.findall(r"(\d+) von (\d+) abgedeckt", total) == [all_of_it]
    visible = openpyxl.load_workbook(
        io.BytesIO(client.get(f"/einfuhr/ausgabe/matrix.xlsx?{query}").data)
    )
    assert [
        [c or "" for c in row] for row in visible.worksheets[0].iter_rows(values_only=True)
    ] == written


class Shown(str):
    """The words of a cell of the page."""

    @property
    def words(self) -> str:
        """Without the marks of depth."""
        return self.replace("› ", "").strip()

    def counted(self) -> tuple[str, str, str]:
        """State, covered and all; the page leaves the numbers of a single one to its state."""
        if self == "–":
            return ("", "", "")
        if found := re.fullmatch(r"(.+?) (\d+) von (\d+) abgedeckt", self):
            return (found[1], found[2], found[3])
        return (self, "1" if self == "abgedeckt" else "0", "1")


def plain(cell: str) -> Shown:
    return Shown(" ".join(re.sub(r"<[^>]+>", " ", cell).split()))


def counted(text: str) -> tuple[str, str, str]:
    if not text:
        return ("", "", "")
    found = re.fullmatch(r"(.+) \((\d+) von (\d+) abgedeckt\)", text)
    assert found
    return (found[1], found[2], found[3])
