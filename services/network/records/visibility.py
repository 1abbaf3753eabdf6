"""What visitors, members and coordinators may read: a network cut down to it.

The one place where visibility is decided. A record that is not in the reader's network cannot
leak through a list, a count or a search, and no record that is in it refers to one that is not:
what would tell of a hidden record (a tie to it, an offer of it) is hidden with it, every other
reference to it is blank.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Literal

from services.network.records.model import (
    KINDS,
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
    Strategy,
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
        Cooperation, Tie, SteeringGroup, Strategy, Expectation, Survey, Installation,
        RuleSettings,
    )
)  # fmt: skip

_STANDS_ON: Mapping[str, tuple[str, ...]] = {
    Tie.KIND: ("from_actor_id", "to_actor_id"),
    Offer.KIND: ("actor_id",),
    Delivery.KIND: ("offer_id",),
    Expectation.KIND: ("topic_id", "target_group_id", "format_id"),
}
"""Fields without which a record would say something else or tell of what it leaves out: it is
hidden together with what stands there."""

_NEEDS_ONE_OF: Mapping[str, tuple[str, int]] = {
    Cooperation.KIND: ("partner_ids", 2),
    Delivery.KIND: ("actor_ids", 1),
    SteeringGroup.KIND: ("member_actor_ids", 1),
    # No topics at all would mean: every topic was looked at.
    Survey.KIND: ("topic_ids", 1),
}
"""Lists of which some must be left, and how many, if any of it is hidden."""

Hidden = Mapping[str, Collection[str]]
"""Kind -> ids that this reader does not know."""


def visible_part(network: Network, audience: Audience) -> Network:
    """The part of the network that this audience may read (coordinators: all of it)."""
    if audience == "coordinators":
        return network
    may = _MAY[audience]
    hidden: dict[str, Collection[str]] = {}
    records: dict[str, dict[str, Record]] = {}
    # Kinds that others refer to come first: what is hidden with them is known by then.
    for kind in KINDS:
        everything = network.records.get(kind)
        if everything is None:
            continue
        shown: dict[str, Record] = {}
        if kind in _OPEN_KINDS:
            tells = _tells_of(kind, hidden)
            shown = {
                id: _public_fields(record)
                for id, record in everything.items()
                if record.provenance.visibility in may and not (tells and tells(record))
            }
            records[kind] = shown
        if len(shown) < len(everything):
            hidden[kind] = everything.keys() - shown.keys()
    for kind, shown in records.items():
        if blank := _blanker(kind, hidden):
            records[kind] = {id: blank(record) for id, record in shown.items()}
    known = {
        (kind, id): network.version(kind, id) for kind, shown in records.items() for id in shown
    }
    return Network(network.revision, MappingProxyType(records), MappingProxyType(known))


def _public_fields(record: Record) -> Record:
    """A record without the fields that are for coordinators: notes, amounts of money, why a
    number was changed (a report says that, once it is released), and the event that something
    came of (whether the reader may know it, only the service of events knows)."""
    if isinstance(record, RuleSettings):
        record = replace(record, reasons=())
    if isinstance(record, Cooperation | Delivery) and record.event_id:
        record = replace(record, event_id="")
    if isinstance(record, Project) and record.fundings:
        fundings = tuple(replace(f, amount=None, reference="") for f in record.fundings)
        record = replace(record, fundings=fundings)
    return replace(record, note="") if record.note else record


def _tells_of(kind: str, hidden: Hidden) -> Callable[[Any], bool] | None:
    """Whether a record of this kind tells of a hidden one; None: none of them can."""
    references = KINDS[kind].REFERENCES
    stands_on = [
        (field, hidden[references[field][0]])
        for field in _STANDS_ON.get(kind, ())
        if references[field][0] in hidden
    ]
    field, least = _NEEDS_ONE_OF.get(kind, ("", 0))
    gone: Collection[str] = hidden.get(references[field][0], ()) if field else ()
    if not stands_on and not gone:
        return None

    def tells(record: Any) -> bool:
        if any(getattr(record, name) in ids for name, ids in stands_on):
            return True
        if not gone:
            return False
        ids = getattr(record, field)
        left = sum(id not in gone for id in ids)
        return left < len(ids) and left < least

    return tells


def _blanker(kind: str, hidden: Hidden) -> Callable[[Any], Record] | None:
    """Blanks what a record of this kind says of hidden ones; None: it cannot name any."""
    references = [
        (field, hidden[target])
        for field, (target, _relationship) in KINDS[kind].REFERENCES.items()
        if target in hidden
    ]
    within = _WITHIN.get(kind)
    if not references and within is None:
        return None

    def blank(record: Record) -> Record:
        fields: dict[str, Any] = {}
        for name, ids in references:
            value = getattr(record, name)
            if isinstance(value, str):
                if value in ids:
                    fields[name] = ""
            elif not ids.isdisjoint(value):  # type: ignore[attr-defined]
                fields[name] = _left(value, ids)
        if within is not None:
            fields |= within(record, hidden)
        return replace(record, **fields) if fields else record

    return blank


def _left(ids: Iterable[str], gone: Collection[str]) -> tuple[str, ...]:
    return tuple(id for id in ids if id not in gone)


def _of_project(project: Project, hidden: Hidden) -> dict[str, Any]:
    """Who pays stands within the fundings, too."""
    gone = hidden.get(Actor.KIND, ())
    if not any(f.funder_actor_id in gone for f in project.fundings):
        return {}
    return {
        "fundings": tuple(
            replace(f, funder_actor_id="") if f.funder_actor_id in gone else f
            for f in project.fundings
        )
    }


def _of_expectation(expectation: Expectation, hidden: Hidden) -> dict[str, Any]:
    """A goal is nothing without its strategy; what it followed may be hidden."""
    fields: dict[str, Any] = {}
    if expectation.strategy_id in hidden.get(Strategy.KIND, ()):
        fields["strategy_goal"] = ""
    gone = hidden.get(Expectation.KIND, ())
    if any(id in gone for _district, id in expectation.follows):
        fields["follows"] = tuple(pair for pair in expectation.follows if pair[1] not in gone)
    return fields


_WITHIN: Mapping[str, Callable[[Any, Hidden], dict[str, Any]]] = {
    Project.KIND: _of_project,
    Expectation.KIND: _of_expectation,
}
"""Kinds that name others in more than their references."""
