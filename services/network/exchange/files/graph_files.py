"""The network as a graph for other programs: GraphML, GEXF, JSON-LD.

Houses of carriers and parts stay separate actors here; an edge is a cooperation, a common
project, a common steering group or a tie, as on the map.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from services.network.exchange.record_building import name_of
from services.network.records.model import (
    Actor,
    Cooperation,
    Offer,
    OrgType,
    Project,
    Region,
    SteeringGroup,
    Tie,
)
from services.network.records.network import Snapshot
from shared.errors import NotFound
from shared.spreadsheets import writable

FORMS = ("graphml", "gexf", "jsonld")


def write(snapshot: Snapshot, form: str) -> bytes:
    """The network on a day in one of ``FORMS``; the same snapshot gives the same bytes."""
    match form:
        case "graphml":
            return _graphml(snapshot)
        case "gexf":
            return _gexf(snapshot)
        case "jsonld":
            return _json_ld(snapshot)
        case _:
            raise NotFound()


def _edges(snapshot: Snapshot) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """(from, to, key, attributes) of every edge on the day, sorted."""
    found: list[tuple[str, str, str, dict[str, Any]]] = []
    actors = snapshot.network.all(Actor)
    for cooperation in snapshot.running(Cooperation):
        for left, right in combinations(sorted(set(cooperation.partner_ids)), 2):
            facts = {"relation": "cooperation", "label": cooperation.name,
                     "weight": float(cooperation.intensity)}  # fmt: skip
            found.append((left, right, f"{cooperation.id}:{left}:{right}", facts))
    for project in snapshot.running(Project):
        members = {project.lead_actor_id, *project.partner_actor_ids} - {""}
        for left, right in combinations(sorted(members), 2):
            facts = {"relation": "project", "label": project.title, "weight": 1.0}
            found.append((left, right, f"{project.id}:{left}:{right}", facts))
    for group in snapshot.network.all(SteeringGroup).values():
        if group.period.contains(snapshot.day):
            for left, right in combinations(sorted(set(group.member_actor_ids)), 2):
                facts = {"relation": "steering_group", "label": group.name, "weight": 1.0}
                found.append((left, right, f"{group.id}:{left}:{right}", facts))
    for tie in snapshot.network.all(Tie).values():
        if tie.period.contains(snapshot.day):
            facts = {"relation": tie.kind.value, "label": "", "weight": 1.0}
            found.append((tie.from_actor_id, tie.to_actor_id, tie.id, facts))
    for left, right, key, facts in sorted(found, key=lambda edge: edge[:3]):
        if left in actors and right in actors:
            yield left, right, key, {name: _plain(value) for name, value in facts.items()}


def _plain(value: Any) -> Any:
    return writable(value) if isinstance(value, str) else value


def _graph(snapshot: Snapshot) -> Any:
    import networkx

    network = snapshot.network
    graph: Any = networkx.MultiGraph(name="IKÖ-Netz", day=snapshot.day.isoformat())
    for id, actor in sorted(network.all(Actor).items()):
        graph.add_node(
            id,
            label=writable(actor.name),
            short_name=writable(actor.short_name),
            org_type=name_of(network.get(OrgType, actor.org_type_id)),
            region=name_of(network.get(Region, actor.region_id)),
            region_key=actor.region_id,
            house=snapshot.house(id),
        )
    for left, right, key, facts in _edges(snapshot):
        graph.add_edge(left, right, key=key, **facts)
    return graph


def _graphml(snapshot: Snapshot) -> bytes:
    import networkx

    out = io.BytesIO()
    networkx.write_graphml(_graph(snapshot), out, named_key_ids=True)
    return out.getvalue()


def _gexf(snapshot: Snapshot) -> bytes:
    import networkx

    graph = _graph(snapshot)
    # GEXF knows "label" itself; networkx writes the day of writing, which is not ours.
    text = "\n".join(networkx.generate_gexf(graph))
    lines = [line for line in text.splitlines() if "lastmodifieddate" not in line]
    stamped = [line for line in text.splitlines() if "lastmodifieddate" in line]
    day = snapshot.day.isoformat()
    for line in stamped:
        head, _, rest = line.partition('lastmodifieddate="')
        fixed = head + f'lastmodifieddate="{day}"' + rest.partition('"')[2]
        lines.insert(text.splitlines().index(line), fixed)
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines) + "\n").encode()


def _json_ld(snapshot: Snapshot) -> bytes:
    """schema.org: organisations, what they offer, projects; ids are ``urn:uuid`` or names."""
    network = snapshot.network
    graph: list[dict[str, Any]] = []
    for id, actor in sorted(network.all(Actor).items()):
        graph.append(
            _filled(
                {
                    "@id": _iri(id),
                    "@type": "Organization",
                    "name": actor.name,
                    "alternateName": [n for n in (actor.short_name, *actor.aliases) if n],
                    "url": actor.website,
                    "areaServed": name_of(network.get(Region, actor.region_id)),
                    "address": _filled(
                        {
                            "@type": "PostalAddress",
                            "streetAddress": actor.street,
                            "postalCode": actor.postcode,
                            "addressLocality": actor.city,
                        }
                    )
                    if actor.city or actor.postcode
                    else None,
                }
            )
        )
    for offer in snapshot.running(Offer):
        graph.append(
            _filled(
                {
                    "@id": _iri(offer.id),
                    "@type": "Service",
                    "name": offer.title,
                    "provider": {"@id": _iri(offer.actor_id)} if offer.actor_id else None,
                    "areaServed": [
                        name_of(network.get(Region, region))
                        for region in (*offer.on_site_region_ids, *offer.reachable_region_ids)
                    ],
                    "description": offer.description,
                }
            )
        )
    for project in snapshot.running(Project):
        partners = (project.lead_actor_id, *project.partner_actor_ids)
        graph.append(
            _filled(
                {
                    "@id": _iri(project.id),
                    "@type": "Project",
                    "name": project.title,
                    "member": [{"@id": _iri(id)} for id in partners if id],
                    "funder": [{"@id": _iri(id)} for id in project.funder_actor_ids],
                }
            )
        )
    document = {
        "@context": {"@vocab": "https://schema.org/"},
        "dateModified": snapshot.day.isoformat(),
        "@graph": graph,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _filled(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if value not in ("", [], None)}


def _iri(id: str) -> str:
    return f"urn:ikoe:{id}"
