"""Declining invitations: a page with a button, and the one-click POST of RFC 8058.

Neither needs a login or a form key: the signed token in the address is the permission, and
it permits nothing but this. GET changes nothing, since mail scanners open every link.
"""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from werkzeug.wrappers import Response

from services.notify.reader.request import part
from services.notify.unsubscribe.unsubscribe import Unsubscribe
from shared.web import no_form_guard

blueprint = Blueprint("unsubscribe", __name__)


@blueprint.get("/abbestellen/<address_hash>/<token>")
def ask(address_hash: str, token: str) -> Response:
    """Ask before anything happens, or say that it is done and offer to take it back."""
    return _page(address_hash, token, part(Unsubscribe).check(address_hash, token))


@blueprint.post("/abbestellen/<address_hash>/<token>")
@no_form_guard
def act(address_hash: str, token: str) -> Response:
    """Decline (also twice), or allow again. Mail programmes send ``List-Unsubscribe``."""
    verbs = part(Unsubscribe)
    again = request.form.get("tun") == "doch"
    if again:
        verbs.allow(address_hash, token)
    else:
        verbs.decline(address_hash, token)
    return _page(address_hash, token, not again, just_now=True)


def _page(address_hash: str, token: str, declined: bool, *, just_now: bool = False) -> Response:
    page = render_template(
        "notify/unsubscribe/abbestellen.html",
        action=f"/abbestellen/{address_hash}/{token}",
        declined=declined,
        just_now=just_now,
    )
    response = current_app.make_response(page)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
