"""Nothing is written for a request that another site, or nobody's page, has made.

Every route that changes something gets the form that its own page would send, as administrator
with a valid login, but without what only our own page has.
"""

from __future__ import annotations

import pytest

from tests.security import life
from tests.security.house import OWN, UNSAFE, House, Route, written
from tests.shared.helpers import PUBLIC_URL, TOKEN

EXEMPT = {"/abbestellen/<address_hash>/<token>"}
"""Asked for by mail programs (RFC 8058): the signed token in the address is the permission."""
REFUSED = (400, 403)

FOREIGN = {
    "Origin einer fremden Seite": {"Origin": "https://boese.example"},
    "Origin einer ähnlichen Seite": {"Origin": f"{PUBLIC_URL}.boese.example"},
    "Origin null": {"Origin": "null"},
    "Sec-Fetch-Site cross-site": {"Sec-Fetch-Site": "cross-site"},
    "Sec-Fetch-Site same-site": {"Sec-Fetch-Site": "same-site"},
    "eigener Origin, aber cross-site": {"Origin": PUBLIC_URL, "Sec-Fetch-Site": "cross-site"},
}
KEYS = {
    "kein Schlüssel": "",
    "erfundener Schlüssel": "WyIiLCJhYmMiXQ.aRlXoQ.erfunden",
    "Schlüssel mit angehängtem Zeichen": "+",
}


def unsafe(house: House) -> list[Route]:
    return [route for route in house.routes if route.method in UNSAFE]


def guard_of(house: House, route: Route) -> bool:
    app = house.apps[route.service]
    rule = next(
        r
        for r in app.url_map.iter_rules()
        if r.rule == route.rule and route.method in (r.methods or ())
    )
    return not getattr(app.view_functions[rule.endpoint], "form_guard_exempt", False)


def test_only_the_one_click_of_mail_programs_needs_no_form_of_ours(house):
    assert {r.rule for r in unsafe(house) if not guard_of(house, r)} == EXEMPT


@pytest.mark.parametrize("attack", list(FOREIGN))
def test_a_request_from_another_site_is_refused_and_writes_nothing(scratch, checked, attack):
    house, wrong = scratch.house, {}
    routes = [r for r in unsafe(house) if r.rule not in EXEMPT]
    house.client("admin")
    before, content = house.state(), house.content()
    for route in routes:
        answer = send(scratch, route, FOREIGN[attack], key=house.form_key())
        if answer.status_code != 403 or house.state() != before:
            wrong[route.key] = answer.status, written(content, house.content())
            before, content = house.state(), house.content()
    assert wrong == {}
    checked("Formulare und Schreibwege mit fremder Herkunft", len(routes))


@pytest.mark.parametrize("attack", list(KEYS))
def test_a_form_without_a_key_of_ours_is_refused_and_writes_nothing(scratch, checked, attack):
    house, wrong = scratch.house, {}
    forms = [r for r in unsafe(house) if r.rule not in EXEMPT and not r.rule.startswith("/api/")]
    house.client("admin")
    before, content = house.state(), house.content()
    for route in forms:
        key = KEYS[attack]
        answer = send(scratch, route, OWN, key=house.form_key() + key if key == "+" else key)
        if answer.status_code != 400 or house.state() != before:
            wrong[route.key] = answer.status, written(content, house.content())
            before, content = house.state(), house.content()
    assert wrong == {}
    checked("Formulare ohne gültigen Schlüssel", len(forms))


def test_a_key_of_somebody_else_counts_only_with_the_word_of_the_browser(scratch, checked):
    """The key of a visitor, in a request that does not say where it comes from."""
    house, wrong = scratch.house, {}
    forms = [r for r in unsafe(house) if r.rule not in EXEMPT and not r.rule.startswith("/api/")]
    house.client("admin")
    before = house.state()
    for route in forms:
        answer = send(scratch, route, {}, key=house.form_key())
        if answer.status_code != 400 or house.state() != before:
            wrong[route.key] = answer.status
            before = house.state()
    assert wrong == {}
    checked("Formulare ohne gültigen Schlüssel", len(forms))


def test_a_login_counts_for_an_api_only_from_our_own_pages(scratch, checked):
    house, wrong = scratch.house, {}
    programs = [r for r in unsafe(house) if r.rule.startswith("/api/")]
    house.client("admin")
    before = house.state()
    for route in programs:
        path = scratch.address(route)
        answer = house.ask("admin", path, route.method, json={"name": "Anders"})
        if answer.status_code != 403 or house.state() != before:
            wrong[route.key] = answer.status
            before = house.state()
    assert wrong == {}
    checked("Formulare und Schreibwege mit fremder Herkunft", len(programs))


def test_a_wrong_token_of_our_services_does_not_turn_the_guard_off(scratch, checked):
    house, wrong = scratch.house, {}
    house.client("admin")
    before = house.state()
    routes = [r for r in unsafe(house) if r.rule not in EXEMPT]
    for route in routes:
        headers = {"Authorization": f"Bearer {TOKEN}x", "Origin": "https://boese.example"}
        answer = send(scratch, route, headers, key="")
        if answer.status_code < 400 or house.state() != before:
            wrong[route.key] = answer.status
            before = house.state()
    assert wrong == {}
    checked("Formulare und Schreibwege mit fremder Herkunft", len(routes))


def send(scratch, route: Route, headers: dict[str, str], key: str):
    """What the route's own page would send, with these headers and this key."""
    house, path = scratch.house, scratch.address(route)
    if path.startswith("/api/"):
        return house.ask("admin", path, route.method, json={}, headers=headers)
    form = scratch.forms.get(route)
    data = {**(life.fill(form) if form else {}), "form_key": key}
    return house.ask("admin", form.action if form else path, "POST", data=data, headers=headers)
