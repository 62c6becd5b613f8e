"""Where a contribution stands: whether the project takes any, whose else there is, how old it is.

Pure; what is not known of the surroundings is not spoken of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.checklist.check import Verdict
from bot.checklist.words import listed, words
from bot.kernel.finding import Evidence, Status
from bot.projects.facts import StateKind
from bot.projects.practice import History

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.checklist.background import Rival
    from bot.checklist.reading import Reading

MUCH_BEHIND: Final = 200
"""Commits; an active project of the course merges about so many in one to four weeks."""


FEW_LINES: Final = 10
"""Up to here a change whose title speaks of spelling holds nothing else."""

_SPELLING: Final = listed("grammar spelling typo typos")


def observe(reading: Reading) -> Iterator[Verdict]:
    """Yield what stands in the way of a review besides the change itself."""
    yield from _closed(reading)
    yield from _refused(reading)
    yield from _rivals(reading)
    yield from _too_many(reading)
    yield from _base(reading)
    yield from _behind(reading)


def _closed(reading: Reading) -> Iterator[Verdict]:
    project = reading.background.project
    if reading.pull_request.repository.is_archived:
        yield Verdict(
            Status.FIX,
            "This repository is archived, so nothing can be merged here.",
            why="An archived repository is read-only.",
            fix="Ask your mentor where the work goes on before you put more time into it.",
        )
    elif project is not None and project.state is not None and not project.takes_contributions:
        state = project.state
        begin = f"Since {state.since} this" if state.since else "This"
        word = "is archived" if state.kind is StateKind.ARCHIVED else "only maintains what is there"
        instead = f" Work goes on in {' and '.join(state.instead)}." if state.instead else ""
        yield Verdict(
            Status.FIX,
            f"{begin} project {word}, and takes nothing new.",
            why="A pull request here will most likely stay without an answer.",
            fix=f"Talk to your mentor before you put more time into it.{instead}",
        )


def _refused(reading: Reading) -> Iterator[Verdict]:
    """Yield a word where a spelling alone is turned down."""
    project = reading.background.project
    refused = None if project is None else project.refused
    if refused is None or _SPELLING.isdisjoint(words(reading.pull_request.title)):
        return
    rule = next((each for each in refused.what if not _SPELLING.isdisjoint(words(each))), None)
    if rule is not None and reading.lines <= FEW_LINES:
        yield Verdict(
            Status.TIP,
            "A typo alone is turned down here.",
            why=f"What this project does not take: {rule}",
            fix="Send it along with a change that the project needs.",
            evidence=(Evidence("title", reading.pull_request.title),),
        )


def _rivals(reading: Reading) -> Iterator[Verdict]:
    project = reading.background.project
    named = words(reading.pull_request.body)
    rivals = [rival for rival in reading.background.rivals or () if str(rival.number) not in named]
    if not rivals:
        return
    claim = None if project is None else project.claim
    many = len(rivals) > 1
    yield Verdict(
        Status.FIX if claim is not None and claim.search_duplicates else Status.TIP,
        f"{'Other open pull requests are' if many else 'Another open pull request is'} about the "
        "same issue.",
        why="Maintainers review one solution of a problem; a second one costs them time.",
        fix=(
            "Read it, and ask in the issue whether yours is still wanted. If it is, name the other "
            "one in your description and say what yours does otherwise."
        ),
        evidence=tuple(Evidence("another pull request", _rival(rival)) for rival in rivals),
    )


def _rival(rival: Rival) -> str:
    return f"{rival.number}: {rival.title} (by {rival.author})"


def _too_many(reading: Reading) -> Iterator[Verdict]:
    project, opened = reading.background.project, reading.background.open_pull_requests
    focus = None if project is None else project.focus
    cap = None if focus is None else focus.open_pull_request_cap
    if cap is not None and opened is not None and opened > cap:
        yield Verdict(
            Status.FIX,
            f"You have {opened} open pull requests there; the project allows {cap} at a time.",
            why="What is above the limit may be closed unread.",
            fix="Finish or close an older one before you open this one.",
        )


def _base(reading: Reading) -> Iterator[Verdict]:
    pull_request = reading.pull_request
    default = pull_request.repository.default_branch
    if default is not None and pull_request.base_branch != default:
        yield Verdict(
            Status.TIP,
            "The base is not the project's default branch.",
            why="Maintainers take changes on the default branch and carry them elsewhere later.",
            fix=(
                "Unless you were asked for this base, choose the default branch: press Edit beside "
                "the title."
            ),
            evidence=(Evidence("base branch", f"{pull_request.base_branch}, not {default}"),),
        )


def _behind(reading: Reading) -> Iterator[Verdict]:
    behind = reading.background.behind
    if behind is None or behind <= MUCH_BEHIND:
        return
    project = reading.background.project
    focus = None if project is None else project.focus
    merges = focus is not None and focus.history is History.MERGE
    how = "merge the base branch into yours" if merges else "`git rebase` your branch onto the base"
    yield Verdict(
        Status.TIP,
        f"The branch is {behind:,} commits behind its base.",
        why="What is tested on an old state may fail on the present one, or conflict with it.",
        fix=f"Run `git fetch`, {how}, and run the tests again.",
    )
