"""The driver's errors as the port knows them, and the making of indexes."""

from __future__ import annotations

import neo4j
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from shared.errors import IkoeError, Misconfigured, Unavailable


class translated:
    """Turns the driver's errors about a server that is away, slow or full into Unavailable."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, IkoeError) or error is None:
            return
        if isinstance(error, AuthError | ConfigurationError):
            raise Misconfigured("config.store_login") from error
        if isinstance(error, DriverError | TransientError | OSError):
            raise Unavailable("unavailable.store") from error
        # Everything else that the server says is about its own state: out of memory, timed
        # out, read only. A mistake in a query of ours is the exception.
        if isinstance(error, Neo4jError) and not _our_mistake(error):
            raise Unavailable("unavailable.store") from error


def _our_mistake(error: Neo4jError) -> bool:
    code = error.code or ""
    return isinstance(error, ClientError) and code.startswith("Neo.ClientError.Statement.")


def lost(error: Unavailable) -> bool:
    """Whether the connection broke, so that it is not known what the server has done."""
    return isinstance(error.__cause__, ServiceUnavailable | SessionExpired)


def change_schema(session: neo4j.Session, statement: str) -> None:
    """Run one CREATE ... IF NOT EXISTS or DROP ... IF EXISTS. Two processes that start at once
    may still collide; whoever comes second finds the other's work done."""
    try:
        session.run(statement).consume()
    except ClientError as error:
        if error.code != "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists":
            raise
