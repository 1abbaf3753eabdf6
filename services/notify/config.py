"""Settings of notify."""

from __future__ import annotations

from pydantic import Field, field_validator

from shared.config import CommonSettings


class Settings(CommonSettings):
    """What notify reads from the environment; see ``CommonSettings`` for the rest."""

    notify_store_url: str = Field(
        description="Datenbank des Postausgangs, sqlite:///… oder postgresql+psycopg://…"
    )
    broker_url: str = Field(
        "memory://", description="Klingel für den Briefversand, memory:// oder redis://…"
    )
    mail_url: str = Field(
        description="Wohin Briefe gehen: smtp://benutzer:kennwort@server:587 "
        "(?tls=required, opportunistic oder none), smtps://… oder file:///ordner"
    )
    mail_envelope_sender: str = Field(
        "",
        max_length=254,
        description="Adresse für Rückläufer nicht zustellbarer Briefe; leer: die des Absenders",
    )
    mail_timeout: float = Field(
        10.0, ge=1, le=12, description="Sekunden, die der Mailserver je Schritt brauchen darf"
    )
    letter_retention_days: int = Field(
        30, ge=1, le=365, description="Tage, nach denen Briefe und Adressen gelöscht werden"
    )
    instance_file: str = Field(
        "",
        description="Kennzeichen dieser Installation, außerhalb der Daten: daran erkennt der "
        "Postausgang kopierte oder zurückgeholte Daten und hält ihre Briefe an; leer: nie",
    )
    notify_threads: int = Field(
        2, ge=1, le=32, description="Briefe, die im gemeinsamen Start zugleich versendet werden"
    )
    heartbeat_file: str = Field(
        "", description="Datei, die der Hintergrunddienst nach jeder Runde berührt; leer: keine"
    )

    @field_validator("broker_url")
    @classmethod
    def _known_broker(cls, value: str) -> str:
        if value != "memory://" and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("muss memory:// sein oder mit redis:// beginnen")
        return value

    @field_validator("mail_url")
    @classmethod
    def _known_mailer(cls, value: str) -> str:
        if not value.startswith(("smtp://", "smtps://", "file:///")):
            raise ValueError("muss mit smtp://, smtps:// oder file:/// beginnen")
        return value
