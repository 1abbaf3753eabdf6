"""The letter that reminds the owner of a measure."""

from __future__ import annotations

import pytest

from services.notify.letters.ports import LetterUnwritable
from shared.notices import NoticeKind
from tests.notify.builders import notice, recipient
from tests.notify.letters.test_letters import compose


@pytest.mark.parametrize(
    ("lang", "soon", "late", "day"),
    [
        ("de", "Bald fällig", "Überfällig", "23. Dezember 2026"),
        ("en", "Due soon", "Overdue", "23 December 2026"),
    ],
)
def test_a_reminder_names_the_measure_its_day_and_who_is_in_charge(lang, soon, late, day):
    one = notice(NoticeKind.MEASURE_REMINDER, recipients=(recipient(lang=lang),), event=None)
    assert one.measure is not None
    over = one.model_copy(update={"measure": one.measure.model_copy(update={"overdue": True})})
    for letter, word in ((compose(one), soon), (compose(over), late)):
        assert letter.subject == f"{word}: Lotsinnen auch für Jena gewinnen"
        for text in (letter.text, letter.html):
            for words in ("Lotsinnen auch für Jena", day, "Frau Muster, Verein B", "/measure/"):
                assert words in text
    assert compose(over).text != compose(one).text


def test_a_reminder_without_its_link_is_not_written():
    with pytest.raises(LetterUnwritable):
        compose(notice(NoticeKind.MEASURE_REMINDER, recipients=(recipient(links={}),)))
