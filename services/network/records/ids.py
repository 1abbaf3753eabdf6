"""Ids and digests of findings.

The id says which finding it is (rule and records, or cell): the same finding has the same id
on every day. The digest says which facts it rests on: a verdict holds as long as it is equal.
Both are short hashes, safe in an address.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def finding_id(rule: str, parts: Iterable[str]) -> str:
    """The id of a finding of ``rule`` about these records or this cell, in this order."""
    return f"{rule}-{_hash((rule, *parts), 20)}"


def digest_of(*facts: str) -> str:
    """A short digest of facts; their order counts, so sort what has no order."""
    return _hash(facts, 16)


def _hash(parts: Iterable[str], length: int) -> str:
    # The length before each part keeps ("a", "bc") and ("ab", "c") apart.
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return sha256(text.encode()).hexdigest()[:length]
