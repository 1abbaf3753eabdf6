"""The wired service, as pages about lists in and out need it."""

from __future__ import annotations

from typing import cast

from services.network.exchange.services import ExchangeServices
from services.network.reader import context


def parts() -> ExchangeServices:
    """The wired service with its file formats."""
    return cast(ExchangeServices, context.parts())
