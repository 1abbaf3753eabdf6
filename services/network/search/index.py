"""The one index that records are looked up in by words and names.

Each record is folded once, when a look-up first asks for its kind; after that the index follows
the live network and folds only what an edit has changed. Whoever searches says within which
network: an index knows everything, a reader may not, and labels of what the reader may not see
find nothing either.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType

from services.network.records.kinds.record import RecordKey
from services.network.records.live_network import LiveNetwork
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
from services.network.records.network import Network
from services.network.records.text_folding import fold

MOST_HITS = 2000
"""Most records that one search of a program finds: more than anyone reads."""

NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        Actor.KIND: ("name", "short_name", "aliases"),
        Project.KIND: ("title",),
        Offer.KIND: ("title",),
        Region.KIND: ("name", "aliases"),
        Topic.KIND: ("label", "label_en", "synonyms"),
        TargetGroup.KIND: ("label", "label_en"),
        Format.KIND: ("label", "label_en"),
        OrgType.KIND: ("label", "label_en"),
    }
)
"""Kind -> fields with the names of a record, first the one that lists are sorted by."""

_TEXTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        Actor.KIND: ("city", "area", "description"),
        Project.KIND: ("description",),
        Offer.KIND: ("description",),
    }
)
"""Kind -> fields that a search looks into besides the names."""

_FURTHER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {Project.KIND: ("project_type",), Offer.KIND: ("target_group_text",)}
)
"""Kind -> fields that only programs search."""

_ABOUT = (
    ("topic_ids", Topic.KIND),
    ("format_ids", Format.KIND),
    ("target_group_ids", TargetGroup.KIND),
    ("on_site_region_ids", Region.KIND),
)
_LABELS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        Actor.KIND: (("org_type_id", OrgType.KIND), ("region_id", Region.KIND)),
        Project.KIND: (("lead_actor_id", Actor.KIND), *_ABOUT),
        Offer.KIND: (("actor_id", Actor.KIND), *_ABOUT),
    }
)
"""Kind -> fields whose records' labels find it on pages, with their kind."""


def folded_names(record: Record) -> tuple[str, ...]:
    """The names of a record, folded, in the order of ``NAMES``; some may be blank."""
    return tuple(fold(text) for text in names_of(record))


def names_of(record: Record) -> tuple[str, ...]:
    """The names of a record as they are written, in the order of ``NAMES``."""
    return tuple(_strings(record, NAMES[record.KIND]))


class SearchIndex:
    """A network by words and names, folded when first asked for. Safe for threads: at worst two
    of them fold the same record."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._kinds: dict[str, _Kind] = {}

    def after(self, network: Network, changed: Iterable[RecordKey] | None) -> SearchIndex:
        """The index of a network that differs in these records (None: it is not known in
        which); what is the same record in both is not folded again."""
        later = SearchIndex(network)
        ids: dict[str, set[str]] = {}
        for kind, id in changed or ():
            ids.setdefault(kind, set()).add(id)
        for kind, known in tuple(self._kinds.items()):
            before, after = _records(self.network, kind), _records(network, kind)
            asked = ids.get(kind, ()) if changed is not None else {**before, **after}
            differing = [id for id in asked if before.get(id) is not after.get(id)]
            later._kinds[kind] = known.after(after, differing) if differing else known
        return later

    # --- names ----------------------------------------------------------------------------

    def names(self, record: Record) -> tuple[str, ...]:
        """The folded names of a record of this network, in the order of ``names_of``."""
        return self._kind(record.KIND).folded[record.id].names

    def named(self, kind: str, text: str, within: Network) -> list[str]:
        """Ids of records that are called so, however it is written; in no order."""
        wanted, folded = fold(text), self._kind(kind).folded
        return [id for id in _records(within, kind) if wanted and wanted in folded[id].names]

    def ordered(self, kind: str, within: Network) -> Sequence[str]:
        """Ids of a kind's records by folded name, then id."""
        ids = self._kind(kind).ids
        if within is self.network:
            return ids
        records = _records(within, kind)
        return [id for id in ids if id in records]

    # --- words ----------------------------------------------------------------------------

    def found(self, kind: str, query: str, within: Network) -> Sequence[str]:
        """Ids of actors, projects or offers in whose text, or the labels of what they name,
        each word of the query begins a word; by name. A query without words finds all."""
        ids = self.ordered(kind, within)
        records, folded = _records(within, kind), self._kind(kind).folded
        for word in fold(query).split():
            labelled = [
                (field, ids_of)
                for field, of in _LABELS[kind]
                if (ids_of := self._labelled(of, word, within))
            ]
            start = f" {word}"
            ids = [
                id
                for id in ids
                if start in self._read(folded[id], records[id]).text
                or any(_names_one(records[id], field, ids_of) for field, ids_of in labelled)
            ]
        return ids

    def search(self, kind: str, query: str, within: Network) -> list[str]:
        """As ``found``, for programs: in the records' own text only, at most ``MOST_HITS``, and
        nothing for a query without words."""
        starts = [f" {word}" for word in fold(query).split()]
        if not starts:
            return []
        records, folded = _records(within, kind), self._kind(kind).folded

        def fits(id: str) -> bool:
            known = self._read(folded[id], records[id])
            return all(start in known.text or start in known.further for start in starts)

        return list(islice(filter(fits, self.ordered(kind, within)), MOST_HITS))

    def _labelled(self, kind: str, word: str, within: Network) -> frozenset[str]:
        """Ids within a network whose label has a word that begins so."""
        start, records = f" {word}", _records(within, kind)
        # A topic is known by all its names, everything else by the one that pages show.
        most = None if kind == Topic.KIND else 1
        return frozenset(
            id
            for id, known in self._kind(kind).folded.items()
            if id in records and any(start in f" {name}" for name in known.names[:most])
        )

    # --- folded when first asked for ------------------------------------------------------

    def _kind(self, kind: str) -> _Kind:
        known = self._kinds.get(kind)
        if known is None:
            known = self._kinds[kind] = _Kind.of(_records(self.network, kind).values())
        return known

    @staticmethod
    def _read(known: _Folded, record: Record) -> _Folded:
        """With its text: that is folded by the first search by words."""
        if not known.text:
            known.further = f" {_folded(record, _FURTHER)}"
            # Last, for it says that all is there.
            known.text = " ".join(("", *known.names, _folded(record, _TEXTS)))
        return known


class LiveSearch:
    """The search index of one process, which follows its network. Safe for threads."""

    def __init__(self, live: LiveNetwork) -> None:
        self._live = live
        self._following = threading.Lock()
        self._index: SearchIndex | None = None

    def on(self, network: Network) -> SearchIndex:
        """The index of a whole network of this process."""
        with self._following:
            index = self._index
            if index is None:
                index = SearchIndex(network)
            elif index.network is not network:
                changed = self._live.changed_between(index.network.revision, network.revision)
                index = index.after(network, changed)
            self._index = index
            return index


class _Folded:
    """A record in folded words."""

    __slots__ = ("further", "names", "text")

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.text = ""
        """With a blank before every word; empty until the first search by words."""
        self.further = ""


class _Kind:
    """The records of a kind by id, and their ids by folded name."""

    def __init__(self, folded: dict[str, _Folded], ids: list[str]) -> None:
        self.folded = folded
        self.ids = ids

    @classmethod
    def of(cls, records: Iterable[Record]) -> _Kind:
        folded = {record.id: _Folded(folded_names(record)) for record in records}
        return cls(folded, sorted(folded, key=lambda id: (folded[id].names[0], id)))

    def after(self, records: Mapping[str, Record], differing: Iterable[str]) -> _Kind:
        """With these records as they are now; this value stays as it is."""
        folded, ids = dict(self.folded), list(self.ids)

        def place(id: str) -> tuple[str, str]:
            return folded[id].names[0], id

        for id in differing:
            if id in folded:
                del ids[bisect_left(ids, place(id), key=place)]
                del folded[id]
            if id in records:
                folded[id] = _Folded(folded_names(records[id]))
                ids.insert(bisect_left(ids, place(id), key=place), id)
        return _Kind(folded, ids)


def _records(network: Network, kind: str) -> Mapping[str, Record]:
    return network.records.get(kind, {})


def _folded(record: Record, fields: Mapping[str, tuple[str, ...]]) -> str:
    return fold(" ".join(_strings(record, fields.get(record.KIND, ()))))


def _names_one(record: Record, field: str, ids: frozenset[str]) -> bool:
    value = getattr(record, field)
    return value in ids if isinstance(value, str) else not ids.isdisjoint(value)


def _strings(record: Record, fields: Iterable[str]) -> Iterator[str]:
    for name in fields:
        value = getattr(record, name)
        yield from (value,) if isinstance(value, str) else value
