"""Changing what is expected in one district, without touching the others of its group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.network.records.model import Expectation
from services.network.records.network import ChangeSet, Put, Remove, Snapshot


def apart(
    snapshot: Snapshot,
    expectation: Expectation,
    district_id: str,
    new_id: str,
    changed: Expectation | None,
) -> tuple[Expectation | None, Expectation | None]:
    """The expectation for the other districts, and the one for this district alone.

    ``changed`` is the expectation as this district shall have it (its id and regions are set
    here), or None if nothing shall be expected here any more. An expectation that means this
    district only keeps its id: then the first part is None. A group keeps its id for the others;
    regions that do not hold the district stay as they are named. The one for this district
    follows the group's, so that what was said and done about its finding stays with it.
    """
    districts = {d for id in expectation.region_ids for d in snapshot.districts_of(id)}
    if districts <= {district_id}:
        if changed is None:
            return None, None
        kept = expectation
        return None, replace(changed, id=kept.id, region_ids=kept.region_ids, follows=kept.follows)
    regions: list[str] = []
    for id in expectation.region_ids:
        within = snapshot.districts_of(id)
        if district_id in within:
            regions += [d for d in within if d != district_id]
        else:
            regions.append(id)
    others = replace(expectation, region_ids=tuple(dict.fromkeys(regions)))
    if changed is None:
        return others, None
    first = snapshot.continued.get((expectation.id, district_id), expectation.id)
    return others, replace(
        changed, id=new_id, region_ids=(district_id,), follows=((district_id, first),)
    )


def change_cell(
    snapshot: Snapshot,
    expectation: Expectation,
    version: int,
    district_id: str,
    new_id: str,
    changed: Expectation | None,
) -> ChangeSet:
    """The change set that gives one district another expectation, or none.

    ``version`` is the one that the expectation was read in; whoever changed it meanwhile is not
    overwritten. Sending the same change twice is harmless: a district that is no longer in the
    group changes nothing.

    An earlier one that followed the same expectation here, before that one meant the district
    again, waits for its finding no longer: the finding goes to the one that leaves it now.
    """
    network = snapshot.network
    if not any(district_id in snapshot.districts_of(id) for id in expectation.region_ids):
        return ChangeSet(())
    others, own = apart(snapshot, expectation, district_id, new_id, changed)
    found: list[Put | Remove] = []
    if others is not None:
        found.append(Put(others, version))
        if own is not None:
            found.append(network.put(own))
            found += [network.put(one) for one in _no_longer_waiting(snapshot, own)]
    elif own is None:
        found.append(Remove(Expectation.KIND, expectation.id, version))
    elif own != expectation:
        found.append(Put(own, version))
    return ChangeSet(tuple(found))


def _no_longer_waiting(snapshot: Snapshot, own: Expectation) -> Sequence[Expectation]:
    """The other expectations without what they share of ``own.follows``, by id."""
    wanted = snapshot.network.all(Expectation)
    return [
        replace(wanted[id], follows=tuple(f for f in wanted[id].follows if f not in own.follows))
        for id in sorted(wanted)
        if id != own.id and not set(own.follows).isdisjoint(wanted[id].follows)
    ]


def applying(snapshot: Snapshot, district_id: str, topic_id: str) -> Sequence[Expectation]:
    """Expectations about a topic that hold in a district, future ones included, by id."""
    return sorted(
        (
            e
            for e in snapshot.network.all(Expectation).values()
            if e.topic_id == topic_id
            and any(district_id in snapshot.districts_of(id) for id in e.region_ids)
        ),
        key=lambda e: e.id,
    )
