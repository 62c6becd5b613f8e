"""Every nudge in every language, to be read aloud.

Run `python -m tests.nudges.stories` to write the golden files anew, and read what changed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.kernel.contribution import Stage
from bot.nudges.restraint import Item, allot
from bot.nudges.rung import Rung
from bot.nudges.saying import Manner
from bot.nudges.situation import Because, Confidence, OpenThread, Pull, Turn
from bot.nudges.stall import Due, due
from bot.nudges.tell import tell
from bot.projects.practice import FirstCi, Review, Starter
from bot.shipped import shipped_drafts, shipped_histories, shipped_languages
from tests.support.nudges import (
    SOURCE,
    VLLM,
    ai,
    gave,
    on,
    ping,
    project,
    situation,
    stale,
    without_merges,
)

if TYPE_CHECKING:
    from datetime import datetime

    from bot.nudges.situation import Situation

FOLDER: Final = Path(__file__).parent / "golden"
EARLY: Final = on(8)
LATE: Final = on(16)
LAST: Final = on(26, 11)
BEFORE: Final[dict[str, object]] = {
    "pull": Pull.NONE,
    "turn": Turn.NOBODY,
    "since": None,
    "because": None,
}
TURNED: Final[dict[str, object]] = {
    "turn": Turn.REVIEWER,
    "because": Because(
        event="pushed",
        at=on(5),
        who="ada",
        link="https://github.com/acme/engine/pull/41#issuecomment-1",
    ),
}
GATED: Final = TURNED | {
    "turn": Turn.GATE,
    "because": Because(event="approved", at=on(5), who="simon"),
}
THREADS: Final = (OpenThread(path="engine/cache.py", line=31, by="simon"), OpenThread(path="a.py"))
AO: Final = shipped_histories().find("pytorch/ao")
FLASH: Final = shipped_histories().find("Dao-AILab/flash-attention")
SLOW: Final = without_merges(FLASH)
TORCH: Final = shipped_histories().find("pytorch/pytorch")
KNOWN: Final = project(
    ping=ping(
        7,
        where="A comment on the pull request.",
        escalation="The channel for reviews of the project's chat.",
    ),
    ai=ai(drafting=True, disclose=True),
)
STRICT: Final = project(ping=ping(7), ai=ai(drafting=False))
STAFFED: Final = project(
    ping=ping(7),
    ai=ai(drafting=True),
    first_ci=FirstCi(
        source=SOURCE,
        rule="A maintainer approves the checks of a newcomer; ask for it.",
        starter=Starter.MAINTAINER,
    ),
    review=Review(source=SOURCE, who="The owners.", green_before_ping=True),
)
STALE: Final = project(
    stale=stale(30, 14, undo="Any comment takes it off.", exempt_labels=("keep-open",))
)


def _after(rung: Rung) -> dict[str, object]:
    return {"given": (gave(rung, on(8, 11)),)}


def _of(now: datetime, *fields: dict[str, object], **more: object) -> Situation:
    merged: dict[str, object] = {}
    for each in fields:
        merged |= each
    return situation(now, **(merged | more))


STORIES: Final[dict[str, tuple[Situation, ...]]] = {
    "your turn: remarks are open": (_of(EARLY, open_threads=THREADS),),
    "your turn: a question was asked": (
        _of(EARLY, because=Because(event="comment", at=on(5), who="simon")),
    ),
    "your turn: a check is red": (
        _of(EARLY, because=Because(event="check", at=on(5), what="lint"), failing=("lint",)),
    ),
    "your turn: two checks are red": (
        _of(
            EARLY,
            because=Because(event="check", at=on(5), what="lint"),
            failing=("lint", "docs"),
        ),
    ),
    "your turn: a conflict": (
        _of(EARLY, because=Because(event="conflict", at=on(5)), has_conflict=True),
    ),
    "your turn: approved, and yours to land": (
        _of(EARLY, because=Because(event="approved", at=on(5), who="simon"), is_approved=True),
    ),
    "your turn for seven days": (_of(LATE, _after(Rung.TO_DO), open_threads=THREADS),),
    "your turn for seven days, and no mentor is known": (
        _of(LATE, _after(Rung.TO_DO), mentors=()),
    ),
    "your turn for fourteen days": (_of(LAST, _after(Rung.TO_DO)),),
    "your turn for fourteen days, and no mentor is known": (
        _of(LAST, _after(Rung.TO_DO), mentors=()),
    ),
    "your turn for seven days, and there are two mentors": (
        _of(LATE, _after(Rung.TO_DO), mentors=("grace", "mira")),
    ),
    "your turn for fourteen days, and there are two mentors": (
        _of(LAST, _after(Rung.TO_DO), mentors=("grace", "mira")),
    ),
    "it cannot be told whose turn it is": (_of(LATE, confidence=Confidence.LOW),),
    "the reviewers' turn: half are known": (
        _of(on(8, 11), TURNED, project_facts=KNOWN, history=AO, lines=10),
    ),
    "the reviewers' turn: a quarter is known": (
        _of(on(8, 11), TURNED, project_facts=KNOWN, history=FLASH, lines=100),
    ),
    "the reviewers' turn: only merged ones are known": (
        _of(on(9), TURNED, project_facts=KNOWN, history=VLLM),
    ),
    "the reviewers' turn: old figures": (_of(on(9), TURNED, project_facts=KNOWN, history=TORCH),),
    "the reviewers' turn: few get in": (
        _of(on(8, 11), TURNED, project_facts=KNOWN, history=SLOW, lines=100),
    ),
    "the reviewers' turn: nothing is known": (_of(on(8, 11), TURNED),),
    "a ping is fair: a draft is welcome": (_of(on(13), TURNED, project_facts=KNOWN),),
    "a ping is fair: no draft": (_of(on(13), TURNED, project_facts=STRICT),),
    "a ping is fair: the project has no rule": (_of(on(13, 8), TURNED, lines=10),),
    "long after the ping: another channel": (_of(on(13, 10, 0, 11), TURNED, project_facts=KNOWN),),
    "long after the ping: none is known": (_of(on(13, 10, 0, 11), TURNED),),
    "the maintainers' turn: checks wait, and red is not yours": (
        _of(on(13), GATED, project_facts=STAFFED, failing=("buildkite",), is_mendable=False),
    ),
    "the maintainers' turn: two checks wait to be let run": (
        _of(
            on(9),
            GATED,
            because=Because(event="check", at=on(5), what="gpu"),
            project_facts=KNOWN,
            awaited=("docs", "gpu"),
        ),
    ),
    "the maintainers' turn: approved, and a red check is not yours": (
        _of(
            on(9),
            GATED,
            project_facts=KNOWN,
            is_approved=True,
            failing=("labels",),
            is_mendable=False,
        ),
    ),
    "the reviewers' turn: two red checks are not yours": (
        _of(on(9), TURNED, project_facts=KNOWN, failing=("buildkite", "docs"), is_mendable=False),
    ),
    "the maintainers' turn: a draft for the gate": (
        _of(on(20), GATED, project_facts=project(ping=ping(7), ai=ai(drafting=True))),
    ),
    "approved and not merged": (_of(on(9), GATED, project_facts=KNOWN, is_approved=True),),
    "approved and not merged: a draft": (
        _of(on(14), GATED, project_facts=KNOWN, is_approved=True),
    ),
    "the stale bot is about to close it": (
        _of(on(12, 10, 0, 11), TURNED, _after(Rung.PING), project_facts=STALE, updated=on(5)),
    ),
    "the stale bot, and its ways are not known": (
        _of(on(12, 10, 0, 11), project_facts=project(stale=stale(30, 14)), updated=on(5)),
    ),
    "a claim without activity": (_of(EARLY, BEFORE, stage=Stage.CLAIMED),),
    "building, and nothing moves": (_of(EARLY, BEFORE, stage=Stage.BUILDING),),
    "building, and a mentor agreed that it is ready": (
        _of(
            EARLY,
            BEFORE,
            stage=Stage.BUILDING,
            is_agreed=True,
            because=Because(event="approved", at=on(5), who="grace"),
        ),
    ),
    "a plan waits for the mentor": (_of(EARLY, BEFORE, stage=Stage.AGREED),),
    "a plan waits for two mentors": (
        _of(EARLY, BEFORE, stage=Stage.AGREED, mentors=("grace", "mira")),
    ),
    "/ready waits for the mentor": (_of(EARLY, BEFORE, stage=Stage.BUILDING, ready_asked=on(5)),),
    "two students wait for the mentor": (
        _of(EARLY, BEFORE, stage=Stage.BUILDING, ready_asked=on(5)),
        _of(
            EARLY,
            BEFORE,
            stage=Stage.AGREED,
            contribution="7#13",
            student="bob",
            title="Speed up @everyone #1",
            address="https://github.com/my-course/tracker/issues/13",
        ),
    ),
}
"""What happened, and the situations at that moment."""


def told(language: str, story: str, prefix: str = "") -> str:
    """Return the comment of a story."""
    items = []
    for one in STORIES[story]:
        found = due(one)
        assert isinstance(found, Due), (story, found)
        items.append(Item(one, found))
    (comment,) = allot(items).comments
    return tell(comment, Manner(shipped_languages().get(language), shipped_drafts(), prefix))


def page(language: str) -> str:
    """Return all stories in a language, as they stand in the golden file."""
    return "\n".join(f"## {story}\n\n{told(language, story)}" for story in STORIES)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for code in sorted(shipped_languages().codes):
        (FOLDER / f"{code}.md").write_text(page(code), encoding="utf-8")
