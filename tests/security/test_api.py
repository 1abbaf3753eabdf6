"""The APIs keep to their descriptions: who may call, what comes back, and never a 5xx.

Calls are drawn from the documents themselves, right ones and spoilt ones; the seed is printed
and ``IKOE_SEED`` repeats it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from random import SystemRandom
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest

from services.network.records.model import Actor, Cooperation, Offer, Project
from tests.security import counts, life
from tests.security.house import OWN, House, crawl
from tests.security.openapi import NASTY, Generator, mismatches

PROBLEM = "application/problem+json"
SERVICES = ("network", "events", "notify")
CALLER = {"service": "service", "session": "coordinator"}
SUITE_CALLS, CHAOS_CALLS = 60, 1500
IF_MATCH = ('"1"', '"2"', "*", '"0"', '"99999999999999999999"', 'W/"1"', "kaputt", '"1", "2"', "")
BODIES = (
    b"", b"{", b"[]", b"null", b'"x"', b"{}" * 3, b"\xff\xfe", b'{"a":' * 3000, b"\x00",
    b'{"id": 1e999}',
)  # fmt: skip


def document(house: House, service: str) -> Mapping[str, Any]:
    """The description as it is served."""
    return dict(house.ask("anonymous", f"/api/{service}/openapi.json").json or {})


def operations(described: Mapping[str, Any]) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Path, method and description of every operation."""
    return [
        (path, method, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]


def view_of(house: House, service: str, path: str, method: str) -> Any:
    app = house.apps[service]
    rules = {
        rule.rule: app.view_functions[rule.endpoint]
        for rule in app.url_map.iter_rules()
        if method.upper() in (rule.methods or ())
    }
    return next(view for rule, view in rules.items() if as_described(rule) == path)


def as_described(rule: str) -> str:
    """``/x/<path:id>`` as the description writes it."""
    return "/".join(
        "{" + part.strip("<>").rpartition(":")[2] + "}" if part.startswith("<") else part
        for part in rule.split("/")
    )


@pytest.mark.parametrize("service", SERVICES)
def test_the_description_says_who_may_call_and_how_calls_are_refused(house, service):
    """401 and 403 where the view asks who it is, 400, 422 and 503 everywhere, and refusals as
    problem documents alone."""
    described = document(house, service)
    for path, method, operation in operations(described):
        guard = getattr(view_of(house, service, path, method), "ikoe_requires", ())
        answers = operation["responses"]
        refused = {status for status in answers if status >= "400"}
        security = operation["security"]
        expected = {"400", "422", "503"}
        if guard == ("service",):
            assert security == [{"service": []}], path
            expected |= {"401"}
        elif guard:
            assert security == [{"session": []}], path
            expected |= {"401", "403"}
        else:
            assert security == [] or {} in security, path
            assert not refused & {"401", "403"}, path
        if "requestBody" in operation:
            expected |= {"413", "415"}
        assert expected <= refused, (path, method)
        assert {tuple(answers[status]["content"]) for status in refused} == {(PROBLEM,)}, path
    named = set(described["components"]["securitySchemes"])
    used = {n for _p, _m, o in operations(described) for one in o["security"] for n in one}
    assert used <= named


def test_every_route_below_api_is_described(house):
    described = {
        (method.upper(), path)
        for service in SERVICES
        for path, method, _operation in operations(document(house, service))
    }
    there = {
        (route.method, as_described(route.rule))
        for route in house.routes
        if route.rule.startswith("/api/") and not route.rule.endswith(("/docs", "/openapi.json"))
    }
    assert there == described


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("9223372036854775808", id="above 64 bits"),
        pytest.param("9" * 5000, id="too many digits"),
        pytest.param("٣", id="digits of another script"),
    ],
)
def test_no_number_of_any_query_breaks_a_page_or_an_api(house, places, checked, number):
    """Every name that a query of ours has, with numbers that no store can keep."""
    wrong, asked = {}, 0
    names = query_names(house, places)
    for route in house.routes:
        if route.method != "GET" or route.rule.startswith(("/static/", "/health/")):
            continue
        caller = "service" if _is_for_services(house, route) else "admin"
        for name in sorted(names.get(route, set())):
            asked += 1
            path = f"{places.address(route).partition('?')[0]}?{name}={quote(number)}"
            answer = house.ask(caller, path)
            if answer.status_code >= 500:
                wrong[path[:200]] = answer.status
    assert wrong == {}
    assert asked > 100
    checked("Zahlen über jeder Grenze in Adressen", asked)


def _is_for_services(house: House, route: Any) -> bool:
    if not route.rule.startswith("/api/"):
        return False
    view = (
        view_of(house, route.service, as_described(route.rule), route.method)
        if not (route.rule.endswith(("/docs", "/openapi.json")))
        else None
    )
    return getattr(view, "ikoe_requires", ()) == ("service",)


def query_names(house: House, places: Any) -> dict[Any, set[str]]:
    """Route -> names in queries: of links and forms that pages show, and of the descriptions."""
    found: dict[Any, set[str]] = {}
    for crawled in places.found:
        for route, paths in crawled.addresses.items():
            for path in paths:
                query = path.partition("?")[2]
                found.setdefault(route, {"seite"}).update(
                    part.partition("=")[0] for part in query.split("&") if part
                )
    for service in SERVICES:
        for path, method, operation in operations(document(house, service)):
            for route in house.routes:
                if (route.method.lower(), as_described(route.rule)) == (method, path):
                    found.setdefault(route, set()).update(
                        one["name"]
                        for one in operation.get("parameters", ())
                        if one["in"] == "query"
                    )
    return found


def seed() -> int:
    return int(os.environ.get("IKOE_SEED") or SystemRandom().randrange(10**9))


@pytest.mark.parametrize("service", SERVICES)
def test_drawn_calls_are_answered_as_described(scratch, checked, service):
    checked("Gezogene Aufrufe der Schnittstellen", draw(scratch, service, SUITE_CALLS))


def test_what_was_taken_over_these_calls_breaks_no_page(scratch, checked):
    """Comes after the calls: whatever got into the stores is shown without an error."""
    pages = crawl(scratch.house, "admin", per_route=1).pages
    assert {
        path: answer.status for path, answer in pages.items() if answer.status_code >= 500
    } == {}
    checked("Seiten, die nach den gezogenen Aufrufen noch antworten", len(pages))


@pytest.mark.chaos
@pytest.mark.parametrize("service", SERVICES)
def test_very_many_drawn_calls_are_answered_as_described(scratch, checked, service):
    number = draw(scratch, service, CHAOS_CALLS)
    checked("Gezogene Aufrufe der Schnittstellen", number, counts.CHAOS)


def draw(scratch: Any, service: str, calls: int) -> int:
    """So many calls per operation; returns how many there were."""
    house, number = scratch.house, seed()
    print(f"IKOE_SEED={number}")
    described = document(house, service)
    done = 0
    for path, method, operation in operations(described):
        generator = Generator(described, number, ids(house))
        schemes = [name for one in operation["security"] for name in one]
        bases = bodies(house, path) if "requestBody" in operation else []
        caller = CALLER[schemes[0]] if schemes else "anonymous"
        for turn in range(calls):
            request = one_request(generator, path, operation, bases, spoil=turn % 3 > 0)
            answer = house.ask(caller, method=method.upper(), **request)
            done += 1
            complaint = list(complaints(answer, operation, described))
            assert complaint == [], (f"IKOE_SEED={number}", method, turn, request, complaint)
    return done


def ids(house: House) -> tuple[str, ...]:
    network = house.parts("network").live.network()
    found = [min(network.all(cls)) for cls in (Actor, Offer, Project, Cooperation)]
    return (*found, "16051", "sprache", "antidisk", life.UNKNOWN, life.coming(house).id)


def bodies(house: House, path: str) -> list[tuple[str, Any]]:
    """(Address, body) of what has really been sent there, or may be sent back as it was read."""
    if "/records/" in path:
        network = house.parts("network").live.network()
        kind = path.split("/")[4].removesuffix("s")
        found = []
        for id in sorted(network.records[kind])[:12]:
            address = path.replace("{id}", id)
            body = house.ask("coordinator", address).json or {}
            found.append((address, {k: v for k, v in body.items() if k not in ("id", "url")}))
        return found
    where = path.partition("{")[0]
    return [(to, json.loads(payload)) for to, payload in life.SENT if to.startswith(where)]


def one_request(
    generator: Generator,
    path: str,
    operation: Mapping[str, Any],
    bases: list[tuple[str, Any]],
    *,
    spoil: bool,
) -> dict[str, Any]:
    pick = generator.pick
    base = pick.choice(bases) if bases and pick.random() < 0.8 else None
    if base is not None:
        path = base[0]
    query: list[str] = []
    headers = {**OWN}
    for one in operation.get("parameters", ()):
        value = generator.value(one["schema"])
        if spoil and pick.random() < 0.4:
            value = pick.choice(NASTY)
        text = quote(str(value)[:6000], safe="" if pick.random() < 0.9 else "/")
        if one["in"] == "path":
            path = path.replace("{" + one["name"] + "}", text or "-")
        elif one["in"] == "query" and pick.random() < 0.7:
            query.append(f"{one['name']}={text}")
    if pick.random() < 0.6:
        name = pick.choice(("If-Match", "If-None-Match"))
        version = base[1].get("version", 1) if base else 1
        headers[name] = pick.choice(IF_MATCH) if spoil else f'"{version}"'
    request: dict[str, Any] = {"path": path + (f"?{'&'.join(query)}" if query else "")}
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        body = generator.value(schema) if base is None else base[1]
        if "id" in body and pick.random() < 0.7:
            # As new: what is known by its id is answered without a look at the rest.
            body = {**body, "id": str(UUID(int=pick.getrandbits(128)))}
            request["path"] = f"{path.rpartition('/')[0]}/{body['id']}"
        if spoil and pick.random() < 0.8:
            body = generator.spoilt(body)
        request["data"] = json.dumps(body).encode()
        request["content_type"] = "application/json"
        if spoil and pick.random() < 0.1:
            request["data"] = pick.choice(BODIES)
            request["content_type"] = pick.choice(
                ("application/json", "text/plain", "application/x-www-form-urlencoded", "")
            )
    return {**request, "headers": headers}


def complaints(answer: Any, operation: Mapping[str, Any], described: Mapping[str, Any]) -> Any:
    status = str(answer.status_code)
    if answer.status_code >= 500:
        yield f"{status}: {answer.text[:300]}"
        return
    if status in ("404", "405") and status not in operation["responses"]:
        # An address that no route answers: the drawn id has a slash, or is blank.
        if answer.json.get("code") not in ("not_found", "method"):
            yield f"{status} is not described"
        return
    if status == "304" or (status == "308" and answer.headers.get("Location")):
        return
    if status not in operation["responses"]:
        yield f"{status} is not described: {answer.text[:300]}"
        return
    for mimetype, content in operation["responses"][status].get("content", {}).items():
        if answer.mimetype != mimetype:
            yield f"{status} comes as {answer.mimetype}, described as {mimetype}"
        else:
            yield from mismatches(answer.json, content["schema"], described)
