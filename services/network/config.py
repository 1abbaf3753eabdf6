"""Settings of the network service."""

from __future__ import annotations

from pydantic import Field

from shared.config import CommonSettings


class Settings(CommonSettings):
    """Read from the environment in upper case; see the README's table."""

    network_store_url: str = Field(
        description="Speicher des Netzwerks: sqlite:///…, postgresql+psycopg://… oder neo4j://…"
    )
    notify_url: str = Field(
        "http://127.0.0.1:8000", description="Adresse des Postausgangs (Dienst notify)"
    )
    admin_email: str = Field("leitung@ikoe.example", description="E-Mail-Adresse des ersten Kontos")
    admin_password: str = Field(
        "", repr=False, description="Kennwort des ersten Kontos; leer: wird erzeugt und angezeigt"
    )
    question_reminder_days: int = Field(
        14,
        ge=0,
        le=60,
        description="Tage, nach denen eine Rückfrage ohne Antwort einmal erinnert wird; 0: nie "
        "von selbst",
    )
    deletions_file: str = Field(
        "",
        description="Datei außerhalb der Datenbanken, in der das Löschjournal noch einmal liegt "
        "(nur Prüfsummen); so holt keine ältere Kopie Gelöschte zurück; leer: keine",
    )
    heartbeat_file: str = Field(
        "", description="Datei, die der Hintergrunddienst nach jeder Runde berührt; leer: keine"
    )
