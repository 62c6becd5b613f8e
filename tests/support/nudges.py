"""Situations of nudges: a student of a cohort in Berlin, a mentor, a project that can be chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from msgspec import structs

from bot.kernel.contribution import Stage
from bot.nudges.situation import Because, Given, Pull, Seen, Situation, Turn
from bot.policy.model import Cohort, Mentor
from bot.policy.reminders import Holidays, Nudges
from bot.projects.facts import Ai, Stance
from bot.projects.model import Project
from bot.projects.practice import Ping, Stale
from bot.shipped import shipped_histories

if TYPE_CHECKING:
    from bot.nudges.rung import Rung
    from bot.projects.history import History

MONDAY: Final = datetime(2026, 10, 5, 10, 0, tzinfo=UTC)
"""Noon in Berlin."""

COHORT: Final = Cohort(
    name="autumn 2026",
    start=date(2026, 9, 7),
    time_zone="Europe/Berlin",
    holidays=Holidays(country="DE", dates=(date(2026, 12, 28), date(2026, 12, 29))),
    students=("ada", "bob"),
    mentors=(Mentor("grace", ("ada", "bob")),),
)
VLLM: Final = shipped_histories().find("vllm-project/vllm")
PLAIN: Final = Project(name="acme/engine")
KEY: Final = "7#12"


def on(day: int, hour: int = 10, minute: int = 0, month: int = 10) -> datetime:
    """Return an instant of autumn 2026 in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def seen(**more: Any) -> Seen:  # noqa: ANN401 - any field
    """Return what was seen of an open pull request: since Monday it is the author's turn."""
    given: dict[str, Any] = {
        "contribution": KEY,
        "student": "ada",
        "mentors": ("grace",),
        "project": "acme/engine",
        "number": 41,
        "title": "Pass the dtype to the cache",
        "address": "https://github.com/my-course/tracker/issues/12",
        "stage": Stage.REVIEW,
        "stage_since": MONDAY,
        "pull": Pull.OPEN,
        "turn": Turn.AUTHOR,
        "since": MONDAY,
        "because": Because(event="changes_requested", at=MONDAY, who="simon"),
        "last_activity": MONDAY,
        "opened": MONDAY,
        "lines": 40,
    }
    return Seen(**(given | more))


def situation(now: datetime, **more: Any) -> Situation:  # noqa: ANN401 - any field of either
    """Return a situation; what is no field of `Situation` is one of `Seen`."""
    around = {
        name: more.pop(name)
        for name in ("project_facts", "history", "cohort", "nudges", "muted")
        if name in more
    }
    facts = around.pop("project_facts", PLAIN)
    plain = Situation(seen(**more), facts, None, COHORT, Nudges(), now)
    return replace(plain, **around)


def at(one: Situation, now: datetime, **more: Any) -> Situation:  # noqa: ANN401 - any field
    """Return the same at another time, with other fields of `Seen`."""
    return replace(one, now=now, seen=structs.replace(one.seen, **more))


def gave(rung: Rung, when: datetime, *to: str, contribution: str = KEY) -> Given:
    """Return a nudge that was given."""
    return Given(contribution=contribution, rung=rung, at=when, to=to or ("ada",))


def project(**facts: Any) -> Project:  # noqa: ANN401 - any fact
    """Return a project of which these facts are known."""
    return Project(name="acme/engine", **facts)


def without_merges(history: History | None) -> History:
    """Return a history in which not even a quarter of what was opened was merged."""
    assert history is not None
    days = dict.fromkeys(("25", "50", "75", "90"))
    survival = {
        size: structs.replace(each, days_until_merged=days)
        for size, each in history.survival.items()
    }
    return structs.replace(history, survival=survival)


SOURCE: Final = ("course",)


def ping(days: int | None, *, business: bool = False, **more: Any) -> Ping:  # noqa: ANN401 - as above
    return Ping(
        source=SOURCE, whom="The reviewer.", after_days=days, business_days=business, **more
    )


def stale(days: int = 30, close: int | None = 14, **more: Any) -> Stale:  # noqa: ANN401 - as above
    return Stale(source=SOURCE, days=days, close_after_days=close, **more)


def ai(*, drafting: bool, disclose: bool = False) -> Ai:
    return Ai(
        source=SOURCE,
        stance=Stance.DISCLOSE,
        rule="Say it.",
        drafting_allowed=drafting,
        disclosure_required=disclose,
    )
