"""The gateway sends every path to the service that the URL table names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shared.web.urls import FIRST_SEGMENTS, OWN_PREFIXES, SERVICES, service_of

ROOT = Path(__file__).resolve().parents[2]
CONF = (ROOT / "deploy/nginx/nginx.conf").read_text(encoding="utf-8")


def _rules() -> tuple[str, list[tuple[re.Pattern[str], str]]]:
    block = re.search(r"map \$uri \$service \{(.*?)\}", CONF, re.DOTALL)
    assert block
    default = re.search(r"default (\w+);", block[1])
    assert default
    rules = re.findall(r"~(\S+) (\w+);", block[1])
    return default[1], [(re.compile(pattern), service) for pattern, service in rules]


def _gateway(path: str) -> str:
    default, rules = _rules()
    return next((service for pattern, service in rules if pattern.search(path)), default)


PATHS = [
    path
    for segment in FIRST_SEGMENTS
    for path in (f"/{segment}", f"/{segment}/", f"/{segment}/5/bearbeiten", f"/{segment}x")
] + [
    path
    for prefix in OWN_PREFIXES
    for service in (*SERVICES, "other")
    for path in (f"/{prefix}", f"/{prefix}/{service}", f"/{prefix}/{service}/a/b")
]


@pytest.mark.parametrize("path", PATHS)
def test_the_gateway_and_the_url_table_agree(path):
    assert _gateway(path) == service_of(path)


def test_the_gateway_strips_no_prefix_and_believes_no_visitor():
    assert re.findall(r"proxy_pass (\S+);", CONF) == ["http://$service:8000"]
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in CONF
    assert "rewrite" not in CONF
