"""Logs: one line per event, as text or JSON, without secrets or people's addresses."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Literal

import structlog

_MAIL = re.compile(r"([\w.%+-])[\w.%+-]*@([\w-])[\w.-]*\.\w+")
_IPV4 = re.compile(r"(?<![\d.])(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}(?![\d.])")
_IPV6 = re.compile(
    r"(?<![\w:])((?:[0-9a-fA-F]{1,4}:){2,3})(?:[0-9a-fA-F]{0,4}:){0,5}[0-9a-fA-F]{1,4}(?![\w:])"
)
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+")
_URL_PASSWORD = re.compile(r"(\w+://[^\s:/@]*):[^\s/@]+@")
_TOKEN = re.compile(
    r"(?<![\w-])(?=[\w-]*\d|[\w-]*[a-z][\w-]*[A-Z])[A-Za-z0-9_-]{22,}(?:\.[\w-]+)*(?!\w)"
)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)
_SECRET_NAMES = re.compile(r"(?i)passw|secret|token|authorization|cookie|form_key|api_key")
_MASK = "***"


def mask(text: str) -> str:
    """A text without tokens, passwords, mail and network addresses.

    Mail ``m***@d***``, IPv4 cut to /24, IPv6 to /48 or /56; ids of records (UUIDs) stay.
    """
    text = _BEARER.sub(rf"\1 {_MASK}", text)
    text = _URL_PASSWORD.sub(rf"\1:{_MASK}@", text)
    text = _MAIL.sub(r"\1***@\2***", text)
    text = _IPV4.sub(r"\1.0", text)
    text = _IPV6.sub(r"\1:", text)
    return _TOKEN.sub(_mask_token, text)


def _mask_token(found: re.Match[str]) -> str:
    word = found.group()
    return word if _UUID.fullmatch(word) else _MASK


def _mask_value(name: str, value: Any) -> Any:
    if _SECRET_NAMES.search(name) and value not in (None, "", True, False):
        return _MASK
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {key: _mask_value(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_mask_value(name, inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return mask(str(value))


def mask_event(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """structlog processor: masks every value, also of foreign libraries and tracebacks."""
    for name, value in list(event.items()):
        # structlog's own bookkeeping is removed before anything is written.
        if not name.startswith("_"):
            event[name] = _mask_value(name, value)
    return event


class _Stderr(logging.Handler):
    """Writes to what standard error is now, not to what it was at the start."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            # Standard error is closed or its disk is full: there is nobody to tell.
            self.handleError(record)


def configure(log_format: Literal["text", "json"] = "text", level: int = logging.INFO) -> None:
    """Send all logs, also those of libraries, through one masked line on standard error.

    Called by composition roots, not by modules.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    last: list[Any] = (
        [structlog.processors.JSONRenderer(ensure_ascii=False, default=str)]
        if log_format == "json"
        else [
            # Never the default: it prints the local variables of every frame, unmasked.
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            )
        ]
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            # The traceback becomes text first, so that it is masked like everything else.
            structlog.processors.format_exc_info,
            mask_event,
            *last,
        ],
    )
    handler = _Stderr()
    handler.setFormatter(formatter)
    # Python would print a line that it cannot write as it is, unmasked.
    logging.raiseExceptions = False
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # These tell every request or statement with its address and parameters.
    for noisy in ("httpx", "httpcore", "sqlalchemy.engine", "neo4j", "werkzeug", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
