"""Java programs for tests come as jars from the Maven repository, cached over runs."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.servers.base import Missing, program


def binary() -> str:
    """A Java that runs (macOS has a /usr/bin/java that only offers to install one)."""
    found = program("java")
    answer = subprocess.run([found, "-version"], capture_output=True, text=True, check=False)
    version = re.search(r'version "(\d+)', answer.stderr)
    if answer.returncode or not version or int(version[1]) < 17:
        raise Missing("Java ab Version 17 ist nicht installiert")
    return found


def jars(name: str) -> Path:
    """The folder with the jars that ``tests/servers/<name>/pom.xml`` names.

    They lie below the user's cache folder; the version stands in the name of the folder, so a
    new version is fetched by itself. A lock keeps two runs from fetching at once.
    """
    pom = Path(__file__).parent / name / "pom.xml"
    version = re.search(r"<version>([^<]+)</version>", pom.read_text(encoding="utf-8"))
    assert version, pom
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ikoe-netz"
    home.mkdir(parents=True, exist_ok=True)
    target = home / f"{name}-{version[1]}"
    with (home / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if target.exists():
            return target
        # Copied beside it and renamed at the end: a broken download is never taken for whole.
        partial = target.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        fetched = subprocess.run(
            [program("mvn"), "-B", "-q", "-f", str(pom), "dependency:copy-dependencies"]
            + ["-DincludeScope=runtime", f"-DoutputDirectory={partial}"],
            capture_output=True,
            text=True,
            check=False,
        )
        if fetched.returncode:
            raise Missing(f"Maven konnte {name} nicht holen:\n{fetched.stdout[-1500:]}")
        partial.rename(target)
    return target
