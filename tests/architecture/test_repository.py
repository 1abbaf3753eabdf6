"""What must not lie in the repository, and what must."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = {".py", ".toml", ".txt", ".in", ".json", ".yml", ".yaml", ".md", ".html", ".css", ".js", ""}
TEXT |= {".conf", ".cfg", ".ini", ".po", ".svg", ".csv", ".mako", ".xml"}


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("kein Git-Verzeichnis: nichts zu vergleichen")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def _lines(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for file in _tracked():
        if file.suffix not in TEXT or file == Path(__file__).resolve():
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        found += [
            f"{file.relative_to(ROOT)}:{number} {line.strip()[:100]}"
            for number, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ]
    return found


def test_no_file_names_a_package_registry():
    hosts = r"pypi\.org|pythonhosted|registry\.npmjs|npmjs\.(com|org)|repo\d?\.maven|deb\.debian"
    cdns = r"jsdelivr|unpkg\.com|cdnjs|fonts\.googleapis|googletagmanager"
    assert _lines(re.compile(f"{hosts}|{cdns}")) == []


def test_no_file_names_a_folder_of_some_machine():
    # A path in the middle of another one (…/home/node/…) is none of a machine.
    assert _lines(re.compile(r"(?<![\w./:-])/(?:home|Users|root|work)/\w")) == []


def test_modules_stay_short_enough_to_read():
    long = {
        str(file.relative_to(ROOT)): lines
        for file in _tracked()
        if file.suffix == ".py"
        and (lines := len(file.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_the_lock_file_names_packages_and_no_addresses():
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["run", "dev", "node"])
def test_every_pinned_package_has_a_hash(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    pins = [block for block in re.split(r"\n(?=[a-z0-9])", text) if "==" in block]
    assert pins
    assert [block.split()[0] for block in pins if "--hash=sha256:" not in block] == []


def test_the_developers_list_holds_every_package_of_the_running_product():
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        return set(re.findall(r"(?m)^([\w.\[\]-]+==\S+)", text))

    assert pins("run") - pins("dev") == set()
