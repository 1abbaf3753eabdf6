"""The wired service, as pages about data protection need it."""

from __future__ import annotations

from typing import cast

from services.network.data_protection.services import DataProtectionServices
from services.network.reader import context


def parts() -> DataProtectionServices:
    """The wired service with its deletions."""
    return cast(DataProtectionServices, context.parts())
