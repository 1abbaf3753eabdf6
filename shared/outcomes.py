"""What became of letters, asked from the notify service over HTTP."""

from __future__ import annotations

import httpx

from shared.errors import Unavailable
from shared.notices import OutcomePage

LIMIT = 500


class HttpOutcomes:
    """Reads page by page from a cursor; services hand it to the verb that keeps it."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def after(self, cursor: int) -> OutcomePage:
        """The next page. Raises Unavailable if notify does not answer."""
        try:
            answer = self._client.get(
                "/api/notify/outcomes", params={"after": cursor, "limit": LIMIT}
            )
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise Unavailable("unavailable.notify") from error
        return OutcomePage.model_validate_json(answer.content)
