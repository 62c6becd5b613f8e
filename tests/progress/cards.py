"""Cards to be read: what happened, and what is known around it.

Run `python -m tests.progress.cards` to write the golden files anew, and read what changed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import msgspec

from bot.kernel import happening
from bot.kernel.contribution import ContributionKind, Reference, Stage
from bot.kernel.finding import Finding, Status
from bot.progress.calibration import calibrate
from bot.progress.card import Surroundings, card
from bot.progress.ready import readiness, undecided
from bot.progress.stages import fold
from bot.shipped import shipped_course, shipped_projects
from tests.progress.events import BAD_PLAN, moved
from tests.support.contributions import COHORT, NOW, life, ready

if TYPE_CHECKING:
    from bot.kernel.contribution import Contribution
    from bot.kernel.event import Event

FOLDER: Final = Path(__file__).parent / "golden"
COURSE: Final = shipped_course()
PROJECTS: Final = shipped_projects()
THEN: Final = NOW + timedelta(days=12)
TURN: Final = "It is the reviewers' turn since 2026-10-09, by your last push."
LEFT: Final = Finding(
    "tests",
    "A test that fails without the change",
    Status.FIX,
    "Code changed, and no test did.",
    why="A test keeps the mistake from coming back.",
    fix="Extend the test that stands next to the code.",
)
FINE: Final = Finding("plan", "A plan in one paragraph", Status.PASS, "The plan is all there.")
OPEN: Final = Finding(
    "repro",
    "A reproduction that runs",
    Status.UNKNOWN,
    "It belongs in the description, which is still open.",
    fix="Add the smallest script that fails without your change.",
)
NOISE: Final = "@everyone see #1 <!-- x --> https://github.com/a/b | ``` </details>\n# deadbeef1"


def around(contribution: Contribution, **more: object) -> Surroundings:
    """Return what is known around a contribution on the twelfth day."""
    issue = contribution.issue
    given = Surroundings(
        course=COURSE,
        now=THEN,
        project=PROJECTS.find(issue.repository) if issue else None,
        calibrated=calibrate(COHORT, COURSE, (contribution,), THEN),
        mentors=("grace",),
    )
    return replace(given, **more)  # type: ignore[arg-type] # a test's choice


def elsewhere(event: Event, repository: str) -> Event:
    """Return the event with its issue or pull request at another project."""
    for name in ("issue", "pull_request"):
        found = getattr(event, name, None)
        if found is not None:
            moved_one = Reference(repository, found.number)
            event = msgspec.structs.replace(event, **{name: moved_one})
    return event


def asked_on(*findings: Finding, branch: str = "ada:skip-empty") -> Event:
    """Return that `/ready` was asked, and a branch was looked at."""
    return msgspec.structs.replace(ready(), readiness=readiness(findings, "c0ffee" * 7, branch))


def asked_which(*branches: str) -> Event:
    """Return that `/ready` was asked, and one of several branches may be meant."""
    return msgspec.structs.replace(ready(), readiness=undecided(branches))


def _cards() -> dict[str, str]:
    kind = happening.KindSet(at=NOW, by="ada", kind=ContributionKind.PERFORMANCE)
    noisy = (
        moved(happening.Planned(at=NOW, by="ada", text=NOISE, verdict=BAD_PLAN.verdict), 60),
        moved(happening.Planned(at=NOW, by="ada", text=NOISE, verdict=BAD_PLAN.verdict), 61),
        moved(happening.Held(at=NOW, by="grace", why=NOISE), 62),
    )
    pauses = (
        happening.Excused(at=THEN, by="grace", student="ada", until=THEN + timedelta(days=3)),
        happening.Snoozed(at=THEN, by="ada", until=THEN + timedelta(days=9)),
    )
    revised = happening.Revised(at=THEN, by="grace", what="measure it on the real shapes")
    stories: dict[str, tuple[tuple[Event, ...], dict[str, object]]] = {
        str(stage): (life(stage), {"turn": TURN if stage is Stage.REVIEW else ""})
        for stage in Stage
    }
    stories |= {
        "plan_with_gaps": ((*life(Stage.CLAIMED), moved(BAD_PLAN, 60)), {}),
        "sent_back": ((*life(Stage.AGREED), revised), {}),
        "not_ready": ((*life(Stage.BUILDING), ready(LEFT.title)), {"findings": (FINE, LEFT)}),
        "ready": ((kind, *life(Stage.BUILDING), ready()), {"findings": (FINE,)}),
        "ready_branch": ((*life(Stage.BUILDING), asked_on(FINE, OPEN)), {}),
        "not_ready_branch": ((*life(Stage.BUILDING), asked_on(FINE, LEFT, OPEN)), {}),
        "which_branch": ((*life(Stage.BUILDING), asked_which("ada:skip", "ada:try")), {}),
        "paused": ((*life(Stage.OPEN), *pauses), {}),
        "hostile": ((*life(Stage.CLAIMED), *noisy), {}),
        "ready_at_transformers": (
            tuple(
                elsewhere(event, "huggingface/transformers")
                for event in (*life(Stage.BUILDING), ready())
            ),
            {"findings": (FINE,)},
        ),
        "ready_anywhere": (
            tuple(elsewhere(event, "numpy/numpy") for event in (*life(Stage.BUILDING), ready())),
            {},
        ),
    }
    found = {}
    for name, (events, more) in stories.items():
        contribution = fold(events)
        found[name] = card(contribution, around(contribution, **more))
    return found


CARDS: Final = MappingProxyType(_cards())

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in CARDS.items():
        (FOLDER / f"{name}.md").write_text(text, encoding="utf-8")
