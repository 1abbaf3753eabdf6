"""A letter on a page: links masked, tags known."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from services.notify.desk import masking
from tests.notify.builders import event, notice, recipient
from tests.notify.letters.test_letters import ANY, compose


def test_links_are_masked_behind_their_first_word():
    assert masking.mask_links("Hier: https://x.example/anmeldung/abc/def?x=1.") == (
        "Hier: https://x.example/anmeldung/…"
    )
    assert masking.mask_links("https://x.example/ und https://x.example") == (
        "https://x.example/ und https://x.example"
    )


class _Seen(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, *attr) for attr in attrs]


@given(
    ANY | st.sampled_from(["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<!--"])
)
def test_a_letter_on_a_page_has_known_tags_and_no_attributes(text):
    one = notice(
        event=event(title="x" + text[:150], description=text),
        recipients=(recipient(name=text[:100]),),
    )
    seen = _Seen()
    seen.feed(masking.page_html(compose(one).html))
    assert seen.tags <= {"p", "br", "strong", "h1", "div", "hr", "span"}
    assert set(seen.attributes) == {("span", "class", "letter-link")}
