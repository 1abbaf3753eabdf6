"""What every page asks for: the network as this reader sees it, today, and how to write.

The one place where pages touch the wired parts of the service.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import current_app, g

from services.network.findings.findings import Findings
from services.network.records.model import Record
from services.network.records.network import Change, Network
from services.network.records.visible_network import Audience, Book, Library
from shared import accounts
from shared.clock import berlin_day
from shared.errors import NotFound
from shared.web import i18n

if TYPE_CHECKING:
    from services.network.app import Parts


R = TypeVar("R", bound=Record)


def parts() -> Parts:
    """The wired parts of this service."""
    return cast("Parts", current_app.extensions["ikoe"])


def library() -> Library:
    """Results kept per revision; one per process."""
    return cast(Library, current_app.extensions["ikoe_library"])


def today() -> date:
    """The calendar day in Thuringia."""
    return berlin_day(parts().clock())


def network() -> Network:
    """The network as of now, the same value during one request."""
    if "network" not in g:
        g.network = parts().current.network()
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


def book() -> Book:
    """The network as this reader sees it today."""
    return library().book(network(), today(), audience())


def full_book() -> Book:
    """The whole network today: for counting and findings, never to be shown unfiltered."""
    return library().book(network(), today(), "coordinators")


def once(name: str, make: Any, *key: Any) -> Any:
    """A result kept for this revision and day (and further parts of the key)."""
    return library().once((name, network().revision, today(), *key), make)


def findings() -> Findings:
    """All findings of today, over everything that is known."""
    snapshot = full_book().snapshot
    found: Findings = once("findings", lambda: parts().current.findings(snapshot))
    return found


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
