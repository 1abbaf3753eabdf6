"""The pages, feeds and API of the events service put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Flask, current_app

from services.events.planning.planning import centre_or_blank
from services.events.reader.words import ORIGINS, SENTENCES, word
from shared import web
from shared.web import Chrome
from shared.web.chrome import GenderForm

if TYPE_CHECKING:
    from services.events.app import Parts


def parts() -> Parts:
    """The wired parts of this service."""
    return cast("Parts", current_app.extensions["ikoe"])


def make_app(wired: Parts) -> Flask:
    """The application with its frame, pages, feeds and API."""
    from services.events.announcements.web import api
    from services.events.announcements.web import pages as pages_list
    from services.events.calendar.web import feeds
    from services.events.planning.web import pages as pages_desk
    from services.events.registration.web import people_pages as pages_people
    from services.events.registration.web import sign_up_pages as pages_sign_up
    from services.events.seating.web import pages as pages_tables

    app = web.openapi_app("services.events", "events", "IKÖ-Netz: Termine")
    app.extensions["ikoe"] = wired

    def chrome() -> Chrome:
        centre = centre_or_blank(wired.verbs)
        return Chrome(
            centre_name=centre.name or "IKÖ-Netz",
            imprint_url=centre.imprint_url,
            privacy_url=centre.privacy_url,
            gender_form=cast(GenderForm, centre.gender_form),
            origin_note=word(ORIGINS, centre.dataset),
        )

    web.install(
        app,
        service="events",
        settings=wired.settings,
        accounts=wired.accounts,
        checks={"store": wired.store.database.check, "network": wired.directory.check},
        chrome=chrome,
        sentences=SENTENCES,
    )
    app.register_blueprint(pages_list.blueprint)
    app.register_blueprint(pages_sign_up.blueprint)
    app.register_blueprint(pages_desk.blueprint)
    app.register_blueprint(pages_people.blueprint)
    app.register_blueprint(pages_tables.blueprint)
    app.register_blueprint(feeds.blueprint)
    app.register_api(api.blueprint)
    web.install_api_docs(app, "events")
    return app
