"""Weeks where the course changes under them: another tracker, lost issues, several corrections."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.kernel.errors import Fault, Transient
from bot.kernel.markers import reply_mark, summary_key
from bot.kernel.subject import Subject, SubjectKind
from bot.reconcile.weeks.cohort_week import Cohorts
from bot.reconcile.weeks.summaries import AGAIN
from bot.sandbox.faults import Lag
from bot.summary.notice import WRITTEN_AGAIN
from tests.journey.test_held_back import notices
from tests.journey.test_summary import SUMMED, mondays, staffed, told, until
from tests.support.classroom import coached

if TYPE_CHECKING:
    from pathlib import Path

    from bot.kernel.errors import CoachError
    from bot.policy.model import Cohort, Policy
    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.model import Repository
    from bot.summary.report import Report
    from tests.support.classroom import Classroom

ON_WRITE: dict[str, Any] = {"operation": "Talk"}


def rule(given: Classroom, text: str) -> None:
    """Change the policy of the organisation."""
    home = given.world.repository("ai-course/.github")
    files: dict[str, str | None] = {"upstream-coach.yml": text.format(start="2026-09-07")}
    given.world.commit(home, "main", given.ida, "Change the policy", files)


async def test_a_notice_is_closed_where_it_stands_after_the_tracker_has_changed() -> None:
    given, staff = staffed()
    other = given.world.create_repository(given.tracker.owner, "issues", private=True)
    async with coached(given) as rehearsal:
        first, second, third, fourth = mondays(given, 4)
        await until(given, rehearsal, first)
        staff.private = False
        await until(given, rehearsal, second)
        (notice,) = notices(given, given.tracker)
        rule(given, SUMMED.replace("ai-course/tracker", "ai-course/issues"))
        await until(given, rehearsal, third)
        # It is the same occurrence, and told already.
        assert notice.state == "open"
        assert notices(given, other) == []

        staff.private = True
        await until(given, rehearsal, third + timedelta(hours=3))
        assert notice.state == "closed"
        assert [each.body.split("\n", 1)[1] for each in notice.comments] == [WRITTEN_AGAIN]

        staff.private = False
        await until(given, rehearsal, fourth)
        assert [each.state for each in notices(given, other)] == ["open"]


async def test_weeks_that_are_made_up_for_are_linked_though_reads_are_behind(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/coach.db"
    given, staff = staffed()
    first, _, third = mondays(given, 3)
    async with coached(given, database_url=url) as rehearsal:
        await until(given, rehearsal, first)
    given.clock._now = third + timedelta(hours=1)
    given.cast.faults.add(Lag(**ON_WRITE, reads=1, times=1))
    async with coached(given, database_url=url) as rehearsal:
        await until(given, rehearsal, third + timedelta(hours=4))
    issues = told(given, staff)
    assert [issue.state for issue in issues] == ["closed", "closed", "open"]
    assert f"The week before: #{issues[1].number}." in (issues[2].body or "")


async def ask(rehearsal: Rehearsal, *weeks: str) -> None:
    store = rehearsal.service.store
    record = (await store.installations())[0]
    await store.set_meta(f"{AGAIN}{record.id}", " ".join(weeks))
    await store.signal(Subject(SubjectKind.SUMMARY, str(record.id)), str(record.id))
    await rehearsal.quiet()


async def asked(rehearsal: Rehearsal) -> str | None:
    store = rehearsal.service.store
    record = (await store.installations())[0]
    return await store.meta(f"{AGAIN}{record.id}")


async def test_several_weeks_can_be_asked_for_at_once() -> None:
    given, staff = staffed()
    async with coached(given) as rehearsal:
        for monday in mondays(given, 3):
            await until(given, rehearsal, monday)
        issues = told(given, staff)
        right = [issue.body for issue in issues]
        for issue in issues[:2]:
            given.world.edit(issue, given.cast.app.bot, body=f"{(issue.body or '')[:200]} wrong")
        await ask(rehearsal, "2026-W37", "2026-W38")
        assert [issue.body for issue in told(given, staff)] == right
        assert await asked(rehearsal) == ""


async def test_what_was_asked_for_while_the_repository_is_public_is_done_when_it_is_private() -> (
    None
):
    given, staff = staffed()
    async with coached(given) as rehearsal:
        (monday,) = mondays(given, 1)
        await until(given, rehearsal, monday)
        (issue,) = told(given, staff)
        right = issue.body
        given.world.edit(issue, given.cast.app.bot, body=f"{(issue.body or '')[:200]} wrong")
        staff.private = False
        await ask(rehearsal, "2026-W37")
        assert issue.body != right
        # No week was missed, so there is nothing to tell of.
        assert notices(given, given.tracker) == []
        staff.private = True
        await until(given, rehearsal, monday + timedelta(hours=3))
        assert issue.body == right
        assert await asked(rehearsal) == ""


async def test_what_else_the_coach_said_below_a_summary_stays_when_it_is_told_again() -> None:
    given, staff = staffed()
    async with coached(given) as rehearsal:
        (monday,) = mondays(given, 1)
        await until(given, rehearsal, monday)
        (issue,) = told(given, staff)
        page = reply_mark(f"{summary_key(issue.body or '')}/page/2")
        said = [
            given.world.comment(issue, given.cast.app.bot, f"{mark}\nsomething")
            for mark in (reply_mark("another/answer"), page)
        ]
        await ask(rehearsal, "2026-W37")
        assert said[0].body.endswith("something")
        assert said[1].body.endswith("no longer needed.")


async def test_a_locked_issue_is_edited_and_keeps_no_later_week_from_coming() -> None:
    given, staff = staffed()
    async with coached(given) as rehearsal:
        first, second = mondays(given, 2)
        await until(given, rehearsal, first)
        (issue,) = told(given, staff)
        right = issue.body
        given.world.set_locked(issue, given.ida, locked=True)
        given.world.edit(issue, given.cast.app.bot, body=f"{(issue.body or '')[:200]} wrong")
        await ask(rehearsal, "2026-W37")
        assert issue.body == right
        await until(given, rehearsal, second)
        assert [each.state for each in told(given, staff)] == ["closed", "open"]


async def test_a_lost_week_that_is_asked_for_is_not_the_one_that_stays_open() -> None:
    given, staff = staffed()
    async with coached(given) as rehearsal:
        for monday in mondays(given, 3):
            await until(given, rehearsal, monday)
        lost, _, _ = told(given, staff)
        del staff.issues[lost.number]
        await ask(rehearsal, "2026-W37")
        states = {issue.title[-3:]: issue.state for issue in told(given, staff)}
        assert states == {"W37": "closed", "W38": "closed", "W39": "open"}


@pytest.mark.parametrize(
    "trouble", [{"archived": True}, {"has_issues": False}, {"name": "people"}], ids=str
)
async def test_a_repository_that_takes_no_issue_for_a_while_misses_no_week(
    trouble: dict[str, object],
) -> None:
    given, staff = staffed()
    usual = {name: getattr(staff, name) for name in trouble}
    async with coached(given) as rehearsal:
        first, second, third = mondays(given, 3)
        await until(given, rehearsal, first)
        change(given, staff, trouble)
        await until(given, rehearsal, second)
        await until(given, rehearsal, third)
        assert len(told(given, staff)) < 3
        change(given, staff, usual)
        # What a repository is called is read once a day.
        await until(given, rehearsal, third + timedelta(hours=27))
        assert [issue.state for issue in told(given, staff)] == ["closed", "closed", "open"]


def change(given: Classroom, repository: Repository, values: dict[str, object]) -> None:
    for name, value in values.items():
        if name == "name":
            given.world.rename_repository(repository, str(value), given.ida)
        else:
            setattr(repository, name, value)


SPRING = "  - {{name: spring 2027, start: {start}, time_zone: Europe/Berlin, students: [eve]}}\n"
TWO = SUMMED.replace("summary:", f"{SPRING}summary:")


@pytest.mark.parametrize("error", [Fault, Transient])
async def test_what_fails_for_one_cohort_keeps_no_other_from_its_week(
    monkeypatch: pytest.MonkeyPatch, error: type[CoachError]
) -> None:
    given, staff = staffed(policy=TWO)
    real = Cohorts.week

    async def week(self: Cohorts, scope: str, policy: Policy, cohort: Cohort, *rest: Any) -> Report:  # noqa: ANN401 - handed on
        if cohort.name == "autumn 2026":
            raise error("a week that cannot be told")
        return await real(self, scope, policy, cohort, *rest)

    async with coached(given) as rehearsal:
        first, second = mondays(given, 2)
        monkeypatch.setattr(Cohorts, "week", week)
        await until(given, rehearsal, first)
        assert [issue.title for issue in told(given, staff)] == ["spring 2027: week 2026-W37"]
        monkeypatch.setattr(Cohorts, "week", real)
        await until(given, rehearsal, first + timedelta(hours=3))
        await until(given, rehearsal, second)
        titles = sorted(issue.title for issue in told(given, staff))
        assert titles == [
            f"{name}: week 2026-W{n}" for name in ("autumn 2026", "spring 2027") for n in (37, 38)
        ]
