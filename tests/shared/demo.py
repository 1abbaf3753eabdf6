"""A small service with every part of a page, for tests and screenshots."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, render_template, request
from pydantic import BaseModel

from shared import errors
from shared.accounts import Accounts, author, requires, requires_service_token
from shared.clock import Clock, utc_now
from shared.config import CommonSettings
from shared.web import Chrome, cached_page, form_id, install, install_api_docs, openapi_app
from tests.shared.helpers import common_settings

CHROME = Chrome(
    centre_name="Übungszentrum Interkulturelle Öffnung",
    origin_note="Übungsnetz – erfundene Daten",
    attribution="Kreisgrenzen: © GeoBasis-DE / BKG (2025)",
)


class Body(BaseModel):
    """What the demo's API takes."""

    name: str
    seats: int = 1


def demo_app(
    folder: Path, *, clock: Clock = utc_now, chrome: Chrome = CHROME, **settings: Any
) -> Flask:
    """The demo as the network service: with login pages."""
    values = CommonSettings(**common_settings(folder, **settings))
    app = openapi_app(__name__, service="network", title="Vorführung")
    accounts = Accounts(values.accounts_url, clock)
    install(app, service="network", settings=values, accounts=accounts, chrome=lambda: chrome)
    _views(app)
    install_api_docs(app, service="network")
    return app


def _views(app: Any) -> None:
    pages = Blueprint("demo", __name__)

    @pages.get("/")
    def start() -> Any:
        return cached_page(["r1"], lambda: render_template("demo.html", problems=[]))

    @pages.post("/")
    def sent() -> Any:
        return {"name": request.form.get("name"), "form": form_id(), "author": author()}

    @pages.get("/hinweise")
    @requires("coordinator")
    def findings() -> str:
        return render_template("demo.html", problems=[])

    @pages.post("/hinweise")
    @requires("coordinator")
    def judge() -> Any:
        return {"reason": request.form.get("reason")}

    @pages.get("/fehler/<kind>")
    def broken(kind: str) -> str:
        made = {
            "missing": errors.NotFound(),
            "conflict": errors.Conflict(),
            "invalid": errors.Invalid(errors.Problem("field.required", field="name")),
            "forbidden": errors.Forbidden(),
            "many": errors.TooMany(),
            "large": errors.TooLarge(),
            "away": errors.Unavailable("unavailable.store"),
            "bug": RuntimeError("secret detail"),
        }
        raise made[kind]

    @app.put("/api/network/things")
    @requires_service_token
    def put_thing(body: Body) -> Any:
        return body.model_dump()

    app.register_blueprint(pages)
