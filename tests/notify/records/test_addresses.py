"""What is taken for an address, and what may stand in a header."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.records.addresses import header_text, normal_address


@given(st.text(max_size=60) | st.emails())
def test_what_is_taken_for_an_address_is_exactly_one(text):
    normal = normal_address(text)
    if normal:
        assert normal.count("@") == 1
        assert re.fullmatch(r"[!-~]+", normal)
        assert not set(normal) & set('<>(),;:"\\[] ')
        assert normal_address(normal) == normal


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        (" Olga@Verein.Example ", "olga@verein.example"),
        ("a@dü.example", "a@xn--d-eha.example"),
        ("a+b@x.example", "a+b@x.example"),
        ("a@b.c, d@e.f", ""),
        ("a@b..c", ""),
        ("a@localhost", ""),
        ("a@127.0.0.1", ""),
        ("", ""),
        ("a@b.example>\r\nRCPT TO:<x", ""),
        ("ä@x.example", ""),
        ("a" * 65 + "@x.example", ""),
    ],
)
def test_addresses(given, normal):
    assert normal_address(given) == normal


def test_header_text_is_cut_and_clean():
    assert header_text("a\r\nb\t c\u202e", 80) == "a b c"
    assert header_text("x" * 100, 10) == "x" * 9 + "…"
