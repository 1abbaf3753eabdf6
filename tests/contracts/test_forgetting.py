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
