"""Settings: what is missing or unsafe stops the start with a sentence."""

from __future__ import annotations

import pytest

from shared.config import CommonSettings, load
from shared.errors import Misconfigured

GOOD = {
    "SECRET_KEY": "k3y-that-nobody-guesses-0123456789abcdef",
    "SERVICE_TOKEN": "t0ken-that-nobody-guesses-0123456789abc",
    "ACCOUNTS_URL": "sqlite:///x.db",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    for name in CommonSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_settings_come_from_the_environment(environment):
    environment.setenv("PUBLIC_URL", "https://netz.example/")
    settings = load(CommonSettings)
    assert settings.public_url == "https://netz.example"
    assert settings.https is True
    assert settings.trusted_hosts[0] == "netz.example"
    assert settings.secret_key.get_secret_value() == GOOD["SECRET_KEY"]


def test_a_missing_secret_is_named_in_a_sentence(environment):
    environment.delenv("SECRET_KEY")
    with pytest.raises(Misconfigured) as caught:
        load(CommonSettings)
    assert caught.value.params["text"] == "SECRET_KEY fehlt."


@pytest.mark.parametrize("weak", ["short", "changeme-changeme-changeme-changeme", "a" * 40])
def test_weak_secrets_are_refused_and_never_repeated(environment, weak):
    environment.setenv("SECRET_KEY", weak)
    with pytest.raises(Misconfigured) as caught:
        load(CommonSettings)
    assert weak not in str(caught.value)
    assert caught.value.params["text"].startswith("SECRET_KEY ")


@pytest.mark.parametrize("url", ["netz.example", "ftp://netz.example", "https://netz.example/pfad"])
def test_the_public_address_must_be_one(environment, url):
    environment.setenv("PUBLIC_URL", url)
    with pytest.raises(Misconfigured):
        load(CommonSettings)


def test_an_empty_variable_counts_as_not_set(environment):
    environment.setenv("PUBLIC_URL", "")
    assert load(CommonSettings).public_url == "http://127.0.0.1:8080"
