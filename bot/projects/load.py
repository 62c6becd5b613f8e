"""From the texts of the profiles to a list of projects that knows every name; pure."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

import msgspec

from bot.kernel.errors import UserError
from bot.projects.facts import RepositoryName
from bot.projects.model import Profile, Project

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PLACE = re.compile(r" - at `\$\.?(?P<place>.+)`$")
_UNKNOWN = re.compile(r"unknown field `(?P<field>[^`]+)`")
_MISSING = re.compile(r"missing required field `(?P<field>[^`]+)`")
_CLOSE = 0.5

T = TypeVar("T")


class Projects:
    """The projects of the course, found by any name that they have or had.

    Args:
        profiles: The profiles, in the order in which they are listed.

    Raises:
        UserError: Two profiles claim one name; the text names both.
    """

    def __init__(self, profiles: tuple[Profile, ...]) -> None:
        self._profiles = profiles
        self._by_name: dict[str, Profile] = {}
        for profile in profiles:
            for name in profile.names:
                other = self._by_name.setdefault(name.lower(), profile)
                if other is not profile:
                    raise UserError(
                        f"{name} is a name of {other.name} and of {profile.name}."
                        " Remove it from one of the two profiles."
                    )

    def __iter__(self) -> Iterator[Profile]:
        return iter(self._profiles)

    def __len__(self) -> int:
        return len(self._profiles)

    @property
    def names(self) -> frozenset[str]:
        """Return every present and former `owner/name`, in lower case."""
        return frozenset(self._by_name)

    def find(self, name: str) -> Profile | None:
        """Return the profile of that present or former name, in any case of letters."""
        return self._by_name.get(name.lower())

    def get(self, name: str) -> Project:
        """Return the profile of that name; for an unknown project one that knows nothing.

        Raises:
            UserError: The name is not of the form `owner/name`.
        """
        found = self.find(name)
        if found is not None:
            return found
        try:
            return Project(name=msgspec.convert(name, RepositoryName))
        except msgspec.ValidationError:
            near = self.nearest(name)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise UserError(f"{name!r} is not of the form `owner/name`.{hint}") from None

    def nearest(self, name: str, count: int = 3) -> tuple[str, ...]:
        """Return the present names of the projects that are spelt most alike, the best first."""
        wanted = name.lower().strip("/")
        spellings = {
            spelling: profile.name
            for known, profile in self._by_name.items()
            for spelling in (known, known.partition("/")[2])
        }
        close = get_close_matches(wanted, spellings, n=len(spellings), cutoff=_CLOSE)
        close += get_close_matches(
            wanted.partition("/")[2], spellings, n=len(spellings), cutoff=_CLOSE
        )
        return tuple(dict.fromkeys(spellings[each] for each in close))[:count]


def load_projects(texts: Mapping[str, str]) -> Projects:
    """Read the profiles.

    Args:
        texts: Each file's name in `config/` and its content.

    Raises:
        UserError: A profile is broken; the text names for each its file, the place and the fix.
    """
    profiles: list[Profile] = []
    problems: list[str] = []
    for name, text in texts.items():
        try:
            profiles.append(_profile(name, text))
        except UserError as problem:
            problems.append(str(problem))
    if problems:
        raise UserError("\n".join(problems))
    return Projects(tuple(sorted(profiles, key=lambda one: one.name.lower())))


def read(name: str, text: str, kind: type[T]) -> T:
    """Read one shipped file into its struct.

    Args:
        name: The file's name in `config/`, for the error.
        text: Its content, YAML.
        kind: The struct.

    Raises:
        UserError: It is no YAML or not of that form; the text names file, place and fix.
    """
    try:
        return msgspec.yaml.decode(text.encode(), type=kind)
    except msgspec.ValidationError as error:
        raise UserError(_explained(name, str(error), kind)) from None
    except msgspec.DecodeError as error:
        said = " ".join(str(error).split()).replace(' in "<byte string>",', " at")
        raise UserError(f"config/{name} is not YAML: {said}. Mend the syntax there.") from None


def _profile(name: str, text: str) -> Profile:
    profile = read(name, text, Profile)
    expected = f"projects/{profile.name.replace('/', '__')}.yaml"
    if name != expected:
        raise UserError(
            f"config/{name}, at name: {profile.name} belongs into config/{expected}."
            " Rename the file or correct the name."
        )
    if profile.title is not None:
        try:
            re.compile(profile.title.pattern)
        except re.error as error:
            raise UserError(
                f"config/{name}, at title.pattern: not a regular expression, {error}."
                " Correct the pattern."
            ) from None
    return profile


def _explained(name: str, said: str, kind: type) -> str:
    """Turn what the decoder said into file, place, problem and fix."""
    match = _PLACE.search(said)
    place = match["place"] if match else "the top"
    what = said[: match.start()] if match else said
    return f"config/{name}, at {place}: {what}. {_fix(what, kind)}"


def _fix(what: str, kind: type) -> str:
    if missing := _MISSING.search(what):
        return f"Add `{missing['field']}` there."
    if unknown := _UNKNOWN.search(what):
        near = get_close_matches(unknown["field"], _keys(kind), n=1)
        return f"Did you mean `{near[0]}`?" if near else "Remove it, or quote a text with commas."
    return "Correct the value; the schema in config/schema says what may stand there."


def _keys(kind: type) -> set[str]:
    """Return every key that may stand anywhere in such a file."""
    _, parts = msgspec.json.schema_components([kind])
    return {key for part in parts.values() for key in part.get("properties", ())}
