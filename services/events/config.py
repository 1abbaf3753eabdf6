"""Settings of the events service."""

from __future__ import annotations

from pydantic import Field

from shared.config import CommonSettings


class Settings(CommonSettings):
    """Read from the environment in upper case; see the README's table."""

    events_store_url: str = Field(
        description="Speicher der Termine: sqlite:///… oder postgresql+psycopg://…"
    )
    network_url: str = Field(
        "http://127.0.0.1:8000", description="Adresse des Netzwerks (Dienst network)"
    )
    notify_url: str = Field(
        "http://127.0.0.1:8000", description="Adresse des Postausgangs (Dienst notify)"
    )
    heartbeat_file: str = Field(
        "", description="Datei, die der Hintergrunddienst nach jeder Runde berührt; leer: keine"
    )
