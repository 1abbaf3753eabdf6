"""The directory: filters, folded search and pages over actors, offers and projects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from services.network.records.model import (
    Actor,
    Format,
    Offer,
    OrgType,
    Project,
    Record,
    Region,
    TargetGroup,
    Topic,
)
from services.network.records.text_folding import fold
from services.network.records.visible_network import VisibleNetwork

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
            page=int(page) if page.isdecimal() and 0 < int(page) < 100_000 else 1,
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
    """Searchable texts and facets of what one audience sees; made once per revision."""

    def __init__(self, visible: VisibleNetwork) -> None:
        self.visible = visible
        self._texts: dict[str, dict[str, str]] = {}

    def _haystack(self, cls: type[Record]) -> dict[str, str]:
        known = self._texts.get(cls.KIND)
        if known is None:
            known = {r.id: " " + fold(_text(r, self.visible)) for r in self.visible.all(cls)}
            self._texts[cls.KIND] = known
        return known

    def _matching(self, cls: type[R], wanted: SearchQuery) -> list[R]:
        words = fold(wanted.text).split()
        records = list(self.visible.all(cls))
        if words:
            hay = self._haystack(cls)
            # Each word of the query begins a word of the text.
            records = [r for r in records if all(f" {w}" in hay[r.id] for w in words)]
        return records

    def actors(self, wanted: SearchQuery) -> Found[Actor]:
        """Actors by name."""
        visible = self.visible
        records = self._matching(Actor, wanted)
        if wanted.org_type:
            records = [a for a in records if a.org_type_id == wanted.org_type]
        if wanted.district:
            inside = self._district(wanted.district)
            records = [
                a for a in records if inside & visible.actor_districts.get(a.id, frozenset())
            ]
        if wanted.topic:
            topics = visible.snapshot.topics_below(wanted.topic)
            records = [a for a in records if topics & visible.actor_topics.get(a.id, frozenset())]
        return _page(records, lambda a: fold(a.name), wanted.page)

    def offers(self, wanted: SearchQuery) -> Found[Offer]:
        """Offers by title."""
        return _page(self._filtered(Offer, wanted), lambda o: fold(o.title), wanted.page)

    def projects(self, wanted: SearchQuery) -> Found[Project]:
        """Projects by title."""
        return _page(self._filtered(Project, wanted), lambda p: fold(p.title), wanted.page)

    def _filtered(self, cls: type[R], wanted: SearchQuery) -> list[R]:
        visible = self.visible
        records = self._matching(cls, wanted)
        if wanted.district:
            inside = self._district(wanted.district)
            records = [
                r
                for r in records
                if isinstance(r, Offer | Project)
                and inside & visible.districts_of(r.on_site_region_ids + r.reachable_region_ids)
            ]
        if wanted.topic:
            topics = visible.snapshot.topics_below(wanted.topic)
            records = [
                r for r in records if isinstance(r, Offer | Project) and topics & {*r.topic_ids}
            ]
        if wanted.format:
            records = [
                r
                for r in records
                if isinstance(r, Offer | Project) and wanted.format in r.format_ids
            ]
        if wanted.target_group:
            records = [
                r
                for r in records
                if isinstance(r, Offer | Project) and wanted.target_group in r.target_group_ids
            ]
        if wanted.state in ("running", "past"):
            running = wanted.state == "running"
            records = [
                r
                for r in records
                if isinstance(r, Offer | Project) and visible.snapshot.runs(r) == running
            ]
        return records

    def _district(self, region_id: str) -> frozenset[str]:
        return frozenset(self.visible.snapshot.districts_of(region_id)) or frozenset({region_id})


def _text(record: Record, visible: VisibleNetwork) -> str:
    match record:
        case Actor():
            parts = (
                record.name, record.short_name, *record.aliases, record.city, record.area,
                record.description, visible.label(OrgType, record.org_type_id),
                visible.region_name(record.region_id),
            )  # fmt: skip
        case Offer() | Project():
            owner = record.actor_id if isinstance(record, Offer) else record.lead_actor_id
            topics = [visible.network.get(Topic, id) for id in record.topic_ids]
            parts = (
                record.title, record.description, visible.actor_name(owner),
                *(word for t in topics if t for word in (t.label, t.label_en, *t.synonyms)),
                *(visible.label(Format, id) for id in record.format_ids),
                *(visible.label(TargetGroup, id) for id in record.target_group_ids),
                *(visible.region_name(id) for id in record.on_site_region_ids),
            )  # fmt: skip
        case _:
            parts = ()
    return " ".join(part for part in parts if part)


def _page(records: list[R], order: Callable[[R], str], page: int) -> Found[R]:
    records.sort(key=lambda r: (order(r), r.id))
    pages = max(1, -(-len(records) // PER_PAGE))
    page = min(page, pages)
    start = (page - 1) * PER_PAGE
    return Found(records[start : start + PER_PAGE], len(records), page, pages)


def known_region(visible: VisibleNetwork, text: str) -> tuple[str, ...]:
    """Districts that a reader means by a name or the first digits of a key; () if none."""
    wanted = fold(text)
    found = [
        r
        for r in visible.all(Region)
        if wanted and (fold(r.name) == wanted or any(fold(a) == wanted for a in r.aliases))
    ]
    return tuple(dict.fromkeys(d for r in found for d in visible.snapshot.districts_of(r.id)))
