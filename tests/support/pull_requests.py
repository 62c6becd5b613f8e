"""Pull requests for tests: every field has a quiet default, and a test names what matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.kernel.snapshot import (
    Actor,
    Change,
    ChangedFile,
    Comment,
    Commit,
    LinkedIssue,
    PullRequest,
    PullRequestState,
    RepositoryRef,
)

NOON = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
ALICE = Actor("alice", 1001)
BOB = Actor("bob", 1002)

_QUIET = PullRequest(
    repository=RepositoryRef(1, "R_1", "school/engine"),
    number=7,
    node_id="PR_7",
    title="Fix empty prompts in the scheduler",
    body="",
    author=ALICE,
    state=PullRequestState.OPEN,
    is_draft=False,
    base_branch="main",
    head_branch="empty-prompts",
    head_sha="0" * 40,
    head_repository="alice/engine",
    created_at=NOON,
    updated_at=NOON,
    additions=0,
    deletions=0,
    changed_files=0,
)


def pull_request(**fields: object) -> PullRequest:
    """Return a pull request; totals follow from `files` unless they are named."""
    files = fields.get("files", ())
    assert isinstance(files, tuple)
    totals = {
        "additions": sum(file.additions for file in files),
        "deletions": sum(file.deletions for file in files),
        "changed_files": len(files),
    }
    return replace(_QUIET, **{**totals, **fields})  # type: ignore[arg-type]


def changed(
    path: str, additions: int = 20, deletions: int = 0, change: Change = Change.MODIFIED
) -> ChangedFile:
    """Return a changed file."""
    return ChangedFile(path, change, additions, deletions)


def said(body: str, author: Actor = ALICE) -> Comment:
    """Return a comment."""
    return Comment("IC_1", author, body, NOON)


def issue(title: str = "Empty prompts hang", body: str = "") -> LinkedIssue:
    """Return a linked issue of an upstream project."""
    return LinkedIssue("big/upstream", 42, title, body)


def commit(message: str, parents: int = 1) -> Commit:
    """Return a commit."""
    return Commit("f" * 40, message, parents)


def diff_of(path: str, *added: str, removed: tuple[str, ...] = ()) -> str:
    """Return a unified diff of one file in which these lines change."""
    lines = [f"-{line}" for line in removed] + [f"+{line}" for line in added]
    head = f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n"
    old = f"1,{len(removed)}" if removed else "0,0"
    new = f"1,{len(added)}" if added else "0,0"
    return f"{head}@@ -{old} +{new} @@\n" + "".join(f"{line}\n" for line in lines)
