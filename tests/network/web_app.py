"""The network's application over a store of the test's own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask

from services.network.app import create_app
from services.network.config import Settings
from tests.builders import AT
from tests.shared.helpers import TOKEN, common_settings

SERVICE = {"Authorization": f"Bearer {TOKEN}"}


def network_app(folder: Path, *, store_url: str = "", now: datetime = AT, **parts: Any) -> Flask:
    """The application; the clock stands at ``now``."""
    url = store_url or f"sqlite:///{folder / 'network.db'}"
    settings = Settings(**common_settings(folder, network_store_url=url))
    return create_app(settings, clock=lambda: now, **parts)
