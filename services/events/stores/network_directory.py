"""The directory of the network service, over HTTP, with the last good answer in memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import httpx

from services.events.records.directory import (
    ActorCard,
    Centre,
    Proposal,
    Tables,
    Vocabulary,
    VocabularyTerm,
)
from shared.errors import NotFound, Unavailable

T = TypeVar("T")

MOST_PAGES = 50
FRESH_SECONDS = 2.0
"""How long an answer is used without asking again: pages ask several times each."""


class HttpDirectory:
    """Implements ``directory.NetworkDirectory``; safe to share by threads."""

    def __init__(
        self, client: httpx.Client, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._client = client
        self._now = monotonic
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, Any]] = {}

    def centre(self) -> Centre:
        """The installation's names."""
        return self._remembered(
            "installation",
            lambda v: Centre(**_known(Centre, {**v, "name": v.get("centre_name", "")})),
        )

    def vocabulary(self) -> Vocabulary:
        """Topics and regions."""
        return self._remembered("vocabulary", _vocabulary)

    def actors(self, query: str = "", ids: Sequence[str] = ()) -> tuple[ActorCard, ...]:
        """Actors by search words or by ids."""
        values = self._get("actors", {"query": query, "ids": ",".join(ids), "limit": "50"})
        return tuple(_actor(item) for item in values["actors"])

    def everyone(self) -> tuple[ActorCard, ...]:
        """All actors by name, to choose from; remembered for a few seconds."""
        return self._remembered("everyone", lambda _: (), self._all)

    def _all(self) -> tuple[ActorCard, ...]:
        found: list[ActorCard] = []
        page, pages = 1, 1
        while page <= pages and page <= MOST_PAGES:
            values = self._get("actors", {"page": str(page), "limit": "200"})
            found += [_actor(item) for item in values["actors"]]
            page, pages = page + 1, int(values["pages"])
        return tuple(sorted(found, key=lambda card: (card.name.casefold(), card.id)))

    def proposal(self, finding_ids: Sequence[str], measure_id: str = "") -> Proposal:
        """What findings or a measure suggest, as of now."""
        query = {"findings": ",".join(finding_ids), "measure": measure_id}
        values = self._get("proposal", query)
        return Proposal(
            finding_id=values["finding_id"],
            kind=values["kind"],
            title=values.get("title", ""),
            hosts=tuple(_actor(item) for item in values.get("hosts", ())),
            invitees=tuple(_actor(item) for item in values.get("invitees", ())),
            topic_ids=tuple(values.get("topic_ids", ())),
            region_ids=tuple(values.get("region_ids", ())),
            finding_ids=tuple(values.get("finding_ids", ())),
            measure_id=values.get("measure_id", ""),
        )

    def tables(self, actor_ids: Sequence[str], size: int) -> Tables:
        """Who sits together, as of now."""
        values = self._get("tables", {"actors": ",".join(actor_ids), "size": str(size)})
        return Tables(tuple(tuple(t) for t in values["tables"]), int(values["known_pairs"]))

    def check(self) -> None:
        """Ask once, without memory."""
        self._get("installation", {})

    def _remembered(
        self,
        path: str,
        make: Callable[[Mapping[str, Any]], T],
        read: Callable[[], T] | None = None,
    ) -> T:
        with self._lock:
            kept = self._kept.get(path)
        if kept is not None and self._now() - kept[0] < FRESH_SECONDS:
            return kept[1]  # type: ignore[no-any-return]
        try:
            value = read() if read else make(self._get(path, {}))
        except Unavailable:
            if kept is None:
                raise
            # Names of the last minutes are better than no page; asked anew in a while.
            value = kept[1]
        with self._lock:
            self._kept[path] = (self._now(), value)
        return value

    def _get(self, path: str, query: Mapping[str, str]) -> Mapping[str, Any]:
        given = {key: value for key, value in query.items() if value}
        try:
            answer = self._client.get(f"/api/network/{path}", params=given)
        except httpx.HTTPError as error:
            raise Unavailable("unavailable.network") from error
        if answer.status_code == 404:
            raise NotFound("not_found.finding")
        if not answer.is_success:
            raise Unavailable("unavailable.network")
        return answer.json()  # type: ignore[no-any-return]


def _known(cls: type[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: values[name]
        for name in cls.__dataclass_fields__
        if name in values and values[name] is not None
    }


def _actor(values: Mapping[str, Any]) -> ActorCard:
    values = {"id": values.get("actor_id") or values.get("id"), **values}
    return ActorCard(**_known(ActorCard, values))


def _vocabulary(values: Mapping[str, Any]) -> Vocabulary:
    def term(item: Mapping[str, Any]) -> VocabularyTerm:
        return VocabularyTerm(**_known(VocabularyTerm, {"label": item.get("name", ""), **item}))

    return Vocabulary(
        topics=tuple(term(item) for item in values["topics"]),
        regions=tuple(term(item) for item in values["regions"]),
    )
