"""The values that commands take, each read with a clear word on what is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import unquote

from bot.kernel.contribution import ContributionKind, Reference
from bot.kernel.markdown import quote

if TYPE_CHECKING:
    from datetime import tzinfo

    from bot.projects.load import Projects

LONGEST: Final = timedelta(days=180)
"""A snooze beyond it is a farewell; `/drop` or `/hold` say so more plainly."""

_E = TypeVar("_E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Usage:
    """What is wrong with an argument; `problem` is a sentence in Markdown, safe to show."""

    problem: str


_OWNER: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})"
_NAME: Final = r"[A-Za-z0-9._-]{1,100}"
_NUMBER: Final = r"[1-9]\d{0,8}"
_LONG: Final = re.compile(rf"({_OWNER}/{_NAME})#({_NUMBER})")
_SHORT: Final = re.compile(rf"({_NAME})#({_NUMBER})")
_URL: Final = re.compile(
    rf"(?:https?://)?(?:www\.|redirect\.)?github\.com/({_OWNER}/{_NAME})"
    rf"/(?:issues|pull)/({_NUMBER})(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_TREE: Final = re.compile(
    rf"(?:https?://)?(?:www\.)?github\.com/({_OWNER})/{_NAME}/tree/(\S+)", re.IGNORECASE
)
_BRANCH: Final = re.compile(r"(?:[A-Za-z0-9-]{1,39}:)?[^\s\x00-\x1f\x7f:~^?*\[\\]{1,255}")
"""A branch as `git check-ref-format` lets it be called, or as GitHub shows it, after its owner."""
_REPOSITORY: Final = re.compile(
    rf"(?:(?:https?://)?(?:www\.|redirect\.)?github\.com/)?({_OWNER}/{_NAME}?)(?:\.git)?/?",
    re.IGNORECASE,
)
_MARKDOWN_LINK: Final = re.compile(r"\[[^\]]*\]\(<?([^()<>\s]+)>?\)")
_LOGIN: Final = re.compile(r"@?([A-Za-z0-9][A-Za-z0-9_-]{0,38})")
_DURATION: Final = re.compile(r"(\d{1,3})\s*(d|days?|w|weeks?)(?=\s|$)", re.IGNORECASE)
_DATE: Final = re.compile(r"(?:until\s+)?(\d{4}-\d{2}-\d{2})(?=\s|$)", re.IGNORECASE)


def reference(text: str, projects: Projects) -> Reference | Usage:
    """Read an upstream issue or pull request.

    `owner/name#1`, the short name of a project of the course as `vllm#1`, or the address of either
    on github.com or redirect.github.com. A former name becomes the present one.
    """
    bare = _bare(text)
    found = _URL.fullmatch(bare) or _LONG.fullmatch(bare)
    if found:
        known = projects.find(found[1])
        return Reference(known.name if known else found[1], int(found[2]))
    short = _SHORT.fullmatch(bare)
    if short is None:
        return Usage(
            f"{quote(text) or 'Nothing'} is no issue or pull request. Give it as `vllm#12345`,"
            " as `owner/name#12345`, or as its address on GitHub."
        )
    name = project(short[1], projects)
    return name if isinstance(name, Usage) else Reference(name, int(short[2]))


def project(text: str, projects: Projects) -> str | Usage:
    """Read a project of the course by its name or short name; return its present name."""
    bare = _bare(text).casefold()
    for profile in projects:
        for name in profile.names:
            if bare in {name.casefold(), name.partition("/")[2].casefold()}:
                return profile.name
    near = projects.nearest(bare)
    hint = f" Did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""
    return Usage(f"{quote(text)} is none of the course's projects.{hint}")


def repository(text: str) -> str | Usage:
    """Read a repository as `owner/name`, or its address on GitHub."""
    found = _REPOSITORY.fullmatch(_bare(text))
    if found is None:
        return Usage(
            f"{quote(text) or 'Nothing'} is no repository. Give it as `owner/name`, or as its"
            " address on GitHub."
        )
    return found[1].removesuffix(".git")


def branch(text: str) -> str | Usage:
    """Read a branch as `name`, as `owner:name`, or its address on GitHub; empty for none.

    More than one word is a remark, and so is somebody's name; they name none.
    """
    words = text.replace("\u200b", "").split()
    if len(words) != 1 or words[0].startswith("@"):
        return ""
    found = _TREE.fullmatch(_bare(text))
    word = f"{found[1]}:{unquote(found[2])}" if found else words[0].strip("`<>\"'")
    if _BRANCH.fullmatch(word) is None:
        return Usage(
            f"{quote(text)} is no branch. Give its name, as `owner:name`, or its address on GitHub."
        )
    return word


def choice(text: str, kind: type[_E]) -> _E | Usage:
    """Read one of an enumeration's words, in any case."""
    word = _bare(text).casefold()
    names = [str(one) for one in kind]
    if word in names:
        return kind(word)
    near = [name for name in names if word and name.startswith(word)]
    near += get_close_matches(word, names, n=1)
    hint = f" Did you mean `{near[0]}`?" if near else ""
    return Usage(
        f"{quote(text) or 'Nothing'} is none of {', '.join(f'`{name}`' for name in names)}.{hint}"
    )


def kind(text: str) -> ContributionKind | Usage:
    """Read the kind of a contribution."""
    return choice(text, ContributionKind)


def login(text: str) -> str | Usage:
    """Read somebody's login, with or without the at sign."""
    found = _LOGIN.fullmatch(_bare(text))
    if found is None:
        return Usage(f"{quote(text) or 'Nothing'} is no login. Give it as `@ada`.")
    return found[1]


def until(text: str, now: datetime, zone: tzinfo = UTC) -> tuple[datetime, str] | Usage:
    """Read a time from the beginning of a text: `3d`, `2w`, `until 2026-12-01`, `2026-12-01`.

    Args:
        text: The argument.
        now: The present instant.
        zone: In which a date begins.

    Returns:
        The instant, and the words after it.
    """
    bare = text.strip()
    if found := _DURATION.match(bare):
        days = int(found[1]) * (7 if found[2].casefold().startswith("w") else 1)
        end = now + timedelta(days=days)
    elif found := _DATE.match(bare):
        day = _day(found[1])
        if day is None:
            return Usage(f"{quote(found[1])} is no day of the calendar.")
        # Compared as days first: at the ends of the calendar an instant cannot be moved to UTC.
        far = (day - now.date()).days
        end = now + timedelta(days=far) if abs(far) > 2 * LONGEST.days else _begin(day, zone)
    else:
        return Usage(
            f"{quote(text) or 'Nothing'} is no time. Give it as `3d`, as `2w`, or as"
            " `until 2026-12-01`."
        )
    if end <= now:
        return Usage(f"{quote(found[0])} is not in the future.")
    if end - now > LONGEST:
        return Usage(f"{quote(found[0])} is too long; {LONGEST.days} days are the most.")
    return end, bare[found.end() :].strip()


def _begin(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _bare(text: str) -> str:
    """Return the first word, or where a Markdown link leads, without what people put around it."""
    # Our own texts carry such marks so that nothing in them is live; people copy from them.
    stripped = text.replace("\u200b", "").strip()
    found = _MARKDOWN_LINK.match(stripped)
    word = found[1] if found else next(iter(stripped.split()), "")
    return word.strip("<>()`\"'").rstrip(".,;:!")
