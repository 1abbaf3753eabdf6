"""What actors in a list have: counted once each, whatever part they have in it."""

from __future__ import annotations

from services.network.directory.involvement import Involvement, involvement
from services.network.records.visible_network import VisibleNetwork
from tests.builders import DAY, actor, cooperation, network_of, offer, project


def test_each_entry_counts_once_for_each_actor_asked_for():
    network = network_of(
        actor("a"),
        actor("b"),
        actor("c"),
        offer("o1", actor_id="a"),
        offer("o2", actor_id="a"),
        offer("o3", actor_id="c"),
        project("p1", lead_actor_id="a", partner_actor_ids=("a", "b"), funder_actor_ids=("a",)),
        project("p2", lead_actor_id="c", funder_actor_ids=("b",)),
        cooperation("c1", "a", "b", "a"),
        cooperation("c2", "b", "c"),
    )
    assert involvement(VisibleNetwork(network.on(DAY)), ["a", "b"]) == {
        "a": Involvement(offers=2, projects=1, cooperations=1),
        "b": Involvement(offers=0, projects=2, cooperations=2),
    }
