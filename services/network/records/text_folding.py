"""Text folded for searching and comparing.

Written differently, meant the same: case, umlauts and accents, gender forms
("Akteur:innen", "Berater*in"), legal forms ("e. V.", "gGmbH"). Folding both the text and the
query makes them equal; a folded text is for comparing only and never shown.
"""

from __future__ import annotations

import re
import unicodedata

_GENDER = re.compile(r"(?<=\w)(?:[:*_/·•]-?in(?:nen)?|\(-?in(?:nen)?\))(?!\w)", re.I)
# "BeraterInnen": the capital I within a word.
_BINNEN_I = re.compile(r"(?<=[a-zäöüß])In(?:nen)?(?!\w)")
_LEGAL = re.compile(
    r"(?<!\w)(?:e\.?\s?v\.?|i\.?\s?g\.?|gemeinn[uü]tzige|haftungsbeschr[aä]nkt"
    r"|g?gmbh|gug|ug|e\.?\s?g\.?|ag|a\.?\s?[oö]\.?\s?r\.?|k\.?\s?d\.?\s?[oö]\.?\s?r\.?"
    r"|mbh|gbr|ohg|kg)(?!\w)\.?"
)
_WORD = re.compile(r"[^\W_]+")
# Written out umlauts: "Koeln" and "Köln" shall meet, so both lose the e.
_WRITTEN_OUT = re.compile(r"(?<=[aou])e")
_PLURAL = "innen"


def fold(text: str) -> str:
    """The words of a text in their comparable form, joined by one blank.

    Only letters and digits are left. A beginning of a word folds to a beginning of the
    folded word, apart from its last letter's ending, so that searching by beginnings works.
    """
    text = _BINNEN_I.sub("", _GENDER.sub("", unicodedata.normalize("NFC", text)))
    text = _LEGAL.sub(" ", text.casefold())
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    # casefold() once more: NFKD may bring forth capitals (as in the sign for "tel").
    words = _WORD.findall(_WRITTEN_OUT.sub("", plain.casefold()))
    return " ".join(_without_plural(word) for word in words)


def name_key(text: str) -> str:
    """A name's folded words in alphabetical order: equal keys are probably one organisation."""
    return " ".join(sorted(fold(text).split()))


def _without_plural(word: str) -> str:
    """The word without it: "beraterinnen" -> "berater"; short words ("drinnen") stay."""
    return word[: -len(_PLURAL)] if word.endswith(_PLURAL) and len(word) > 9 else word
