"""Who may do what: every route with every role, called for real and compared with the table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.accounts.model import ROLES
from shared.errors import Unavailable
from shared.sql import Database
from tests.security import life, roles
from tests.security.conftest import Map
from tests.security.house import CALLERS, OWN, UNSAFE, House, Route

FAST = 30
"""Routes that a test of the table names at most, so that its message stays readable."""


def test_every_route_has_a_row_and_every_row_a_route(house):
    _names, rows = roles.read()
    there = {route.key for route in house.routes}
    assert sorted(there - rows.keys())[:FAST] == [], "add these routes to role_matrix.csv"
    assert sorted(rows.keys() - there)[:FAST] == [], "these routes are gone: take their rows out"


def test_the_table_has_a_column_for_every_role_and_for_those_that_are_to_come():
    names, _rows = roles.read()
    assert names == (*roles.KEY, *roles.columns())
    assert roles.roles_without_column() == set()


def test_a_role_has_a_word_in_every_row_as_soon_as_accounts_can_have_it_and_none_before():
    _names, rows = roles.read()
    present = [name for name in roles.columns() if name in CALLERS]
    to_come = [name for name in roles.TO_COME if name not in ROLES]
    unsaid = [(key, name) for key, row in rows.items() for name in present
              if row[name] not in roles.WORDS]  # fmt: skip
    assert unsaid[:FAST] == [], "say in role_matrix.csv what this role may"
    early = [(key, name) for key, row in rows.items() for name in to_come if row[name]]
    assert early[:FAST] == [], "this role does not exist yet"


def test_the_table_says_what_the_guards_of_the_views_promise(house):
    """A view without guard, a guard for other roles: both show here before anybody calls it.

    Where the table says ``missing``, the view decides by what it is asked for.
    """
    _names, rows = roles.read()
    wrong = []
    for route in house.routes:
        app = house.apps[route.service]
        guard = getattr(app.view_functions[_endpoint(house, route)], "ikoe_requires", ())
        for caller in CALLERS:
            said = rows[route.key][caller]
            promised = roles.expected_by_guard(guard, caller)
            if said != promised and said != "missing":
                wrong.append((route.key, caller, said, promised))
    assert wrong[:FAST] == []


def _endpoint(house: House, route: Route) -> str:
    return next(
        str(rule.endpoint)
        for rule in house.apps[route.service].url_map.iter_rules()
        if rule.rule == route.rule and route.method in (rule.methods or ())
    )


@pytest.fixture
def frozen(house, monkeypatch) -> Iterator[None]:
    """Whoever comes as far as writing is told that the store is away, so that what one role does
    is not missing for the next one."""
    databases = [
        house.parts("network").store._db,
        house.parts("events").store.database,
        house.parts("notify").database,
    ]

    def away() -> None:
        raise Unavailable("unavailable.store")

    # Requests for deletion lie with the accounts, which must go on noting who is logged in.
    deletions = house.parts("network").deletions
    apart = Database(house.parts("network").settings.accounts_url)
    databases.append(apart)
    monkeypatch.setattr(deletions, "_database", apart)
    monkeypatch.setattr(deletions.journal, "database", apart)
    for database in databases:
        database.write = away
    yield
    for database in databases:
        del database.write
    apart.close()


@pytest.mark.parametrize("caller", CALLERS)
def test_every_route_answers_a_role_as_the_table_says(house, places, frozen, checked, caller):
    _names, rows = roles.read()
    wrong = []
    for route in house.routes:
        answer = call(house, places, route, caller)
        found = roles.word_of(answer)
        if (
            answer.status_code >= 500
            and not (answer.status_code == 503 and route.method in UNSAFE and found == "allow")
        ) or found != rows.get(route.key, {}).get(caller):
            wrong.append((route.key, answer.status))
    assert wrong[:FAST] == []
    checked("Wege × Rollen, wirklich aufgerufen und mit der Tafel verglichen", len(house.routes))


def call(house: House, places: Map, route: Route, caller: str):
    """A request that is right but for its content."""
    # Whoever logs out is somebody else afterwards.
    ends = ("/konto/abmelden", "/konto/sitzungen/<id>/beenden")
    client = house.fresh_client(caller) if route.rule in ends else None
    path = places.address(route)
    if route.method == "GET":
        return house.ask(caller, path, client=client)
    if route.method == "POST" and not path.startswith("/api/"):
        form = places.forms.get(route)
        data = {**life.fill(form), "form_key": house.form_key()} if form else {}
        return house.send(caller, form.action if form else path, data, client=client)
    return house.ask(caller, path, route.method, json={}, headers=OWN, client=client)
