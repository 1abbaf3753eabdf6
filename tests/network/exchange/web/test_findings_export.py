"""The list of findings can be taken away exactly as it is filtered on the page."""

from __future__ import annotations

import csv
import html
import io
import re

import openpyxl
import pytest

from tests.shared.helpers import log_in

QUERIES = (
    "",
    "stand=alle",
    "art=coverage&kreis=16053",
    "art=parallel&stand=alle&sortierung=dauer",
    "art=parallel&doppelt=1",
    "art=isolated&stand=beurteilt",
)


def titles_on_pages(client, query: str) -> list[str]:
    found: list[str] = []
    number = 1
    while True:
        page = client.get(f"/hinweise?{query}&seite={number}").get_data(as_text=True)
        here = re.findall(r'<h2 class="net-item__title"><a[^>]*>(.*?)</a>', page)
        found += [html.unescape(title) for title in here]
        if f"seite={number + 1}" not in page:
            return found
        number += 1


@pytest.mark.parametrize("query", QUERIES)
def test_the_file_has_the_rows_of_the_page_in_its_order(site, query):
    client = log_in(site)
    answer = client.get(f"/einfuhr/ausgabe/hinweise.csv?{query}")
    assert answer.status_code == 200
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert [row["Hinweis"] for row in rows] == titles_on_pages(client, query)
    visible = openpyxl.load_workbook(
        io.BytesIO(client.get(f"/einfuhr/ausgabe/hinweise.xlsx?{query}").data)
    )
    head, *cells = visible["Hinweise"].iter_rows(values_only=True)
    assert [dict(zip(head, (c or "" for c in row), strict=True)) for row in cells] == rows


def test_the_page_offers_the_file_with_its_own_filters(site):
    client = log_in(site)
    page = html.unescape(client.get("/hinweise?art=coverage&stand=alle").get_data(as_text=True))
    (link,) = re.findall(r'href="(/einfuhr/ausgabe/hinweise\.csv[^"]*)"', page)
    assert "art=coverage" in link
    assert "stand=alle" in link
    rows = csv.DictReader(io.StringIO(client.get(link).data.decode("utf-8-sig")), delimiter=";")
    assert {row["Art"] for row in rows} == {"Hinweis zur Abdeckung"}


def test_only_coordinators_take_findings_away(site):
    visitor = site.test_client()
    assert visitor.get("/einfuhr/ausgabe/hinweise.csv").status_code in (302, 303)
    assert log_in(site, "member").get("/einfuhr/ausgabe/hinweise.xlsx").status_code == 403
