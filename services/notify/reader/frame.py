"""The frame of our pages: named after the centre that the newest letter comes from.

notify calls no other service, so this is what it knows about the installation.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from shared.marking import N_
from shared.notices import Sender
from shared.web import Chrome
from shared.web.i18n import gettext

KEPT_SECONDS = 30.0

ORIGINS: Mapping[str, str] = {
    "example": N_("Beispielnetz – Stand Herbst 2021"),
    "practice": N_("Übungsnetz – erfundene Daten"),
}
"""The banner while the centre's letters say that they come from such a data set."""


class CentreFrame:
    """Gives the frame for a request; asks the store at most twice a minute."""

    def __init__(self, newest_centre: Callable[[], Sender | None]) -> None:
        self._newest_centre = newest_centre
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
        centre = self._newest_centre()
        if centre is not None:
            # None is not kept: the first letter shall be seen at once.
            self._kept = (now, centre)
        return centre
