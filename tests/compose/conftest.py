"""One stack for all tests of this folder."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.compose.stack import Stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The composed product, built from this checkout and healthy."""
    engine = shutil.which("docker")
    if engine is None or subprocess.run([engine, "info"], capture_output=True).returncode:
        pytest.fail("Es läuft keine Docker-Engine; make compose-test braucht eine.", pytrace=False)
    stack = Stack(tmp_path_factory.mktemp("stack"))
    try:
        seconds = stack.up()
        print(f"\nVerbund nach {seconds:.0f} s gesund: {stack.url}")
        yield stack
    finally:
        stack.down()
