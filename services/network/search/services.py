"""What whoever searches is handed."""

from __future__ import annotations

from typing import Protocol

from services.network.records.network import Network
from services.network.records.services import Services
from services.network.search.index import SearchIndex


class SearchServices(Services, Protocol):
    """The wired service with its search index."""

    def search_index_on(self, network: Network) -> SearchIndex:
        """The search index of a whole network: one for everything that looks records up in it."""
        ...
