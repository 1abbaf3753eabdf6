"""What every page asks for: the network as this reader sees it, today, and how to write.

The one place where pages touch the wired parts of the service.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol, TypeVar, cast

from flask import current_app, g

from services.network.config import Settings
from services.network.records.model import Record
from services.network.records.network import Change, Network
from services.network.records.revision_cache import RevisionCache
from services.network.records.store_port import NetworkStore
from services.network.records.visibility import Audience
from services.network.records.visible_network import VisibleNetwork
from services.network.search.index import SearchIndex
from services.network.search.services import SearchServices
from shared import accounts
from shared.clock import berlin_day
from shared.errors import NotFound
from shared.web import i18n

R = TypeVar("R", bound=Record)


class SiteServices(SearchServices, Protocol):
    """What every page may ask of the wired service; a room's pages ask for more by a protocol
    of their own (``exchange.services`` ...), which the wiring fulfils."""

    @property
    def settings(self) -> Settings:
        """The settings of this process."""
        ...

    @property
    def store(self) -> NetworkStore:
        """Where the network is kept."""
        ...


def parts() -> SiteServices:
    """The wired service."""
    return cast(SiteServices, current_app.extensions["ikoe"])


def revision_cache() -> RevisionCache:
    """Results kept per revision; one per process."""
    return cast(RevisionCache, current_app.extensions["ikoe_library"])


def today() -> date:
    """The calendar day in Thuringia."""
    return berlin_day(parts().clock())


def network() -> Network:
    """The network as of now, the same value during one request."""
    if "network" not in g:
        g.network = parts().live.network()
    return cast(Network, g.network)


def forget_network() -> None:
    """Read the network anew, after a change within this request."""
    g.pop("network", None)


def audience() -> Audience:
    """Which part of the network this reader may see."""
    match accounts.current_role():
        case "admin" | "coordinator":
            return "coordinators"
        case "editor" | "member" | "viewer":
            return "members"
        case _:
            return "public"


def coordinating() -> bool:
    """Whether the reader is a coordinator or administrator."""
    return audience() == "coordinators"


def lang() -> str:
    """The language of this page: "de" or "en"."""
    return i18n.current_language()


def visible() -> VisibleNetwork:
    """The network as this reader sees it today."""
    return revision_cache().visible(network(), today(), audience())


def unfiltered() -> VisibleNetwork:
    """The whole network today: for counting and findings, never to be shown unfiltered."""
    return revision_cache().visible(network(), today(), "coordinators")


def search_index() -> SearchIndex:
    """The search index of the whole network; what a reader may find is a matter of within which
    network it is asked."""
    return parts().search_index_on(network())


def per_revision(name: str, make: Any, *key: Any) -> Any:
    """A result kept for this revision and day (and further parts of the key)."""
    return revision_cache().value((name, network().revision, today(), *key), make)


def stored(cls: type[R], id: str) -> R:
    """A record of the whole network, for coordinators' pages. Raises NotFound."""
    record = network().get(cls, id)
    if record is None:
        raise NotFound("not_found.record")
    return record


def history(kind: str, id: str) -> Sequence[Change]:
    """All changes of one record, oldest first."""
    return parts().store.history(kind, id)


def version_tag() -> tuple[str, ...]:
    """The parts of the ETag of a page that only depends on the network and its reader."""
    return (str(network().revision), today().isoformat(), lang(), audience())
