"""APIs with a description: OpenAPI 3.1 from the same models that check the input.

``openapi_app`` makes the Flask app of a service, ``install_api_docs`` adds
``/api/<service>/openapi.json`` and a page to read and try it, without inline scripts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar, cast

from flask import Flask, Response, jsonify, render_template
from flask.json.provider import DefaultJSONProvider
from flask_openapi3 import Info, OpenAPI, validate_request
from pydantic import BaseModel, Field, ValidationError

from shared.web import problems


class FieldProblem(BaseModel):
    """One thing wrong with one field."""

    field: str = ""
    row: int | None = None
    code: str
    text: str


class ProblemDocument(BaseModel):
    """RFC 9457: what went wrong, as ``application/problem+json``."""

    type: str = Field(description="urn:ikoe:problem:<code>")
    title: str
    status: int
    detail: str
    code: str
    problems: list[FieldProblem] = []
    error_id: str = ""


V = TypeVar("V", bound=Callable[..., Any])

_PROBLEM_CONTENT = {
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
}


def problem_responses(*statuses: int) -> dict[Any, Any]:
    """What an operation answers with a problem document, for ``responses=``; refusals that hold
    for many operations alike are added by ``Api``.

    As data and not as the model: flask-openapi3 3 would describe the model anew for every status
    of every operation, a fifth of the time that a start takes to import.
    """
    return {
        status: {"description": HTTPStatus(status).phrase, "content": _PROBLEM_CONTENT}
        for status in statuses
    }


def checked(view: V) -> V:
    """Check path, query and body of a view, but only after the checks around it: who may not
    come in learns nothing about the form of what is asked."""
    return cast(V, validate_request()(view))  # type: ignore[no-untyped-call]


class _Json(DefaultJSONProvider):
    """Flask's JSON; a body nested thousands deep is wrong input like any other."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """As ever, ValueError for whatever cannot be read."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


class Api(OpenAPI):
    """flask-openapi3 with problem documents for wrong input, and with what the guards say.

    Who may call an operation stands at its view alone (``shared.accounts.requires``); the
    description is made from there, so that the two cannot differ.
    """

    json_provider_class = _Json

    def generate_spec_json(self) -> None:
        """As ever, but every operation says by itself how it is guarded and refused."""
        super().generate_spec_json()  # type: ignore[no-untyped-call]
        schemes = self.spec_json["components"]["securitySchemes"]
        schemes["session"]["name"] = self.config["SESSION_COOKIE_NAME"]
        guards = self._guards()
        for path, operations in self.spec_json["paths"].items():
            for method, operation in operations.items():
                self._complete(operation, guards.get((method, path), ()))

    def _guards(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Method and path as the description writes them -> what ``requires`` asks for."""
        return {
            (method.lower(), _PARAMETER.sub(r"{\1}", rule.rule)): getattr(
                self.view_functions[rule.endpoint], "ikoe_requires", ()
            )
            for rule in self.url_map.iter_rules()
            for method in rule.methods or ()
        }

    @staticmethod
    def _complete(operation: dict[str, Any], guard: tuple[str, ...]) -> None:
        refusals = [*EVERYWHERE]
        if "requestBody" in operation:
            refusals += WITH_A_BODY
        if guard == ("service",):
            operation["security"] = [{"service": []}]
            refusals.append(401)
        elif guard:
            operation["security"] = [{"session": []}]
            refusals += [401, 403]
        else:
            operation.setdefault("security", [])
        # A 422 is one problem document, not a list of pydantic's: written over what is there.
        for status, described in problem_responses(*refusals).items():
            operation["responses"][str(status)] = described


EVERYWHERE = (400, 422, 503)
"""Refusals that every operation may answer: a request that is none, input that is wrong, a part
of the product that is away."""
WITH_A_BODY = (413, 415)
"""Refusals of operations that take a body: too large, or no JSON."""
_PARAMETER = re.compile(r"<(?:[^<>:]+:)?([^<>]+)>")


def openapi_app(import_name: str, service: str, title: str, description: str = "") -> Api:
    """The Flask app of a service; its templates lie beside it in ``templates/``."""
    return Api(
        import_name,
        info=Info(title=title, version="1", description=description or f"API {service}"),
        security_schemes={
            "service": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": ""},
        },
        validation_error_status=422,
        validation_error_model=ProblemDocument,
        validation_error_callback=_invalid,
        doc_ui=False,
        static_folder=None,
        template_folder="templates",
    )


def _invalid(error: ValidationError) -> Response:
    own = problems.from_validation(error)
    return problems.answer(422, own.code, own.params, problems=own.problems)


def install_api_docs(app: Flask, service: str) -> None:
    """Add the description and its page; call it after all routes are registered."""
    if not isinstance(app, OpenAPI):
        raise TypeError("make the app with openapi_app()")
    api: Any = app

    def description() -> Response:
        response = jsonify(api.api_doc)
        response.headers["Cache-Control"] = "public, max-age=300"
        return response

    def page() -> str:
        return render_template(
            "shared/apidocs.html", title=api.info.title, spec=f"/api/{service}/openapi.json"
        )

    app.add_url_rule(f"/api/{service}/openapi.json", "api_description", description)
    app.add_url_rule(f"/api/{service}/docs", "api_docs", page)
