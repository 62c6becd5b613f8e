"""Which issues suit a student: the open ones of a project ranked, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.kernel.contribution import ContributionKind
from bot.kernel.markdown import inert, link, quote
from bot.projects.course import Difficulty

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from bot.kernel.contribution import Reference
    from bot.projects.course import Course, OnRamp
    from bot.projects.model import Project

MOST: Final = 5
"""Issues suggested at once."""

STALE: Final = timedelta(days=270)
"""An issue that nobody touched for so long is often solved, or not wanted any more."""

FRESH: Final = timedelta(days=30)

CROWDED: Final = 25
"""Comments above which an issue is rarely easy to enter."""

GENERAL_LABELS: Final = ("good first issue", "help wanted")
"""What marks issues for newcomers where nothing is known of a project's labels."""

_EASY: Final = ("doc", "typo", "example", "tutorial", "starter", "beginner", "easy", "first")
_HARD: Final = ("rfc", "kernel", "compiler", "core", "distributed", "performance", "hard", "design")
_KIND_WORDS: Final = {
    ContributionKind.KERNEL: ("kernel", "triton", "cuda", "cutlass"),
    ContributionKind.INTEGRATION: ("model", "integration", "support", "backend"),
    ContributionKind.PERFORMANCE: ("performance", "perf", "slow", "speed", "latency", "memory"),
    ContributionKind.EVALUATION: ("eval", "benchmark", "task", "metric"),
    ContributionKind.REPRODUCTION: ("reproduc", "paper", "reference"),
    ContributionKind.FIX: ("bug", "fix", "error", "crash", "wrong", "fail"),
    ContributionKind.DOCS: ("doc", "tutorial", "example", "readme"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An issue that may suit.

    Attributes:
        reference: Which.
        title: Its title, a stranger's text.
        labels: Its labels.
        updated_at: When it was last touched.
        is_assigned: Whether anybody is assigned.
        open_pull_requests: How many open pull requests are linked to it.
        comments: How many comments it has.
        is_open: Whether it is open.
    """

    reference: Reference
    title: str
    labels: tuple[str, ...]
    updated_at: datetime
    is_assigned: bool = False
    open_pull_requests: int = 0
    comments: int = 0
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Wish:
    """What a student looks for; None where it does not matter."""

    difficulty: Difficulty | None = None
    kind: ContributionKind | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An issue and why it suits, one sentence."""

    candidate: Candidate
    reason: str


def labels_of(project: Project) -> tuple[str, ...]:
    """Return the labels by which issues for newcomers are looked for at a project."""
    known = project.on_ramp_labels
    return known.labels if known else GENERAL_LABELS


def suggest(
    candidates: Iterable[Candidate],
    project: Project,
    wish: Wish,
    now: datetime,
    taken: frozenset[Reference] = frozenset(),
) -> tuple[Suggestion, ...]:
    """Return at most `MOST` issues, the best first.

    Only open, unassigned ones that no open pull request is for, that carry one of the project's
    labels for newcomers, and that somebody touched within `STALE`.

    Args:
        candidates: Issues of this project.
        project: The project; one that takes no contributions gets no suggestion.
        wish: What is looked for.
        now: The present instant.
        taken: Issues that somebody of the course is on.
    """
    if not project.takes_contributions:
        return ()
    wanted = {label.casefold() for label in labels_of(project)}
    free = [
        one
        for one in candidates
        if one.is_open
        and not one.is_assigned
        and not one.open_pull_requests
        and one.reference not in taken
        and now - one.updated_at <= STALE
        and wanted & {label.casefold() for label in one.labels}
    ]
    free.sort(key=lambda one: (-_score(one, wish, now), one.reference))
    return tuple(Suggestion(one, _reason(one, wanted, wish, now)) for one in free[:MOST])


def on_ramps(
    course: Course, difficulty: Difficulty | None, project: str | None
) -> tuple[OnRamp, ...]:
    """Return the course's on-ramps that fit, at most `MOST`, the easy ones first."""
    fitting = (
        ramp
        for ramp in course.on_ramps.on_ramps
        if difficulty in {None, ramp.difficulty} and project in {None, ramp.project}
    )
    return tuple(fitting)[:MOST]


def answer(suggestions: tuple[Suggestion, ...], ramps: tuple[OnRamp, ...]) -> str:
    """Return the answer to `/suggest`, Markdown.

    Args:
        suggestions: What was found.
        ramps: The course's on-ramps, told where nothing was found.
    """
    if suggestions:
        lines = ["These are open, unassigned, and free of open pull requests:", ""]
        lines += (_line(each) for each in suggestions)
        lines += ("", "Write `/claim` with the address of the one you take.")
    elif ramps:
        lines = ["No issue fits just now. The course suggests to begin here:", ""]
        lines += (
            f"- {quote(ramp.project)} ({ramp.difficulty}): {inert('; '.join(ramp.tasks))}"
            for ramp in ramps
        )
    else:
        lines = ["No issue fits just now. Try another difficulty or project: `/suggest easy`."]
    return "\n".join(lines)


def _line(each: Suggestion) -> str:
    one = each.candidate
    return f"- {link(one.reference.url, str(one.reference))}: {quote(one.title)}. {each.reason}"


def _score(one: Candidate, wish: Wish, now: datetime) -> float:
    age = (now - one.updated_at) / STALE
    return (
        3 * (wish.kind is not None and _about(one, _KIND_WORDS.get(wish.kind, ())))
        + 2 * _suits(one, wish.difficulty)
        + (1 - age)
        - (one.comments > CROWDED)
    )


def _suits(one: Candidate, difficulty: Difficulty | None) -> int:
    """Return 1 where an issue looks as hard as is wished, -1 where it looks otherwise."""
    easy, hard = _about(one, _EASY), _about(one, _HARD)
    if difficulty is Difficulty.EASY:
        return easy - hard
    if difficulty is Difficulty.HARD:
        return hard - easy
    return 0 if difficulty is None else int(easy == hard) or -1


def _about(one: Candidate, words: tuple[str, ...]) -> bool:
    text = " ".join((one.title[:200], *one.labels)).casefold()
    return any(word in text for word in words)


def _reason(one: Candidate, wanted: set[str], wish: Wish, now: datetime) -> str:
    return f"{', '.join(_reasons(one, wanted, wish, now)).capitalize()}."


def _reasons(one: Candidate, wanted: set[str], wish: Wish, now: datetime) -> Iterator[str]:
    label = next(label for label in one.labels if label.casefold() in wanted)
    yield f"labelled {quote(label)}"
    if wish.kind is not None and _about(one, _KIND_WORDS.get(wish.kind, ())):
        yield f"sounds like {wish.kind}"
    if wish.difficulty is not None and _suits(one, wish.difficulty) > 0:
        yield f"looks {wish.difficulty}"
    days = max(0, (now - one.updated_at).days)
    yield "touched this month" if now - one.updated_at <= FRESH else f"last touched {days} days ago"
    if one.comments > CROWDED:
        yield f"{one.comments} comments to read first"
