"""The wired service, as pages about reports need it."""

from __future__ import annotations

from typing import cast

from services.network.reader import context
from services.network.reports.services import ReportServices


def parts() -> ReportServices:
    """The wired service with the files of reports."""
    return cast(ReportServices, context.parts())
