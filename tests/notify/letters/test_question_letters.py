"""The letter that asks one side of a finding whether both cooperate."""

from __future__ import annotations

from datetime import date

import pytest

from services.notify.letters.ports import LetterUnwritable
from shared.notices import NoticeKind
from tests.notify.builders import notice, recipient
from tests.notify.letters.test_letters import compose


@pytest.mark.parametrize(
    ("lang", "day", "silent"),
    [("de", "23. Dezember 2026", "nicht öffentlich"), ("en", "23 December 2026", "not public")],
)
def test_a_question_names_both_entries_the_day_and_whence_the_address(lang, day, silent):
    one = notice(NoticeKind.FINDING_QUESTION, recipients=(recipient(lang=lang),), event=None)
    letter = compose(one)
    for text in (letter.text, letter.html):
        for words in ("Lotsinnen für Ämter", "Begleitung zum Amt", "Sprachmittlung, Jena", day,
                      "/anmeldung/answer/", "Webseite des Vereins", "Anna Muster, 0361 123",
                      "Ihr Verein arbeitet in Jena zum selben Thema."):  # fmt: skip
            assert words in text
        assert silent not in text
    assert "Lotsinnen für Ämter" in letter.subject
    assert "Lotsinnen für Ämter“ (Verein B)\n" in letter.text or lang == "en"
    assert one.question is not None
    hidden = one.question.model_copy(update={"other_title": "", "other_actor": ""})
    assert silent in compose(one.model_copy(update={"question": hidden})).text


def test_a_question_without_its_link_is_not_written():
    with pytest.raises(LetterUnwritable):
        compose(notice(NoticeKind.FINDING_QUESTION, recipients=(recipient(links={}),)))


@pytest.mark.parametrize(
    ("lang", "before", "word", "once"),
    [
        ("de", "9. Dezember 2026", "Erinnerung", "nur dieses eine Mal"),
        ("en", "9 December 2026", "Reminder", "only this once"),
    ],
)
def test_a_reminder_says_when_the_question_was_asked_and_that_it_is_the_only_one(
    lang, before, word, once
):
    one = notice(NoticeKind.QUESTION_REMINDER, recipients=(recipient(lang=lang),), event=None)
    assert one.question is not None
    asked = one.question.model_copy(update={"asked_on": date(2026, 12, 9)})
    letter = compose(one.model_copy(update={"question": asked}))
    assert letter.subject.startswith(f"{word}: ")
    for text in (letter.text, letter.html):
        for words in (before, once, "Lotsinnen für Ämter", "/anmeldung/answer/"):
            assert words in text
