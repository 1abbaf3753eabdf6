"""Every text on a page, in a letter and in a report is there in both languages."""

from __future__ import annotations

import re

import pytest

from tools.catalogues import ROOT, SOURCES, all_translated, extract, read, texts

_PLACES = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


def _name(folder):
    return folder.name


@pytest.mark.parametrize("folder", SOURCES, ids=_name)
def test_every_text_is_translated_to_english(folder):
    english = read(SOURCES[folder], "en")
    missing = [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in extract(folder)
        if message.id
        and not (
            (known := english.get(message.id, message.context)) and all_translated(known.string)
        )
    ]
    assert missing == []


@pytest.mark.parametrize("folder", SOURCES, ids=_name)
def test_a_singular_has_one_plural(folder):
    # A catalogue knows a text by its singular: the plural of one place would be shown at another.
    plurals: dict[tuple[str, str | None], set[str]] = {}
    for _place, message, _comments, context in texts(folder):
        singular, plural = message[:2] if isinstance(message, tuple | list) else (message, "")
        plurals.setdefault((singular, context), set()).add(plural)
    assert {key: found for key, found in plurals.items() if len(found - {""}) > 1} == {}


@pytest.mark.parametrize("folder", SOURCES, ids=_name)
def test_translations_fill_the_same_places(folder):
    wrong = []
    for message in read(SOURCES[folder], "en"):
        if not message.id or not message.string:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        wanted = {place for text in ids for place in _PLACES.findall(text)}
        # One form of a plural may leave the number out ("one letter").
        if any(set(_PLACES.findall(text)) - wanted for text in texts) or (
            len(ids) == 1 and set(_PLACES.findall(texts[0])) != wanted
        ):
            wrong.append(ids[0])
    assert wrong == []


@pytest.mark.parametrize("folder", SOURCES, ids=_name)
def test_catalogues_hold_no_text_that_is_gone(folder):
    present = {(message.id, message.context) for message in extract(folder)}
    gone = [
        message.id
        for message in read(SOURCES[folder], "en")
        if message.id and (message.id, message.context) not in present
    ]
    assert gone == [], f"make catalogues in {ROOT.name}"
