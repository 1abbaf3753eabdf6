"""What forms carry beside their fields: the version that was read, the id of a new record."""

from __future__ import annotations

import uuid

from flask import request


def posted_version(name: str = "version") -> int:
    """The version that the posted form was filled from.

    0 if it names none: a record that is there has a higher one, so that nothing is overwritten
    unseen.
    """
    text = request.form.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def posted_id(name: str = "id") -> str:
    """The id of a new record, as it travels in its form: sent twice, it is written once.

    A fresh one if the form has none, and so for the first look at the form.
    """
    try:
        return str(uuid.UUID(request.form.get(name, "")))
    except ValueError:
        return str(uuid.uuid4())
