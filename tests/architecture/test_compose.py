"""What the compose file must hold; that it really runs is for ``make compose-test``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES = yaml.safe_load(TEXT)["services"]
OWN = [name for name, service in SERVICES.items() if "build" in service]


def test_every_service_of_ours_has_a_web_part_and_a_worker():
    assert sorted(OWN) == sorted(
        name for one in ("network", "events", "notify") for name in (one, f"{one}-worker")
    )


def test_whatever_others_wait_for_says_when_it_is_ready():
    assert [name for name, one in SERVICES.items() if "healthcheck" not in one] == ["mail"]


def test_no_secret_has_a_default():
    names = re.findall(r"\$\{(\w*(?:PASSWORD|SECRET|TOKEN|_KEY)\w*)([^}]*)\}", TEXT)
    assert names
    assert [name for name, rest in names if not rest.startswith(":?")] == []


def test_make_env_makes_every_secret_that_is_asked_for():
    asked = set(re.findall(r"\$\{(\w+):\?", TEXT))
    made = set(re.findall(r"(?m)^([A-Z0-9_]+)=", (ROOT / "tools/make-env").read_text("utf-8")))
    assert asked - made == set()


def test_every_foreign_image_has_a_version():
    images = [one["image"] for name, one in SERVICES.items() if name not in OWN]
    assert [image for image in images if ":" not in image or image.endswith(":latest")] == []


@pytest.mark.parametrize("name", OWN)
def test_our_containers_are_locked_down(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    dockerfile = (ROOT / service["build"]["dockerfile"]).read_text(encoding="utf-8")
    assert re.findall(r"(?m)^USER (.+)$", dockerfile) == ["10001:10001"]


@pytest.mark.parametrize("name", OWN)
def test_an_image_holds_shared_and_one_service_only(name):
    own = name.removesuffix("-worker")
    text = (ROOT / SERVICES[name]["build"]["dockerfile"]).read_text(encoding="utf-8")
    copied = set(re.findall(r"(?m)^COPY (?!--from)(services\S*)", text))
    assert copied == {"services/__init__.py", f"services/{own}"}


def test_the_letter_worker_takes_every_queue():
    # A list of queues here would have to follow the code: without one no queue is forgotten.
    assert not [part for part in SERVICES["notify-worker"]["command"] if "queue" in part]


def test_stores_are_not_reachable_from_outside():
    assert [n for n in ("neo4j", "postgres", "redis") if SERVICES[n].get("ports")] == []
    assert yaml.safe_load(TEXT)["networks"]["inside"] == {"internal": True}
