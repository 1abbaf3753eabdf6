"""The frame of our pages: named after the installation, as network knows it."""

from __future__ import annotations

from typing import cast

from services.events.reader.request import services
from services.events.reader.words import ORIGINS, word
from services.events.records.directory import Centre
from shared.errors import Unavailable
from shared.web import Chrome
from shared.web.chrome import GenderForm


def centre_or_blank() -> Centre:
    """The installation's names; blank while network is away."""
    try:
        return services().directory.centre()
    except Unavailable:
        return Centre()


def chrome() -> Chrome:
    """The frame for a request."""
    centre = centre_or_blank()
    return Chrome(
        centre_name=centre.name or "IKÖ-Netz",
        imprint_url=centre.imprint_url,
        privacy_url=centre.privacy_url,
        gender_form=cast(GenderForm, centre.gender_form),
        origin_note=word(ORIGINS, centre.dataset),
    )
