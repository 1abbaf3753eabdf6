"""The web application of the events service: its frame, pages, feeds and API put together."""

from __future__ import annotations

import httpx
from flask import Flask

from services.events.announcements.web import api
from services.events.announcements.web import pages as announcement_pages
from services.events.attendance.web import pages as attendance_pages
from services.events.attendance.web import words as attendance_words
from services.events.calendar.web import feeds
from services.events.calendar.web import pages as calendar_pages
from services.events.config import Settings
from services.events.invitations.web import pages as invitation_pages
from services.events.invitations.web import words as invitation_words
from services.events.planning.web import pages as planning_pages
from services.events.planning.web import words as planning_words
from services.events.reader import words as reader_words
from services.events.reader.frame import chrome
from services.events.registration.web import list_pages, sign_up_pages
from services.events.registration.web import words as registration_words
from services.events.seating.web import pages as seating_pages
from services.events.wiring import wire
from shared import logs, web
from shared.clock import Clock, utc_now
from shared.config import load
from shared.sql import Database
from shared.starting import refused_in_words
from shared.web.problems import together

WORDS = (
    reader_words,
    planning_words,
    invitation_words,
    registration_words,
    attendance_words,
)
"""Modules with sentences for the problems that their room can raise."""

PAGES = (
    announcement_pages,
    calendar_pages,
    feeds,
    sign_up_pages,
    list_pages,
    attendance_pages,
    invitation_pages,
    seating_pages,
    planning_pages,
)


def create_app(
    settings: Settings,
    *,
    database: Database | None = None,
    network: httpx.Client | None = None,
    notify: httpx.Client | None = None,
    clock: Clock = utc_now,
) -> Flask:
    """Wire the service; what is not handed in is made from the settings."""
    wired = wire(settings, database=database, network=network, notify=notify, clock=clock)
    app = web.openapi_app("services.events", "events", "IKÖ-Netz: Termine")
    app.extensions["ikoe"] = wired
    app.extensions["ikoe.services"] = wired.services
    web.install(
        app,
        service="events",
        settings=wired.settings,
        accounts=wired.accounts,
        checks={"store": wired.store.database.check, "network": wired.directory.check},
        chrome=chrome,
        sentences=together(*(words.SENTENCES for words in WORDS)),
    )
    for pages in PAGES:
        app.register_blueprint(pages.blueprint)
    app.register_api(api.blueprint)
    web.install_api_docs(app, "events")
    return app


def from_environment() -> Flask:
    """What gunicorn starts: settings from the environment."""
    with refused_in_words("EVENTS_STORE_URL"):
        settings = load(Settings)
        logs.configure(settings.log_format)
        app = create_app(settings)
        # Before anything is shown: the data may be a copy from before somebody was deleted.
        app.extensions["ikoe"].erasure.catch_up()
        return app
