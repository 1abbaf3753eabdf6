"""The frame of our pages: named after the centre that the newest letter comes from.

notify calls no other service, so this is what it knows about the installation.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from services.notify.reader.words import ORIGINS
from shared.notices import Sender
from shared.web import Chrome
from shared.web.i18n import gettext

if TYPE_CHECKING:
    from services.notify.wiring import Parts

KEPT_SECONDS = 30.0


class Frame:
    """Gives the frame for a request; asks the store at most twice a minute."""

    def __init__(self, parts: Parts) -> None:
        self._deliveries = parts.deliveries
        self._kept: tuple[float, Sender] | None = None

    def __call__(self) -> Chrome:
        """The frame; raises Unavailable if it must be read and the store is away."""
        centre = self._centre()
        if centre is None:
            return Chrome()
        # Made for each request: the banner is in the reader's language.
        return Chrome(
            centre_name=centre.name,
            imprint_url=centre.imprint_url,
            privacy_url=centre.privacy_url,
            origin_note=gettext(ORIGINS[centre.dataset]) if centre.dataset in ORIGINS else "",
        )

    def _centre(self) -> Sender | None:
        now = time.monotonic()
        if self._kept is not None and now - self._kept[0] < KEPT_SECONDS:
            return self._kept[1]
        centre = self._deliveries.centre()
        if centre is not None:
            # None is not kept: the first letter shall be seen at once.
            self._kept = (now, centre)
        return centre
