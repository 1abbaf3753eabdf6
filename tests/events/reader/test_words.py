"""Every code that the service raises has a sentence of its own, and its places are filled."""

from __future__ import annotations

import re
from pathlib import Path

from services.events import app as events_app
from services.events.invitations.web.words import REASONS
from shared.web import problems

SOURCES = Path(events_app.__file__).parent
RAISED = re.compile(r'(?:Problem|Refused|NotFound|TooMany)\(\s*"([a-z_.]+)"')
SENTENCES = problems.together(problems.SENTENCES, *(words.SENTENCES for words in events_app.WORDS))
# Never shown: the pages turn them into "this link is invalid" or "not found".
INNER = {"not_found.invitation", "not_found.registration"}


def test_every_code_has_a_sentence():
    codes = {c for file in SOURCES.rglob("*.py") for c in RAISED.findall(file.read_text("utf-8"))}
    assert "event.end_before_start" in codes
    assert sorted(codes - set(SENTENCES) - INNER) == []


def test_the_places_of_sentences_are_written_as_the_frame_fills_them():
    assert [code for code, text in SENTENCES.items() if "%(" in text] == []
    assert REASONS[""] != ""
