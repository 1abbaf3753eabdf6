"""What pages about data protection are handed."""

from __future__ import annotations

from typing import Protocol

from services.network.exchange.services import ExchangeServices
from shared.data_protection.requests import Requests
from shared.data_protection.retention import RetentionJob


class DataProtectionServices(ExchangeServices, Protocol):
    """The wired service with its requests for deletion and its rules of retention."""

    @property
    def deletions(self) -> Requests:
        """Deletions on request."""
        ...

    @property
    def retention(self) -> RetentionJob:
        """What goes by itself."""
        ...
