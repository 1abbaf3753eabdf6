"""What network is told of a meeting."""

from __future__ import annotations

from services.events.attendance.facts import tell_facts
from services.events.planning import planning
from services.events.records.event import EventStatus
from tests.events.builders import event


def test_network_is_told_facts_and_numbers_but_no_names(world):
    one = world.add(event(capacity=5, finding_ids=("f1",)))
    assert tell_facts(world.services) == 1
    assert tell_facts(world.services) == 0
    world.joined(one.id, "Anna", 2)
    assert tell_facts(world.services) == 1
    facts = sorted(world.facts(), key=lambda f: f["version"])
    assert [(f["version"], f["counts"]["registered"]) for f in facts] == [(1, 0), (2, 2)]
    assert facts[1]["finding_ids"] == ["f1"]
    assert [r["path"] for r in world.rows("network")] == [f"/api/network/meetings/{one.id}"] * 2
    assert "Anna" not in str(facts)


def test_publishing_tells_network_at_once_and_a_draft_is_nobodys_business(lite):
    one = lite.add(event(status=EventStatus.DRAFT))
    assert tell_facts(lite.services) == 0
    planning.publish(lite.services, one.id, 1, "Alex")
    assert [f["status"] for f in lite.facts()] == ["published"]
