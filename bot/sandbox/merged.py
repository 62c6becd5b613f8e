"""What a git history kept of merged pull requests: read from commits, without names; pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

LOG_FORMAT: Final = "%H%x1f%P%x1f%ct%x1f%ae%x1f%an%x1f%B"
"""For `git log -z --format=...`: what `read_commit` reads."""

TITLE_LIMIT: Final = 256
"""Code points; GitHub takes no longer title."""
TEXT_LIMIT: Final = 65_536
"""Code points; GitHub takes no longer description."""
COMMITS_KEPT: Final = 100
STUDENT: Final = "A Student <student@users.noreply.github.com>"
"""Stands in a message for whoever signed it off."""

_SIGNED: Final = f"\n\nSigned-off-by: {STUDENT}"
_FIELDS: Final = 6
_SQUASHED: Final = re.compile(r"^(?P<title>.{1,1000}?)\s*\(#(?P<number>\d{1,9})\)$")
_MERGED: Final = re.compile(r"^Merge pull request #(?P<number>\d{1,9}) from \S+$")
_LANDED: Final = re.compile(
    r"^(?:ghstack-source-id|Pull[ -]Request[ -]resolved|Pull-Request|Approved by|Reviewed By"
    r"|Differential Revision|fbshipit-source-id):\s*\S.*$\n?"
    r"|^for more information, see https://pre-commit\.ci[ \t]*$\n?"
    r"|^stack-info: PR: .*$\n?",
    re.IGNORECASE | re.MULTILINE,
)
"""Lines that a landing tool, or one that formats commits, added to the description."""
_SIGNATURE: Final = re.compile(
    r"^[ \t]*[A-Za-z-]{2,30}-by:[^\n]*(?:<[^\n<>]*>|@\S+)[ \t]*$\n?", re.IGNORECASE | re.MULTILINE
)
_SIGN_OFF: Final = re.compile(r"^[ \t]*Signed-off-by:", re.IGNORECASE | re.MULTILINE)
_ADDRESS: Final = re.compile(
    r"(?<![\w/@.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[A-Za-z]{2,24}\b(?!:)"
)
_RULER: Final = re.compile(r"^-{3,}\s*\Z", re.MULTILINE)
_ITEM: Final = re.compile(r"(?:\A|\n\n)\* (?=\S)")
_POISONED: Final = "[ghstack-poisoned]"
_MACHINES: Final = ("[bot]", "-bot@", "bot@users.")


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged pull request, as far as its commit tells.

    Attributes:
        project: The history's name.
        number: Its number in its project.
        sha: The commit on the main branch.
        parent: The commit before it there.
        title: One line.
        description: What was kept of it.
        commits: The messages of the author's commits, oldest first; at least one.
        author: Stands for the author: a hash, the same for the same address.
        merged_at: When it was merged.
    """

    project: str
    number: int
    sha: str
    parent: str
    title: str
    description: str
    commits: tuple[str, ...]
    author: str
    merged_at: datetime


@dataclass(frozen=True, slots=True)
class Skipped:
    """A commit that is not loaded, and why in a few words."""

    reason: str


def read_commit(project: str, record: str) -> Merged | Skipped:
    """Read one record of `git log` in `LOG_FORMAT`.

    A squash commit names its pull request at the end of its first line, a merge commit in
    GitHub's own first line. Addresses and the names beside them are left out; a mention in a
    text stays, because the coach must be able to live with it.
    """
    fields = record.split("\x1f", _FIELDS - 1)
    if len(fields) != _FIELDS:
        return Skipped("the record could not be read")
    sha, parents, seconds, email, name, message = fields
    subject, _, rest = message.strip().partition("\n")
    squashed, merged = _SQUASHED.match(subject), _MERGED.match(subject)
    found = merged or squashed
    if found is None:
        return Skipped("no pull request is named")
    if not parents:
        return Skipped("nothing stands before it")
    if any(mark in f"{email.casefold()} {name.casefold()}" for mark in _MACHINES):
        return Skipped("a machine wrote it")
    if merged is not None:
        title, _, rest = rest.strip().partition("\n")
    else:
        title = found["title"]
    made = Merged(
        project=project,
        number=int(found["number"]),
        sha=sha,
        parent=parents.split(" ", 1)[0],
        title=title.strip()[:TITLE_LIMIT],
        description=_cleaned(rest),
        commits=(_signed(title.strip(), rest),),
        author=hashlib.sha256((email.casefold() or name).encode()).hexdigest(),
        merged_at=datetime.fromtimestamp(int(seconds), UTC),
    )
    return _with_description(made)


def _with_description(made: Merged) -> Merged | Skipped:
    """Tell a description from GitHub's list of the squashed commits, `* one` and so on.

    Where the pull request began with one commit, GitHub offers that commit's text as the
    description, so the first text of the list stands for it.
    """
    description, commits = made.description, made.commits
    items = [item.strip() for item in _ITEM.split(description)]
    if not items[0] and len(items) > 1 and "\n* " not in items[1]:
        items = items[1:]
        bodies = (item.partition("\n")[2].strip() for item in items)
        description = next(filter(_tells, bodies), "")
        # GitHub puts the sign-off once below the list, whoever signed each commit.
        signed = _SIGNED if commits[0].endswith(_SIGNED) else ""
        commits = tuple(item + signed for item in items[:COMMITS_KEPT])
    if not made.title or not description or _POISONED in description:
        return Skipped("its description was not kept")
    return replace(made, description=description[:TEXT_LIMIT], commits=commits)


def _tells(body: str) -> bool:
    return bool(body) and not body.startswith("This reverts commit")


def _cleaned(text: str) -> str:
    text = _SIGNATURE.sub("", _LANDED.sub("", text.replace("\r\n", "\n")))
    return _RULER.sub("", _ADDRESS.sub("(address)", text).strip()).strip()


def _signed(title: str, text: str) -> str:
    """Return the commit's message; that it was signed off stays, by whom does not."""
    cleaned = "\n\n".join(filter(None, (title, _cleaned(text))))
    return cleaned[:TEXT_LIMIT] + (_SIGNED if _SIGN_OFF.search(text) else "")
