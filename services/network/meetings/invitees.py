"""From a finding to a meeting: who should host it, about what, and whom to invite, and why.

The operator of the installation hosts (it calls the meeting) together with whoever the finding
is about. Every invitee has exactly one reason, the strongest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.network.cooperation.links import Relations
from services.network.cooperation.suggestions import SuggestedPartners
from services.network.coverage.supply import SupplyIndex
from services.network.findings.findings import Cell, Finding, Gap, Isolated, Parallel
from services.network.outlook.next_steps import NextStep
from services.network.records.model import Actor, Installation
from services.network.records.network import Snapshot
from services.network.records.rules import Rules

MOST_INVITEES = 30
"""More than a meeting at one table can hold; the strongest reasons are kept."""

REASONS = (
    "side",
    "isolated",
    "supplies_here",
    "stale_here",
    "reaches_here",
    "supplies_next_door",
    "same_topic_here",
    "knows_both",
    "bridge",
    "works_on_topic",
    "works_here",
)
"""Reason codes, the strongest first."""


@dataclass(frozen=True, slots=True)
class Invitee:
    """An actor to invite and why. ``reason_params`` name ids: topic, region, record, other."""

    actor_id: str
    reason_code: str
    reason_params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MeetingProposal:
    """What a meeting about a finding could be: hosts, topics, districts, invitees."""

    hosts: tuple[str, ...]
    topic_ids: tuple[str, ...]
    region_ids: tuple[str, ...]
    invitees: tuple[Invitee, ...]


def meeting_proposal(
    snapshot: Snapshot, finding: Finding | SuggestedPartners | NextStep, rules: Rules | None = None
) -> MeetingProposal:
    """Hosts, topics, districts and invitees of a meeting about a finding or a suggestion."""
    return meeting_proposal_on(Relations(SupplyIndex(snapshot, rules)), finding)


def meeting_proposal_on(
    relations: Relations, finding: Finding | SuggestedPartners | NextStep
) -> MeetingProposal:
    """As ``meeting_proposal``, over relations that others use too."""
    snapshot, guests = relations.supply_index.snapshot, _Guests(relations)
    if isinstance(finding, Gap):
        guests.for_gap(finding.cell)
    elif isinstance(finding, Parallel):
        guests.for_parallel(finding)
    elif isinstance(finding, SuggestedPartners):
        guests.for_partners(finding)
    elif isinstance(finding, NextStep):
        guests.for_step(finding)
    else:
        guests.for_isolated(finding)
    installation = snapshot.network.get(Installation, "installation")
    operator = installation.operator_actor_id if installation else ""
    return MeetingProposal(
        hosts=(operator,) if snapshot.network.get(Actor, operator) else (),
        topic_ids=finding.topic_ids,
        region_ids=finding.region_ids,
        invitees=guests.chosen(operator),
    )


def joint_proposal(
    snapshot: Snapshot,
    findings: Sequence[Finding | SuggestedPartners | NextStep],
    rules: Rules | None = None,
) -> MeetingProposal:
    """One meeting about several findings: every invitee once, with the strongest reason.

    Of two equally strong reasons that of the earlier finding stays.
    """
    return joint_proposal_on(Relations(SupplyIndex(snapshot, rules)), findings)


def joint_proposal_on(
    relations: Relations, findings: Sequence[Finding | SuggestedPartners | NextStep]
) -> MeetingProposal:
    """As ``joint_proposal``, over relations that others use too."""
    proposals = [meeting_proposal_on(relations, finding) for finding in findings]
    best: dict[str, tuple[int, int, Invitee]] = {}
    for number, proposal in enumerate(proposals):
        for invitee in proposal.invitees:
            rank = REASONS.index(invitee.reason_code), number, invitee
            if invitee.actor_id not in best or rank[:2] < best[invitee.actor_id][:2]:
                best[invitee.actor_id] = rank
    ranked = sorted(best.items(), key=lambda item: (item[1][0], item[0]))

    def union(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(id for p in proposals for id in getattr(p, name)))

    return MeetingProposal(
        hosts=union("hosts"),
        topic_ids=union("topic_ids"),
        region_ids=union("region_ids"),
        invitees=tuple(invitee for _, (_rank, _number, invitee) in ranked)[:MOST_INVITEES],
    )


class _Guests:
    """Collects invitees; the first reason given for an actor stays unless a stronger comes."""

    def __init__(self, relations: Relations) -> None:
        self.relations = relations
        self.supply_index = relations.supply_index
        self.reasons: dict[str, tuple[int, Invitee]] = {}

    def add(self, actor_id: str, reason: str, **params: str) -> None:
        actor = self.supply_index.snapshot.network.get(Actor, actor_id)
        rank = REASONS.index(reason)
        if actor is None or self.reasons.get(actor_id, (len(REASONS),))[0] <= rank:
            return
        self.reasons[actor_id] = (rank, Invitee(actor_id, reason, params))

    def chosen(self, operator: str) -> tuple[Invitee, ...]:
        """The strongest reasons first, then by id; who calls the meeting is not invited to it."""
        ranked = sorted(self.reasons.items(), key=lambda item: (item[1][0], item[0]))
        return tuple(i for id, (_, i) in ranked if id != operator)[:MOST_INVITEES]

    def for_gap(self, cell: Cell) -> None:
        topic, region = cell.topic_id, cell.region_id
        for provider in cell.providers:
            reason = "reaches_here" if not provider.sufficient else "supplies_here"
            for source in provider.sources:
                self.add(source.actor_id, reason, topic=topic, region=region, record=source.id)
        for stale in cell.stale:
            self.add(stale.actor_id, "stale_here", topic=topic, region=region, record=stale.id)
        for neighbour in cell.neighbours:
            for supply in self.supply_index.supplies_of(topic):
                if supply.fresh and neighbour.region_id in supply.on_site:
                    self.add(
                        supply.actor_id,
                        "supplies_next_door",
                        topic=topic,
                        region=neighbour.region_id,
                        record=supply.id,
                    )
        for supply in self.supply_index.supplies_of(topic):
            elsewhere = sorted(supply.on_site)
            if supply.fresh and elsewhere:
                self.add(
                    supply.actor_id,
                    "works_on_topic",
                    topic=topic,
                    region=elsewhere[0],
                    record=supply.id,
                )
        self._around((topic,), (region,))

    def for_parallel(self, parallel: Parallel) -> None:
        for side in (parallel.left, parallel.right):
            for actor_id in side.actor_ids:
                self.add(actor_id, "side", record=side.id)
        for house in parallel.common_partner_ids:
            self.add(house, "knows_both")
        for network in parallel.bridges:
            self.add(network, "bridge")
        for topic in parallel.topic_ids:
            for supply in self.supply_index.supplies_of(topic):
                here = sorted(supply.on_site.intersection(parallel.region_ids))
                if supply.fresh and here:
                    self.add(
                        supply.actor_id,
                        "same_topic_here",
                        topic=topic,
                        region=here[0],
                        record=supply.id,
                    )

    def for_partners(self, found: SuggestedPartners) -> None:
        for house in found.house_ids:
            self.add(house, "same_topic_here", topic=found.topic_ids[0], region=found.region_ids[0])
        for partner in found.partner_ids:
            self.add(partner, "knows_both")

    def for_step(self, step: NextStep) -> None:
        for actor_id in step.actor_ids:
            self.add(actor_id, "works_on_topic", topic=step.topic_ids[0], region=step.region_ids[0])

    def for_isolated(self, found: Isolated) -> None:
        self.add(found.actor_id, "isolated")
        for network in found.network_ids:
            self.add(network, "bridge")
        self._around(found.topic_ids, found.region_ids)

    def _around(self, topics: tuple[str, ...], regions: tuple[str, ...]) -> None:
        """Who works on site in these districts: on one of the topics, or at all."""
        wanted = set(regions)
        on_topic = {t for topic in topics for t in self.supply_index.snapshot.topics_below(topic)}
        linked = self.relations.links.linked
        for supply in self.supply_index.supplies:
            here = sorted(supply.on_site & wanted)
            if not supply.fresh or not here:
                continue
            shared = sorted(supply.topic_ids & on_topic)
            if shared:
                self.add(
                    supply.actor_id,
                    "same_topic_here",
                    topic=shared[0],
                    region=here[0],
                    record=supply.id,
                )
            elif supply.house_id in linked:
                # Well connected actors of the district know who else could step in.
                self.add(supply.actor_id, "works_here", region=here[0], record=supply.id)
