"""Pages that need not be made again: ETag and 304."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from flask import Response, make_response, request

from shared.web.assets import build
from shared.web.chrome import current_chrome
from shared.web.i18n import current_language


def cached_page(etag_parts: Iterable[object], make: Callable[[], Any]) -> Response:
    """The page, or 304 without making it if the reader has the very same one.

    ``etag_parts`` are all facts that the page depends on (revision, day, query …); language,
    role and the frame of the page are added here. Public pages may be kept by the browser
    and are asked for every time; those of somebody logged in are never kept.
    """
    from shared.accounts import current_role

    role = current_role()
    parts = [str(part) for part in etag_parts]
    parts += [current_language(), role, repr(current_chrome()), build()]
    parts.append(request.args.get("lang", ""))
    tag = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
    if role == "anonymous" and request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        response = make_response(make())
    if role == "anonymous" and response.status_code in (200, 304):
        response.set_etag(tag, weak=True)
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
