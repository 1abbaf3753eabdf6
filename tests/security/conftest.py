"""One house for the checks that only look, another one for those that write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pytest

from tests.security import counts, life
from tests.security.cage import Cage, caged
from tests.security.house import Form, Found, House, Route, copy_of, crawl, open_house


@dataclass
class Map:
    """Every route of a house with an address that it answers at."""

    house: House
    found: Sequence[Found]

    @classmethod
    def of(cls, house: House) -> Map:
        """Found by following every link, first as a visitor, then as administrator."""
        return cls(house, [crawl(house, caller) for caller in ("anonymous", "admin")])

    @cached_property
    def _known(self) -> Mapping[str, str]:
        return life.unlinked(self.house)

    @cached_property
    def forms(self) -> Mapping[Route, Form]:
        """A form that pages show for each route that takes one."""
        found = {}
        for crawled in self.found:
            for form in crawled.forms:
                route = self.house.route_of(form.action.partition("?")[0], form.method)
                if route is not None:
                    found[route] = form
        return found

    def address(self, route: Route) -> str:
        """An address of the route: one that is known here, else one that a page links to."""
        if route.rule in self._known:
            return self._known[route.rule]
        if "<" not in route.rule:
            return route.rule
        for found in self.found:
            if places := found.addresses.get(route):
                return places[0]
        raise AssertionError(f"no page links to {route.key}: name an address in life.py")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The program with the practice data; nobody writes to it any more."""
    opened = open_house(tmp_path_factory.mktemp("house"))
    life.lead(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def places(house: House) -> Map:
    """An address for every route of the house, found by following every link as administrator."""
    return Map.of(house)


@pytest.fixture(scope="module")
def scratch(house: House, places: Map, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Map]:
    """The same house again with the same addresses, for checks that may write."""
    folder = tmp_path_factory.mktemp("scratch")
    copy_of(house, folder)
    opened = open_house(folder, "")
    yield Map(opened, places.found)
    opened.close()


@pytest.fixture(scope="module")
def cage(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cage]:
    """The same house again with a canary in every text."""
    with caged(house, tmp_path_factory.mktemp("canaries")) as made:
        yield made


@pytest.fixture
def checked(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Tells how many of something a check has looked at."""

    def tell(what: str, number: int, command: str = counts.SUITE) -> None:
        record_property(counts.PROPERTY, (what, command, number))
        counts.SEEN[what, command] += number

    return tell
