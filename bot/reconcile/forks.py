"""The pull request in the course's repositories that belongs to a contribution; pure."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from bot.kernel.journal import Entry
from bot.review.people import is_machine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.kernel.snapshot import PullRequest
    from bot.kernel.subject import Subject

FORK: Final = "fork"
"""The kind of the journal's entries that name such a pull request; they are no events."""


def fork_pull(journal: Iterable[Entry]) -> str | None:
    """Return the key of the last one that was seen; None where none was."""
    keys = [entry.data.decode() for entry in journal if entry.kind == FORK]
    return keys[-1] if keys else None


def fork_entry(contribution: Subject, pull: Subject, actor: str, at: datetime) -> Entry:
    """Return the journal's line of one that was seen."""
    return Entry(contribution, f"{FORK}:{pull.key}", at, actor.lower(), FORK, pull.key.encode())


class Work(Struct, frozen=True, omit_defaults=True):
    """What people did on such a pull request, as the reminders want to know it.

    Attributes:
        head: The newest commit.
        worked: When it was pushed, as far as that was seen.
        words: When each person last wrote something there, with the login in lower case.
    """

    head: str
    worked: datetime
    words: tuple[tuple[datetime, str], ...] = ()


def work_on(pull_request: PullRequest, before: Work | None) -> Work:
    """Return what people did on a pull request.

    GitHub dates no push. It dates the last change of anything, which a push just was when its
    commit is new.

    Args:
        pull_request: As it was read just now.
        before: What was known of it.
    """
    if before is None:
        worked = pull_request.created_at
    elif before.head == pull_request.head_sha:
        worked = before.worked
    else:
        worked = pull_request.updated_at
    words: dict[str, datetime] = {}
    for each in pull_request.comments:
        login = each.author.login.casefold()
        if not each.author.is_bot and not is_machine(login):
            words[login] = max(each.created_at, words.get(login, each.created_at))
    said = tuple((at, login) for login, at in sorted(words.items()))
    return Work(pull_request.head_sha, worked, said)
