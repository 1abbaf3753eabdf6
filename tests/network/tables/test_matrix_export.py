"""The matrix that is on the page can be taken away with the same axes, filters and numbers."""

from __future__ import annotations

import csv
import html
import io
import re

from tests.shared.helpers import log_in


def test_the_matrix_on_the_page_is_the_matrix_in_the_file(site):
    client = log_in(site)
    query = "zeilen=kreis&spalten=thema&stand=gap"
    page = html.unescape(client.get(f"/abdeckung/matrix?{query}").get_data(as_text=True))
    answer = client.get(f"/einfuhr/ausgabe/matrix.csv?{query}")
    assert answer.status_code == 200
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    blank = next(at for at, row in enumerate(rows) if not any(row))
    named = re.findall(r'<tr><th scope="row">(?:<span.*?</span>)?([^<]+)', page)
    assert [row[0] for row in rows[1:blank]] == named
    assert ["Stand", "Lücke"] in [row[:2] for row in rows[blank:]]
    assert client.get(f"/einfuhr/ausgabe/matrix.xlsx?{query}").data.startswith(b"PK")
    assert site.test_client().get("/einfuhr/ausgabe/matrix.csv").status_code in (302, 303)
