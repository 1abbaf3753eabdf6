"""Property tests share one profile: no deadlines, and what failed can be run again."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import HealthCheck, settings

TESTS = Path(__file__).resolve().parents[1]


def test_the_profile_has_no_deadline_and_prints_what_failed():
    assert settings.get_current_profile_name() == "ikoe"
    assert (settings().deadline, settings().print_blob) == (None, True)
    assert settings().suppress_health_check == (HealthCheck.too_slow,)


def test_no_test_sets_a_deadline_or_brings_the_check_of_speed_back():
    own = []
    for file in sorted(TESTS.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if file == TESTS / "conftest.py" or file == Path(__file__).resolve():
            continue
        own += [f"{file.relative_to(TESTS)}: {found}" for found in re.findall(r"\bdeadline=", text)]
        # A list of its own replaces that of the profile.
        own += [
            f"{file.relative_to(TESTS)}: {found}"
            for found in re.findall(r"suppress_health_check=\[[^\]]*\]", text)
            if "HealthCheck.too_slow" not in found
        ]
    assert own == []
