"""The directory of actors, offers and projects, and one page for each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, request

from services.network.directory.involvement import involvement
from services.network.reader import context
from services.network.reader.labels import cached, page
from services.network.reader.words import count_actors, count_offers, count_projects
from services.network.records.model import (
    Actor,
    Cooperation,
    Format,
    Offer,
    OrgType,
    Project,
    Record,
    SteeringGroup,
    TargetGroup,
    Topic,
)
from services.network.records.visible_network import VisibleNetwork
from services.network.search.directory import DirectorySearch, Found, SearchQuery
from shared.errors import NotFound
from shared.web.i18n import gettext as _

blueprint = Blueprint("network_directory", __name__)

R = TypeVar("R", bound=Record)


def directory() -> DirectorySearch:
    """The reader's directory."""
    return DirectorySearch(context.visible(), context.search_index())


def _choices(visible: VisibleNetwork) -> dict[str, Any]:
    lang = context.lang()
    found: dict[str, Any] = context.per_revision(
        "choices",
        lambda: {
            "districts": visible.district_choices(),
            "topics": visible.topic_tree(lang),
            "org_types": visible.terms(OrgType, lang),
            "formats": visible.terms(Format, lang),
            "target_groups": visible.terms(TargetGroup, lang),
        },
        context.audience(),
        lang,
    )
    return found


def filter_names(wanted: SearchQuery, visible: VisibleNetwork) -> list[tuple[str, dict[str, str]]]:
    """What is asked for, in words, each with the query that drops just this wish."""
    lang = context.lang()
    named = [
        ("q", f"„{wanted.text}“" if wanted.text else ""),
        ("kreis", visible.region_name(wanted.district)),
        ("thema", visible.label(Topic, wanted.topic, lang)),
        ("art", visible.label(OrgType, wanted.org_type, lang)),
        ("format", visible.label(Format, wanted.format, lang)),
        ("zielgruppe", visible.label(TargetGroup, wanted.target_group, lang)),
        ("stand", {"running": _("läuft"), "past": _("beendet")}.get(wanted.state, "")),
    ]
    return [(name, wanted.query(**{key: ""})) for key, name in named if name]


def _list(
    template: str,
    cls: type[Record],
    look: Callable[[DirectorySearch, SearchQuery], Found[Any]],
    count: Callable[[int], str],
) -> str:
    """A directory as the reader asks for it: what was found, of how many, and the filters."""
    visible, wanted = context.visible(), SearchQuery.of(request.args)
    found = look(directory(), wanted)
    return page(
        template,
        visible=visible,
        wanted=wanted,
        found=found,
        total=len(visible.network.all(cls)),
        counted=count(found.count),
        involved=involvement(visible, [r.id for r in found.records]) if cls is Actor else {},
        choices=_choices(visible),
        chosen=filter_names(wanted, visible),
    )


@blueprint.get("/akteure")
@cached
def actors() -> str:
    """The directory of actors."""
    return _list("directory/akteure.html", Actor, DirectorySearch.actors, count_actors)


@blueprint.get("/angebote")
@cached
def offers() -> str:
    """The directory of offers."""
    return _list("directory/angebote.html", Offer, DirectorySearch.offers, count_offers)


@blueprint.get("/projekte")
@cached
def projects() -> str:
    """The directory of projects."""
    return _list("directory/projekte.html", Project, DirectorySearch.projects, count_projects)


def find(cls: type[R], id: str) -> R:
    """A record that this reader may see; NotFound otherwise."""
    record = context.visible().network.get(cls, id)
    if record is None:
        raise NotFound("not_found.record")
    return record


@blueprint.get("/akteure/<id>")
@cached
def actor(id: str) -> str:
    """One actor with everything that hangs on it."""
    visible = context.visible()
    record = find(Actor, id)
    offers = visible.offers_by_actor.get(id, ())
    projects = visible.projects_by_actor.get(id, ())
    groups = [g for g in visible.all(SteeringGroup) if id in g.member_actor_ids]
    return page(
        "directory/akteur.html",
        visible=visible,
        actor=record,
        offers=sorted(offers, key=lambda o: (not visible.snapshot.runs(o), o.title.casefold())),
        projects=sorted(projects, key=lambda p: (not visible.snapshot.runs(p), p.title.casefold())),
        cooperations=visible.cooperations_by_actor.get(id, ()),
        ties=visible.ties_by_actor.get(id, ()),
        groups=groups,
    )


@blueprint.get("/angebote/<id>")
@cached
def offer(id: str) -> str:
    """One offer."""
    visible = context.visible()
    return page(
        "directory/angebot.html",
        visible=visible,
        offer=find(Offer, id),
        deliveries=visible.deliveries_by_offer.get(id, ()),
    )


@blueprint.get("/projekte/<id>")
@cached
def project(id: str) -> str:
    """One project."""
    visible = context.visible()
    return page(
        "directory/projekt.html",
        visible=visible,
        project=find(Project, id),
        offers=visible.offers_by_project.get(id, ()),
        cooperations=visible.cooperations_by_project.get(id, ()),
    )


@blueprint.get("/akteure/kooperationen/<id>")
@cached
def cooperation(id: str) -> str:
    """One cooperation."""
    return page(
        "directory/kooperation.html", visible=context.visible(), cooperation=find(Cooperation, id)
    )
