"""Every form, fetched fresh, with something nasty in it: never a 5xx, never half of it written.

Forms are those that pages show, each asked for anew before it is sent, so that version and form
key are those of the moment. The seed is printed; ``IKOE_SEED`` repeats it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from services.network.records.references import dangling
from tests.security import counts, life
from tests.security.conftest import Map
from tests.security.house import OWN, Form, House, Route, forms_of, tree_of, written
from tests.security.test_api import seed

ENDINGS = ("/daten-entfernen", "/loeschen", "/daten-laden", "/verwerfen", "/abmelden", "/weg",
           "/zurueckziehen", "/abbestellen", "/freigeben", "/standard")  # fmt: skip
"""Forms that take something away come last: the others need it."""
SUITE_POSTS, CHAOS_POSTS = 5, 120
MAY_CHANGE = ("accounts.", "uploads/", "notify.counters")
"""What a refused form may leave behind: counted attempts to log in, and a list that was sent to be
looked at before anything is taken over."""
TEXTS = (
    "", " ", "\t\r\n", "\x0b\x0c\x7f", "\x00", "\ufeff", "\u202e\u200b", "\ud7ff\ufffd", "🙂" * 500,
    "x" * 300, "x" * 70_000, "Ä" * 5_000, "-1", "0", "1", "00", "1,5", "1e9", "2147483648",
    "9223372036854775808", "9" * 400, "-9" * 40, "٣", "NaN", "Infinity", "2026-02-30", "31.02.2026",
    "0000-00-00", "9999-12-31", "31.12.9999", "01.01.0001", "24:61", "99:99", "Ende 2020",
    "gibt-es-nicht", "../../etc/passwd", "0b0e7a5e-3c27-4c43-9d2c-6a0e8d3c5f11", "public", "closed",
    "a@b", "kim@beispiel.example\r\nBcc: x@y.example", "javascript:alert(1)", "http://[::1",
    "https://x.example/" + "y" * 3000, "'\"><svg onload=k4n()>{{7*7}}", "=1+1", "on", "None", "[]",
)  # fmt: skip
FILES = (
    b"", b"\x00" * 100, b"Name\n", b"Name;Art\n=1;2\n", b"PK\x03\x04kaputt", b"\xff\xfeN\x00",
    life.LIST.encode(), life.LIST.encode() * 400, b"%PDF-1.7", b"<html>", b"Name;" * 20_000,
)  # fmt: skip


class Filler:
    """Spoils forms; the same seed spoils alike."""

    def __init__(self, number: int) -> None:
        self.pick = Random(number)

    def spoilt(self, form: Form) -> dict[str, Any]:
        """What the form sends, with one to three fields spoilt; version and key stay."""
        data = life.fill(form)
        kinds = dict(form.kinds)
        names = [n for n in kinds if n not in ("form_key", "version")] or ["unbekannt"]
        for name, kind in kinds.items():
            if kind == "file":
                content = self.pick.choice(FILES)
                ending = self.pick.choice(("csv", "xlsx", "txt", ""))
                data[name] = (io.BytesIO(content), f"liste.{ending}")
        for _ in range(self.pick.randint(0, 3)):
            name = self.pick.choice(names)
            if kinds.get(name) == "file":
                continue
            match self.pick.randrange(8):
                case 0:
                    data.pop(name, None)
                case 1:
                    data[name] = [self.pick.choice(TEXTS) for _ in range(3)]
                case 2:
                    data[name] = ["x"] * 900
                case _:
                    data[name] = self.pick.choice(TEXTS)
        if self.pick.random() < 0.05:
            data["version"] = self.pick.choice(TEXTS)
        return data


def in_order(places: Map) -> list[tuple[Route, Form]]:
    """All forms that pages show, those that take something away last."""
    found = [(route, form) for route, form in places.forms.items() if form.method == "POST"]
    return sorted(
        found,
        key=lambda f: (
            next((len(ENDINGS) - n for n, e in enumerate(ENDINGS) if f[0].rule.endswith(e)), 0),
            f[0],
        ),
    )


def fresh(house: House, form: Form, caller: str, client: Any) -> Form | None:
    """The form as its page shows it now; None if the page shows it no more."""
    tree = tree_of(house.ask(caller, form.page, client=client))
    if tree is None:
        return None
    return next(
        (f for f in forms_of(tree, form.page) if (f.action, f.method) == (form.action, "POST")),
        None,
    )


def fuzz(scratch: Map, posts: int) -> Mapping[str, int]:
    """Send every form so many times; returns how many forms and posts there were."""
    house, number = scratch.house, seed()
    print(f"IKOE_SEED={number}")
    filler = Filler(number)
    reached, sent = set(), 0
    refused = 0
    for route, form in in_order(scratch):
        caller = "anonymous" if route.rule.endswith("/anmelden") else "admin"
        for turn in range(posts):
            client = house.fresh_client(caller) if route.rule.startswith("/konto/") else None
            if route.rule.startswith("/konto/") and turn > 3:
                break
            now = fresh(house, form, caller, client)
            if now is None:
                break
            reached.add(route)
            data = filler.spoilt(now)
            if route.rule.endswith("/passwort") or route.rule == "/konto/anmelden":
                data.pop("password", None)
            before, content = house.state(), house.content() if turn == 0 else None
            answer = house.ask(
                caller, now.action, "POST", data=data, headers=OWN, client=client,
                content_type="multipart/form-data",
            )  # fmt: skip
            sent += 1
            note = f"IKOE_SEED={number}", route.key, turn, brief(data), answer.status
            assert answer.status_code < 500, (note, answer.text[:600])
            if answer.status_code >= 400:
                refused += 1
                if house.state() != before:
                    assert content is not None or halves(before, house.state()) == set(), note
                    if content is not None:
                        left = written(content, house.content())
                        assert {t for t in left if not t.startswith(MAY_CHANGE)} == set(), note
    return {"forms": len(reached), "posts": sent, "refused": refused}


def halves(before: Any, after: Any) -> set[str]:
    """Stores that differ, by their versions, but for what a refused form may touch."""
    changed = {name for name, _ in set(before) ^ set(after)}
    return {name for name in changed if not f"{name}.".startswith(MAY_CHANGE)} - {"accounts"}


def brief(data: Mapping[str, Any]) -> dict[str, str]:
    return {name: ascii(value)[:80] for name, value in data.items() if name != "form_key"}


def sound(house: House) -> None:
    """What holds whatever was sent: no reference leads nowhere, and every seat is counted."""
    assert dangling(house.parts("network").live.network()) == ()
    with house.parts("events").services.store.read() as transaction:
        assert transaction.seats.miscounted() == []


def test_a_spoilt_form_is_taken_whole_or_not_at_all(scratch, checked):
    found = fuzz(scratch, SUITE_POSTS)
    sound(scratch.house)
    assert found["forms"] >= 0.8 * len(in_order(scratch))
    assert found["refused"] > 0.2 * found["posts"]
    checked("Formulare, frisch geholt und verdorben abgesandt", found["forms"])
    checked("Absendungen verdorbener Formulare", found["posts"])


@pytest.mark.chaos
def test_very_many_spoilt_forms_are_taken_whole_or_not_at_all(scratch, checked):
    found = fuzz(scratch, CHAOS_POSTS)
    sound(scratch.house)
    checked("Absendungen verdorbener Formulare", found["posts"], counts.CHAOS)
