"""Parts over an empty store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.network.store.parts import TestParts, parts_in


@pytest.fixture
def parts(tmp_path) -> Iterator[TestParts]:
    """What use cases need, over an empty SQLite store."""
    made = parts_in(tmp_path)
    yield made
    made.store.close()
