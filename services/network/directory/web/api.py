"""The API of the network: for the other services, for readers, and for coordinators' programs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from flask import Response, make_response, request
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel

from services.network.directory.web import api_schemas as schemas
from services.network.directory.web.api_records import read_back, written_out
from services.network.reader import context
from services.network.records.model import (
    Actor,
    Cooperation,
    Offer,
    Project,
    Record,
)
from services.network.records.save import remove_record, save_record
from shared.accounts import author, requires
from shared.errors import Conflict, NotFound
from shared.web.apidocs import checked, problem_responses
from shared.web.problems import answer

_READ = Tag(name="Lesen", description="Was alle sehen dürfen (angemeldet: entsprechend mehr)")
_WRITE = Tag(name="Schreiben", description="Für die Koordination")

blueprint = APIBlueprint(
    "network_api",
    __name__,
    url_prefix="/api/network",
    abp_responses=problem_responses(404),
)

R = TypeVar("R", bound=Record)


def public_url() -> str:
    """The address that every absolute link begins with."""
    return context.parts().settings.public_url


def as_json(body: BaseModel, status: int = 200) -> Response:
    """A schema as the answer."""
    response = make_response(body.model_dump_json(), status)
    response.content_type = "application/json"
    return response


def page_of(found: Sequence[Any], page: int, limit: int) -> tuple[Sequence[Any], dict[str, int]]:
    """One page of a list, and what to say about the whole."""
    pages = max(1, math.ceil(len(found) / limit))
    start = (page - 1) * limit
    return found[start : start + limit], {"total": len(found), "page": page, "pages": pages}


def matching(cls: type[R], query: str) -> list[R]:
    """The records of a class that the reader may see and that hold every word, by id.

    Kinds that are not searched (cooperations) are listed whole.
    """
    visible = context.visible().network
    records: Mapping[str, R] = visible.all(cls)
    if query.strip() and cls is not Cooperation:
        return [records[id] for id in context.search_index().search(cls.KIND, query, visible)]
    return [records[id] for id in sorted(records)]


# --- reading -----------------------------------------------------------


def _page(
    cls: type[Record], model: type[Any], page: type[Any], query: schemas.PageQuery
) -> Response:
    rows, whole = page_of(matching(cls, query.query), query.page, query.limit)
    network = context.network()
    items = [written_out(r, network.version(r.KIND, r.id), model, public_url()) for r in rows]
    return as_json(page(items=items, **whole))


def _one(cls: type[Record], id: str, model: type[Any], edit: type[Any]) -> Response:
    record = context.visible().network.get(cls, id)
    if record is None:
        raise NotFound()
    version = context.network().version(cls.KIND, id)
    shown = edit if context.coordinating() else model
    response = as_json(written_out(record, version, shown, public_url()))
    response.set_etag(str(version))
    return response


@blueprint.get("/records/actors", tags=[_READ], responses={200: schemas.ActorPage})
def list_actors(query: schemas.PageQuery) -> Response:
    """Actors that the reader may see."""
    return _page(Actor, schemas.ActorOut, schemas.ActorPage, query)


@blueprint.get("/records/offers", tags=[_READ], responses={200: schemas.OfferPage})
def list_offers(query: schemas.PageQuery) -> Response:
    """Offers that the reader may see."""
    return _page(Offer, schemas.OfferOut, schemas.OfferPage, query)


@blueprint.get("/records/projects", tags=[_READ], responses={200: schemas.ProjectPage})
def list_projects(query: schemas.PageQuery) -> Response:
    """Projects that the reader may see."""
    return _page(Project, schemas.ProjectOut, schemas.ProjectPage, query)


@blueprint.get("/records/cooperations", tags=[_READ], responses={200: schemas.CooperationPage})
def list_cooperations(query: schemas.PageQuery) -> Response:
    """Cooperations that the reader may see."""
    return _page(Cooperation, schemas.CooperationOut, schemas.CooperationPage, query)


@blueprint.get("/records/actors/<id>", tags=[_READ], responses={200: schemas.ActorOut})
def one_actor(path: schemas.RecordPath) -> Response:
    """One actor; coordinators get the fields that they may change."""
    return _one(Actor, path.id, schemas.ActorOut, schemas.ActorEdit)


@blueprint.get("/records/offers/<id>", tags=[_READ], responses={200: schemas.OfferOut})
def one_offer(path: schemas.RecordPath) -> Response:
    """One offer; coordinators get the fields that they may change."""
    return _one(Offer, path.id, schemas.OfferOut, schemas.OfferEdit)


@blueprint.get("/records/projects/<id>", tags=[_READ], responses={200: schemas.ProjectOut})
def one_project(path: schemas.RecordPath) -> Response:
    """One project; coordinators get the fields that they may change."""
    return _one(Project, path.id, schemas.ProjectOut, schemas.ProjectEdit)


@blueprint.get("/records/cooperations/<id>", tags=[_READ], responses={200: schemas.CooperationOut})
def one_cooperation(path: schemas.RecordPath) -> Response:
    """One cooperation; coordinators get the fields that they may change."""
    return _one(Cooperation, path.id, schemas.CooperationOut, schemas.CooperationEdit)


# --- writing --------------------------------------------------------------------------

_WRITE_ANSWERS: dict[Any, Any] = {
    200: schemas.Saved,
    **problem_responses(412, 428),
}
_DELETE_ANSWERS: dict[Any, Any] = {204: None, **problem_responses(412, 428)}


def _expected_version() -> int | None:
    """The version in ``If-Match``; 0 for ``If-None-Match: *`` (must be new); None if neither."""
    if request.headers.get("If-None-Match", "").strip() == "*":
        return 0
    tags = list(request.if_match.as_set()) if request.headers.get("If-Match") else []
    if len(tags) == 1 and tags[0].isdecimal() and len(tags[0]) < 10:
        return int(tags[0])
    return None


def _put(cls: type[Any], id: str, body: BaseModel) -> Response:
    expects = _expected_version()
    if expects is None:
        return answer(428, "precondition.missing", {})
    network = context.network()
    before = network.get(cls, id)
    if expects == 0 and before is None:
        # A record that was deleted goes on counting: new for the writer, not for the store.
        expects = network.version(cls.KIND, id)
    record = read_back(cls, id, body, before)
    try:
        saved = save_record(context.parts(), record, expects, author())
    except Conflict as error:
        return answer(412, error.code, error.params)
    response = as_json(schemas.Saved(id=id, version=saved.version))
    response.set_etag(str(saved.version))
    return response


def _delete(cls: type[Any], id: str) -> Response:
    expects = _expected_version()
    if not expects:
        return answer(428, "precondition.missing", {})
    try:
        remove_record(context.parts(), cls.KIND, id, expects, author())
    except Conflict as error:
        return answer(412, error.code, error.params)
    return make_response("", 204)


@blueprint.put("/records/actors/<id>", tags=[_WRITE], responses=_WRITE_ANSWERS)
@requires("coordinator")
@checked
def put_actor(path: schemas.RecordPath, body: schemas.ActorEdit) -> Response:
    """Create (``If-None-Match: *``) or change (``If-Match``) an actor."""
    return _put(Actor, path.id, body)


@blueprint.put("/records/offers/<id>", tags=[_WRITE], responses=_WRITE_ANSWERS)
@requires("coordinator")
@checked
def put_offer(path: schemas.RecordPath, body: schemas.OfferEdit) -> Response:
    """Create (``If-None-Match: *``) or change (``If-Match``) an offer."""
    return _put(Offer, path.id, body)


@blueprint.put("/records/projects/<id>", tags=[_WRITE], responses=_WRITE_ANSWERS)
@requires("coordinator")
@checked
def put_project(path: schemas.RecordPath, body: schemas.ProjectEdit) -> Response:
    """Create (``If-None-Match: *``) or change (``If-Match``) a project."""
    return _put(Project, path.id, body)


@blueprint.put("/records/cooperations/<id>", tags=[_WRITE], responses=_WRITE_ANSWERS)
@requires("coordinator")
@checked
def put_cooperation(path: schemas.RecordPath, body: schemas.CooperationEdit) -> Response:
    """Create (``If-None-Match: *``) or change (``If-Match``) a cooperation."""
    return _put(Cooperation, path.id, body)


@blueprint.delete("/records/actors/<id>", tags=[_WRITE], responses=_DELETE_ANSWERS)
@requires("coordinator")
@checked
def delete_actor(path: schemas.RecordPath) -> Response:
    """Delete an actor that nobody refers to (``If-Match``)."""
    return _delete(Actor, path.id)


@blueprint.delete("/records/offers/<id>", tags=[_WRITE], responses=_DELETE_ANSWERS)
@requires("coordinator")
@checked
def delete_offer(path: schemas.RecordPath) -> Response:
    """Delete an offer that nobody refers to (``If-Match``)."""
    return _delete(Offer, path.id)


@blueprint.delete("/records/projects/<id>", tags=[_WRITE], responses=_DELETE_ANSWERS)
@requires("coordinator")
@checked
def delete_project(path: schemas.RecordPath) -> Response:
    """Delete a project that nobody refers to (``If-Match``)."""
    return _delete(Project, path.id)


@blueprint.delete("/records/cooperations/<id>", tags=[_WRITE], responses=_DELETE_ANSWERS)
@requires("coordinator")
@checked
def delete_cooperation(path: schemas.RecordPath) -> Response:
    """Delete a cooperation that nobody refers to (``If-Match``)."""
    return _delete(Cooperation, path.id)
