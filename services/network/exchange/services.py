"""What pages about lists in and out are handed."""

from __future__ import annotations

from typing import Protocol

from services.network.exchange.export_table import GraphFiles
from services.network.exchange.import_table import TableFiles, Uploads
from services.network.search.services import SearchServices


class ExchangeServices(SearchServices, Protocol):
    """The wired service with its file formats."""

    @property
    def tables(self) -> TableFiles:
        """Lists as files: reading, writing, templates."""
        ...

    @property
    def uploads(self) -> Uploads:
        """Files that wait for their confirmation."""
        ...

    @property
    def graphs(self) -> GraphFiles:
        """The network as files of graph programs."""
        ...
