"""Word and Excel files: real structure, texts for pictures, the same bytes at any time."""

from __future__ import annotations

import dataclasses
import io
import re
import time
import zipfile
from datetime import datetime

import docx
import openpyxl
import pypdf
import pytest
from docx.opc.oxml import serialize_part_xml
from docx.oxml.ns import qn

from services.network.reports.chapters.compose import paper_of
from services.network.reports.files.store import ReportFolder, typeset
from services.network.reports.paper import Items, PaperPicture, PaperTable, Paragraph
from tests.network.reports.conftest import REPORT


@pytest.fixture(scope="module")
def paper(practice):
    report = dataclasses.replace(
        REPORT,
        report_type="annual",
        evidence_ids=("uebung-beleg-1", "uebung-beleg-2"),
        indicator_ids=("uebung-kennzahl-1", "uebung-kennzahl-4"),
        chapters=(("summary", "=1+1 ist Text.\n\n- Punkt \x07"),),
    )
    return paper_of(practice, report)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return ReportFolder(tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="module")
def word(files, paper):
    return files.docx(paper)


@pytest.fixture(scope="module")
def document(word):
    return docx.Document(io.BytesIO(word))


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_the_same_paper_gives_the_same_bytes_at_any_time(files, paper, form, monkeypatch):
    make = getattr(files, form)
    first = make(paper)
    later = time.time() + 100_000
    monkeypatch.setattr(time, "time", lambda: later)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(later))
    assert make(paper) == first


def test_word_has_the_headings_of_the_paper(document, paper):
    by_style: dict[str, list[str]] = {"Title": [], "Heading 1": [], "Heading 2": []}
    for paragraph in document.paragraphs:
        if paragraph.style.name in by_style:
            by_style[paragraph.style.name].append(paragraph.text)
    assert by_style["Title"] == [paper.title]
    assert by_style["Heading 1"] == [chapter.title for chapter in paper.chapters]
    headings = [b.text for c in paper.chapters for b in c.blocks if b.type == "heading"]
    assert by_style["Heading 2"] == headings


def test_every_table_of_word_has_a_head_a_name_and_all_its_cells(document, paper):
    tables = [b for c in paper.chapters for b in c.blocks if isinstance(b, PaperTable)]
    numbers = sum(b.type == "numbers" for c in paper.chapters for b in c.blocks)
    assert len(document.tables) == len(tables) + numbers
    by_caption = {}
    for table in document.tables:
        caption = table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        by_caption[caption] = table
        first = table.rows[0]._tr
        assert first.trPr.find(qn("w:tblHeader")) is not None
    for wanted in tables:
        rows = by_caption[wanted.caption].rows
        assert tuple(c.text for c in rows[0].cells) == wanted.headers
        assert len(rows) == len(wanted.rows) + 1
        if wanted.rows:
            assert tuple(c.text for c in rows[1].cells) == wanted.rows[0]


def with_table(paper, table):
    """The paper with one table instead of its first chapter's blocks."""
    first = dataclasses.replace(paper.chapters[0], blocks=(table,), own=())
    return dataclasses.replace(paper, chapters=(first,))


def test_odd_words_in_a_table_of_word_are_words(files, paper):
    odd = ("<w:b/> & \"x\"", " vorn und hinten ", "zwei\nZeilen\tund mehr", "", "\x07",
           '<w:tablePlace w:val="0"/>')  # fmt: skip
    made = files.docx(with_table(paper, PaperTable("Odd", ("A", "B", "C"), (odd[:3], odd[3:]))))
    rows = docx.Document(io.BytesIO(made)).tables[0].rows
    assert [cell.text for row in rows[1:] for cell in row.cells] == [
        *odd[:4], "\ufffd", odd[5],
    ]  # fmt: skip


def test_every_row_of_a_word_table_looks_like_the_first(document):
    for table in document.tables:
        rows = [row._tr for row in table.rows[1:]]
        looks = {
            re.sub(r"<w:t[ >].*?</w:t>|<w:br/>|<w:tab/>", "", serialize_part_xml(row).decode())
            for row in rows
        }
        assert len(looks) <= 1
        for row in rows:
            assert row.trPr.find(qn("w:cantSplit")) is not None


def test_a_row_of_another_length_than_the_head_is_no_table(files, paper):
    with pytest.raises(ValueError, match="zip"):
        files.docx(with_table(paper, PaperTable("Kurz", ("A", "B"), (("x", "y"), ("z",)))))


def test_the_html_file_shows_everything_as_text(files, paper):
    odd = dataclasses.replace(paper, title="<b>&\"'")
    html = files.html(odd).decode()
    assert "<b>&\"'" not in html
    assert html.count("&lt;b&gt;&amp;&#34;&#39;") == 2


def test_pictures_of_word_are_told_in_words(document, paper):
    pictures = [b for c in paper.chapters for b in c.blocks if isinstance(b, PaperPicture)]
    told = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert told == [picture.alt for picture in pictures]
    assert len(told) == 2


def test_word_says_its_language_title_and_that_it_is_a_draft(document, paper):
    languages = {element.get(qn("w:val")) for element in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"de-DE"}
    core = document.core_properties
    assert (core.title, core.language, core.author) == (paper.title, "de", "Übungszentrum")
    assert core.created.isoformat()[:10] == core.modified.isoformat()[:10] == paper.day
    assert "Entwurf, nicht freigegeben" in "\n".join(p.text for p in document.paragraphs)


def test_own_words_are_marked_and_odd_characters_are_seen(document):
    marked = [
        p.text
        for p in document.paragraphs
        if p._p.pPr is not None and p._p.pPr.find(qn("w:pBdr")) is not None
        and p.style.name not in ("Title", "Intense Quote")
    ]  # fmt: skip
    assert marked == ["=1+1 ist Text.", "Punkt \ufffd"]


def test_word_holds_nothing_that_runs_or_leads_outside(word):
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        names = archive.namelist()
        links = [n for n in names if n.endswith(".rels") and b"External" in archive.read(n)]
    assert [n for n in names if "vba" in n.lower() or "embed" in n.lower()] == []
    assert links == []


def test_excel_has_a_sheet_per_table_with_numbers_as_numbers(files, paper):
    book = openpyxl.load_workbook(io.BytesIO(files.xlsx(paper)))
    tables = [b for c in paper.chapters for b in c.blocks if isinstance(b, PaperTable)]
    assert len(book.sheetnames) == len(tables) + 1
    assert len(set(book.sheetnames)) == len(book.sheetnames)
    sheet = book[book.sheetnames[1]]
    assert sheet["A1"].value == tables[0].caption == "Ziel und Stand"
    assert [cell.value for cell in sheet[3]] == ["Beratene Verwaltungen", 20, 6, 17, "zu 85 %"]
    overview = [row for row in book["Überblick"].iter_rows(values_only=True) if row[0]]
    assert overview[0][0] == paper.title
    assert ("Kennzahl", "Wert", "Vergleich") in overview
    assert book.properties.title == paper.title


def test_days_and_shares_and_changes_of_excel_can_be_sorted_and_computed(files, paper):
    odd = dataclasses.replace(
        paper,
        chapters=(
            dataclasses.replace(
                paper.chapters[0],
                blocks=(
                    PaperTable(
                        "Werte",
                        ("Tag", "Anteil", "Mehr", "kein Tag"),
                        (("05.11.2026", "60 %", "+16", "31.02.2026"),),
                    ),
                ),
            ),
        ),
    )
    sheet = openpyxl.load_workbook(io.BytesIO(files.xlsx(odd))).worksheets[1]
    assert [c.value for c in sheet[3]] == [
        datetime(2026, 11, 5),  # noqa: DTZ001 - Excel knows no zone
        0.6,
        16,
        "31.02.2026",
    ]
    assert sheet["A3"].number_format == "dd.mm.yyyy"


def test_no_cell_of_excel_is_a_formula(files, paper):
    odd = dataclasses.replace(
        paper,
        title="=HYPERLINK(1)",
        chapters=(
            dataclasses.replace(
                paper.chapters[0],
                blocks=(
                    Paragraph("=1+1"), Items(("+2",)),
                    PaperTable("=3", ("@a", "-b"), (("=4", "-5"), ("\u22126,5", "1.234"))),
                ),
            ),
        ),
    )  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(files.xlsx(odd)))
    assert {c.data_type for s in book for row in s.iter_rows() for c in row} <= {"s", "n"}
    rows = list(book.worksheets[1].iter_rows(min_row=3, values_only=True))
    assert rows == [("=4", -5), (-6.5, 1234)]


@pytest.mark.parametrize(
    ("odd", "shown"),
    [
        ("Verein 🙂", "Verein \ufffd"),
        ("مدرسة", "مدرسة"),
        ("漢字 Schule", "\ufffd\ufffd Schule"),
        ("vor\ufeffne", "vor\ufffdne"),
        ("a\tb\x01c", "a b c"),
        ("Школа Ελλάδα Łódź €", "Школа Ελλάδα Łódź €"),
        ("C:\\tafel\\u0001", "C:\\tafel\\u0001"),
    ],
)
def test_a_sign_that_no_font_shows_is_seen_as_missing_and_keeps_nobody_from_the_pdf(
    paper, odd, shown
):
    """PDF for everybody must not hold it: one emoji in a name was no report at all."""
    short = dataclasses.replace(paper, title=odd, chapters=())
    page = pypdf.PdfReader(io.BytesIO(typeset(short))).metadata
    assert page is not None
    assert page.title == shown
