"""Pages under ``/konto``: log in, log out, change the password.

One generic error, limits, our ``next`` guard.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from shared.accounts import passwords
from shared.accounts.access import current_account, current_role, requires
from shared.accounts.model import Account
from shared.accounts.session import (
    accounts_of,
    begin_session,
    device_token,
    end_session,
    login_token,
)
from shared.accounts.sessions import hashed
from shared.errors import Problem, TooMany, Unauthenticated
from shared.marking import N_
from shared.web.i18n import gettext
from shared.web.urls import redirect_to, safe_next

blueprint = Blueprint("konto", __name__, url_prefix="/konto")

ROLE_LABELS = {
    "admin": N_("Administration"),
    "coordinator": N_("Koordinierung"),
    "editor": N_("Redaktion"),
    "member": N_("Mitglied"),
    "viewer": N_("Lesezugang"),
    "anonymous": N_("ohne Rolle"),
}

SENTENCES: Mapping[str, str] = {
    "login.failed": N_("E-Mail-Adresse oder Passwort stimmt nicht."),
    "login.wait": N_(
        "Das waren zu viele Versuche. Bitte warten Sie {minutes} Min. und versuchen Sie es "
        "dann noch einmal."
    ),
    "login.busy": N_("Gerade melden sich viele an. Bitte versuchen Sie es gleich noch einmal."),
    "password.short": N_("Das Passwort braucht mindestens {minimum} Zeichen."),
    "password.long": N_("Das Passwort ist zu lang."),
    "password.simple": N_("Das Passwort ist zu einfach. Nehmen Sie mehrere Wörter."),
    "password.wrong": N_("Das jetzige Passwort stimmt nicht."),
    "password.differs": N_("Die beiden neuen Passwörter sind nicht gleich."),
    "email.invalid": N_("Das ist keine E-Mail-Adresse."),
    "account.exists": N_("Mit dieser E-Mail-Adresse gibt es schon ein Konto."),
    "account.last_admin": N_(
        "Das ist das letzte Konto mit der Rolle Administration. Geben Sie sie erst jemand anderem."
    ),
}


@blueprint.get("/")
@requires()
def overview() -> ResponseReturnValue:
    """The own account: who am I, password, where I am logged in, which devices are known."""
    account, accounts = _account(), accounts_of(current_app)
    return render_template(
        "shared/konto.html",
        account=account,
        role_label=gettext(ROLE_LABELS[current_role()]),
        changed=request.args.get("geaendert") == "1",
        ended=request.args.get("beendet") == "1",
        forgotten=request.args.get("vergessen") == "1",
        logins=accounts.sessions.of(account.id),
        here=hashed(login_token()),
        devices=accounts.devices.of(account.id),
        this_device=hashed(device_token()),
    )


@blueprint.post("/sitzungen/<id>/beenden")
@requires()
def end_login(id: str) -> ResponseReturnValue:
    """End one of the own logins, in whichever browser it is."""
    account = _account()
    if id == hashed(login_token()):
        end_session()
        return redirect_to("/")
    accounts_of(current_app).sessions.end_one(account.id, id)
    return redirect_to("/konto/", beendet="1")


@blueprint.post("/geraete/<id>/vergessen")
@requires()
def forget_device(id: str) -> ResponseReturnValue:
    """Know one of the own devices no longer; who is logged in there stays so."""
    accounts_of(current_app).devices.forget(_account().id, id)
    return redirect_to("/konto/", vergessen="1")


def _account() -> Account:
    account = current_account()
    if account is None:
        raise Unauthenticated
    return account


@blueprint.get("/anmelden")
def login() -> ResponseReturnValue:
    """The login form; whoever is logged in goes on."""
    target = safe_next(request.args.get("next"))
    if current_account() is not None:
        return redirect_to(target)
    return _login_page(target)


@blueprint.post("/anmelden")
def do_login() -> ResponseReturnValue:
    """Check address and password; one sentence whatever was wrong."""
    target = safe_next(request.form.get("next"))
    email = request.form.get("email", "")[:254]
    accounts = accounts_of(current_app)
    try:
        account = accounts.check_password(
            email, request.form.get("password", ""), request.remote_addr or "", device_token()
        )
    except TooMany as error:
        return _login_page(target, email, Problem(error.code, params=error.params), 429)
    if account is None:
        return _login_page(target, email, Problem("login.failed", field="email"), 422)
    begin_session(account)
    return redirect_to(target)


def _login_page(
    target: str, email: str = "", problem: Problem | None = None, status: int = 200
) -> Response:
    response = make_response(
        render_template(
            "shared/anmelden.html", next=target, email=email, problems=[problem] if problem else []
        )
    )
    response.status_code = status
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response


@blueprint.get("/abmelden")
def ask_logout() -> ResponseReturnValue:
    """A page with a button, for who types the address; a GET changes nothing."""
    if current_account() is None:
        return redirect_to("/")
    return render_template("shared/abmelden.html")


@blueprint.post("/abmelden")
def logout() -> ResponseReturnValue:
    """Log out in this browser, or with ``ueberall`` in all of them."""
    account = current_account()
    if account is not None:
        if request.form.get("ueberall"):
            accounts_of(current_app).log_out_everywhere(account.id)
        end_session()
    return redirect_to("/")


@blueprint.get("/passwort")
@requires()
def password() -> ResponseReturnValue:
    """The form to change the own password."""
    return render_template("shared/passwort.html", problems=[], minimum=passwords.SHORTEST)


@blueprint.post("/passwort")
@requires()
def change_password() -> ResponseReturnValue:
    """Change it: ends all other sessions, this one goes on."""
    account, accounts = _account(), accounts_of(current_app)
    new = request.form.get("new", "")
    problems = []
    checked = accounts.check_password(
        account.email, request.form.get("current", ""), request.remote_addr or "", device_token()
    )
    if checked is None:
        problems.append(Problem("password.wrong", field="current"))
    if weak := passwords.weakness(new, field="new"):
        problems.append(weak)
    elif new != request.form.get("again", ""):
        problems.append(Problem("password.differs", field="again"))
    if problems:
        page = render_template(
            "shared/passwort.html", problems=problems, minimum=passwords.SHORTEST
        )
        return make_response(page, 422)
    accounts.change_password(account.id, new)
    fresh = accounts.by_email(account.email)
    if fresh is None:
        raise Unauthenticated
    begin_session(fresh)
    return redirect_to("/konto/", geaendert="1")
