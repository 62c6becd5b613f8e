"""Is the change small, about one thing, and free of leftovers?"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.checklist import leftovers, size, unrelated
from bot.checklist.check import Check, Trigger, Verdict
from bot.checklist.hunks import formatting_lines
from bot.checklist.kind import is_revert
from bot.checklist.paths import Role
from bot.checklist.trailers import subject, without_addresses
from bot.checklist.words import count, listed, words
from bot.kernel.finding import Evidence, Status
from bot.projects.practice import History

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.checklist.reading import Reading
    from bot.kernel.diff import FileDiff
    from bot.kernel.snapshot import ChangedFile

LEFTOVERS_SHOWN: Final = 3
LEAST_CHURN: Final = 10
"""Lines of formatting beside a real change; fewer disturb nobody."""

_ORDER: Final = (Status.FIX, Status.TIP, Status.UNKNOWN)
_ABOUT_LAYOUT: Final = listed(
    "autoformat black clang cleanup format formatted formatter formatting indent indentation isort "
    "lint linter linting pep8 precommit quotes ruff spaces spacing style whitespace "
    "whitespaces yapf"
)
"""Words of a title whose aim is the layout."""


def run(reading: Reading) -> Verdict:
    """Return what stands in the way of a quick review; the gravest first."""
    if reading.why_no_files:
        return Verdict(Status.UNKNOWN, reading.why_no_files)
    observed = sorted(_observations(reading), key=lambda verdict: _ORDER.index(verdict.status))
    if not observed:
        return Verdict(Status.PASS, size.told(reading))
    return Verdict(
        observed[0].status,
        " ".join(verdict.summary for verdict in observed),
        why=next((verdict.why for verdict in observed if verdict.why), ""),
        fix=" ".join(filter(None, (verdict.fix for verdict in observed))),
        evidence=tuple(seen for verdict in observed for seen in verdict.evidence),
    )


def _observations(reading: Reading) -> Iterator[Verdict]:
    yield from size.judge(reading)
    yield from _merges(reading)
    yield from _files(reading)
    if reading.diff is not None:
        paths = frozenset(file.path for file in reading.of_role(Role.SOURCE))
        sources = tuple(file for file in reading.diff.files if file.path in paths)
        yield from _lines(sources, reading.diff.files)
        yield from _churn(reading, sources)
        yield from _unrelated(reading)


def _merges(reading: Reading) -> Iterator[Verdict]:
    project = reading.background.project
    if project and project.focus and project.focus.history is History.MERGE:
        return  # the project asks for merges
    merges = [commit for commit in reading.pull_request.commits if commit.parents > 1]
    if merges:
        yield Verdict(
            Status.TIP,
            f"The branch holds {count(len(merges), 'merge commit')}.",
            why="Many projects want a straight history; merges hide what you changed.",
            fix="Replay your commits instead: `git rebase` onto the base branch.",
            evidence=(Evidence("commit", without_addresses(subject(merges[0].message))),),
        )


def _files(reading: Reading) -> Iterator[Verdict]:
    data = tuple(leftovers.heavy(reading.of_role(Role.DATA)))
    if data:
        yield Verdict(
            Status.TIP,
            f"{count(len(data), 'binary or large data file')} came along.",
            why="They stay in the history of every clone for ever.",
            fix="Leave data out, or load it from where the project keeps such files.",
            evidence=_named(data),
        )
    notebooks = tuple(leftovers.notebooks(reading.of_role(Role.DATA)))
    if notebooks:
        yield Verdict(
            Status.TIP,
            f"{count(len(notebooks), 'notebook')} came along.",
            why="Outputs and counters of a notebook change with every run and hide what matters.",
            fix="Clear the outputs, or leave the notebook out if it is not part of the change.",
            evidence=_named(notebooks),
        )
    locks = tuple(leftovers.lone_locks(reading.files)) if reading.of_role(Role.SOURCE) else ()
    if locks:
        yield Verdict(
            Status.TIP,
            "A lock file changed, though no dependency did.",
            why="It makes thousands of lines that nobody can review.",
            fix="Take the lock file back, unless the change needs it.",
            evidence=_named(locks),
        )
    stray = tuple(leftovers.stray(reading.files))
    if stray:
        yield Verdict(
            Status.TIP,
            f"{count(len(stray), 'file')} of an editor or of a run came along.",
            why="They belong to your machine and to nobody else's.",
            fix="Remove them: `git rm --cached` and the path.",
            evidence=_named(stray),
        )


def _named(files: Iterable[ChangedFile]) -> tuple[Evidence, ...]:
    return tuple(Evidence(file.path) for file in islice(files, LEFTOVERS_SHOWN))


def _lines(sources: tuple[FileDiff, ...], files: tuple[FileDiff, ...]) -> Iterator[Verdict]:
    conflicts = tuple(islice(leftovers.conflicts(files), LEFTOVERS_SHOWN))
    if conflicts:
        yield Verdict(
            Status.FIX,
            "Marks of an unsolved merge conflict are in the files.",
            why="The code does not run with them.",
            fix="Solve the conflict and remove the marks.",
            evidence=conflicts,
        )
    found = tuple(islice(leftovers.debugging(sources), LEFTOVERS_SHOWN))
    if found:
        yield Verdict(
            Status.TIP,
            "Some added lines look like debugging.",
            why="Leftover output is the first thing a reviewer asks to remove.",
            fix="Remove the debugging lines; for output that stays, use the project's logger.",
            evidence=found,
        )
    commented = tuple(islice(leftovers.commented_code(sources), LEFTOVERS_SHOWN))
    if commented:
        yield Verdict(
            Status.TIP,
            "Code was commented out instead of removed.",
            why="Nobody knows later whether it may go; the history keeps it anyway.",
            fix="Remove the commented-out code, or say beside it why it stays.",
            evidence=commented,
        )


def _churn(reading: Reading, sources: tuple[FileDiff, ...]) -> Iterator[Verdict]:
    title = reading.pull_request.title
    if is_revert(title) or not _ABOUT_LAYOUT.isdisjoint(words(title)):
        return
    tests = frozenset(file.path for file in reading.of_role(Role.TEST))
    code = (*sources, *(file for file in _diff_files(reading) if file.path in tests))
    counts = [(file, *formatting_lines(file)) for file in code if file.hunks]
    whole = [file for file, alike, total in counts if alike == total]
    partly = [file for file, alike, total in counts if 0 < alike < total]
    lines = sum(alike for _, alike, total in counts if alike < total)
    if whole:
        yield Verdict(
            Status.TIP,
            f"Only the layout changed in {count(len(whole), 'file')}: spaces, quotes, line "
            "breaks or the order of imports.",
            why="Reformatting hides the real change in the diff.",
            fix="Undo the reformatting, unless the project's own formatter did it.",
            evidence=tuple(Evidence(file.path) for file in whole[:LEFTOVERS_SHOWN]),
        )
    elif lines >= LEAST_CHURN:
        yield Verdict(
            Status.TIP,
            f"{count(lines, 'changed line')} beside the real change are layout alone.",
            why="Reformatting hides the real change in the diff.",
            fix="Undo the reformatting, unless the project's own formatter did it.",
            evidence=tuple(Evidence(file.path) for file in partly[:LEFTOVERS_SHOWN]),
        )


def _diff_files(reading: Reading) -> tuple[FileDiff, ...]:
    return reading.diff.files if reading.diff else ()


def _unrelated(reading: Reading) -> Iterator[Verdict]:
    apart = unrelated.files(reading)
    if apart:
        yield Verdict(
            Status.TIP,
            f"{count(len(apart), 'file')} with no name in common with the rest or its text.",
            why="Reviewers ask to take out what does not belong to the one thing.",
            fix="Move it to a pull request of its own, or say in the description why it belongs.",
            evidence=tuple(Evidence(file.path) for file in apart[:LEFTOVERS_SHOWN]),
        )


CHECK: Final = Check(
    name="focus",
    title="A focused change",
    triggers=frozenset(Trigger) - {Trigger.LABELS},
    run=run,
)
