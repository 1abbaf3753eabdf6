"""How much some actors have in the network, counted for those that a list shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from services.network.records.model import Cooperation, Offer, Project
from services.network.records.visible_network import VisibleNetwork


@dataclass(slots=True)
class Involvement:
    """How many offers, projects (led, partnered or funded) and cooperations an actor has."""

    offers: int = 0
    projects: int = 0
    cooperations: int = 0


def involvement(visible: VisibleNetwork, actor_ids: Collection[str]) -> Mapping[str, Involvement]:
    """What these actors have: one pass over the records, for a network of 10,000 actors has too
    many to group them all for one page of a list."""
    found = {id: Involvement() for id in actor_ids}
    # Nearly every record concerns none of them: asked first, and by what runs in C.
    others = frozenset(found).isdisjoint
    for offer in visible.all(Offer):
        if offer.actor_id in found:
            found[offer.actor_id].offers += 1
    for project in visible.all(Project):
        partners, funders = project.partner_actor_ids, project.funder_actor_ids
        if project.lead_actor_id in found or not others(partners) or not others(funders):
            for id in found.keys() & {project.lead_actor_id, *partners, *funders}:
                found[id].projects += 1
    for cooperation in visible.all(Cooperation):
        if not others(cooperation.partner_ids):
            for id in found.keys() & cooperation.partner_ids:
                found[id].cooperations += 1
    return found
