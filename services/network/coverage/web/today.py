"""The coverage of today, as every page about it reads it."""

from __future__ import annotations

from typing import cast

from services.network.coverage.coverage import Coverage
from services.network.coverage.services import CoverageServices
from services.network.reader import context


def coverage() -> Coverage:
    """The coverage of today, over everything that is known."""
    services = cast(CoverageServices, context.parts())
    return services.coverage_on(context.unfiltered().snapshot)
