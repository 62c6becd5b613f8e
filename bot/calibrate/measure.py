"""Measures a git directory: reads it once for the mainline, once for the branches and sizes."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.calibrate.branches import Graph
from bot.calibrate.figures import LeftOut, Measured
from bot.calibrate.landing import Landing
from bot.calibrate.mainline import choose, newest
from bot.calibrate.newcomers import NEWCOMER
from bot.calibrate.opening import Openings
from bot.calibrate.percentiles import quantile
from bot.calibrate.recognise import Recogniser, is_bot, of_the_branch, trusted
from bot.calibrate.sizes import Noise, measure
from bot.calibrate.survival import Followed
from bot.kernel.errors import UserError
from bot.projects.measured import Followed as Whose
from bot.projects.measured import Openings as Found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from bot.calibrate.branches import Branch
    from bot.calibrate.git import GitDirectory
    from bot.calibrate.listing import Listed
    from bot.calibrate.mainline import Chosen, Window
    from bot.calibrate.recognise import Landed, Person

    Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]

FEWEST_BRANCHES: Final = 50
"""Fewer branches of pull requests are no picture of the project."""
RIPE: Final = 90 * 86400
"""Seconds; a younger pull request may still be merged."""

_DAY: Final = 86400


@contextmanager
def silent(_label: str, _length: int) -> Iterator[Callable[[int], None]]:
    """Show no progress."""
    yield lambda _steps: None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be measured.

    Attributes:
        names: Present and former `owner/name`, the present one first.
        tip: The revision to start at.
        window: How much of the history.
        fork: The directory is of a fork: its pull requests are not the project's.
        own_code: See `bot.projects.measured.Provenance`.
        listed: The project's pull requests, where a list is at hand.
    """

    names: tuple[str, ...]
    tip: str
    window: Window
    fork: bool = False
    own_code: str | None = None
    listed: Mapping[int, Listed] = field(default_factory=dict)


def measured(git: GitDirectory, asked: Asked, progress: Progress = silent) -> Measured:
    """Measure a history.

    Raises:
        UserError: The directory cannot be read, or no merged pull request was recognised.
    """
    tip = git.resolve(asked.tip)
    mainline = _mainline(git, asked.names, tip)
    branches, open_then = ({}, set()) if asked.fork else _branches(git, tip)
    chosen = choose(mainline, asked.window, branches.keys())
    if not chosen.counted:
        raise UserError(
            f"no merged pull request of {asked.names[0]} was recognised in the window;"
            " check --repo, --former and --since"
        )
    openings = Openings(
        chosen.merged,
        {number: branch.first for number, branch in branches.items()},
        {number: each.opened for number, each in asked.listed.items()},
    )
    noise = Noise(git.attributes(tip), asked.own_code)
    landings, empty = _landings(git, chosen, openings, noise, progress)
    if not landings:
        raise UserError(f"no merged pull request of {asked.names[0]} changed a file")
    unmerged = _Unmerged(git, chosen, openings, branches, open_then, asked.listed, noise)
    imports = 2 * chosen.imported > chosen.commits
    end = newest(mainline)
    return Measured(
        landings=landings,
        left_out=_left_out(chosen, empty, git.unreadable_files),
        followed=[
            *_merged(landings),
            *([] if imports else unmerged.followed(end, progress)),
        ],
        survival_of=Whose.OPENED if branches and not imports else Whose.MERGED,
        merged_of_opened=None if imports else _merged_share(mainline, landings, branches),
        openings=_how(branches, asked.listed),
        tip=tip,
        newest=end,
    )


def _left_out(chosen: Chosen, empty: int, unreadable_files: int) -> LeftOut:
    return LeftOut(
        mainline_commits=chosen.commits,
        recognised=round(chosen.recognised / chosen.commits, 3),
        bots=chosen.bots,
        doubled=chosen.doubled,
        foreign=chosen.foreign,
        impossible=chosen.impossible,
        empty=empty,
        unreadable_files=unreadable_files,
    )


def _how(branches: Mapping[int, Branch], listed: Mapping[int, Listed]) -> Found:
    if listed:
        return Found.LISTED
    return Found.NUMBERS_AND_BRANCHES if branches else Found.NUMBERS


def _mainline(git: GitDirectory, names: tuple[str, ...], tip: str) -> list[Landed]:
    recogniser = Recogniser(names)
    mainline = trusted([recogniser.landed(commit) for commit in git.mainline(tip)])
    tips = [each.branch for each in mainline if each.branch and each.number]
    authors = git.authors(tips)
    return [
        of_the_branch(each, *authors[each.branch])
        if each.number and each.branch in authors
        else each
        for each in mainline
    ]


def _branches(git: GitDirectory, tip: str) -> tuple[dict[int, Branch], set[int]]:
    heads, open_then = git.pull_requests()
    if len(heads) < FEWEST_BRANCHES:
        return {}, set()
    graph = Graph(git.graph([*heads.values(), tip]), tip)
    return dict(graph.branches(heads)), open_then


def _landings(
    git: GitDirectory, chosen: Chosen, openings: Openings, noise: Noise, progress: Progress
) -> tuple[list[Landing], int]:
    by_commit = {each.sha: each for each in chosen.counted}
    landings = []
    with progress("Measuring pull requests", len(by_commit)) as step:
        for sha, files in git.changes([(each.sha, each.parent) for each in chosen.counted]):
            step(1)
            landed = by_commit[sha]
            opened = openings.of(landed.number or 0, landed.committed)
            if files and opened is not None:
                newcomer = sha in chosen.newcomers
                landings.append(Landing(landed, newcomer, opened, measure(files, noise)))
    landings.sort(key=lambda each: each.landed.committed)
    return landings, len(by_commit) - len(landings)


def _merged(landings: Sequence[Landing]) -> Iterable[Followed]:
    """Follow newcomers' merged changes that were opened in the window.

    What was opened before would be seen only if it took long.
    """
    start = landings[0].landed.committed
    return (
        Followed(each.size.lines, each.open_hours / 24, merged=True)
        for each in landings
        if each.newcomer and each.opened >= start
    )


def _merged_share(
    mainline: Sequence[Landed], landings: Sequence[Landing], branches: Mapping[int, Branch]
) -> float | None:
    """Return merges among pull requests old enough; a lower bound, see docs/calibration.md."""
    numbers = sorted(each.landed.number or 0 for each in landings)
    start, end = landings[0].landed.committed, landings[-1].landed.committed
    young = end - start <= 2 * RIPE
    ripe = [each for each in landings if young or each.landed.committed <= end - RIPE]
    last = max(each.landed.number or 0 for each in ripe)
    first = quantile(numbers, 0.05)
    opened = [number for number in branches if first <= number <= last]
    merged = {each.number for each in mainline}
    return round(sum(each in merged for each in opened) / len(opened), 3) if opened else None


@dataclass(frozen=True, slots=True)
class _Unmerged:
    """Newcomers' pull requests that were not merged."""

    git: GitDirectory
    chosen: Chosen
    openings: Openings
    branches: Mapping[int, Branch]
    open_then: set[int]
    listed: Mapping[int, Listed]
    noise: Noise

    def followed(self, end: int, progress: Progress) -> list[Followed]:
        """Follow them as long as they are known to have been open.

        That is until they were closed, where a list tells; until the end, where GitHub kept a test
        merge for an open one; else until the last commit of their branch.
        """
        waits = dict(self._waits(end))
        authors = self.git.authors(self.branches[number].head for number in waits)
        days = {
            branch.head: lasted
            for number, (opened, lasted) in waits.items()
            if (branch := self.branches[number]).base and self._new(branch, authors, opened)
        }
        pairs = [(self.branches[n].head, self.branches[n].base) for n in waits]
        chosen = [pair for pair in pairs if pair[0] in days]
        found = []
        with progress("Measuring what was not merged", len(chosen)) as step:
            for head, files in self.git.changes(chosen):
                step(1)
                if files:
                    lines = measure(files, self.noise).lines
                    found.append(Followed(lines, days[head], merged=False))
        return found

    def _new(
        self, branch: Branch, authors: Mapping[str, tuple[Person, str]], opened: float
    ) -> bool:
        author, _ = authors[branch.head]
        return not is_bot(author) and self.chosen.people.ordinal(author, int(opened)) <= NEWCOMER

    def _waits(self, end: int) -> Iterator[tuple[int, tuple[float, float]]]:
        merged = {each.number for each in self.chosen.merged}
        start = self.chosen.counted[0].committed
        for number, branch in self.branches.items():
            opened = self.openings.of(number)
            listed = self.listed.get(number)
            if number in merged or opened is None or not start <= opened <= end:
                continue
            if listed and listed.merged:
                continue
            until = branch.last
            if listed:
                until = int(listed.closed or end)
            elif number in self.open_then:
                until = end
            yield number, (opened, max(0.0, (min(until, end) - opened) / _DAY))
