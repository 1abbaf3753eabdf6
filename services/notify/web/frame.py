"""The frame of our pages: named after the centre that the newest letter comes from.

notify calls no other service, so this is what it knows about the installation.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from shared.web import Chrome

if TYPE_CHECKING:
    from services.notify.wiring import Parts

KEPT_SECONDS = 30.0


class Frame:
    """Gives the frame for a request; asks the store at most twice a minute."""

    def __init__(self, parts: Parts) -> None:
        self._deliveries = parts.deliveries
        self._kept: tuple[float, Chrome] | None = None

    def __call__(self) -> Chrome:
        """The frame; raises Unavailable if it must be read and the store is away."""
        now = time.monotonic()
        if self._kept is not None and now - self._kept[0] < KEPT_SECONDS:
            return self._kept[1]
        centre = self._deliveries.centre()
        if centre is None:
            # Not kept: the first letter shall be seen at once.
            return Chrome()
        chrome = Chrome(
            centre_name=centre.name,
            imprint_url=centre.imprint_url,
            privacy_url=centre.privacy_url,
        )
        self._kept = (now, chrome)
        return chrome
