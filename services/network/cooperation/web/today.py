"""Who works with whom today, as every page about it reads it."""

from __future__ import annotations

from typing import cast

from services.network.cooperation.links import Relations
from services.network.cooperation.services import CooperationServices
from services.network.reader import context


def relations() -> Relations:
    """Who works with whom today, over everything that is known."""
    services = cast(CooperationServices, context.parts())
    return services.relations_on(context.unfiltered().snapshot)
