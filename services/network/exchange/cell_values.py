"""From the text of a cell to the value of a field, or to what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from services.network.exchange.columns import Column
from services.network.exchange.indicator_table import read_number
from services.network.exchange.name_lookup import Index, NameLookup
from services.network.records.numbers import number_words
from services.network.records.period import PartialDate
from services.network.records.text_folding import fold
from shared.errors import Invalid, Problem

ReportProblem = Callable[[Problem], None]

_YES = frozenset({"ja", "j", "yes", "y", "x", "wahr", "true", "1"})
_NO = frozenset({"nein", "n", "no", "falsch", "false", "0"})
# Excel turns "3/2025" into a day, and lists of meetings have an hour: only the day is kept.
_HOUR = re.compile(r"(?<=\d)[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
# A day as Excel counts it, in a cell that is not formatted as a day. It is not read: which day
# it means depends on the file (1900 or 1904), and it may be any other number as well.
_SERIAL = re.compile(r"[2-7]\d{4}(,\d+)?")
_SHORT_YEAR = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{2})$")
_SEPARATORS = re.compile(r"[|;\n\r]+")
# A word that stands for "nothing" in lists.
_NOTHING = frozenset(
    {"", "-", "–", "—", "./.", "/", "k. a.", "k.a.", "keine angabe", "n/a", "n. a."}
)


def split(text: str) -> tuple[str, ...]:
    """The values of a cell that may hold several, in order, none twice."""
    parts = (part.strip() for part in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(part for part in parts if not nothing(part)))


def nothing(text: str) -> bool:
    """Whether a cell says that there is nothing to say."""
    return text.strip().lower() in _NOTHING


def read_value(
    column: Column, text: str, names: NameLookup, report: ReportProblem, strategy_id: str = ""
) -> Any:
    """The value of a cell; None if it cannot be read (``report`` was told why).

    ``text`` is not blank; ``strategy_id`` is the strategy that the row names, for its goals.
    Problems carry the column's header as their field.
    """
    text = text.strip()
    match column.kind:
        case "words":
            return split(text)
        case "vocab":
            return _one(column, text, names.terms(column.vocabulary), report, "import.unknown_term")
        case "vocabs":
            index = names.terms(column.vocabulary)
            return _many(column, split(text), index.find, index, report, "import.unknown_term")
        case "actor":
            return _one(column, text, names.actors, report, "import.unknown_actor")
        case "actors":
            return _many(
                column, split(text), names.actors.find, names.actors, report,
                "import.unknown_actor",
            )  # fmt: skip
        case "project":
            return _one(column, text, names.projects, report, "import.unknown_project")
        case "offer":
            return _one(column, text, names.offers, report, "import.unknown_offer")
        case "region":
            found = _many(
                column, (text,), names.find_region, names.regions, report, "import.unknown_region"
            )
            return found[0] if found else None
        case "regions":
            return _many(
                column, split(text), names.find_region, names.regions, report,
                "import.unknown_region",
            )  # fmt: skip
        case "date_part":
            return _partial(column, text, report)
        case "day":
            partial = _partial(column, text, report)
            if partial is None:
                return None
            if not partial.exact:
                report(Problem("import.day", column.header, params={"value": text}))
                return None
            return partial.earliest
        case "last_day":
            partial = _partial(column, text, report)
            return partial and partial.latest
        case "choice":
            return _choice(column, text, report)
        case "yes":
            word = text.lower()
            if word in _YES or word in _NO:
                return word in _YES
            report(Problem("import.yes_no", column.header, params={"value": text}))
            return None
        case "postcode":
            return _postcode(column, text, report)
        case "website":
            # People write the address as they say it.
            bare = re.fullmatch(r"(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?", text)
            return f"https://{text}" if bare else text
        case "number":
            return _number(column, text, report)
        case "count":
            number = _number(column, text, report)
            if number is None or (number >= 0 and number == int(number)):
                return None if number is None else int(number)
            report(Problem("import.count", column.header, params={"value": text}))
            return None
        case "strategy":
            return _one(column, text, names.strategies, report, "import.unknown_strategy")
        case "goal":
            index = names.goals_of(strategy_id)
            code = "import.unknown_goal" + ("_here" if strategy_id else "")
            return _one(column, text, index, report, code)
        case _:
            return text


def _one(column: Column, text: str, index: Index, report: ReportProblem, code: str) -> str | None:
    found = _many(column, (text,), index.find, index, report, code)
    return found[0] if found else None


def _many(
    column: Column,
    texts: Iterable[str],
    find: Callable[[str], tuple[str, ...]],
    index: Index,
    report: ReportProblem,
    code: str,
) -> tuple[str, ...] | None:
    ids: dict[str, None] = {}
    fine = True
    for text in texts:
        found = find(text)
        if len(found) == 1:
            ids[found[0]] = None
            continue
        fine = False
        if found:
            params: dict[str, Any] = {"value": text, "count": len(found)}
            kind = "_offer" if column.kind == "offer" else ""
            report(Problem("import.ambiguous" + kind, column.header, params=params))
            continue
        near = index.near(text)
        params = {"value": text, "near": " oder ".join(f"„{name}“" for name in near)}
        report(Problem(code + ("_near" if near else ""), column.header, params=params))
    return tuple(ids) if fine else None


def _partial(column: Column, text: str, report: ReportProblem) -> PartialDate | None:
    given = _HOUR.sub("", text)
    if m := _SHORT_YEAR.fullmatch(given):
        given = f"{m[1]}.{m[2]}.20{m[3]}"
    try:
        parsed = PartialDate.parse(given, column.header)
    except Invalid as error:
        code, params = f"import.{error.problems[0].code}", error.problems[0].params
        if _SERIAL.fullmatch(given):
            code = "import.date.serial"
        elif column.kind == "day" and code == "import.date.unreadable":
            # "Ende 2027" would be no help where a day is wanted.
            code = "import.day"
        report(Problem(code, column.header, params=params))
        return None
    if not 1900 <= parsed.earliest.year <= 2100:
        report(Problem("import.date.impossible", column.header, params={"value": text}))
        return None
    if parsed.exact:
        # One way to keep a day, however it was written, so that nothing changes by a visit
        # to Excel.
        return PartialDate.of(parsed.earliest)
    return parsed


def _choice(column: Column, text: str, report: ReportProblem) -> str | None:
    assert column.choices is not None
    wanted = fold(text)
    for value, word in column.choices.items():
        if text == value or wanted == fold(word) or text.partition(" ")[0] == value:
            return value
    params = {"value": text, "choices": ", ".join(column.choices.values())}
    report(Problem("import.choice", column.header, params=params))
    return None


def _postcode(column: Column, text: str, report: ReportProblem) -> str | None:
    digits = re.sub(r"^D[- ]", "", text, flags=re.IGNORECASE).replace(" ", "").removesuffix(".0")
    if re.fullmatch(r"\d{4,5}", digits):
        # Excel takes 07743 for a number and drops the zero.
        return digits.zfill(5)
    report(Problem("import.postcode", column.header, params={"value": text}))
    return None


def _number(column: Column, text: str, report: ReportProblem) -> float | None:
    value = read_number(text.replace("'", ""))
    if value is None:
        long = re.fullmatch(r"-?[\d.,' ]{17,}", text)
        code = "import.number_long" if long else "import.number"
        report(Problem(code, column.header, params={"value": text[:60]}))
    return value


def value_words(column: Column, value: Any, label: Callable[[str, str], str]) -> str:
    """The text that a value is written as in a table; reading it gives the value again.

    ``label(kind, id)`` is the name of a record.
    """
    match column.kind:
        case "words":
            return "|".join(value)
        case "vocab":
            return label(column.vocabulary, value)
        case "vocabs":
            return "|".join(label(column.vocabulary, id) for id in value)
        case "actor":
            return label("actor", value)
        case "actors":
            return "|".join(label("actor", id) for id in value)
        case "project" | "offer" | "strategy" | "goal":
            return label(column.kind, value)
        case "number":
            return "" if value is None else number_words(value)
        case "region":
            return label("region", value)
        case "regions":
            return "|".join(label("region", id) for id in value)
        case "date_part":
            return date_words(value)
        case "day" | "last_day":
            return value.strftime("%d.%m.%Y") if isinstance(value, date) else ""
        case "choice":
            return (column.choices or {}).get(str(value), str(value))
        case "yes":
            return "ja" if value else "nein"
        case _:
            return "" if value is None else str(value)


def date_words(value: PartialDate | None) -> str:
    """A date as it is written here: a day in German, anything less exact as it was given."""
    if value is None:
        return ""
    return value.earliest.strftime("%d.%m.%Y") if value.exact else value.text
