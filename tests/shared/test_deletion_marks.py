"""Marks of a person: recognised in every spelling, in nobody else, and they tell nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.data_protection.marks import GONE, Marks, marks_of, words_of

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def marks(*names: str, addresses: tuple[str, ...] = (), numbers: tuple[str, ...] = ()) -> Marks:
    return Marks(marks_of("salt", NOW, names=names, addresses=addresses, numbers=numbers))


@pytest.mark.parametrize(
    ("text", "erased"),
    [
        ("Fragen an Erika Müller-Lüdenscheidt.", f"Fragen an {GONE}."),
        ("Müller-Lüdenscheidt, Dr. Erika (Leitung)", f"{GONE} (Leitung)"),
        ("ERIKA MUELLER LUEDENSCHEIDT", GONE),
        ("Erika Müller-Lüdenscheidts Büro", f"{GONE} Büro"),
        ("Erika\nMüller-Lüdenscheidt", GONE),
        ("https://example.org/erika-mueller-luedenscheidt", f"https://example.org/{GONE}"),
        ("Erika Müller", "Erika Müller"),
        ("Lüdenscheidt ist eine Stadt, Müller ein Name, Erika auch", None),
        # A colon is no part of a name: whoever is addressed is not named.
        ("Erika: Herr Müller-Lüdenscheidt kommt nicht", None),
    ],
)
def test_a_name_is_found_in_the_order_and_spelling_people_write_it(text, erased):
    found = marks("Dr. Erika Müller-Lüdenscheidt").erased(text)
    assert found == (text if erased is None else erased)


def test_an_address_and_a_number_are_found_however_they_are_written():
    known = marks(addresses=("erika@example.org",), numbers=("0361 / 123 456",))
    text = "Erika@Example.org, Tel. +49 (0)361 123456 oder 0049 361-123456, nicht 0361 123457."
    assert known.erased(text) == f"{GONE}, Tel. {GONE} oder {GONE}, nicht 0361 123457."
    assert known.is_address(" ERIKA@example.org ")
    assert not known.is_address("erika@example.org.example")


def test_a_single_word_is_no_mark_of_a_person():
    assert marks("Müller", addresses=("keine Adresse",), numbers=("112",)) == Marks()


def test_the_marks_hold_nothing_of_the_person():
    told = repr(marks("Erika Muster", addresses=("e@example.org",), numbers=("0361 123456",)))
    assert not [part for part in ("erika", "muster", "example", "123456") if part in told.lower()]


def test_what_was_written_after_the_deletion_is_left_alone():
    known = marks("Erika Muster")
    assert known.since(NOW - timedelta(days=1)).found_in("Erika Muster")
    assert not known.since(NOW + timedelta(seconds=1)).found_in("Erika Muster")


def test_a_value_is_erased_within_its_texts_only_and_stays_the_same_object_otherwise():
    known = marks("Erika Muster")
    value = {"id": "erika-muster", "people": [{"name": "Erika Muster"}, {"name": "Max Muster"}]}
    found = known.erased_within(value, lambda path: path != "id")
    assert found == {"id": "erika-muster", "people": [{"name": GONE}, {"name": "Max Muster"}]}
    assert known.erased_within(found, lambda path: path != "id") is found


NAMES = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyzäöüßéñ", min_size=2, max_size=9), min_size=2, max_size=4
).map(" ".join)


@given(NAMES, st.text(max_size=60), st.text(max_size=60))
def test_whoever_is_marked_stands_in_no_text_that_was_erased(name, before, after):
    if not 2 <= len(words_of(name)) <= 6:
        return
    known = marks(name)
    erased = known.erased(f"{before} {name} {after}")
    assert name not in erased
    assert known.erased(erased) == erased


@given(st.text(max_size=200))
def test_where_nobody_is_marked_no_text_changes(text):
    assert Marks().erased(text) is text
    assert marks("Erika Mustermann-Beispiel").erased(text) is text
