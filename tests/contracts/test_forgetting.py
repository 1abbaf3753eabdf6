"""What every network store forgets for good."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from services.network.records.network import ChangeSet, Network, Put, Remove
from tests.builders import AT, actor, new, offer


def test_of_removed_records_the_history_keeps_only_that_they_were_there(store):
    secret, stays = actor("a1", "Verein Geheim"), actor("a2", "Verein Süd")
    store.apply(new(secret, stays, offer("o1", actor_id="a2")), "Kim (über Link)", AT)
    store.apply(ChangeSet((Put(replace(secret, note="geheim"), 1),), "Grund"), "Kim", AT)
    store.apply(ChangeSet((Remove("actor", "a1", 2), Remove("offer", "o1", 1))), "Kim", AT)
    before = store.load()
    assert store.forget_removed("actor") == 3
    assert store.forget_removed("actor") == 0
    told = store.history("actor", "a1")
    assert [(c.revision, c.version, c.at) for c in told] == [(1, 1, AT), (2, 2, AT), (3, 3, AT)]
    assert {(c.before, c.after, c.author, c.reason) for c in told} == {(None, None, "", "")}
    assert [c.after for c in store.history("actor", "a2")] == [stays]
    assert [c.author for c in store.history("offer", "o1")] == ["Kim (über Link)", "Kim"]
    # Whoever follows the changes from the beginning comes to the same network.
    assert store.load().records == before.records
    again = Network(0, MappingProxyType({}), MappingProxyType({})).with_changes(store.changes(0))
    assert again.records == before.records
    # The id can be used again, and its new history is told.
    store.apply(ChangeSet((Put(actor("a1", "Neu"), 3),)), "Kim", AT)
    assert store.forget_removed("actor") == 0
    assert [c.after for c in store.history("actor", "a1")][-1] == actor("a1", "Neu")


def test_texts_of_the_history_are_replaced_for_good_and_nothing_else(store):
    store.apply(new(actor("a1", "Verein Geheim"), actor("a2", "Verein Süd")), "Kim", AT)
    store.apply(ChangeSet((Put(actor("a1", "Verein Nord"), 1),), "wegen Geheim"), "Kim", AT)
    before = store.load()
    first, second, third = _all(store)
    assert [(t.kind, t.id, t.author) for t in (first, second, third)] == [
        ("actor", "a1", "Kim"),
        ("actor", "a2", "Kim"),
        ("actor", "a1", "Kim"),
    ]
    assert third.reason == "wegen Geheim"
    clean = first.after.replace("Geheim", "[gelöscht]")
    store.write_history_texts(
        [
            replace(first, after=clean, author=""),
            replace(third, before=clean, reason="wegen [gelöscht]"),
        ]
    )
    told = store.history("actor", "a1")
    assert [c.after.name for c in told] == ["Verein [gelöscht]", "Verein Nord"]
    assert [(c.author, c.reason) for c in told] == [("", ""), ("Kim", "wegen [gelöscht]")]
    assert store.history("actor", "a2")[0].author == "Kim"
    assert store.load().records == before.records
    # In pieces, as a large history is read.
    assert [store.history_texts((t.revision, t.seq), 1) for t in _all(store)] == [
        [one] for one in _all(store)[1:]
    ] + [[]]


def test_a_store_knows_how_far_it_has_been_erased(store, open_another):
    assert store.erased_upto() == 0
    store.set_erased_upto(3)
    store.set_erased_upto(5)
    assert open_another().erased_upto() == 5
    store.apply(new(actor("a1", "Verein")), "Kim", AT)
    assert store.load().revision == 1


def test_what_would_be_forgotten_is_counted_before(store):
    store.apply(new(actor("a1", "Verein")), "Kim", AT)
    assert store.forgettable_changes("actor") == 0
    store.apply(ChangeSet((Remove("actor", "a1", 1),)), "Kim", AT)
    assert store.forgettable_changes("actor") == 2
    assert store.forget_removed("actor") == 2
    assert store.forgettable_changes("actor") == 0


def _all(store):
    return list(store.history_texts((0, -1), 100))
