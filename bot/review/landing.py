"""How a pull request ended: merged, landed though closed, superseded, or closed."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.projects.practice import LandingKind, MergeKind
from bot.review.events import Kind, Level
from bot.review.people import Role, plain
from bot.review.phrases_of_reviewers import INTERNAL
from bot.review.spoken import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.projects.model import Project
    from bot.review.board import Board
    from bot.review.events import Event


class State(StrEnum):
    """Where a pull request stands."""

    OPEN = "open"
    DRAFT = "draft"
    MERGED = "merged"
    LANDED = "landed"
    """Closed on GitHub, and the change is in."""
    SUPERSEDED = "superseded"
    """Closed, because another change does the same."""
    CLOSED = "closed"


_NEAR: Final = timedelta(days=90)
"""How far from the closing a comment may stand that explains it."""
_ANEW: Final = timedelta(days=7)
"""How long before the closing the pull request that goes on with it was opened."""
_AFTER: Final = timedelta(days=1)
"""And how long after it."""
_LANDED = re.compile(
    r"\b(?<!to be )(?:landed|merged|imported|committed|cherry-?picked|submitted|pushed)\b"
    r"[^.\n]{0,40}?\b(?:in|as|via|into|by|to|internally|through|with|at)\b",
    re.IGNORECASE,
)
_SUPERSEDED = re.compile(
    r"\bsupersed\w+|\bin favou?r of\b|\breplaced (?:by|with)\b|\bdup(?:licate|e)?d? (?:of|by)\b"
    r"|\b(?:fixed|addressed|resolved|solved|covered|handled|implemented|done|included|added"
    r"|incorporated)(?: (?:this|it|that))? (?:by|in|with|on|as part of|through|upstream)\b"
    r"|\b(?:covers|includes|contains|does) (?:this|it|that|the same)\b|\bsame (?:fix|change) as\b"
    r"|\balready (?:been )?(?:fixed|addressed|done|supported|merged|landed|resolved|implemented"
    r"|in (?:main|master))\b|\bcontinued? in\b|\bpicked (?:this|it) up\b|\bmoved to\b|\bobsolete\b"
    r"|\bis (?:now )?(?:in|on) (?:main|master)\b"
    r"|\b(?:re-?open\w*|anew|again|resubmit\w*|re-?sen[dt]|goes on|go on|continu\w+|carr\w+ on"
    r"|t(?:ake|aken|aking|ook) (?:\w+ ){0,3}over)\b[^.\n]{0,20}?\b(?:in|as|at|with)\s+\S*\d"
    r"|#\d+ (?:also |already |now )?(?:covers|does|fixe[sd]|replaces|resolve[sd]|solve[sd])\b"
    r"|\b(?:main|master) (?:already |now )?(?:has|contains) (?:an?|the|this)\b",
    re.IGNORECASE,
)
_IN_MAIN = re.compile(
    r"\b(?:the|this|your) (?:changes?|commits?|patch|pr|work) (?:is|are) (?:already |now )?"
    r"(?:in|on) (?:main|master)\b",
    re.IGNORECASE,
)
"""Says that it is this very change that is in."""
_NOT_YET = re.compile(
    r"\b(?:not|never|can(?:no|')t|won'?t|before|until|once|if|when)\b", re.IGNORECASE
)
_RESOLVED = re.compile(
    r"Pull[- ]Request[- ]resolved: \S*?/pull/(\d+)\b|ghstack-source-id:", re.IGNORECASE
)
_IMPORTED: Final = (r"PR #{number}:", r"\(#{number}\)", r"Merge pull request #{number}\b")


def ending(board: Board, seen: list[Event], number: int | None) -> tuple[State, Level]:
    """Return where a pull request stands, and how sure that is.

    Args:
        board: What holds after the last event.
        seen: All events.
        number: The pull request's number, by which commits name it.
    """
    end = board.ended
    if end is None:
        return (State.DRAFT if board.draft else State.OPEN), Level.HIGH
    if end.kind is Kind.MERGED:
        return State.MERGED, Level.HIGH
    return _closed(board, end, seen, number)


def _closed(board: Board, end: Event, seen: list[Event], number: int | None) -> tuple[State, Level]:
    project = board.project
    imported = is_imported(project) and is_importer(end.actor)
    named = any(_lands(project, message, number) for message in _commits(end, seen))
    if imported or named or _has_landing_label(board):
        return State.LANDED, Level.HIGH
    if end.subject == "Commit" and end.is_bot and _is_titled(end.detail, number):
        return State.LANDED, Level.HIGH
    if end.subject == "Commit":
        return State.SUPERSEDED, Level.MEDIUM
    copied = project.landing is not None and project.landing.how is LandingKind.STAFF_COPY
    if end.subject == "PullRequest" or (copied and _copy_was_merged(board, seen)):
        return (State.LANDED if copied else State.SUPERSEDED), Level.HIGH
    by_author = plain(end.actor) == plain(board.author)
    if (by_author or not copied) and _goes_on_elsewhere(end, seen):
        return State.SUPERSEDED, Level.MEDIUM
    return _told(board, end, seen, copied=copied or _is_taken_in(board, seen))


def _has_landing_label(board: Board) -> bool:
    landing = board.project.landing
    wanted = {"merged", (landing.label or "merged").lower() if landing else "merged"}
    return not wanted.isdisjoint(board.labels)


def _commits(end: Event, seen: list[Event]) -> Iterator[str]:
    if end.subject == "Commit":
        yield end.detail
    yield from (each.detail for each in seen if each.kind is Kind.REFERENCED)


def is_importer(login: str) -> bool:
    """Return whether a login is the program's that imports changes."""
    return "copybara" in login.lower()


def is_imported(project: Project) -> bool:
    """Return whether changes come into a project by an import, and not by a merge."""
    style, landing = project.merge_style, project.landing
    by_style = style is not None and style.kind is MergeKind.IMPORT
    return by_style or (landing is not None and landing.how is LandingKind.IMPORT_COMMIT)


def _lands(project: Project, message: str, number: int | None) -> bool:
    """Return whether a commit on the main branch says that it is this pull request."""
    resolved = _RESOLVED.search(message)
    if resolved is not None:
        return resolved[1] is None or number is None or int(resolved[1]) == number
    if number is None or not is_imported(project):
        return False
    title = project.landing.commit_title if project.landing else None
    patterns = (re.escape(title).replace(r"\{number\}", "{number}"),) if title else _IMPORTED
    first = message.partition("\n")[0]
    return any(re.search(each.replace("{number}", str(number)), first) for each in patterns)


def _is_titled(message: str, number: int | None) -> bool:
    """Return whether a commit's title ends with the pull request's number, as merge bots write."""
    return message.partition("\n")[0].rstrip().endswith(f"(#{number})")


def _copy_was_merged(board: Board, seen: list[Event]) -> bool:
    return any(
        each.kind is Kind.CROSS_REFERENCED
        and (each.subject, each.detail) == ("PullRequest", "merged")
        and plain(each.actor) != plain(board.author)
        for each in seen
    )


def _is_taken_in(board: Board, seen: list[Event]) -> bool:
    """Return whether a maintainer said that a copy of the project's own carries the change."""
    return any(
        each.kind in {Kind.COMMENT, Kind.REVIEWED}
        and board.role(each) is Role.MAINTAINER
        and INTERNAL.search(shown(each.body))
        for each in seen
    )


def _goes_on_elsewhere(end: Event, seen: list[Event]) -> bool:
    """Return whether whoever closed it opened another pull request then that names it."""
    return any(
        each.kind is Kind.CROSS_REFERENCED
        and each.subject == "PullRequest"
        and plain(each.actor) == plain(end.actor)
        and -_AFTER <= end.at - each.at <= _ANEW
        for each in seen
    )


def _told(board: Board, end: Event, seen: list[Event], *, copied: bool) -> tuple[State, Level]:
    """Return what those who closed it say of the reason."""
    for each in reversed(seen):
        if each.kind not in {Kind.COMMENT, Kind.REVIEWED} or abs(each.at - end.at) > _NEAR:
            continue
        by_author = board.role(each) is Role.AUTHOR
        # What was said before a long silence is not why a program closes it.
        gives_reason = not end.is_bot or end.at - each.at <= _ANEW
        text = shown(each.body)
        for sentence in re.split(r"(?<=[.!?])\s|\n", text):
            if _NOT_YET.search(sentence):
                continue
            if gives_reason and not by_author and _IN_MAIN.search(sentence):
                return State.LANDED, Level.MEDIUM
            if gives_reason and _SUPERSEDED.search(sentence):
                return (State.LANDED if copied else State.SUPERSEDED), Level.MEDIUM
            if _LANDED.search(sentence) and not by_author:
                return State.LANDED, Level.MEDIUM
    return State.CLOSED, Level.HIGH
