"""Review of a draft by link: who may read and write, until when, and what becomes of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.network.datasets.practice_report import DRAFT
from services.network.records.model import Comment, Report
from services.network.records.save import save_record
from services.network.reports import review
from services.network.reports.drafts import RELEASED, comments_of, delete_draft, find_report
from shared.errors import Invalid, NotFound, Refused
from tests.network.conftest import NOW
from tests.network.exchange.web.test_import_pages import text_of
from tests.network.reports.web.test_report_pages import draft, hidden
from tests.shared.helpers import SECRET, log_in, post_form

TODAY = NOW.date()
PAGE = f"/berichte/{DRAFT}/pruefung"


def parts_of(site):
    return site.extensions["ikoe"]


def network(site):
    return parts_of(site).live.network()


def version(site):
    return network(site).version(Report.KIND, DRAFT)


def opened(site, until=TODAY + timedelta(days=7)):
    review.open_review(
        parts_of(site), DRAFT, until, expects=version(site), today=TODAY, author="Kim"
    )
    return review.review_token(find_report(network(site), DRAFT), SECRET)


def remarks(site):
    return [(c.chapter, c.author, c.text) for c in comments_of(network(site), DRAFT)][2:]


def test_the_link_leads_to_the_draft_without_login_and_without_cookie(site):
    token = opened(site)
    before = network(site).revision
    answer = site.test_client().get(f"/berichte/pruefung/{token}")
    assert answer.status_code == 200
    assert "Das zweite Jahr der Förderung" in text_of(answer)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert network(site).revision == before


def test_a_reviewer_comments_on_chapters_and_sees_it(site):
    token = opened(site)
    visitor = site.test_client()
    sent = {"name": " Alex  Probe ", "comment_summary": "Gut.", "comment_work": "Wo?\r\nWann?"}
    answer = post_form(visitor, f"/berichte/pruefung/{token}", sent)
    assert answer.status_code == 303
    assert answer.location.endswith("?danke=2")
    assert "Set-Cookie" not in answer.headers
    assert remarks(site) == [
        ("summary", "Alex Probe", "Gut."),
        ("work", "Alex Probe", "Wo?\nWann?"),
    ]
    assert "Alex Probe : Gut." in text_of(visitor.get(f"/berichte/pruefung/{token}"))
    page = log_in(site).get(f"/berichte/{DRAFT}")
    assert "3 offene Anmerkungen" in text_of(page)


def test_the_same_form_sent_twice_is_kept_once(site):
    token = opened(site)
    for _ in range(2):
        review.comment(parts_of(site), token, SECRET, form="f1", name="Alex", texts={"work": "Wo?"})
    assert remarks(site) == [("work", "Alex", "Wo?")]


def test_missing_and_too_long_things_are_told_and_what_was_typed_stays(site):
    token = opened(site)
    visitor = site.test_client()
    path = f"/berichte/pruefung/{token}"
    nameless = post_form(visitor, path, {"name": "", "comment_work": "Mein Satz"})
    assert nameless.status_code == 422
    assert "Diese Angabe fehlt." in text_of(nameless)
    assert "Mein Satz" in nameless.get_data(as_text=True)
    empty = post_form(visitor, path, {"name": "Alex"})
    assert "Bitte schreiben Sie zu mindestens einem Kapitel etwas." in text_of(empty)
    long = post_form(visitor, path, {"name": "Alex", "comment_work": "x" * 4001})
    assert long.status_code == 422
    odd = post_form(visitor, path, {"name": "Al\x07ex", "comment_work": "y"})
    assert odd.status_code == 422
    assert remarks(site) == []


@pytest.mark.parametrize("token", ["x", "", "ä" * 22, "A" * 22])
def test_a_made_up_link_counts_for_nothing(site, token):
    opened(site)
    with pytest.raises(NotFound):
        review.reviewed(network(site), token, SECRET, TODAY)


def test_a_link_ends_with_its_day(site):
    token = opened(site, TODAY)
    assert review.reviewed(network(site), token, SECRET, TODAY).id == DRAFT
    with pytest.raises(NotFound):
        review.reviewed(network(site), token, SECRET, TODAY + timedelta(days=1))


def test_a_revoked_link_never_counts_again(site):
    first = opened(site)
    client = log_in(site)
    page = client.get(PAGE)
    assert f"/berichte/pruefung/{first}" in page.get_data(as_text=True)
    done = post_form(client, f"{PAGE}/zurueckziehen", {"version": hidden(page, "version")})
    assert done.location == f"{PAGE}?zurueckgezogen=1"
    assert site.test_client().get(f"/berichte/pruefung/{first}").status_code == 404
    second = opened(site)
    assert second != first
    assert site.test_client().get(f"/berichte/pruefung/{first}").status_code == 404
    assert site.test_client().get(f"/berichte/pruefung/{second}").status_code == 200


def test_a_new_link_ends_the_old_one(site):
    first = opened(site)
    second = opened(site)
    assert site.test_client().get(f"/berichte/pruefung/{first}").status_code == 404
    assert site.test_client().get(f"/berichte/pruefung/{second}").status_code == 200


def test_the_link_of_a_released_report_counts_no_longer(site):
    token = opened(site)
    client = log_in(site)
    asked = client.get(f"/berichte/{DRAFT}/freigeben")
    assert "Eine Anmerkung ist noch offen" in text_of(asked)
    fields = {"version": hidden(asked, "version"), "stand": hidden(asked, "stand")}
    done = post_form(client, f"/berichte/{DRAFT}/freigeben", {**fields, "name": "Kim"})
    assert done.status_code == 303
    assert site.test_client().get(f"/berichte/pruefung/{token}").status_code == 404
    late = post_form(
        site.test_client(), f"/berichte/pruefung/{token}", {"name": "A", "comment_work": "x"}
    )
    assert late.status_code == 404
    assert post_form(client, PAGE, {"version": "9", "until": "2026-12-01"}).status_code == 409
    assert "Bitte noch einen Satz dazu" in text_of(client.get(PAGE))


def test_another_secret_or_report_makes_another_link(site):
    token = opened(site)
    with pytest.raises(NotFound):
        review.reviewed(network(site), token, "another-secret-0123456789-abcdefghijk", TODAY)


@pytest.mark.parametrize("until", ["2026-11-24", "2027-11-27", "bald", ""])
def test_a_link_counts_from_today_for_a_year_at_most(site, until):
    client = log_in(site)
    sent = {"version": str(version(site)), "until": until}
    assert post_form(client, PAGE, sent).status_code == 422
    assert find_report(network(site), DRAFT).review_version == 0


def test_coordinators_settle_comments(site):
    client = log_in(site)
    page = client.get(PAGE).get_data(as_text=True)
    actions = re.findall(r'action="(/berichte/[^"]+/pruefung/uebung-anmerkung-1)"', page)
    assert actions == [f"{PAGE}/uebung-anmerkung-1"]
    assert post_form(client, actions[0], {"version": "1", "done": "1"}).status_code == 303
    assert network(site).get(Comment, "uebung-anmerkung-1").done is True
    stale = post_form(client, actions[0], {"version": "1", "done": "0"})
    assert stale.status_code == 409
    assert post_form(client, f"{PAGE}/nichts", {"version": "1"}).status_code == 404


def test_a_comment_is_settled_at_its_own_report_only(site):
    client = log_in(site)
    other = draft(client)
    path = f"{other}/pruefung/uebung-anmerkung-1"
    assert post_form(client, path, {"version": "1", "done": "1"}).status_code == 404
    assert network(site).get(Comment, "uebung-anmerkung-1").done is False


def test_comments_on_a_released_report_stay_as_they_are(site):
    changed = replace(find_report(network(site), DRAFT), status=RELEASED)
    save_record(parts_of(site), changed, version(site), "Kim")
    client = log_in(site)
    path = f"{PAGE}/uebung-anmerkung-1"
    assert post_form(client, path, {"version": "1", "done": "1"}).status_code == 409
    assert network(site).get(Comment, "uebung-anmerkung-1").done is False
    assert f'action="{path}"' not in client.get(PAGE).get_data(as_text=True)


def test_only_coordinators_make_links_and_settle(site):
    member = log_in(site, "member")
    for path in (PAGE, f"{PAGE}/zurueckziehen", f"{PAGE}/uebung-anmerkung-1"):
        assert post_form(member, path, {"version": "1"}).status_code == 403
    assert member.get(PAGE).status_code == 403


def test_there_is_an_end_to_comments(site, monkeypatch):
    token = opened(site)
    monkeypatch.setattr(review, "MOST_COMMENTS", 3)
    write = {"token": token, "secret": SECRET, "name": "Alex"}
    review.comment(parts_of(site), form="1", texts={"work": "eins"}, **write)
    with pytest.raises(Refused):
        review.comment(parts_of(site), form="2", texts={"work": "zwei"}, **write)
    sent = {"name": "Alex", "comment_work": "drei"}
    full = post_form(site.test_client(), f"/berichte/pruefung/{token}", sent)
    assert full.status_code == 409
    assert "drei" in full.get_data(as_text=True)


def test_comments_go_away_with_their_draft(site):
    delete_draft(parts_of(site), DRAFT, version(site), "Kim")
    assert network(site).all(Comment) == {}


def test_an_until_day_out_of_range_is_refused_by_the_use_case_itself(site):
    with pytest.raises(Invalid):
        opened(site, date(2026, 11, 1))
