"""Health: ``live`` says that the process answers, ``ready`` that it can work.

What failed stands in the log; the answer says only ok or not, because anybody can ask.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import structlog
from flask import Flask, Response, jsonify

_log = structlog.get_logger(__name__)

Check = Callable[[], None]


def checks_of(app: Flask) -> dict[str, Check]:
    """The checks of an app by name; may be added to. A check raises if its part is away."""
    return cast(dict[str, Check], app.extensions["ikoe.checks"])


def together(app: Flask) -> Check:
    """All checks of an app as one, for whoever runs several apps in one process."""

    def check() -> None:
        for one in checks_of(app).values():
            one()

    return check


def install(app: Flask, service: str, checks: Mapping[str, Check]) -> None:
    """Add ``/health/live`` and ``/health/ready``, also below ``/health/<service>/``."""
    app.extensions["ikoe.checks"] = dict(checks)

    def live() -> Response:
        return _answer(200, {"status": "ok"})

    def ready() -> Response:
        results = {}
        for name, check in checks_of(app).items():
            try:
                check()
            except Exception as error:  # noqa: BLE001
                # Whatever it is, this part cannot work now; the others are still asked.
                _log.warning("health.failed", check=name, error=repr(error))
                results[name] = "failed"
            else:
                results[name] = "ok"
        fine = "failed" not in results.values()
        body = {"status": "ok" if fine else "failed", "checks": results}
        return _answer(200 if fine else 503, body)

    for prefix in ("health", f"health/{service}"):
        name = prefix.replace("/", "_")
        app.add_url_rule(f"/{prefix}/live", f"{name}_live", live)
        app.add_url_rule(f"/{prefix}/ready", f"{name}_ready", ready)


def _answer(status: int, body: dict[str, Any]) -> Response:
    response = jsonify(body)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response
