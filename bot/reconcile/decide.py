"""What should be visible on a pull request against what is; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.kernel.effect import CommentEffect, Publication, RunEffect
from bot.kernel.snapshot import PullRequestState

if TYPE_CHECKING:
    from bot.checklist.render import CheckRunText
    from bot.github.observation import Observation
    from bot.kernel.snapshot import PullRequest
    from bot.kernel.subject import Subject


def is_coached(pull_request: PullRequest) -> bool:
    """Return whether this pull request gets a checklist.

    A closed one is left as it is, and a machine's own is nobody's to learn from.
    """
    return pull_request.state is PullRequestState.OPEN and not pull_request.author.is_bot


def publication(
    subject: Subject,
    observed: Observation,
    comment: str | None,
    run: CheckRunText | None,
    *,
    run_refused: bool,
) -> Publication | None:
    """Return the difference between what is wanted and what is there.

    Args:
        subject: The pull request's subject.
        observed: What is there.
        comment: The text that the checklist comment should have; None leaves what is there.
        run: What the check run should say; likewise.
        run_refused: Whether GitHub already refused a check run on this head.

    Returns:
        None when nothing is to be written.
    """
    wanted_comment = None if comment is None else _comment(observed, comment)
    wanted_run = None if run_refused or run is None else _run(observed, run)
    if wanted_comment is None and wanted_run is None:
        return None
    return Publication(subject, observed.pull_request, wanted_comment, wanted_run)


def _comment(observed: Observation, text: str) -> CommentEffect | None:
    if observed.sticky is None:
        # Where not every comment could be read, ours may be among the rest.
        unsure = observed.comments_after is not None
        return None if observed.locked or unsure else CommentEffect(text)
    if reads_the_same(observed.sticky.body, text):
        return None
    return CommentEffect(text, existing=observed.sticky.id)


def _run(observed: Observation, text: CheckRunText) -> RunEffect | None:
    if not observed.runs_visible:
        # Without seeing what is there, another run would be added at each look.
        return None
    wanted = RunEffect(text.title, text.summary, text.conclusion, annotations=text.annotations)
    there = observed.run
    if there is None:
        return wanted
    same = (
        there.conclusion == text.conclusion
        and reads_the_same(there.title, text.title)
        and reads_the_same(there.summary, text.summary)
    )
    if same:
        return None
    return RunEffect(text.title, text.summary, text.conclusion, existing=there.id)


def reads_the_same(one: str, other: str) -> bool:
    """Return whether GitHub's copy of a text is the text: it may change line ends and the end."""
    return one.replace("\r\n", "\n").rstrip() == other.replace("\r\n", "\n").rstrip()
