"""What is to come after today, as every page about it reads it."""

from __future__ import annotations

from typing import cast

from services.network.outlook.forecast import Forecast
from services.network.outlook.services import OutlookServices
from services.network.reader import context


def forecast(open_ends: bool = True) -> Forecast:
    """What gets worse after today, over everything that is known."""
    wired = cast(OutlookServices, context.parts())
    return wired.forecast_on(context.unfiltered().snapshot, open_ends)
