"""The directory: words, filters and pages over actors, offers and projects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from services.network.records.model import Actor, Offer, Project, Record
from services.network.records.visible_network import VisibleNetwork
from services.network.search.index import SearchIndex

PER_PAGE = 25

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What the reader looks for; blank means: any. ``state`` is "", "running" or "past"."""

    text: str = ""
    district: str = ""
    topic: str = ""
    org_type: str = ""
    format: str = ""
    target_group: str = ""
    state: str = ""
    page: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> SearchQuery:
        """From the query of a URL; what cannot be read counts as not given."""
        page = args.get("seite", "1")
        return cls(
            text=" ".join(args.get("q", "").split())[:100],
            district=args.get("kreis", ""),
            topic=args.get("thema", ""),
            org_type=args.get("art", ""),
            format=args.get("format", ""),
            target_group=args.get("zielgruppe", ""),
            state=args.get("stand", ""),
            page=int(page) if page.isdecimal() and len(page) < 6 and int(page) > 0 else 1,
        )

    def query(self, **changes: str | int) -> dict[str, str]:
        """The query of a URL with these wishes; blanks left out."""
        values: dict[str, str | int] = {
            "q": self.text,
            "kreis": self.district,
            "thema": self.topic,
            "art": self.org_type,
            "format": self.format,
            "zielgruppe": self.target_group,
            "stand": self.state,
            **changes,
        }
        return {key: str(value) for key, value in values.items() if value not in ("", 0)}

    @property
    def filtered(self) -> bool:
        """Whether anything but the page is asked for."""
        return bool(self.query())


@dataclass(frozen=True, slots=True)
class Found(Generic[R]):
    """One page of results, how many there are in all, and how many pages."""

    records: Sequence[R]
    count: int
    page: int
    pages: int


class DirectorySearch:
    """The directory as one audience sees it, over the index of the whole network."""

    def __init__(self, visible: VisibleNetwork, index: SearchIndex) -> None:
        self.visible = visible
        self.index = index

    def actors(self, wanted: SearchQuery) -> Found[Actor]:
        """Actors by name."""
        tests: list[Callable[[Actor], object]] = []
        if wanted.org_type:
            tests.append(lambda a: a.org_type_id == wanted.org_type)
        if wanted.district:
            inside, seats = self._district(wanted.district), self.visible.actor_districts
            tests.append(lambda a: inside & seats.get(a.id, frozenset()))
        if wanted.topic:
            topics = self.visible.snapshot.topics_below(wanted.topic)
            carried = self.visible.actor_topics
            tests.append(lambda a: topics & carried.get(a.id, frozenset()))
        return self._found(Actor, wanted, tests)

    def offers(self, wanted: SearchQuery) -> Found[Offer]:
        """Offers by title."""
        return self._found(Offer, wanted, self._tests(wanted))

    def projects(self, wanted: SearchQuery) -> Found[Project]:
        """Projects by title."""
        return self._found(Project, wanted, self._tests(wanted))

    def _tests(self, wanted: SearchQuery) -> list[Callable[[Offer | Project], object]]:
        """What an offer or project must pass, besides the words."""
        visible = self.visible
        tests: list[Callable[[Offer | Project], object]] = []
        if wanted.district:
            inside = self._district(wanted.district)
            places = visible.districts_of
            tests.append(lambda r: inside & places(r.on_site_region_ids + r.reachable_region_ids))
        if wanted.topic:
            topics = visible.snapshot.topics_below(wanted.topic)
            tests.append(lambda r: not topics.isdisjoint(r.topic_ids))
        if wanted.format:
            tests.append(lambda r: wanted.format in r.format_ids)
        if wanted.target_group:
            tests.append(lambda r: wanted.target_group in r.target_group_ids)
        if wanted.state in ("running", "past"):
            running = wanted.state == "running"
            tests.append(lambda r: visible.snapshot.runs(r) == running)
        return tests

    def _found(
        self, cls: type[R], wanted: SearchQuery, tests: Sequence[Callable[[R], object]]
    ) -> Found[R]:
        records = self.visible.network.all(cls)
        ids = self.index.found(cls.KIND, wanted.text, self.visible.network)
        if tests:
            ids = [id for id in ids if all(test(records[id]) for test in tests)]
        pages = max(1, -(-len(ids) // PER_PAGE))
        page = min(wanted.page, pages)
        start = (page - 1) * PER_PAGE
        shown = [records[id] for id in ids[start : start + PER_PAGE]]
        return Found(shown, len(ids), page, pages)

    def _district(self, region_id: str) -> frozenset[str]:
        return frozenset(self.visible.snapshot.districts_of(region_id)) or frozenset({region_id})
