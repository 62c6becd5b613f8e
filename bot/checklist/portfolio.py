"""What a repository of one's own still needs to show what one can do; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.checklist import evidence
from bot.checklist.paths import is_test
from bot.checklist.prose import passages
from bot.checklist.words import amount, listed, normal, words
from bot.kernel import markdown
from bot.kernel.finding import Evidence, Finding, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.checklist.prose import Passage
    from bot.projects.course import Pattern

CHECK: Final = "portfolio"
PURPOSE_WORDS: Final = 8
"""Words of a first paragraph that says what it is for."""
WRITE_UP_WORDS: Final = 150
"""Words of a readme, code left out, from which on it tells more than how to install."""

MANY_CLAUSES: Final = 3
"""Commas of a first sentence from which on it is a list."""
_LICENCE_NAMES: Final = ("copying", "licence", "license", "unlicense")
_WRITE_UP_NAMES: Final = listed("article blog docs paper post report write-up writeup")
_BENCHMARK_NAMES: Final = listed("bench benchmark benchmarks evaluation results")
_FAILED: Final = listed("caveats discarded limitation limitations negative")
_FAILED_PHRASES: Final = (
    "did not help",
    "did not work",
    "didn t help",
    "didn t work",
    "does not work",
    "lessons learned",
    "what failed",
)


@dataclass(frozen=True, slots=True)
class Repository:
    """What was read of a repository.

    Attributes:
        name: `owner/name`.
        description: The line beside its name on GitHub.
        files: The names at its root; folders end with a slash.
        readme: The text of the readme; empty when there is none.
        licence: The SPDX name that GitHub recognised; None when it recognised none.
        topics: Its topics.
    """

    name: str
    description: str = ""
    files: tuple[str, ...] = ()
    readme: str = ""
    licence: str | None = None
    topics: tuple[str, ...] = ()


def judge_portfolio(repository: Repository, pattern: Pattern | None = None) -> tuple[Finding, ...]:
    """Return one finding for each thing that a stranger looks for first.

    Whether code is minimal or readable, as some patterns want it, is for people to judge.

    Args:
        repository: What was read of it.
        pattern: The course's pattern that it follows, if the student named one.
    """
    read = passages(markdown.read(repository.readme))
    return (
        _purpose(repository, read),
        _licence(repository, pattern),
        _benchmarks(repository, read),
        _tests(repository),
        _write_up(repository, read),
        _failures(read),
    )


def _purpose(repository: Repository, read: tuple[Passage, ...]) -> Finding:
    title = "One purpose"
    said = repository.description or next((passage.said for passage in read if passage.said), "")
    seen = (Evidence("readme", said),) if said else ()
    if amount(said) < PURPOSE_WORDS:
        return Finding(
            CHECK,
            title,
            Status.FIX,
            "Nothing says in a sentence what it is for.",
            why="Whoever comes by decides in ten seconds whether to read on.",
            fix="Begin the readme with one sentence: what it does, for whom, and how well.",
            evidence=seen,
        )
    if said.split(".", 1)[0].count(",") >= MANY_CLAUSES:
        return Finding(
            CHECK,
            title,
            Status.TIP,
            "It seems to do several things.",
            why="A repository that does one thing clearly is understood and remembered.",
            fix="Name the one thing that it does; give the rest repositories of their own.",
            evidence=seen,
        )
    return _fine(title, "The first sentence says what it is for.", seen)


def _licence(repository: Repository, pattern: Pattern | None) -> Finding:
    title = "A licence"
    wanted = None if pattern is None else pattern.licence
    files = _named(repository, lambda name: name.casefold().startswith(_LICENCE_NAMES))
    if repository.licence is None and not files:
        return Finding(
            CHECK,
            title,
            Status.FIX,
            "There is no licence.",
            why="Without one nobody may use or change what you wrote.",
            fix=f"Add a file LICENSE; {wanted or 'MIT or Apache-2.0'} is usual.",
        )
    if wanted and repository.licence not in {wanted, None}:
        return Finding(
            CHECK,
            title,
            Status.TIP,
            f"The licence is not {wanted}.",
            why="What others should learn from must be free to copy into their own work.",
            fix=f"Consider {wanted}, unless code that you took over forbids it.",
            evidence=(Evidence("licence", repository.licence or ""),),
        )
    return _fine(title, "There is a licence.", files)


def _benchmarks(repository: Repository, read: tuple[Passage, ...]) -> Finding:
    title = "Benchmarks"
    numbers = next((quote for quote, _ in evidence.measurements(read)), "")
    if numbers:
        return _fine(title, "The readme shows numbers.", (Evidence("readme", numbers),))
    if any(passage.block.pictures for passage in read):
        return _fine(title, "The readme has pictures; numbers may stand in them.")
    files = _named(repository, lambda name: not _BENCHMARK_NAMES.isdisjoint(words(name)))
    return Finding(
        CHECK,
        title,
        Status.TIP if files else Status.FIX,
        "Measurements are there, but the readme shows none." if files else "No numbers are shown.",
        why="Numbers are what an engineer believes.",
        fix="Put a small table into the readme: against what, on which hardware, by which command.",
        evidence=files,
    )


def _tests(repository: Repository) -> Finding:
    # A folder's name ends with a slash; what stands in it is not known.
    files = _named(repository, lambda name: is_test(f"{name}x" if name.endswith("/") else name))
    if files:
        return _fine("Tests", "There are tests.", files)
    return Finding(
        CHECK,
        "Tests",
        Status.FIX,
        "No tests stand at the root.",
        why="A test is the quickest proof that it does what it says.",
        fix="Add a folder `tests` with a case for the main use, and say how to run it.",
    )


def _write_up(repository: Repository, read: tuple[Passage, ...]) -> Finding:
    title = "A write-up"
    told = sum(amount(passage.said) for passage in read)
    files = _named(repository, lambda name: not _WRITE_UP_NAMES.isdisjoint(words(name)))
    linked = tuple(
        Evidence("readme", passage.block.text)
        for passage in read
        if passage.block.links and not _WRITE_UP_NAMES.isdisjoint(words(passage.block.text))
    )
    if told >= WRITE_UP_WORDS or files or linked:
        return _fine(title, "It is told how it was made.", (*files, *linked)[:1])
    return Finding(
        CHECK,
        title,
        Status.TIP if told else Status.FIX,
        f"The readme tells little: {told} words beside the code.",
        why="The write-up is read by many more people than the code.",
        fix="Tell the problem, what you tried, what came out, and what you would do next.",
    )


def _failures(read: tuple[Passage, ...]) -> Finding:
    title = "What did not work"
    for passage in read:
        text = normal(f"{passage.heading} {passage.block.text}")
        told = any(phrase in text for phrase in _FAILED_PHRASES)
        if told or not _FAILED.isdisjoint(text.split()):
            seen = (Evidence("readme", passage.block.text),)
            return _fine(title, "Dead ends or limits are told.", seen)
    return Finding(
        CHECK,
        title,
        Status.TIP,
        "Nothing is said of what did not work.",
        why="Dead ends show judgement, and save others the way.",
        fix="Add a short section on what you tried in vain and where the limits are.",
    )


def _fine(title: str, summary: str, seen: tuple[Evidence, ...] = ()) -> Finding:
    return Finding(CHECK, title, Status.PASS, summary, evidence=seen)


def _named(repository: Repository, is_such: Callable[[str], bool]) -> tuple[Evidence, ...]:
    """Return the first name at the root that is such a one."""
    return tuple(Evidence(name) for name in repository.files if is_such(name))[:1]
