"""Writes a told week to a repository: one issue and its pages, edited and never doubled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from bot.github.summaries import OwnIssue
from bot.kernel.errors import Fault, Transient
from bot.kernel.markers import reply_mark, summary_mark
from bot.kernel.talk import Edit, NewIssue, Reply, Rewrite, Talk, Told
from bot.reconcile.decide import reads_the_same

if TYPE_CHECKING:
    from bot.github.connect import GitHub
    from bot.github.guard import Admitted, Guard
    from bot.github.summaries import Shelf
    from bot.kernel.subject import Subject
    from bot.summary.issue import Pages

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class WeekWriting:
    """Writes one week.

    Attributes:
        github: Written to.
        guard: Gives leave to write.
        subject: What the ledger calls it.
        repository: Where the week is told.
        shelf: What is there already.
    """

    github: GitHub
    guard: Guard
    subject: Subject
    repository: Admitted
    shelf: Shelf

    async def write(
        self, mark: str, wanted: Pages, before: OwnIssue | None, *, is_past: bool = False
    ) -> OwnIssue:
        """Create the issue or edit it, add what found no room in it, close the one before.

        Args:
            mark: By which it is found again.
            wanted: How it should read.
            before: The issue of the week before; None where there is none.
            is_past: Whether a later week was told already; then this one is closed as well.

        Returns:
            The issue.
        """
        body = f"{summary_mark(mark)}\n{wanted.body}"
        there = self.shelf.find(mark)
        if there is None:
            told = await self._send(opens=(NewIssue(mark, wanted.title, body),))
            if mark not in told.opened:
                raise Fault("GitHub refused the summary: " + "; ".join(told.refused))
            made = told.opened[mark]
            issue = OwnIssue(mark, made.node_id, made.number, body, is_open=True)
            await self._pages(mark, issue.node_id, wanted.comments, {})
        else:
            issue = there
            if not reads_the_same(there.body, body):
                await self._send(rewrites=(Rewrite(there.node_id, wanted.title, body),))
            known = await self._known(issue.number)
            await self._pages(mark, issue.node_id, wanted.comments, known)
        over = (before, issue) if is_past else (before,)
        closes = tuple(each.node_id for each in over if each is not None and each.is_open)
        await self._send(closes=closes)
        _log.info("summary_written", mark=mark, issue=issue.number, was_there=there is not None)
        return issue

    async def _known(self, number: int) -> dict[str, str]:
        """Return the node ids of the pages that are there, by their keys."""
        observed = await self.github.issues.read(self.repository, number)
        if observed is None:
            raise Transient(f"issue {number} was just there and cannot be read")
        return dict(observed.ours.replies)

    async def _pages(
        self, mark: str, issue: str, comments: tuple[str, ...], known: dict[str, str]
    ) -> None:
        """Bring the pages behind the issue up to date, each exactly once."""
        prefix = f"{mark}/page/"
        texts = {f"{prefix}{place}": text for place, text in enumerate(comments, start=2)}
        known = {key: node_id for key, node_id in known.items() if key.startswith(prefix)}
        texts |= {key: "This page is no longer needed." for key in known if key not in texts}
        bodies = {key: f"{reply_mark(key)}\n{text}" for key, text in texts.items()}
        await self._send(
            target=issue,
            replies=tuple(Reply(key, body) for key, body in bodies.items() if key not in known),
            edits=tuple(Edit(known[key], body) for key, body in bodies.items() if key in known),
        )

    async def _send(self, target: str = "", **parts: object) -> Told:
        repository = self.shelf.repository
        talk = Talk(self.subject, repository, target or repository.node_id, **parts)  # type: ignore[arg-type]
        leave = self.guard.permit(self.repository, repository)
        if talk.is_empty:
            return Told({}, {})
        told = await self.github.writer.say(leave, talk)
        if told.refused:
            # Whether the issue itself was opened is looked at where that is asked for.
            _log.warning("summary_partly_refused", refused=told.refused)
        return told
