"""The words of nudges in each language: read from config, held against one table of fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from msgspec import Meta, Struct

from bot.kernel.errors import UserError
from bot.nudges.fields import BLAME, FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

DEFAULT: Final = "en"
"""The language in which everything is said where no other is chosen or known."""

LARGEST: Final = 100_000
"""Characters of a file of words."""

_NAME: Final = re.compile(r"words/nudges\.(?P<language>[a-z]{2})\.yaml")
_FIELD: Final = re.compile(r"\{(\w*)\}")
_STRAY: Final = re.compile(r"[{}]")
_LOUD: Final = re.compile(r"[!\u00a1\uff01]")
_DATE: Final = frozenset({"weekday", "day", "month"})
_Line = Annotated[str, Meta(min_length=1, max_length=600)]


class Calendar(Struct, frozen=True, forbid_unknown_fields=True):
    """How a language names days.

    Attributes:
        weekdays: Seven names, Monday first.
        months: Twelve names.
        day: A day of the year, with {weekday}, {day} and {month}.
        one_day: The span of one day, as it stands after `within`.
        more_days: The span of more, with {days}.
    """

    weekdays: Annotated[tuple[_Line, ...], Meta(min_length=7, max_length=7)]
    months: Annotated[tuple[_Line, ...], Meta(min_length=12, max_length=12)]
    day: _Line
    one_day: _Line
    more_days: _Line


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    """A file of words as it stands in config."""

    language: str
    calendar: Calendar
    event: dict[str, _Line]
    turn: dict[str, _Line]
    step: dict[str, _Line]
    outlook: dict[str, _Line]
    silence: dict[str, _Line]
    together: dict[str, _Line]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language.

    Attributes:
        language: Its code of two letters.
        calendar: How it names days.
        texts: Each text by its key, as `step.to_do`.
    """

    language: str
    calendar: Calendar
    texts: Mapping[str, str]

    def say(self, key: str, **fields: str) -> str:
        """Return a text with its fields filled in; what stands in a field is taken as it is."""
        return _FIELD.sub(lambda found: fields[found[1]], self.texts[key])

    def listed(self, names: Sequence[str]) -> str:
        """Return names as a sentence lists them: `a`, `a and b`, `a, b and c`."""
        *first, last = names
        return self.say("together.list", first=", ".join(first), last=last) if first else last

    def day(self, day: date) -> str:
        """Return a day as a reader of this language says it, without the year."""
        names = {
            "weekday": self.calendar.weekdays[day.weekday()],
            "day": str(day.day),
            "month": self.calendar.months[day.month - 1],
        }
        return _FIELD.sub(lambda found: names[found[1]], self.calendar.day)

    def days(self, count: int) -> str:
        """Return a span of days as it stands after `within`."""
        if count == 1:
            return self.calendar.one_day
        return self.calendar.more_days.replace("{days}", str(count))


class Languages:
    """The words of every language that there is.

    Args:
        words: Each language's, by its code; `en` is among them.
    """

    def __init__(self, words: Mapping[str, Words]) -> None:
        self._words = MappingProxyType(dict(words))

    @property
    def codes(self) -> frozenset[str]:
        """Return the codes of the languages."""
        return frozenset(self._words)

    def get(self, code: str) -> Words:
        """Return the words of a language; English where it is not there."""
        return self._words.get(code, self._words[DEFAULT])


def load_words(files: Mapping[str, str]) -> Languages:
    """Read the words of all languages.

    Args:
        files: Each file's name from `config/` on, as `words/nudges.en.yaml`, and its text. Other
            names are passed over.

    Raises:
        UserError: A file is not as it has to be, or English is missing; every problem is told
            with its file, key and fix.
    """
    found: dict[str, Words] = {}
    problems: list[str] = []
    for name, text in sorted(files.items()):
        if match := _NAME.fullmatch(name):
            words = _read(name, text)
            problems += (f"config/{name}: {each}" for each in _problems(words, match["language"]))
            found[match["language"]] = words
    if DEFAULT not in found:
        problems.append(f"config/words/nudges.{DEFAULT}.yaml is missing; put it back.")
    if problems:
        raise UserError("\n".join(problems))
    return Languages(found)


def _read(name: str, text: str) -> Words:
    if len(text) > LARGEST:
        raise UserError(f"config/{name} has more than {LARGEST} characters; shorten it.")
    try:
        file = msgspec.yaml.decode(text.encode(), type=_File)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise UserError(f"config/{name}: {error}. Compare it with nudges.en.yaml.") from None
    groups = {group: getattr(file, group) for group in _File.__struct_fields__[2:]}
    texts = {f"{group}.{key}": line for group in groups for key, line in groups[group].items()}
    return Words(file.language, file.calendar, MappingProxyType(texts))


def _problems(words: Words, language: str) -> Iterator[str]:
    if words.language != language:
        yield f"language is {words.language}; the name of the file says {language}."
    for key in sorted(FIELDS.keys() - words.texts.keys()):
        yield f"{key} is missing; translate it from nudges.en.yaml."
    for key in sorted(words.texts.keys() - FIELDS.keys()):
        yield f"{key} is not used; leave it out."
    for key in sorted(words.texts.keys() & FIELDS.keys()):
        yield from _of_line(key, words.texts[key], FIELDS[key], language)
    calendar = words.calendar
    yield from _of_line("calendar.day", calendar.day, _DATE, language)
    yield from _of_line("calendar.more_days", calendar.more_days, frozenset({"days"}), language)
    for line in (calendar.one_day, *calendar.weekdays, *calendar.months):
        yield from _of_line("calendar", line, frozenset(), language)


def _of_line(key: str, line: str, wanted: frozenset[str], language: str) -> Iterator[str]:
    """Yield what is wrong with one text."""
    there = set(_FIELD.findall(line))
    for field in sorted(wanted - there):
        yield f"{key} lacks {{{field}}}; put it where it belongs in the sentence."
    for field in sorted(there - wanted):
        known = ", ".join(f"{{{each}}}" for each in sorted(wanted)) or "none"
        yield f"{key} has {{{field}}}, which is not filled in; known there: {known}."
    if _STRAY.search(_FIELD.sub("", line)):
        yield f"{key} has a brace that belongs to no field; take it out."
    if _LOUD.search(line):
        yield f"{key} has an exclamation mark; say it calmly."
    spoken = f" {line.casefold()}"
    for word in BLAME.get(language, ()):
        if word in spoken:
            yield f"{key} says {word.strip()!r}, which can sound like blame; find a kinder word."
