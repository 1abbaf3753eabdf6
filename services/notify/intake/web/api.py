"""The API for the other services: hand over notices, withdraw, ask what became of letters."""

from __future__ import annotations

from uuid import UUID

from flask import jsonify
from flask.wrappers import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from services.notify.intake.intake import Intake
from services.notify.reader.request import part
from shared.accounts import requires_service_token
from shared.errors import Invalid, Problem
from shared.notices import LARGEST, Notice, OutcomePage, Withdrawal
from shared.web.apidocs import checked

blueprint = APIBlueprint(
    "notify_api",
    __name__,
    url_prefix="/api/notify",
    abp_tags=[Tag(name="notices", description="Briefe übergeben, zurückziehen, verfolgen")],
)


class ById(BaseModel):
    """The id in the address; the same as in the body."""

    id: UUID


class Accepted(BaseModel):
    """What was taken over: committed when this is answered."""

    id: UUID
    known: bool = Field(description="whether it had been taken over before; nothing changed then")


class After(BaseModel):
    """Where to go on reading outcomes."""

    after: int = Field(0, ge=0, le=LARGEST, description="cursor of the last outcome that was read")
    limit: int = Field(500, ge=1, le=1000)


def _accepted(id: UUID, new: bool) -> tuple[Response, int]:
    return jsonify(id=str(id), known=not new), 201 if new else 200


def _same(path: UUID, body: UUID) -> None:
    if path != body:
        raise Invalid(Problem("notice.other_id", field="id"))


@blueprint.put("/notices/<id>", responses={200: Accepted, 201: Accepted})
@requires_service_token
@checked
def put_notice(path: ById, body: Notice) -> tuple[Response, int]:
    """Hand over a notice. Repeating it changes nothing."""
    _same(path.id, body.id)
    return _accepted(body.id, part(Intake).notice(body))


@blueprint.put("/withdrawals/<id>", responses={200: Accepted, 201: Accepted})
@requires_service_token
@checked
def put_withdrawal(path: ById, body: Withdrawal) -> tuple[Response, int]:
    """Withdraw whatever is unsent about a subject. Repeating it changes nothing."""
    _same(path.id, body.id)
    return _accepted(body.id, part(Intake).withdrawal(body))


@blueprint.get("/outcomes", responses={200: OutcomePage})
@requires_service_token
@checked
def get_outcomes(query: After) -> Response:
    """Outcomes behind a cursor, oldest first; ask again with ``next``."""
    page = part(Intake).outcomes(query.after, query.limit)
    return jsonify(page.model_dump(mode="json"))
