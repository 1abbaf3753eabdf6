"""The readable text of a file that somebody may stand in: Word, Excel, HTML, CSV."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Protocol

from shared.errors import Unavailable

LARGEST = 100_000_000
"""Characters of a packed file that are unpacked at most; larger ones are not looked into."""


class KeptFiles(Protocol):
    """Frozen files by their digest."""

    def get(self, digest: str) -> bytes:
        """Raises Unavailable if it is gone or damaged."""
        ...


class WaitingFiles(Protocol):
    """Uploads that wait for their confirmation."""

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Key and content of each."""
        ...


_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")


class TooMuch(Exception):
    """The file holds more than is looked into."""


def text_of(content: bytes) -> str:
    """The text in which names can be looked for: no markup, no line ends, one blank at most.

    Of a packed format every part of XML is read. Raises TooMuch.
    """
    if content.startswith(b"PK"):
        return _plain("\n".join(_parts(content)))
    return _plain(_decoded(content))


def kept_text(files: KeptFiles, digest: str) -> str:
    """The text of a kept file; "" if it is gone or damaged (then nobody can read it)."""
    try:
        return text_of(files.get(digest))
    except (Unavailable, TooMuch):
        return ""


def waiting_texts(uploads: WaitingFiles) -> Iterator[tuple[str, str]]:
    """Key and text of every upload; the raw letters of one that cannot be looked into."""
    for key, content in uploads.contents():
        try:
            yield key, text_of(content)
        except TooMuch:
            yield key, content.decode("latin-1")


def _parts(content: bytes) -> list[str]:
    found, room = [], LARGEST
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                if not name.endswith((".xml", ".rels")):
                    continue
                with packed.open(name) as part:
                    read = part.read(room + 1)
                room -= len(read)
                if room < 0:
                    raise TooMuch
                found.append(_decoded(read))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise TooMuch from error
    return found


def _decoded(content: bytes) -> str:
    for encoding in (
        ("utf-8-sig", "utf-16") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",)
    ):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", "replace")


def _plain(text: str) -> str:
    return _SPACE.sub(" ", html.unescape(_TAG.sub("\n", text)))
