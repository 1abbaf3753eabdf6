"""Who works with whom today, as every page about it reads it."""

from __future__ import annotations

from typing import cast

from services.network.cooperation.analysis import StructuralAnalysis
from services.network.cooperation.joined_actors import JoinedActors
from services.network.cooperation.links import Relations
from services.network.cooperation.services import CooperationServices
from services.network.cooperation.structure import Structure
from services.network.coverage.supply import SupplyIndex
from services.network.coverage.web.today import supply_index
from services.network.reader import context


def services() -> CooperationServices:
    """The wired service."""
    return cast(CooperationServices, context.parts())


def relations() -> Relations:
    """Who works with whom today, over everything that is known."""
    return services().relations_on(context.unfiltered().snapshot)


def visible_relations() -> Relations:
    """Who works with whom today as far as this reader may know; coordinators know everything."""
    if context.coordinating():
        return relations()
    visible = context.visible()
    found: Relations = context.per_revision(
        "visible_relations",
        lambda: Relations(SupplyIndex(visible.snapshot)),
        context.audience(),
    )
    return found


def joined_actors() -> JoinedActors:
    """Which actors work together today as far as this reader may know."""
    if context.coordinating():
        return services().joined.of(relations())
    found: JoinedActors = context.per_revision(
        "joined_actors", lambda: JoinedActors.of(visible_relations()), context.audience()
    )
    return found


def structure() -> Structure:
    """The structure of today, kept while its links stay."""
    found: Structure = context.per_revision(
        "structure", lambda: services().structures.of(relations())
    )
    return found


def visible_structure() -> Structure:
    """The structure of today as far as this reader may know who works with whom."""
    if context.coordinating():
        return structure()
    found: Structure = context.per_revision(
        "visible_structure",
        lambda: services().structures.of(visible_relations()),
        context.audience(),
    )
    return found


def analysis() -> StructuralAnalysis:
    """The structure of today with what its houses do; each part once per revision."""
    wired, snapshot = services(), context.unfiltered().snapshot
    found: StructuralAnalysis = context.per_revision(
        "structural_analysis",
        lambda: StructuralAnalysis(
            supply_index(), structure(), lambda: wired.isolated_on(snapshot)
        ),
    )
    return found
