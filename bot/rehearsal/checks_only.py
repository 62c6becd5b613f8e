"""Judges merged pull requests of real projects by the checks alone, each by its own customs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.checklist.evaluate import evaluate
from bot.checklist.render import comment
from bot.kernel.snapshot import Commit
from bot.local.change import Change
from bot.rehearsal.outcome import Opened, Outcome
from bot.sandbox.histories import read_history
from bot.shipped import background_anywhere, background_of, shipped_projects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from bot.projects.model import Profile
    from bot.sandbox import histories
    from bot.sandbox.merged import Merged

_OTHERS: Final = re.compile(r"[^a-z0-9]+")
_AUTHOR: Final = re.compile(r"^Signed-off-by: (?P<name>.+) <(?P<email>.+)>$", re.MULTILINE)


async def judge(
    git_dirs: Iterable[Path], *, count: int, seed: int, tell: Callable[[str], None]
) -> Outcome:
    """Judge merged changes of these histories, without a sandbox and without comments of others.

    Args:
        git_dirs: Git directories, bare or not.
        count: How many changes to choose of each at most.
        seed: Chooses which.
        tell: Is told how far it is.

    Raises:
        UserError: A history cannot be read.
    """
    opened: list[Opened] = []
    skipped = {}
    for git_dir in git_dirs:
        history = await read_history(git_dir, count=count, seed=seed)
        project = project_of(history.project)
        name = project.name if project else "no project of the course"
        tell(f"{history.project}: chosen {len(history.changes)}, judged as {name}")
        opened += (_judged(change, project) for change in history.changes)
        skipped[history.project] = dict(history.skipped)
    return Outcome(tuple(opened), {}, skipped)


def project_of(history: str) -> Profile | None:
    """Return the project whose name a history's folder has or ends with, as a fork's does."""
    wanted = _slug(history)
    ends = {
        end: project
        for project in shipped_projects()
        for name in project.names
        for end in (_slug(name), _slug(name.partition("/")[2]))
    }
    longest = sorted(ends, key=len, reverse=True)
    return next((ends[end] for end in longest if f"-{wanted}".endswith(f"-{end}")), None)


def _slug(name: str) -> str:
    return _OTHERS.sub("-", name.casefold()).strip("-")


def _judged(change: histories.Change, project: Profile | None) -> Opened:
    merged = change.merged
    commits = tuple(_commit(merged, message) for message in merged.commits)
    if project and project.sign_off and project.sign_off.dco and not commits[0].author:
        # Landing dropped the sign-offs, or there were none: what the author pushed is not known.
        commits = ()
    snapshot = replace(
        Change(
            diff=change.diff,
            title=merged.title,
            body=merged.description,
            head_sha=merged.sha,
            commits=commits,
            commit_count=len(commits),
        ).as_pull_request(project.name if project else None, merged.merged_at),
        number=merged.number,
    )
    background = background_of(project.name) if project else background_anywhere()
    findings = evaluate(snapshot, background)
    return Opened(merged, comment(snapshot, findings, background), findings)


def _commit(merged: Merged, message: str) -> Commit:
    """Return the author's commit; whoever signed it off is taken for its author."""
    signed = _AUTHOR.search(message)
    author, email = (signed["name"], signed["email"]) if signed else ("", "")
    return Commit(merged.sha, message, author=author, email=email)
