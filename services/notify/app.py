"""The web application of notify: takes notices over, shows the Postausgang, lets people
decline invitations. Sending is the worker's work."""

from __future__ import annotations

import dramatiq
from flask import Flask

from services.notify.config import Settings
from services.notify.delivery.ports import Mailer
from services.notify.desk.web import pages as desk_pages
from services.notify.desk.web import words as desk_words
from services.notify.intake.web import api
from services.notify.intake.web import words as intake_words
from services.notify.reader.frame import CentreFrame
from services.notify.unsubscribe.web import pages as unsubscribe_pages
from services.notify.unsubscribe.web import words as unsubscribe_words
from services.notify.wiring import wire
from shared import logs
from shared.accounts import Accounts
from shared.clock import Clock, utc_now
from shared.config import load
from shared.sql import Database
from shared.starting import refused_in_words
from shared.web import install, install_api_docs, openapi_app
from shared.web.problems import together

WORDS = (desk_words, intake_words, unsubscribe_words)
"""Modules with sentences for the problems that their room can raise."""


def create_app(
    settings: Settings,
    *,
    database: Database | None = None,
    broker: dramatiq.Broker | None = None,
    mailer: Mailer | None = None,
    clock: Clock = utc_now,
) -> Flask:
    """Wire the service; what is not handed in is made from the settings."""
    parts = wire(settings, database=database, broker=broker, mailer=mailer, clock=clock)
    app = openapi_app(__name__, service="notify", title="Postausgang")
    app.extensions["ikoe"] = parts
    install(
        app,
        service="notify",
        settings=settings,
        accounts=Accounts(settings.accounts_url, clock),
        # Not the broker and not the mail server: without them letters wait, nothing is lost,
        # and whoever hands a notice over must still be served.
        checks={"store": parts.deliveries.check},
        chrome=CentreFrame(parts.deliveries.centre),
        sentences=together(*(words.SENTENCES for words in WORDS)),
    )
    app.register_api(api.blueprint)
    app.register_blueprint(desk_pages.blueprint)
    app.register_blueprint(unsubscribe_pages.blueprint)
    install_api_docs(app, service="notify")
    return app


def from_environment() -> Flask:
    """The application as a web server starts it."""
    with refused_in_words("NOTIFY_STORE_URL"):
        settings = load(Settings)
        logs.configure(settings.log_format)
        app = create_app(settings)
        # Before anything is shown: the data may be a copy from before somebody was deleted.
        app.extensions["ikoe"].erasure.catch_up()
        return app
