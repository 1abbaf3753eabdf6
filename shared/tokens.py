"""Tokens for links in mails: derived, never stored.

A token is HMAC-SHA256(secret, purpose, row id, version), 128 bits of it in
URL-safe base64. A resend of a letter is therefore byte-identical, and raising
the version of the row revokes every earlier link. Expiry stands in the row.
"""

from __future__ import annotations

import base64
import hashlib
import hmac


def derive(secret: str, purpose: str, row_id: str, version: int) -> str:
    """Return the 22-character token for ``purpose`` on the row in its version."""
    # Length-prefixed parts: ("ab", "c") and ("a", "bc") must never meet.
    message = b"".join(
        len(part).to_bytes(4, "big") + part
        for part in (purpose.encode(), row_id.encode(), str(version).encode())
    )
    digest = hmac.new(secret.encode(), message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def matches(token: str, secret: str, purpose: str, row_id: str, version: int) -> bool:
    """Compare in constant time; an empty or odd token never matches."""
    return hmac.compare_digest(token.encode(), derive(secret, purpose, row_id, version).encode())
