"""A report as a Word document: real headings, table heads, texts for pictures, fixed bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from services.network.reports.files.docx_tables import WordTables
from services.network.reports.paper import (
    Block,
    Chapter,
    Heading,
    Items,
    KeyFigures,
    Paper,
    PaperPicture,
    PaperTable,
    Paragraph,
)
from shared.spreadsheets import writable

_BRAND, _SOFT = "15347F", "474C66"
_FONT = "Arial"  # Every machine has it, or one that is as wide.
_PICTURE_CM = 12.5
_EPOCH = (1980, 1, 1, 0, 0, 0)
_BODY = "word/document.xml"


def write_docx(paper: Paper, drawn: Mapping[str, bytes]) -> bytes:
    """The whole paper; the same paper gives the same bytes. ``drawn`` has a PNG of each SVG."""
    return _Writer(paper, drawn).made()


class _Writer:
    def __init__(self, paper: Paper, drawn: Mapping[str, bytes]) -> None:
        import docx

        self.paper = paper
        self.drawn = drawn
        self.doc: Any = docx.Document()
        self.tables = WordTables(self.doc)
        self.pictures = 0

    def made(self) -> bytes:
        """The file."""
        self._properties()
        self._styles()
        self._page()
        self._head()
        for number, chapter in enumerate(self.paper.chapters):
            self._chapter(chapter, number)
        out = io.BytesIO()
        self.doc.save(out)
        return _finished(out.getvalue(), self.tables)

    # --- frame ------------------------------------------------------------------------------

    def _properties(self) -> None:
        paper, core = self.paper, self.doc.core_properties
        day = date.fromisoformat(paper.day)
        stamp = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - the format has no zone
        core.title, core.author, core.language = writable(paper.title), writable(paper.centre), "de"
        core.subject, core.keywords, core.comments = paper.kind, "", ""
        core.created = core.modified = stamp
        core.last_modified_by, core.revision = writable(paper.centre), 1

    def _styles(self) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Pt, RGBColor

        styles = self.doc.styles
        # Screen readers choose their voice by it, Word its hyphenation.
        for language in styles.element.iter(qn("w:lang")):
            language.set(qn("w:val"), "de-DE")
            language.set(qn("w:eastAsia"), "de-DE")
        for name, size, colour in (
            ("Normal", 10, None), ("Title", 20, _BRAND), ("Heading 1", 15, _BRAND),
            ("Heading 2", 12, "131525"), ("Caption", 10, "131525"), ("Subtitle", 11, _SOFT),
        ):  # fmt: skip
            style = styles[name]
            style.font.name, style.font.size = _FONT, Pt(size)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for key in list(fonts.attrib):
                # A theme's font would win over the one named here.
                if key.endswith("Theme"):
                    del fonts.attrib[key]
            if colour:
                style.font.color.rgb = RGBColor.from_string(colour)
            style.font.italic = False
        # Narrow columns hold long German words.
        hyphenate = OxmlElement("w:autoHyphenation")
        settings = self.doc.settings.element
        settings.insert_element_before(
            hyphenate, "w:consecutiveHyphenLimit", "w:hyphenationZone", "w:doNotHyphenateCaps",
            "w:defaultTabStop", "w:characterSpacingControl", "w:compat", "w:rsids",
            "m:mathPr", "w:themeFontLang", "w:clrSchemeMapping", "w:shapeDefaults",
            "w:decimalSymbol", "w:listSeparator",
        )  # fmt: skip
        styles["Caption"].paragraph_format.keep_with_next = True
        styles["Caption"].font.bold = True
        styles["Normal"].paragraph_format.space_after = Pt(5)

    def _page(self) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm

        section = self.doc.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(2.1), Cm(2.1)
        section.top_margin, section.bottom_margin = Cm(2.0), Cm(1.8)
        # A first page without the running head: it has the title itself.
        section.different_first_page_header_footer = True
        mark = "Entwurf" if self.paper.draft else f"Stand {_german(self.paper.day)}"
        section.header.paragraphs[0].text = f"{writable(self.paper.title)} – {mark}"
        for footer in (section.footer, section.first_page_footer):
            line = footer.paragraphs[0]
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            line.add_run(f"{writable(self.paper.footer)} – Seite ")
            _field(line, "PAGE")
            line.add_run(" von ")
            _field(line, "NUMPAGES")

    def _head(self) -> None:
        paper = self.paper
        self.doc.add_paragraph(writable(paper.centre), style="Subtitle")
        self.doc.add_paragraph(writable(paper.title), style="Title")
        kind = paper.kind + (" – Entwurf, nicht freigegeben" if paper.draft else "")
        self.doc.add_paragraph(kind, style="Subtitle")
        for label, value in paper.facts:
            line = self.doc.add_paragraph()
            line.add_run(f"{label}: ").bold = True
            line.add_run(writable(value))
            line.paragraph_format.space_after = 0
        if paper.note:
            self.doc.add_paragraph(writable(paper.note), style="Intense Quote")

    # --- chapters ---------------------------------------------------------------------------

    def _chapter(self, chapter: Chapter, number: int) -> None:
        heading = self.doc.add_heading(writable(chapter.title), level=1)
        if number and chapter.new_page:
            heading.paragraph_format.page_break_before = True
        before = len(self.doc.element.body)
        for block in chapter.own:
            self._block(block)
        for element in list(self.doc.element.body)[before - 1 : -1]:
            # The coordinators' own words, told apart from what the program wrote.
            _mark(element)
        for block in chapter.blocks:
            self._block(block)
        if chapter.key == "summary" and self.paper.signed:
            self.doc.add_paragraph(writable(self.paper.signed)).runs[0].bold = True

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self._paragraph(block)
            case Heading():
                self.doc.add_heading(writable(block.text), level=2)
            case Items():
                style = "List Number" if block.numbered else "List Bullet"
                for item in block.items:
                    self.doc.add_paragraph(writable(item), style=style)
            case KeyFigures():
                rows = tuple((words, value, change) for value, words, change in block.items)
                headers = ("Kennzahl", "Wert", "Vergleich")
                widths = (2.2, 0.9, 2.4)
                self._table(PaperTable("Kennzahlen", headers, rows, "lrl", widths))
            case PaperTable():
                self._table(block)
            case PaperPicture():
                self._picture(block)

    def _paragraph(self, block: Paragraph) -> None:
        from docx.shared import Pt, RGBColor

        run = self.doc.add_paragraph().add_run(writable(block.text))
        if block.tone == "lead":
            run.font.size = Pt(11)
        elif block.tone == "small":
            run.font.size = Pt(9)
            run.font.color.rgb = RGBColor.from_string(_SOFT)

    def _picture(self, block: PaperPicture) -> None:
        from docx.shared import Cm

        self.doc.add_paragraph(writable(block.caption), style="Caption")
        self.pictures += 1
        shape = self.doc.add_picture(io.BytesIO(self.drawn[block.svg]), width=Cm(_PICTURE_CM))
        about = shape._inline.docPr
        about.set("descr", writable(block.alt))
        about.set("title", writable(block.caption))
        about.set("name", f"Bild {self.pictures}")

    def _table(self, block: PaperTable) -> None:
        from docx.shared import Pt

        self.doc.add_paragraph(writable(block.caption), style="Caption")
        body = self.doc.element.body
        body.insert(len(body) - 1, self.tables.place(block))
        below = self.doc.add_paragraph()
        # Word wants a paragraph between tables; a small one leaves room on the first page.
        below.paragraph_format.space_after = 0
        below.add_run(" ").font.size = Pt(4)


# --- what python-docx has no words for -------------------------------------------------------


def _mark(paragraph: Any) -> None:
    """A line at the left of a paragraph."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = paragraph.get_or_add_pPr()
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "8"), ("color", _BRAND)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _field(line: Any, name: str) -> None:
    """A number that Word fills in."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "", "separate", "shown", "end"):
        run = line.add_run()
        if kind == "":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {name} "
            run._r.append(code)
        elif kind == "shown":
            run.text = "1"
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def _german(day: str) -> str:
    return date.fromisoformat(day).strftime("%d.%m.%Y")


def _finished(content: bytes, tables: WordTables) -> bytes:
    """The archive with its tables in their places and a fixed time at every part: the clock is
    no part of the report."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            part = given.read(name)
            made.writestr(entry, tables.put_into(part) if name == _BODY else part)
    return out.getvalue()
