"""Text written differently and meant the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.records.text_folding import fold, name_key


@pytest.mark.parametrize(
    "text",
    [
        "Akteur:innen",
        "Akteur*innen",
        "Akteur_innen",
        "Akteur/-innen",
        "AkteurInnen",
        "Akteur(innen)",
        "Akteurinnen",
        "AKTEUR:IN",
    ],
)
def test_gender_forms_fold_to_one_stem(text):
    assert fold(text) == "akteur"


@pytest.mark.parametrize("text", ["Müller e. V.", "Mueller e.V.", "Muller", "MÜLLER gGmbH"])
def test_umlauts_and_legal_forms_do_not_matter(text):
    assert fold(text) == "muller"


def test_base_letter_and_written_out_umlaut_both_find_it():
    assert fold("Köln") == fold("Koeln") == fold("Koln")
    assert fold("Straße") == fold("STRASSE")


def test_names_in_another_order_have_one_key():
    one = name_key("Institut für Kommunale Planung und Entwicklung e.V.")
    assert one == name_key("Kommunale Planung und Entwicklung, Institut für")
    assert one != name_key("Institut für Kommunale Planung")


@settings(max_examples=300, derandomize=True)
@given(st.text(max_size=60))
def test_folding_gives_words_joined_by_one_blank(text):
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert folded == folded.casefold()
