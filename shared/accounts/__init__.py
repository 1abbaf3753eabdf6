"""Accounts and roles: one database, one cookie, one login for all three services."""

from __future__ import annotations

from shared.accounts.access import (
    author,
    current_account,
    current_role,
    is_coordinator,
    requires,
    requires_service_token,
    session_mark,
)
from shared.accounts.model import ROLES, Account, Role
from shared.accounts.service import Accounts
from shared.accounts.web import install

__all__ = [
    "ROLES",
    "Account",
    "Accounts",
    "Role",
    "author",
    "current_account",
    "current_role",
    "install",
    "is_coordinator",
    "requires",
    "requires_service_token",
    "session_mark",
]
