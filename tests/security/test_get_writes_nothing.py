"""No GET of any route in any role changes a store: a mail scanner or a preview opens every link."""

from __future__ import annotations

import pytest

from tests.security.house import CALLERS, House, written

ALLOWED = frozenset({"accounts.account"})
"""Tables that a GET may touch: when a login was last used (``seen``), never what it may do."""


@pytest.mark.parametrize("caller", CALLERS)
def test_no_get_of_any_route_writes_anything(house: House, places, checked, caller):
    guilty: dict[str, set[str]] = {}
    asked = 0
    house.client(caller)
    before, content = house.state(), house.content()
    for route in house.routes:
        if route.method != "GET":
            continue
        client = house.fresh_client(caller) if route.rule == "/konto/abmelden" else None
        if client is not None:
            before, content = house.state(), house.content()
        paths = [places.address(route)]
        for found in places.found:
            paths += [path for path in found.addresses.get(route, ())[:3] if path not in paths]
        for number, path in enumerate(paths):
            for method in ("GET", "HEAD") if number == 0 else ("GET",):
                house.ask(caller, path, method, client=client)
                asked += 1
                if (after := house.state()) != before:
                    now = house.content()
                    if touched := written(content, now) - ALLOWED:
                        guilty[f"{method} {path}"] = touched
                    before, content = after, now
    assert guilty == {}
    checked("GET und HEAD unter dem Schreibspion", asked)


def test_the_spy_sees_a_write(house: House):
    """A spy that sees nothing would let everything pass."""
    before, content = house.state(), house.content()
    database = house.parts("network").accounts.database
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE account SET name = name || '.'")
    assert house.state() != before
    (house.folder / "spur.txt").write_text("x")
    changed = written(content, house.content())
    (house.folder / "spur.txt").unlink()
    assert changed == {"accounts.account", "spur.txt"}
