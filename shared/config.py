"""Settings that all services have, read from the environment.

A setting that is missing or unsafe stops the start with a sentence that says what to
do (Misconfigured); there is no default for a secret. Every service extends
``CommonSettings`` in its own ``config.py``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.errors import Misconfigured

SECRET_LENGTH = 32
"""Fewest characters of a secret; ``python -c 'import secrets; …token_urlsafe(48)'`` makes 64."""

_GUESSABLE = ("changeme", "change-me", "secret", "password", "passwort", "example", "default")


class CommonSettings(BaseSettings):
    """Settings that all three services read; environment names are the upper-case field names."""

    model_config = SettingsConfigDict(
        extra="ignore", frozen=True, env_ignore_empty=True, hide_input_in_errors=True
    )

    public_url: str = Field(
        "http://127.0.0.1:8080",
        description="Adresse, unter der Menschen die Anwendung öffnen; jeder Link beginnt damit",
    )
    secret_key: SecretStr = Field(
        description="Schlüssel für Anmeldungen, Formulare und Links in Briefen, mind. 32 Zeichen"
    )
    service_token: SecretStr = Field(
        description="Kennwort, mit dem sich die Dienste untereinander ausweisen, mind. 32 Zeichen"
    )
    accounts_url: str = Field(
        description="Datenbank der Konten, sqlite:///… oder postgresql+psycopg://…"
    )
    data_dir: Path = Field(
        Path("var"), description="Ordner für Dateien (Datenbanken, Briefe, Berichte)"
    )
    trusted_proxies: int = Field(
        0, ge=0, le=5, description="Anzahl der Vermittler davor, deren X-Forwarded-* gilt"
    )
    internal_hosts: str = Field(
        "127.0.0.1 localhost network events notify",
        description="Rechnernamen, unter denen sich die Dienste untereinander aufrufen",
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="Form der Protokolle: text (zum Lesen) oder json (zum Sammeln)"
    )

    @field_validator("public_url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("muss mit http:// oder https:// beginnen und einen Namen nennen")
        if parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError("darf hinter dem Namen nichts mehr enthalten")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("secret_key", "service_token")
    @classmethod
    def _strong(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if len(text) < SECRET_LENGTH:
            raise ValueError(f"braucht mindestens {SECRET_LENGTH} zufällige Zeichen")
        # Long enough, but typed instead of drawn: "changeme-changeme-…", "aaaa…".
        if len(set(text)) < 10 or text.lower().startswith(_GUESSABLE):
            raise ValueError("ist zu leicht zu erraten")
        return value

    @property
    def https(self) -> bool:
        """Whether people reach the product over TLS (then cookies are ``Secure``)."""
        return self.public_url.startswith("https://")

    @property
    def trusted_hosts(self) -> list[str]:
        """Names that a request may be addressed to; anything else is refused."""
        public = urlsplit(self.public_url).hostname or ""
        return list(dict.fromkeys([public, *self.internal_hosts.split()]))


S = TypeVar("S", bound=CommonSettings)


def load(cls: type[S]) -> S:
    """Read the settings of a service from the environment.

    Raises Misconfigured (``config.invalid``, param ``text``: one line per setting, in
    German) and never repeats the value of a setting.
    """
    try:
        return cls.model_validate({})
    except ValidationError as error:
        lines = []
        for one in error.errors(include_input=False, include_url=False):
            name = "_".join(str(part) for part in one["loc"]).upper()
            if one["type"] == "missing":
                lines.append(f"{name} fehlt.")
            else:
                lines.append(f"{name} {one['msg'].removeprefix('Value error, ')}.")
        raise Misconfigured("config.invalid", text=" ".join(lines)) from None
