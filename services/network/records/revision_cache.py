"""Results kept per revision of the network, so that each is made once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from typing import Any, TypeVar

from services.network.records.network import Network
from services.network.records.visibility import Audience, visible_part
from services.network.records.visible_network import VisibleNetwork

T = TypeVar("T")


class RevisionCache:
    """What each audience sees and other results per revision, kept until newer ones push them out.

    Safe for several threads: at worst two of them compute the same value once each.
    """

    def __init__(self, size: int = 48) -> None:
        self._size = size
        self._kept: dict[Hashable, Any] = {}

    def value(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value for this key, made now if it is not kept; keys name the revision."""
        try:
            return self._kept[key]  # type: ignore[no-any-return]
        except KeyError:
            value = make()
        if len(self._kept) >= self._size:
            # Oldest first; another thread may have been faster, which is as good.
            for old in list(self._kept)[: self._size // 2]:
                self._kept.pop(old, None)
        self._kept[key] = value
        return value

    def visible(self, network: Network, day: date, audience: Audience) -> VisibleNetwork:
        """The network as this audience reads it on this day."""
        return self.value(
            ("visible", network.revision, day, audience),
            lambda: VisibleNetwork(visible_part(network, audience).on(day)),
        )
