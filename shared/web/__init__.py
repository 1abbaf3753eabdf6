"""The web frame that all services share: layout, language, errors, guards, health."""

from __future__ import annotations

from shared.web.apidocs import install_api_docs, openapi_app
from shared.web.caching import cached_page
from shared.web.chrome import Chrome
from shared.web.health import checks_of, together
from shared.web.install import install
from shared.web.security import form_id, form_key, no_form_guard
from shared.web.urls import absolute_url, redirect_to, safe_next, url

__all__ = [
    "Chrome",
    "absolute_url",
    "cached_page",
    "checks_of",
    "form_id",
    "form_key",
    "install",
    "install_api_docs",
    "no_form_guard",
    "openapi_app",
    "redirect_to",
    "safe_next",
    "together",
    "url",
]
