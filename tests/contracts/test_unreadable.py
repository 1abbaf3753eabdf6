"""What only a newer program knows is never read over, in no store: it would be lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from services.network.records.network import ChangeSet, Put, Remove
from services.network.records.store_port import NetworkStore
from shared.errors import Unreadable
from tests.builders import AT, actor, new, notice
from tests.contracts.stored import change_history, change_record, planet, rename_kind

FIELD = {"kind": "actor", "id": "a1", "field": "planet"}


def refused(read: Callable[[], object]) -> tuple[str, object]:
    """The code and params with which reading is refused."""
    with pytest.raises(Unreadable) as caught:
        read()
    return caught.value.code, caught.value.params


@pytest.fixture
def edited(store: NetworkStore) -> NetworkStore:
    """An actor in its second version and another one that is left alone."""
    store.apply(new(actor("a1"), actor("a2")), "Test", AT)
    store.apply(ChangeSet((Put(replace(actor("a1"), city="Jena"), 1),)), "Test", AT)
    return store


def test_a_record_with_an_unknown_field_is_not_read(edited, store_url, open_another):
    change_record(store_url, "actor", "a1", planet)
    for read in (edited.load, lambda: edited.get("actor", "a1"), open_another().load):
        assert refused(read) == ("unreadable.field", FIELD)
    # Everything else is there as before.
    assert edited.get("actor", "a2").record == actor("a2")
    assert len(edited.changes(0)) == 3


def test_an_unknown_field_inside_a_field_is_not_read(edited, store_url):
    change_record(
        store_url, "actor", "a1",
        lambda body: {**body, "provenance": {**body["provenance"], "mood": "gut"}},
    )  # fmt: skip
    assert refused(edited.load) == ("unreadable.field", {**FIELD, "field": "provenance.mood"})


@pytest.mark.parametrize(
    ("version", "side"), [(1, "after"), (2, "before"), (2, "after")]
)  # fmt: skip
def test_a_history_with_an_unknown_field_is_not_read(edited, store_url, version, side):
    change_history(store_url, "actor", "a1", version, side, planet)
    for read in (lambda: edited.changes(0), lambda: edited.history("actor", "a1")):
        assert refused(read) == ("unreadable.field", FIELD)
    assert edited.load().find("actor", "a1").city == "Jena"
    assert len(edited.history("actor", "a2")) == 1


def test_a_record_of_an_unknown_kind_is_not_left_out(edited, store_url):
    rename_kind(store_url, "actor", "a1", "planet", history=False)
    for read in (edited.load, lambda: edited.get("planet", "a1")):
        assert refused(read) == ("unreadable.kind", {"kind": "planet", "id": "a1", "field": ""})


def test_a_history_of_an_unknown_kind_is_not_left_out(edited, store_url):
    rename_kind(store_url, "actor", "a1", "planet", history=True)
    for read in (lambda: edited.changes(0), lambda: edited.history("planet", "a1")):
        assert refused(read) == ("unreadable.kind", {"kind": "planet", "id": "a1", "field": ""})


def test_a_deleted_record_of_an_unknown_kind_has_nothing_to_lose(edited, store_url):
    edited.apply(ChangeSet((Remove("actor", "a1", 2),)), "Test", AT)
    rename_kind(store_url, "actor", "a1", "planet", history=False)
    assert sorted(edited.load().records["actor"]) == ["a2"]


def test_a_notice_with_an_unknown_field_is_not_delivered(store, store_url):
    store.apply(new(notice("n1")), "Test", AT)
    change_record(store_url, "notice", "n1", planet)
    told = ("unreadable.field", {"kind": "notice", "id": "n1", "field": "planet"})
    assert refused(lambda: store.pending_notices(AT)) == told
    assert refused(lambda: store.get("notice", "n1")) == told
