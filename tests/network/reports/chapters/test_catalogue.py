"""A chapter is one object: pages, paper, saving and translation follow from it."""

from __future__ import annotations

import dataclasses

import pytest

from services.network.records.model import Comment, Report
from services.network.records.network import ChangeSet, Put
from services.network.reports.chapters import catalogue
from services.network.reports.chapters.catalogue import CHAPTERS, REPORT_TYPES, chapters_of
from services.network.reports.chapters.chapter import ReportChapter
from services.network.reports.chapters.compose import paper_of
from services.network.reports.drafts import Head, save_draft
from services.network.reports.paper import Paragraph
from services.network.reports.review import review_token
from shared.errors import Invalid
from tests.network.exchange.web.test_import_pages import text_of
from tests.network.reports.conftest import REPORT
from tests.network.reports.web.test_report_pages import HEAD, draft, hidden, report
from tests.shared.helpers import SECRET, log_in, post_form
from tools.catalogues import ROOT, SOURCES, read

PROBE = ReportChapter(
    key="probe",
    title="Ein Kapitel zur Probe",
    hint="Was steht hier?",
    make=lambda of: (Paragraph(f"Gezählt am {of.data.day.year}."),),
    places={"gap_analysis": 25},
    figures=("houses",),
)


@pytest.fixture
def extended(monkeypatch):
    """The catalogue with one more chapter: what somebody who adds one writes into the list."""
    monkeypatch.setattr(catalogue, "CHAPTERS", (*CHAPTERS, PROBE))


def untranslated() -> list[str]:
    """Titles and hints of the catalogue that have no English words."""
    english = read(SOURCES[ROOT / "services" / "network"], "en")
    texts = [*REPORT_TYPES.values()]
    texts += [text for c in catalogue.all_chapters() for text in (c.title, c.hint)]
    return [text for text in texts if not ((known := english.get(text)) and known.string)]


def save(client, path: str, **fields: str):
    version = hidden(client.get(path), "version")
    return post_form(client, path, {**HEAD, "version": version, **fields})


# --- one more chapter ------------------------------------------------------------------------


def test_a_new_chapter_stands_in_the_paper_at_its_place_with_its_figures(practice, extended):
    paper = paper_of(practice, dataclasses.replace(REPORT, chapters=(("probe", "Eigener Text."),)))
    at = [chapter.key for chapter in paper.chapters].index("probe")
    assert [chapter.key for chapter in paper.chapters][at - 1 : at + 2] == [
        "coverage", "probe", "parallels",
    ]  # fmt: skip
    assert paper.chapters[at].title == "Ein Kapitel zur Probe"
    assert paper.chapters[at].own == (Paragraph("Eigener Text."),)
    assert paper.chapters[at].blocks == (Paragraph("Gezählt am 2026."),)
    assert "houses" in catalogue.figures_of("gap_analysis")
    assert "probe" not in {chapter.key for chapter in chapters_of("annual")}


def test_a_new_chapter_stands_in_the_form_and_its_text_is_kept(site, extended):
    client = log_in(site)
    path = draft(client)
    page = text_of(client.get(path))
    assert "Ein Kapitel zur Probe" in page
    assert "Was steht hier?" in page
    assert "Gezählt am 2026." in page
    assert save(client, path, text_probe="Mein Satz.").status_code == 303
    assert dict(report(site).chapters) == {"probe": "Mein Satz."}
    assert "Mein Satz." in text_of(client.get(f"{path}/vorschau"))


def test_reviewers_can_comment_on_a_new_chapter(site, extended):
    client = log_in(site)
    path = draft(client)
    version = hidden(client.get(f"{path}/pruefung"), "version")
    post_form(client, f"{path}/pruefung", {"version": version, "until": "2026-12-01"})
    link = f"/berichte/pruefung/{review_token(report(site), SECRET)}"
    visitor = site.test_client()
    post_form(visitor, link, {"name": "Ada", "comment_probe": "Gut so."})
    page = text_of(client.get(f"{path}/pruefung"))
    assert "Ein Kapitel zur Probe" in page
    assert "Gut so." in page


def test_a_new_chapter_without_english_words_is_noticed(extended):
    assert untranslated() == ["Ein Kapitel zur Probe", "Was steht hier?"]


def test_every_chapter_and_type_has_english_words():
    assert untranslated() == []


# --- order -----------------------------------------------------------------------------------


def test_the_chapters_of_each_type_stand_in_their_order():
    told = {kind: " ".join(chapter.key for chapter in chapters_of(kind)) for kind in REPORT_TYPES}
    assert told == {
        "gap_analysis": "summary coverage parallels measures network meetings evidence data_age "
        "method",
        "progress": "summary work indicators measures meetings coverage network evidence outlook "
        "data_age method",
        "annual": "summary work indicators measures meetings network coverage parallels evidence "
        "outlook data_age method",
        "final": "summary work indicators coverage parallels measures meetings network evidence "
        "impact data_age method",
    }


def test_a_type_that_nobody_knows_has_the_chapters_of_a_yearly_account():
    assert chapters_of("something") == chapters_of("annual")


@pytest.mark.parametrize("kind", REPORT_TYPES)
def test_no_two_chapters_of_a_type_have_the_same_place(kind):
    places = [chapter.places[kind] for chapter in chapters_of(kind)]
    assert sorted(set(places)) == places


def test_every_key_and_type_of_the_list_is_told_once_and_known():
    keys = [chapter.key for chapter in CHAPTERS]
    assert sorted(set(keys)) == sorted(keys)
    assert {kind for chapter in CHAPTERS for kind in chapter.places} == set(REPORT_TYPES)


# --- own text is never lost ------------------------------------------------------------------


@pytest.mark.parametrize("kind", REPORT_TYPES)
def test_saving_keeps_the_own_text_of_every_chapter_of_every_type(site, kind):
    client = log_in(site)
    path = draft(client)
    texts = {chapter.key: f"Text zu {chapter.key}." for chapter in CHAPTERS}
    wanted = {f"text_{key}": text for key, text in texts.items()}
    assert save(client, path, report_type=kind, **wanted).status_code == 303
    assert dict(report(site).chapters) == texts
    # The form of the type sends its own chapters only; the others keep theirs.
    shown = {f"text_{c.key}": texts[c.key] for c in chapters_of(kind)}
    assert save(client, path, report_type=kind, **shown).status_code == 303
    assert dict(report(site).chapters) == texts


def test_the_text_of_a_chapter_that_no_type_has_any_more_stays_stored(site):
    client = log_in(site)
    path = draft(client)
    live = site.extensions["ikoe"].live
    old = dataclasses.replace(
        report(site), chapters=(("gone", "Alter Text."), ("summary", "Anfang."))
    )
    version = live.network().version(Report.KIND, old.id)
    live.apply(ChangeSet((Put(old, version),)), "Kim", site.extensions["ikoe"].clock())
    assert save(client, path, text_summary="Neu.", text_method="Ende.").status_code == 303
    assert report(site).chapters == (
        ("summary", "Neu."), ("method", "Ende."), ("gone", "Alter Text."),
    )  # fmt: skip


def test_a_text_for_a_chapter_that_there_never_was_is_refused(site):
    parts = site.extensions["ikoe"]
    client = log_in(site)
    path = draft(client)
    found = report(site)
    head = Head("Titel", "annual", found.day, found.day, found.day)
    with pytest.raises(Invalid) as refused:
        save_draft(
            parts, found.id, head, {"sumary": "Mit Tippfehler."},
            expects=int(hidden(client.get(path), "version")), today=found.day, author="Kim",
        )  # fmt: skip
    assert [(p.code, p.field) for p in refused.value.problems] == [("field.invalid", "text_sumary")]
    assert report(site) == found


def test_comments_on_a_chapter_that_there_is_no_more_are_still_read(site):
    client = log_in(site)
    path = draft(client)
    parts = site.extensions["ikoe"]
    said = Comment(
        id="c1", report_id=report(site).id, chapter="gone", author="Ada", text="Noch wahr?",
        written_at=parts.clock(),
    )  # fmt: skip
    parts.live.apply(ChangeSet((Put(said, 0),)), "Ada", parts.clock())
    page = text_of(client.get(f"{path}/pruefung"))
    assert "Früheres Kapitel" in page
    assert "Noch wahr?" in page
