"""What the frame of every page says about this installation."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from services.network.reader.words import ORIGINS
from services.network.records.live_network import LiveNetwork
from services.network.records.model import Installation
from shared.errors import Unavailable
from shared.web import Chrome
from shared.web.i18n import gettext


def imprint_url(installation: Installation) -> str:
    """Where the Impressum stands: an address that the centre gave, or our page with its text."""
    return _page(installation.imprint, "/impressum")


def privacy_url(installation: Installation) -> str:
    """Where the privacy notice stands, as with the Impressum."""
    return _page(installation.privacy, "/datenschutz")


def _page(text: str, own: str) -> str:
    single = text.strip()
    is_address = single.startswith(("https://", "http://")) and len(single.split()) == 1
    return single if is_address else own


def chrome_of(current: LiveNetwork) -> Callable[[], Chrome]:
    """A function that reads the frame from the installation. It never raises: with the store
    away the frame of the error page is the last one known."""
    last: list[Installation | None] = [None]

    def chrome() -> Chrome:
        with contextlib.suppress(Unavailable):  # The page itself says that the store is away.
            last[0] = current.network().installation
        installation = last[0]
        if installation is None:
            return Chrome()
        note = gettext(ORIGINS[installation.dataset]) if installation.dataset in ORIGINS else ""
        return Chrome(
            centre_name=installation.centre_name,
            imprint_url=imprint_url(installation),
            privacy_url=privacy_url(installation),
            gender_form=installation.gender_form,  # type: ignore[arg-type]
            origin_note=note,
        )

    return chrome
