"""The student's own comment on the issue that they claimed, where a plan may stand; pure."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import msgspec

from bot.kernel.contribution import Reference
from bot.kernel.journal import Entry
from bot.kernel.subject import Subject, SubjectKind
from bot.progress.radar import claims
from bot.reconcile.forks import fork_pull

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from bot.kernel.contribution import Contribution, Verdict
    from bot.kernel.snapshot import Actor

CLAIM: Final = "claim_comment"
"""The kind of the journal's entries that keep such a comment; they are no events."""

LIMIT: Final = 16_000
"""Code points that are kept of a comment: as much as the plan check reads of one."""

MOST: Final = 5
"""The student's newest comments that are judged."""

_DIGEST: Final = 12


class _Kept(msgspec.Struct, frozen=True):
    """A comment as it is kept."""

    issue: Reference
    text: str


def claim_entries(
    subject: Subject,
    contribution: Contribution,
    said: Iterable[tuple[Actor, str, datetime]],
    journal: Iterable[Entry],
    judge: Callable[[str, Contribution], Verdict],
) -> tuple[Entry, ...]:
    """Return the journal's line of the comment with which the student claimed the issue.

    Of several it is the one that the plan check finds most of a plan in, and of those the newest.
    A comment that neither claims the issue nor is a plan is none.

    Args:
        subject: The contribution.
        contribution: Where it stands.
        said: Comments on the issue, oldest first: who, what and when.
        journal: What is known of the contribution.
        judge: The plan check.

    Returns:
        Nothing where there is no such comment, or it is known.
    """
    student, issue = contribution.student.casefold(), contribution.issue
    if issue is None:
        return ()
    own = [
        (text[:LIMIT], at)
        for by, text, at in said
        if by.login.casefold() == student and not by.is_bot
    ]
    found = []
    for text, at in own[-MOST:]:
        verdict = judge(text, contribution)
        if verdict.is_good or claims(text):
            found.append(((verdict.is_good, -len(verdict.missing), at), text, at))
    if not found:
        return ()
    _, text, at = max(found)
    data = msgspec.json.encode(_Kept(issue, text))
    key = f"{CLAIM}:{hashlib.sha256(data).hexdigest()[:_DIGEST]}"
    if any(entry.key == key for entry in journal):
        return ()
    return (Entry(subject, key, at, student, CLAIM, data),)


def claim_comment(journal: Iterable[Entry], contribution: Contribution | None) -> str:
    """Return the comment that was kept last of this student on this issue; empty without one."""
    text = ""
    for entry in journal:
        if contribution is None or entry.kind != CLAIM:
            continue
        kept = msgspec.json.decode(entry.data, type=_Kept)
        if kept.issue == contribution.issue and entry.actor == contribution.student.casefold():
            text = kept.text
    return text


def judged_anew(
    found: tuple[Entry, ...], journal: Iterable[Entry], scope: str
) -> tuple[tuple[Subject, str], ...]:
    """Return the pull request in the course's fork, where a new comment may hold its plan.

    Args:
        found: What `claim_entries` returned.
        journal: What is known of the contribution.
        scope: The installation of its tracker.
    """
    fork = fork_pull(journal)
    return ((Subject(SubjectKind.PULL_REQUEST, fork), scope),) if found and fork else ()
