"""What visitors, members and coordinators may read: a network cut down to it.

A record that is not in the reader's network cannot leak through a list, a count or a search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Literal

from services.network.records.model import (
    Actor,
    Cooperation,
    Delivery,
    Expectation,
    Format,
    Installation,
    Offer,
    OrgType,
    Project,
    Record,
    Region,
    RuleSettings,
    SteeringGroup,
    Survey,
    TargetGroup,
    Tie,
    Topic,
    Visibility,
)
from services.network.records.network import Network

Audience = Literal["public", "members", "coordinators"]


_MAY: Mapping[Audience, frozenset[Visibility]] = {
    "public": frozenset({Visibility.PUBLIC}),
    "members": frozenset({Visibility.PUBLIC, Visibility.MEMBERS}),
    "coordinators": frozenset(Visibility),
}


# What nobody but coordinators reads, whatever its visibility: people, verdicts, drafts.
_OPEN_KINDS = frozenset(
    cls.KIND
    for cls in (
        Topic, TargetGroup, Format, OrgType, Region, Actor, Project, Offer, Delivery,
        Cooperation, Tie, SteeringGroup, Expectation, Survey, Installation,
        RuleSettings,
    )
)  # fmt: skip


def _public_fields(record: Record) -> Record:
    """A record without the fields that are for coordinators: notes, amounts of money, and why a
    number was changed (a report says that, once it is released)."""
    if isinstance(record, RuleSettings):
        record = replace(record, reasons=())
    if isinstance(record, Project) and record.fundings:
        fundings = tuple(replace(f, amount=None, reference="") for f in record.fundings)
        record = replace(record, fundings=fundings)
    return replace(record, note="") if record.note else record


def visible_part(network: Network, audience: Audience) -> Network:
    """The part of the network that this audience may read (coordinators: all of it)."""
    if audience == "coordinators":
        return network
    may = _MAY[audience]
    records: dict[str, Mapping[str, Record]] = {}
    for kind in sorted(_OPEN_KINDS & network.records.keys()):
        records[kind] = {
            id: _public_fields(record)
            for id, record in network.records[kind].items()
            if record.provenance.visibility in may
        }
    actors = records.get(Actor.KIND, {})
    # A tie or an offer of a hidden actor would tell of it.
    records[Tie.KIND] = {
        id: tie
        for id, tie in records.get(Tie.KIND, {}).items()
        if isinstance(tie, Tie) and tie.from_actor_id in actors and tie.to_actor_id in actors
    }
    records[Offer.KIND] = {
        id: offer
        for id, offer in records.get(Offer.KIND, {}).items()
        if isinstance(offer, Offer) and (not offer.actor_id or offer.actor_id in actors)
    }
    return Network(network.revision, MappingProxyType(records), network.versions)
