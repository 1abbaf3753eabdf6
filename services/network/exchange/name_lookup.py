"""From the names that people write to records: exact first, then folded, then "meinten Sie"."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from services.network.records.model import (
    Actor,
    Format,
    Offer,
    OrgType,
    Project,
    Record,
    Region,
    Strategy,
    TargetGroup,
    Term,
    Topic,
)
from services.network.records.text_folding import fold
from services.network.search.index import NAMES, SearchIndex, names_of

Districts = Callable[[str], tuple[str, ...]]
"""From a postcode or the name of a place to the ids of its districts."""

MOST_SUGGESTIONS = 3
MOST_SEARCHES = 200
"""Names that suggestions are looked for; a file with more unknown ones has another problem."""

_VOCABULARIES: Mapping[str, type[Term]] = {
    cls.KIND: cls for cls in (Topic, TargetGroup, Format, OrgType)
}
_LAND_WIDE = frozenset(
    fold(text)
    for text in (
        "landesweit", "thüringenweit", "ganz Thüringen", "Thüringen", "Freistaat Thüringen",
        "in ganz Thüringen", "Land Thüringen", "alle Kreise",
    )
)  # fmt: skip
_LAND = "16"
_KREIS = re.compile(
    r"^(?:landkreis|lkr|lk|kreis|kreisfreie stadt|stadt|landeshauptstadt|altkreis)\.? "
)


class Index:
    """Names of one kind of record, and what each may mean."""

    def __init__(self) -> None:
        self._exact: dict[str, set[str]] = {}
        self._folded: dict[str, set[str]] = {}
        self._main: dict[str, str] = {}
        self._searches: dict[str, tuple[str, ...]] = {}

    def add(self, id: str, name: str, others: Iterable[str] = ()) -> None:
        """Let a record be found by its id, its name and its other names."""
        texts = (name, *others)
        self.add_folded(id, texts, map(fold, texts))

    def add_folded(self, id: str, names: Sequence[str], folded: Iterable[str]) -> None:
        """As ``add``, with all names, the main one first, as written and folded."""
        self._exact.setdefault(id, set()).add(id)
        if names[0].strip():
            self._main.setdefault(id, names[0].strip())
        for text, key in zip(names, folded, strict=True):
            if text.strip():
                self._exact.setdefault(text.strip(), set()).add(id)
                if key:
                    self._folded.setdefault(key, set()).add(id)

    def find(self, text: str) -> tuple[str, ...]:
        """Ids that a text means: none, one, or several if it is ambiguous."""
        found = self._exact.get(text.strip())
        if found is None or len(found) > 1:
            found = self._folded.get(fold(text), found or set())
        return tuple(sorted(found))

    def name(self, id: str) -> str:
        """The name that a record was added with, blank if there is none."""
        return self._main.get(id, "")

    def near(self, text: str) -> tuple[str, ...]:
        """Names that look like a text, the nearest first."""
        key = fold(text)
        if key not in self._searches:
            if len(self._searches) >= MOST_SEARCHES:
                return ()
            close = difflib.get_close_matches(key, self._folded, 2 * MOST_SUGGESTIONS, 0.6)
            if len(close) < MOST_SUGGESTIONS and len(key) >= 4:
                # "Jugendwerk" for "Jugendwerk Musterstadt": a part of the name, not a typo.
                inside = (k for k in sorted(self._folded) if key in k or (k in key and len(k) > 5))
                close += [k for k in inside if k not in close][: MOST_SUGGESTIONS - len(close)]
            names = (self._main.get(id, "") for k in close for id in sorted(self._folded[k]))
            found = tuple(dict.fromkeys(name for name in names if name))
            self._searches[key] = found[:MOST_SUGGESTIONS]
        return self._searches[key]


def _id(term: Term) -> str:
    return term.id


class NameLookup:
    """All names of a network, and those that a file brings along."""

    def __init__(self, search: SearchIndex, districts: Districts) -> None:
        network = search.network
        self._search = search
        self._network = network
        self._districts = districts
        self.actors = self._all_of(Actor)
        self.projects = self._all_of(Project)
        self.strategies = Index()
        self.goals = Index()
        self._goals_of: dict[str, Index] = {}
        self._owners: dict[str, set[str]] = {}
        for strategy in network.all(Strategy).values():
            self.add_strategy(strategy.id, strategy.title, strategy.goals)
        self._terms: dict[str, Index] = {}

    def _all_of(self, cls: type[Record]) -> Index:
        """The names of all records of a class that the search index knows."""
        index = Index()
        for record in self._network.all(cls).values():
            index.add_folded(record.id, names_of(record), self._search.names(record))
        return index

    def folded(self, record: Record, name: str) -> str:
        """The name of a record of the network, folded: what lists are sorted by."""
        return self._search.names(record)[0] if record.KIND in NAMES else fold(name)

    def add_strategy(self, id: str, title: str, goals: Iterable[tuple[str, str]]) -> None:
        """Let a strategy and its goals (id, text) be found."""
        self.strategies.add(id, title)
        own = self._goals_of.setdefault(id, Index())
        for goal_id, text in goals:
            own.add(goal_id, text)
            self.goals.add(goal_id, text)
            self._owners.setdefault(goal_id, set()).add(id)

    def goals_of(self, strategy_id: str) -> Index:
        """The goals of a strategy by their text; of all strategies if none is named."""
        return self._goals_of.get(strategy_id, self.goals)

    def strategy_of(self, goal_id: str) -> str:
        """The strategy that a goal belongs to, blank if it is not known or not the only one."""
        owners = self._owners.get(goal_id, set())
        return min(owners) if len(owners) == 1 else ""

    def add_offer(self, id: str, title: str, provider: str) -> None:
        """Let an offer be found by its title, and by its title with its provider in brackets."""
        self.offers.add(id, title, (f"{title} ({provider})",) if provider else ())

    @cached_property
    def offers(self) -> Index:
        """All offers by title; many are called alike."""
        index = Index()
        for offer in self._network.all(Offer).values():
            names, folded = [offer.title], [*self._search.names(offer)]
            if actor := self._network.get(Actor, offer.actor_id):
                names.append(f"{offer.title} ({actor.name})")
                folded.append(f"{folded[0]} {self._search.names(actor)[0]}".strip())
            index.add_folded(offer.id, names, folded)
        return index

    def terms(self, vocabulary: str) -> Index:
        """The entries of a vocabulary."""
        if vocabulary not in self._terms:
            index = self._terms[vocabulary] = self._all_of(_VOCABULARIES[vocabulary])
            # "Fachstelle" for "Fachstelle / Zentrum", unless a label of its own says it.
            for term in sorted(self._network.all(_VOCABULARIES[vocabulary]).values(), key=_id):
                for part in re.split(r" / |\(.*?\)", term.label):
                    if part.strip() and not index.find(part):
                        index.add(term.id, "", (part,))
        return self._terms[vocabulary]

    @cached_property
    def regions(self) -> Index:
        """All regions by name, other names and key."""
        index = self._all_of(Region)
        for region in self._network.all(Region).values():
            if region.level == "district":
                # "Jena, Stadt" and "Weimarer Land, Kreis" as in official lists.
                index.add(region.id, "", (region.name.partition(",")[0],))
        return index

    def find_region(self, text: str) -> tuple[str, ...]:
        """Ids of regions that a name, key or postcode means."""
        key = fold(text)
        if key in _LAND_WIDE and self._network.get(Region, _LAND) is not None:
            return (_LAND,)
        found = self.regions.find(text)
        if len(found) == 1:
            return found
        digits = text.strip()
        if re.fullmatch(r"\d{4,5}", digits):
            # 5 digits: a key like 16051 was found above; 4: a leading zero was lost.
            return self._districts(digits.zfill(5)) or found
        if re.fullmatch(r"16\d{6}", digits):
            # The key of a municipality means the district that it lies in.
            return self.regions.find(digits[:5])
        bare = _KREIS.sub("", text.strip().lower())
        if bare != text.strip().lower():
            of_name = self.regions.find(bare)
            if len(of_name) == 1:
                return of_name
        if found:
            # A town and the district of the same name: the district is meant in lists.
            districts = [
                id
                for id in found
                if (region := self._network.get(Region, id)) and region.level == "district"
            ]
            return tuple(districts) if len(districts) == 1 else found
        return tuple(id for id in self._districts(text) if self._network.get(Region, id))
