"""Possible parallel structures in groups, and those that may be paid for twice."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, request

from services.network.findings.web import words as finding_words
from services.network.findings.web.rows import FindingRow, table
from services.network.findings.web.today import findings
from services.network.parallels.parallels import Cluster, Parallel
from services.network.parallels.sides import Side
from services.network.reader import context
from services.network.reader.labels import Labels, page
from services.network.records.visible_network import VisibleNetwork
from shared.accounts import requires

blueprint = Blueprint("network_parallels", __name__)


@dataclass(frozen=True, slots=True)
class EntryWords:
    """An offer or project in a list: title, page, actors as (id, name)."""

    title: str
    path: str
    actors: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ParallelGroup:
    """Entries that hang together, what all findings among them share, and these findings."""

    entries: list[EntryWords]
    topics: list[str]
    places: list[str]
    rows: list[FindingRow]

    @property
    def open(self) -> int:
        """How many findings of the group still need a judgement."""
        return sum(1 for row in self.rows if row.state == "open")


@blueprint.get("/hinweise/gruppen")
@requires("admin", "coordinator")
def groups() -> str:
    """Groups of three and more entries; two alone are a pair and stand in the list."""
    visible = context.unfiltered()
    view = Labels(visible)
    district, topic = request.args.get("kreis", ""), request.args.get("thema", "")
    by_id = {row.id: row for row in table().where(table().of_kind("parallel"))}
    topics = visible.snapshot.topics_below(topic) if topic else frozenset()
    found, pairs = [], 0
    for cluster in findings().parallels.clusters:
        members = [by_id[id] for id in cluster.finding_ids]
        if district and not any(district in row.region_ids for row in members):
            continue
        if topics and not any(topics & {*row.topic_ids} for row in members):
            continue
        if len(cluster.sides) < 3:
            pairs += 1
            continue
        found.append(_group(cluster, members, view))
    return page(
        "findings/hinweise_gruppen.html",
        visible=visible,
        groups=found,
        pairs=pairs,
        district=district,
        topic=topic,
        districts=visible.district_choices(),
        topics=visible.topic_tree(context.lang()),
    )


def _entry(side: Side, view: Labels) -> EntryWords:
    path = "/angebote/" if side.kind == "offer" else "/projekte/"
    return EntryWords(
        finding_words.entry_name(side, view), path + side.id, view.actors(side.actor_ids)
    )


def _group(cluster: Cluster, members: list[FindingRow], view: Labels) -> ParallelGroup:
    topics = sorted({id for row in members for id in row.topic_ids})
    places = sorted({id for row in members for id in row.region_ids})
    return ParallelGroup(
        [_entry(side, view) for side in cluster.sides],
        view.topics(topics),
        view.regions(places),
        sorted(members, key=lambda row: (-row.score, row.title, row.id)),
    )


@dataclass(frozen=True, slots=True)
class Payment:
    """A pair that one source may pay twice: both entries with their grants, and the overlap."""

    row: FindingRow
    left: EntryWords
    right: EntryWords
    left_grants: list[tuple[str, str, str]]
    right_grants: list[tuple[str, str, str]]
    common: list[tuple[str, int]]


@blueprint.get("/hinweise/doppelfoerderung")
@requires("admin", "coordinator")
def double_funding() -> str:
    """Pairs that the same funder or programme pays at the same time."""
    visible = context.unfiltered()
    by_id = {row.id: row for row in table().where(table().found.double_funded)}
    paid = [_payment(p, by_id[p.id], visible) for p in findings().double_funding]
    paid.sort(key=lambda p: (p.row.state != "open", -max(d for _, d in p.common), p.row.title))
    return page(
        "findings/hinweise_doppelt.html",
        visible=visible,
        payments=paid,
        lasting=finding_words.lasting,
    )


def _payment(finding: Parallel, row: FindingRow, visible: VisibleNetwork) -> Payment:
    view = Labels(visible)
    common = [
        (
            ", ".join(filter(None, (visible.actor_name(f.funder_actor_id), f.programme))),
            f.common_days,
        )
        for f in finding.common_funding
        if f.overlaps
    ]
    return Payment(
        row,
        _entry(finding.left, view),
        _entry(finding.right, view),
        finding_words.grants(finding.left, view),
        finding_words.grants(finding.right, view),
        common,
    )
