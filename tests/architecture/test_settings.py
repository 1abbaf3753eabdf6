"""The table of settings in the README is complete and true."""

from __future__ import annotations

import re

from tools import settings_table


def test_the_readme_names_every_setting_with_its_default():
    assert settings_table.written() == settings_table.table(), (
        "python -m tools.settings_table schreibt die Tabelle neu"
    )


def test_every_setting_says_what_it_means():
    assert [name for name, (_, text, _who) in settings_table.rows().items() if not text] == []


def test_what_the_embedded_start_reads_stands_in_the_table():
    source = (settings_table.ROOT / "services/embedded.py").read_text(encoding="utf-8")
    read = set(re.findall(r"""environ\.get\(\s*["']([A-Z0-9_]+)["']""", source))
    read.discard("PATH_INFO")  # of a request, not of the process
    assert read - set(settings_table.EMBEDDED) - set(settings_table.rows()) == set()


def test_every_setting_of_the_compose_file_is_one():
    text = (settings_table.ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    blocks = re.findall(r"(?ms)^x-\w+(?:-environment)?: &[\w-]+\n((?:  .*\n)+)", text)
    named = {name for block in blocks for name in re.findall(r"(?m)^  ([A-Z0-9_]+):", block)}
    own = {"WEB_WORKERS"}  # read by deploy/gunicorn.conf.py
    assert named - own - set(settings_table.rows()) == set()
    assert {"PUBLIC_URL", "SECRET_KEY", "MAIL_URL", "BROKER_URL"} - named == set()
