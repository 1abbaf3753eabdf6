"""Reading an OpenAPI document: does an answer match it, and what could be sent to it.

A small part of JSON Schema, the one that our documents use; a word that is unknown here is an
error, so that nothing passes because nobody looked.
"""

from __future__ import annotations

import math
import re
import string
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

Schema = Mapping[str, Any]

_KNOWN = frozenset(
    {
        "$ref", "type", "properties", "required", "items", "anyOf", "allOf", "enum", "const",
        "title", "description", "default", "format", "minLength", "maxLength", "pattern",
        "minimum", "maximum", "minItems", "maxItems", "additionalProperties", "prefixItems",
        "examples", "exclusiveMinimum", "uniqueItems",
    }
)  # fmt: skip

NASTY: tuple[Any, ...] = (
    "", " ", "\x00", "x" * 70_000, "🙂" * 200, "\u202e=1+1", "'\"><svg onload=k4n()>", "{{7*7}}",
    "../../etc/passwd", "-1", "1e400", "9" * 5000, "9999-12-31", "0000-00-00", "2026-02-30",
    "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    -1, 0, 1, 2**31 - 1, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**400, 1.5, math.inf, -math.inf,
    math.nan, True, False, None, [], {}, [[]], [None], {"": ""}, ["x"] * 3000,
)  # fmt: skip
"""Values that have broken programs before."""


def resolved(schema: Schema, document: Mapping[str, Any]) -> Schema:
    """The schema that a reference stands for."""
    while "$ref" in schema:
        found: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema


def mismatches(
    value: Any, schema: Schema, document: Mapping[str, Any], at: str = "$"
) -> Iterator[str]:
    """Where a value is not as the schema says; fields that it does not name are none of its."""
    schema = resolved(schema, document)
    unknown = schema.keys() - _KNOWN
    assert not unknown, f"tests/security/openapi.py must learn {sorted(unknown)}"
    for choice in schema.get("allOf", ()):
        yield from mismatches(value, choice, document, at)
    if "anyOf" in schema:
        if all(any(True for _ in mismatches(value, s, document, at)) for s in schema["anyOf"]):
            yield f"{at}: nothing of anyOf fits {value!r:.60}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r:.60} is not one of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{at}: {value!r:.60} is not {schema['const']!r}"
    match schema.get("type"):
        case "object":
            yield from _object(value, schema, document, at)
        case "array":
            if not isinstance(value, list):
                yield f"{at}: no list"
            else:
                for number, one in enumerate(value):
                    parts = schema.get("prefixItems")
                    item = parts[number] if parts else schema.get("items", {})
                    yield from mismatches(one, item, document, f"{at}[{number}]")
        case None:
            return
        case kind:
            if not _is(kind, value):
                yield f"{at}: {value!r:.60} is no {kind}"
            elif isinstance(value, str):
                yield from _text(value, schema, at)


def _object(value: Any, schema: Schema, document: Mapping[str, Any], at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at}: no object"
        return
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{at}: {name} is missing"
    more = schema.get("additionalProperties", False)
    for name, inner in value.items():
        if name in properties:
            yield from mismatches(inner, properties[name], document, f"{at}.{name}")
        elif isinstance(more, dict):
            yield from mismatches(inner, more, document, f"{at}.{name}")
        elif not more:
            yield f"{at}: {name} stands in no schema"


def _is(kind: str, value: Any) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return {
        "string": isinstance(value, str),
        "integer": isinstance(value, int),
        "number": isinstance(value, int | float),
        "boolean": False,
        "null": value is None,
    }[kind]


def _text(value: str, schema: Schema, at: str) -> Iterator[str]:
    try:
        match schema.get("format"):
            case "date-time":
                datetime.fromisoformat(value)
            case "date":
                date.fromisoformat(value)
            case "uuid":
                UUID(value)
    except ValueError:
        yield f"{at}: {value!r:.60} is no {schema['format']}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{at}: {value!r:.60} does not fit {schema['pattern']}"


class Generator:
    """Draws values for schemas; the same seed draws the same values."""

    def __init__(self, document: Mapping[str, Any], seed: int, known: tuple[str, ...]) -> None:
        self.document = document
        self.pick = Random(seed)
        self.known = known
        """Ids that exist: without them nothing would be found."""

    def value(self, schema: Schema, depth: int = 0) -> Any:
        """A value as the schema wants it, mostly."""
        schema = resolved(schema, self.document)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.pick.choice(schema["enum"])
        for word in ("anyOf", "allOf"):
            if word in schema:
                return self.value(self.pick.choice(schema[word]), depth)
        match schema.get("type"):
            case "object":
                return self._object(schema, depth)
            case "array":
                number = self.pick.randint(schema.get("minItems", 0), 3) if depth < 5 else 0
                return [self.value(schema.get("items", {}), depth + 1) for _ in range(number)]
            case "integer":
                return self.pick.randint(schema.get("minimum", -3), schema.get("maximum", 3))
            case "number":
                return self.pick.choice((0, 1.5, -2.25, 7))
            case "boolean":
                return self.pick.random() < 0.5
            case "null":
                return None
            case _:
                return self._text(schema)

    def _object(self, schema: Schema, depth: int) -> dict[str, Any]:
        required = schema.get("required", ())
        return {
            name: self.value(inner, depth + 1)
            for name, inner in schema.get("properties", {}).items()
            if name in required or (depth < 5 and self.pick.random() < 0.5)
        }

    def _text(self, schema: Schema) -> str:
        day = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=self.pick.randint(0, 9000))
        match schema.get("format"):
            case "date-time":
                return day.isoformat()
            case "date":
                return day.date().isoformat()
            case "uuid":
                return str(UUID(int=self.pick.getrandbits(128)))
        if self.pick.random() < 0.5:
            return self.pick.choice(self.known)
        letters = string.ascii_letters + "äöüß -–,."
        most = min(schema.get("maxLength", 30), 30)
        return "".join(self.pick.choices(letters, k=self.pick.randint(1, most)))

    def spoilt(self, value: Any) -> Any:
        """The value with something nasty at one place of it, or instead of it."""
        if isinstance(value, dict) and value and self.pick.random() < 0.9:
            name = self.pick.choice(sorted(value))
            match self.pick.randrange(6):
                case 0:
                    return {k: v for k, v in value.items() if k != name}
                case 1:
                    return {**value, "unbekannt": self.pick.choice(NASTY)}
            return {**value, name: self.spoilt(value[name])}
        if isinstance(value, list) and value and self.pick.random() < 0.7:
            at = self.pick.randrange(len(value))
            return [*value[:at], self.spoilt(value[at]), *value[at + 1 :]]
        return self.pick.choice(NASTY)
