"""The coverage of today, as every page about it reads it."""

from __future__ import annotations

from typing import cast

from services.network.coverage.coverage import Coverage
from services.network.coverage.services import CoverageServices
from services.network.coverage.supply import SupplyIndex
from services.network.reader import context


def _services() -> CoverageServices:
    return cast(CoverageServices, context.parts())


def supply_index() -> SupplyIndex:
    """The supply of today by district, over everything that is known."""
    return _services().supply_index_on(context.unfiltered().snapshot)


def coverage() -> Coverage:
    """The coverage of today, over everything that is known."""
    return _services().coverage_on(context.unfiltered().snapshot)
