"""The frozen files: same bytes, PDF/UA-1, content-addressed, nothing evaluated."""

from __future__ import annotations

import dataclasses
import io
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest

from services.network.records.model import Report
from services.network.records.period import Period
from services.network.reports.chapters.catalogue import REPORT_TYPES
from services.network.reports.chapters.compose import paper_of
from services.network.reports.files import typesetter
from services.network.reports.files.store import ReportFolder, picture, typeset
from services.network.reports.paper import Chapter, PaperTable
from shared.errors import NotFound, Unavailable
from tests.network.reports.conftest import REPORT


@pytest.fixture(scope="module")
def pdf(practice) -> bytes:
    return typeset(paper_of(practice, REPORT))


def test_the_same_paper_gives_the_same_bytes(practice, pdf):
    assert typeset(paper_of(practice, REPORT)) == pdf


def test_what_cannot_be_set_is_told_and_takes_too_long_only_so_long(monkeypatch):
    with pytest.raises(RuntimeError, match="unknown variable"):
        typesetter.run("#nothing_of_that_name", {}, format="pdf")
    monkeypatch.setattr(typesetter, "SECONDS", 0.001)
    with pytest.raises(Unavailable) as away:
        picture("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
    assert away.value.code == "unavailable.typesetter"


def test_documents_of_one_run_come_in_their_order():
    page = "#set page(width: auto, height: auto)\n#sys.inputs.x"
    orders = [typesetter.order(page, {"x": x}, format="svg") for x in ("eins", "zwei")]
    with typesetter.Typesetting(orders) as setting:
        both = [setting.next(), setting.next()]
    assert both == [typesetter.run(page, {"x": x}, format="svg") for x in ("eins", "zwei")]
    assert both[0] != both[1]


def test_a_run_that_nobody_waits_for_ends():
    with typesetter.Typesetting([typesetter.order("a", {}, format="pdf")] * 3) as setting:
        setting.next()
    assert setting._process.returncode is not None


def test_every_format_at_once_is_what_each_alone_would_be(practice, pdf, tmp_path: Path):
    files, paper = ReportFolder(tmp_path), paper_of(practice, REPORT)
    assert files.every_format(paper) == {
        "html": files.html(paper),
        "pdf": pdf,
        "docx": files.docx(paper),
        "xlsx": files.xlsx(paper),
    }


def test_setting_a_document_leaves_typst_out_of_this_process():
    code = (
        "import sys; from services.network.reports.files.store import picture;"
        'picture(\'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>\');'
        "sys.exit('typst' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_pdf_is_accessible_by_verapdf(verapdf, tmp_path: Path, pdf):
    file = tmp_path / "bericht.pdf"
    file.write_bytes(pdf)
    assert verapdf(file) == ""


@pytest.mark.parametrize("kind", ["annual", "final"])
def test_a_pdf_with_every_chapter_is_accessible_too(verapdf, tmp_path: Path, practice, kind):
    draft = practice.get(Report, "uebung-bericht")
    at = datetime(2026, 11, 25, 10, tzinfo=UTC)
    done = dataclasses.replace(
        draft, report_type=kind, status="released", released_by="Kim", released_at=at
    )
    file = tmp_path / "bericht.pdf"
    file.write_bytes(typeset(paper_of(practice, done)))
    assert verapdf(file) == ""


@pytest.mark.parametrize("kind", REPORT_TYPES)
def test_the_pages_of_every_kind_of_report_are_numbered_one_by_one(practice, kind):
    bare = dataclasses.replace(
        practice.get(Report, "uebung-bericht"),
        report_type=kind,
        chapters=(),
        purpose="",
        programme="",
        reference="",
        strategy_id="",
        grant_period=Period(),
        status="released",
        released_by="Kim",
        released_at=datetime(2026, 11, 25, 10, tzinfo=UTC),
    )
    paper = paper_of(practice, bare)
    pages = pypdf.PdfReader(io.BytesIO(typeset(paper))).pages
    numbers = [re.findall(r"Seite (\d+) von (\d+)", page.extract_text()) for page in pages]
    assert numbers == [[(str(n), str(len(pages)))] for n in range(1, len(pages) + 1)]


def test_the_pdf_says_everything_and_evaluates_nothing(tmp_path: Path, pdf):
    file = tmp_path / "bericht.pdf"
    file.write_bytes(pdf)
    reader = pypdf.PdfReader(file)
    assert reader.metadata is not None
    assert reader.metadata.title == "Lückenanalyse 2026"
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "de-DE"
    assert "/StructTreeRoot" in root
    first = re.sub(r"\s+", " ", reader.pages[0].extract_text())
    assert "Nachweis #1 für $alle$ <b>Stellen</b> @x \\ *fett*" in first
    assert "Ein Satz #panic() $x$." in first
    assert f"Seite 1 von {len(reader.pages)}" in first


def test_only_the_fonts_that_the_typesetter_brings_are_used(tmp_path: Path, pdf):
    file = tmp_path / "bericht.pdf"
    file.write_bytes(pdf)
    resources: list[Any] = [page["/Resources"] for page in pypdf.PdfReader(file).pages]
    names = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for found in resources
        for font in found.get("/Font", {}).values()
    }
    assert {name.split("-")[0] for name in names} == {"LibertinusSerif"}


def test_a_file_is_kept_once_and_read_only(tmp_path: Path):
    files = ReportFolder(tmp_path / "reports")
    first, second = files.put(b"inhalt"), files.put(b"inhalt")
    assert first == second
    assert files.get(first) == b"inhalt"
    kept = [path for path in (tmp_path / "reports").rglob("*") if path.is_file()]
    assert [path.name for path in kept] == [first]
    assert kept[0].stat().st_mode & 0o222 == 0


@pytest.mark.parametrize("digest", ["", "../x", "zz", "0" * 63])
def test_what_is_no_name_of_a_file_is_not_found(tmp_path: Path, digest):
    with pytest.raises(NotFound):
        ReportFolder(tmp_path).get(digest)


def test_a_file_that_was_changed_or_is_gone_is_named_and_the_same_content_heals_it(tmp_path: Path):
    files = ReportFolder(tmp_path / "reports")
    digest = files.put(b"inhalt")
    path = tmp_path / "reports" / digest[:2] / digest
    path.chmod(0o600)
    path.write_bytes(b"anders")
    for _ in range(2):
        with pytest.raises(Unavailable) as caught:
            files.get(digest)
        assert (caught.value.code, caught.value.params) == (
            "unavailable.report_file", {"file": f"reports/{digest[:2]}/{digest}"},
        )  # fmt: skip
        assert files.put(b"inhalt") == digest
        assert files.get(digest) == b"inhalt"
        path.unlink()


def test_a_table_of_thousands_of_rows_is_read_in_parts_from_the_top_of_a_page(practice):
    rows = tuple((f"Zeile {number}",) for number in range(4001))
    table = PaperTable("Alle Zeilen", ("Name",), rows, "l", dense=True)
    paper = paper_of(practice, REPORT)
    told = dataclasses.replace(paper, chapters=(Chapter("appendix", "Belege", (), (table,)),))
    pages = pypdf.PdfReader(io.BytesIO(typeset(told))).pages
    text = "\n".join(page.extract_text() for page in pages)
    assert re.findall(r"Alle Zeilen \(Teil (\d) von 3\)", text) == ["1", "2", "3"]
    assert [page.extract_text().count("(Teil") for page in pages].count(1) == 3
    assert re.findall(r"Zeile (\d+)", text) == [str(number) for number in range(4001)]
