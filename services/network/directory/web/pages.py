"""The directory of actors, offers and projects, and one page for each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, request

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
from services.network.records.visible_network import Book
from services.network.search.index import Directory, Found, Wanted
from shared.errors import NotFound
from shared.web.i18n import gettext as _

blueprint = Blueprint("network_directory", __name__)

R = TypeVar("R", bound=Record)


def directory() -> Directory:
    """The reader's directory."""
    found: Directory = context.once(
        "directory", lambda: Directory(context.book()), context.audience()
    )
    return found


def _choices(book: Book) -> dict[str, Any]:
    lang = context.lang()
    found: dict[str, Any] = context.once(
        "choices",
        lambda: {
            "districts": book.district_choices(),
            "topics": book.topic_tree(lang),
            "org_types": book.terms(OrgType, lang),
            "formats": book.terms(Format, lang),
            "target_groups": book.terms(TargetGroup, lang),
        },
        context.audience(),
        lang,
    )
    return found


def filter_names(wanted: Wanted, book: Book) -> list[tuple[str, dict[str, str]]]:
    """What is asked for, in words, each with the query that drops just this wish."""
    lang = context.lang()
    named = [
        ("q", f"„{wanted.text}“" if wanted.text else ""),
        ("kreis", book.region_name(wanted.district)),
        ("thema", book.label(Topic, wanted.topic, lang)),
        ("art", book.label(OrgType, wanted.org_type, lang)),
        ("format", book.label(Format, wanted.format, lang)),
        ("zielgruppe", book.label(TargetGroup, wanted.target_group, lang)),
        ("stand", {"running": _("läuft"), "past": _("beendet")}.get(wanted.state, "")),
    ]
    return [(name, wanted.query(**{key: ""})) for key, name in named if name]


def _list(
    template: str,
    cls: type[Record],
    look: Callable[[Directory, Wanted], Found[Any]],
    count: Callable[[int], str],
) -> str:
    """A directory as the reader asks for it: what was found, of how many, and the filters."""
    book, wanted = context.book(), Wanted.of(request.args)
    found = look(directory(), wanted)
    return page(
        template,
        book=book,
        wanted=wanted,
        found=found,
        total=len(book.network.all(cls)),
        counted=count(found.count),
        choices=_choices(book),
        chosen=filter_names(wanted, book),
    )


@blueprint.get("/akteure")
@cached
def actors() -> str:
    """The directory of actors."""
    return _list("directory/akteure.html", Actor, Directory.actors, count_actors)


@blueprint.get("/angebote")
@cached
def offers() -> str:
    """The directory of offers."""
    return _list("directory/angebote.html", Offer, Directory.offers, count_offers)


@blueprint.get("/projekte")
@cached
def projects() -> str:
    """The directory of projects."""
    return _list("directory/projekte.html", Project, Directory.projects, count_projects)


def find(cls: type[R], id: str) -> R:
    """A record that this reader may see; NotFound otherwise."""
    record = context.book().network.get(cls, id)
    if record is None:
        raise NotFound("not_found.record")
    return record


@blueprint.get("/akteure/<id>")
@cached
def actor(id: str) -> str:
    """One actor with everything that hangs on it."""
    book = context.book()
    record = find(Actor, id)
    offers = book.offers_by_actor.get(id, ())
    projects = book.projects_by_actor.get(id, ())
    groups = [g for g in book.all(SteeringGroup) if id in g.member_actor_ids]
    return page(
        "directory/akteur.html",
        book=book,
        actor=record,
        offers=sorted(offers, key=lambda o: (not book.snapshot.runs(o), o.title.casefold())),
        projects=sorted(projects, key=lambda p: (not book.snapshot.runs(p), p.title.casefold())),
        cooperations=book.cooperations_by_actor.get(id, ()),
        ties=book.ties_by_actor.get(id, ()),
        groups=groups,
    )


@blueprint.get("/angebote/<id>")
@cached
def offer(id: str) -> str:
    """One offer."""
    book = context.book()
    return page(
        "directory/angebot.html",
        book=book,
        offer=find(Offer, id),
        deliveries=book.deliveries_by_offer.get(id, ()),
    )


@blueprint.get("/projekte/<id>")
@cached
def project(id: str) -> str:
    """One project."""
    book = context.book()
    return page(
        "directory/projekt.html",
        book=book,
        project=find(Project, id),
        offers=book.offers_by_project.get(id, ()),
        cooperations=book.cooperations_by_project.get(id, ()),
    )


@blueprint.get("/akteure/kooperationen/<id>")
@cached
def cooperation(id: str) -> str:
    """One cooperation."""
    return page(
        "directory/kooperation.html", book=context.book(), cooperation=find(Cooperation, id)
    )
