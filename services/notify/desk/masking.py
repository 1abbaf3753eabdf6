"""A letter on a page: what the recipient sees, with its personal links made useless."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

_URL = re.compile(r"(https?://[^\s/?#<>\"']+)(/[^\s<>\"']*)?")
_TAGS = frozenset(
    {"p", "br", "strong", "em", "ul", "ol", "li", "h1", "h2", "h3", "dl", "dt", "dd", "div", "hr"}
)
_EMPTY = frozenset({"br", "hr"})
_SILENT = frozenset({"head", "style", "script", "title"})


def mask_links(text: str) -> str:
    """Every link cut behind its first word: "https://host/anmeldung/…"."""
    return _URL.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    path = (found[2] or "").strip("/")
    if not path:
        return found[0]
    first, more, _ = path.partition("/")
    first = first.partition("?")[0]
    return f"{found[1]}/{first}/…" if more or "?" in path else f"{found[1]}/{first}"


class _Body(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif self._silent:
            return
        elif tag == "a":
            # No link at all: a click here would act in the recipient's name.
            self.out.append('<span class="letter-link">')
        elif tag in _TAGS:
            self.out.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif self._silent:
            return
        elif tag == "a":
            self.out.append("</span>")
        elif tag in _TAGS and tag not in _EMPTY:
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.out.append(escape(mask_links(data)))


def page_html(html: str) -> str:
    """The body of a letter for a page: known tags only, no attributes, links masked.

    Safe to be put into a page as it is: every text is escaped anew.
    """
    parser = _Body()
    parser.feed(html)
    parser.close()
    return "".join(parser.out)
