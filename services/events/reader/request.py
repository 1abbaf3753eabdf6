"""What pages are handed: the services of the application that answers this request."""

from __future__ import annotations

from typing import cast

from flask import current_app

from services.events.records.services import Services


def services() -> Services:
    """Store, directory, clock and secret of this service."""
    return cast(Services, current_app.extensions["ikoe.services"])
