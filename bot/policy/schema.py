"""The form of a policy file as JSON Schema, and its violations as problems; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import jsonschema_rs
import msgspec

from bot.policy.model import Policy
from bot.policy.problems import LONGEST_QUOTE, nearest, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.policy.problems import Path, Problem
    from bot.policy.tree import Document

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_WITH_CHECKS: Final = ("Policy", "Override")
_NAMES: Final = MappingProxyType(
    {
        "array": "a list",
        "boolean": "true or false",
        "integer": "a whole number",
        "object": "a mapping of keys to values",
        "string": "a text",
    }
)

Schema = dict[str, Any]


@lru_cache(maxsize=8)
def schema(checks: frozenset[str]) -> Schema:
    """Return the JSON Schema of a policy file.

    Args:
        checks: The names of the checks that there are.
    """
    (_,), definitions = msgspec.json.schema_components((Policy,), ref_template="#/$defs/{name}")
    made = {name: _tidy(each) for name, each in definitions.items()}
    for name in _WITH_CHECKS:
        level = made[name]["properties"]["checks"].pop("additionalProperties")
        made[name]["properties"]["checks"] |= {
            "properties": dict.fromkeys(sorted(checks), level),
            "additionalProperties": False,
        }
    return {
        "$schema": _DRAFT,
        "title": "The policy of Upstream Coach",
        "$ref": "#/$defs/Policy",
        "$defs": dict(sorted(made.items())),
    }


def violations(document: Document, checks: frozenset[str]) -> Iterator[Problem]:
    """Yield where a file is not of the form that the schema describes, all at once."""
    whole = schema(checks)
    for error in _validator(checks).iter_errors(document.value):
        path: Path = tuple(error.instance_path)
        if path in document.aliases:
            continue
        yield from _TOLD[error.kind.name](_Violation(document, whole, path, error))


@lru_cache(maxsize=8)
def _validator(checks: frozenset[str]) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema(checks), validate_formats=True)


def _tidy(definition: Schema) -> Schema:
    text = definition.get("description")
    return {**definition, "description": " ".join(text.split())} if text else definition


@dataclass(frozen=True, slots=True)
class _Violation:
    """One error of the validator with what is needed to tell it."""

    document: Document
    schema: Mapping[str, Any]
    path: Path
    error: jsonschema_rs.ValidationError

    @property
    def value(self) -> object:
        """The value that does not fit."""
        return self.error.instance

    @property
    def kind(self) -> Any:  # noqa: ANN401 - each keyword of the schema has its own fields
        """What the schema asks there."""
        return self.error.kind

    def asked(self) -> Mapping[str, Any]:
        """Return the part of the schema that the value is held against."""
        here = self._resolved(self.schema)
        for step in self.path:
            if isinstance(step, int):
                here = self._resolved(here["items"])
            else:
                here = self._resolved(here["properties"][step])
        return here

    def problem(self, message: str, suggestion: str = "", *, key: str | None = None) -> Problem:
        path = self.path if key is None else (*self.path, key)
        return self.document.problem(path, message, suggestion)

    def _resolved(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        name = part.get("$ref")
        if name is None:
            return part
        found: Mapping[str, Any] = self.schema["$defs"][name.rpartition("/")[2]]
        return found


def _unknown_key(found: _Violation) -> Iterator[Problem]:
    known = found.asked()["properties"]
    for key in found.kind.unexpected:
        like = nearest(key, known)
        suggestion = f"did you mean {like}?" if like else "known here: " + ", ".join(sorted(known))
        yield found.problem(f"there is no key {quoted(key)} here", suggestion, key=key)


def _missing_key(found: _Violation) -> Iterator[Problem]:
    key = found.kind.property
    asked = found.asked()["properties"][key]
    meaning = asked["description"].rstrip(".")
    yield found.problem(f"the key {key} is missing", f"write {meaning[0].lower()}{meaning[1:]}")


def _wrong_type(found: _Violation) -> Iterator[Problem]:
    (wanted,) = found.kind.types
    value = found.value
    if value is None:
        yield found.problem(f"the value is missing; {_NAMES[wanted]} belongs here")
        return
    suggestion = ""
    if wanted == "string" and not isinstance(value, list | dict):
        suggestion = "put it in quotes"
    elif wanted == "array" and not isinstance(value, dict):
        suggestion = f"write [{quoted(value)}]"
    elif wanted == "integer" and isinstance(value, str) and value.strip().isdecimal():
        suggestion = "leave the quotes out"
    yield found.problem(f"{_shown(value)} stands where {_NAMES[wanted]} belongs", suggestion)


def _not_listed(found: _Violation) -> Iterator[Problem]:
    options = [str(each) for each in found.kind.options]
    if found.value is None:
        yield found.problem("the value is missing", "choose one of: " + ", ".join(options))
        return
    if found.value in options:
        yield found.problem(f"{_shown(found.value)} is a text", "leave the quotes out")
        return
    like = nearest(str(found.value), options)
    suggestion = f"did you mean {like}?" if like else "choose one of: " + ", ".join(options)
    yield found.problem(f"{_shown(found.value)} is none of the values known here", suggestion)


def _not_of_the_pattern(found: _Violation) -> Iterator[Problem]:
    asked = found.asked()
    (example,) = asked["examples"]
    bare = str(found.value).strip().removeprefix("@").removeprefix("https://github.com/")
    suits = len(bare) <= LONGEST_QUOTE and re.fullmatch(asked["pattern"], bare)
    suggestion = f"write {bare}" if suits else f"for example {example}"
    yield found.problem(f"{_shown(found.value)} is not {asked['title']}", suggestion)


def _not_a_date(found: _Violation) -> Iterator[Problem]:
    yield found.problem(
        f"{_shown(found.value)} is not a day of the calendar", "write it as YYYY-MM-DD"
    )


def _out_of_range(found: _Violation) -> Iterator[Problem]:
    asked = found.asked()
    bounds = f"from {asked['minimum']:,} to {asked['maximum']:,}"
    yield found.problem(f"{_shown(found.value)} is out of range", f"it goes {bounds}")


def _too_few(found: _Violation) -> Iterator[Problem]:
    yield found.problem("this is empty", "fill it in")


def _too_many(found: _Violation) -> Iterator[Problem]:
    yield found.problem(f"this is longer than {found.kind.value}", "shorten it")


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{quoted(value)}"' if isinstance(value, str) else quoted(value)


_TOLD: Final[Mapping[str, Callable[[_Violation], Iterator[Problem]]]] = MappingProxyType(
    {
        "additionalProperties": _unknown_key,
        "required": _missing_key,
        "type": _wrong_type,
        "enum": _not_listed,
        "pattern": _not_of_the_pattern,
        "format": _not_a_date,
        "minimum": _out_of_range,
        "maximum": _out_of_range,
        "minItems": _too_few,
        "minLength": _too_few,
        "maxItems": _too_many,
        "maxLength": _too_many,
    }
)
