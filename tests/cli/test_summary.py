"""`summary`, `export` and `erase` on the command line."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from click.testing import CliRunner

from bot.__main__ import cli
from bot.clock import VirtualClock
from bot.kernel.errors import UserError
from bot.kernel.installation import InstallationRecord, RepositoryRecord
from bot.kernel.work import Done, Subject, SubjectKind
from bot.operations import persons, summaries
from bot.operations.migration import migrate
from bot.reconcile.policies import Kept
from bot.reconcile.weeks.mentor_weeks import AGAIN as MENTORS_AGAIN
from bot.reconcile.weeks.summaries import AGAIN
from bot.storage.store import Store
from bot.summary.week import IsoWeek
from tests.summary.cohorts import WEEK, ZONE, begun

if TYPE_CHECKING:
    from pathlib import Path

    from tests.summary.cohorts import Life

POLICY = b"""\
version: 1
tracker: {repository: course/tracker}
summary: {repository: course/staff}
cohorts:
  - {name: autumn 2026, start: 2026-09-07, time_zone: Europe/Berlin, students: [ada, Bob, eve]}
privacy: {left_out: [eve]}
"""
NOW = WEEK.bounds(ZONE)[1] + timedelta(hours=12)


async def work(store: Store, subject: Subject, outcome: Done) -> None:
    await store.signal(subject, "1")
    (lease,) = await store.claim(1)
    assert await store.finish(lease, outcome)


async def filled(folder: Path, *lives: Life, policy: bytes = POLICY) -> str:
    """Return the address of a database with a policy and these contributions."""
    url = f"sqlite:///{folder}/coach.db"
    await migrate(url)
    store = await Store.open(url, clock=VirtualClock(NOW))
    try:
        await store.replace_installation(
            InstallationRecord(1, "course", 9, suspended=False, synced_at=NOW),
            [
                RepositoryRecord(5, 1, "R5", "course/.github"),
                RepositoryRecord(7, 1, "R7", "course/tracker", is_private=True),
            ],
        )
        kept = Done(state=_encoded(policy))
        await work(store, Subject(SubjectKind.POLICY, "5"), kept)
        for life in lives:
            done = Done(entries=life.entries, contribution=life.record, state=b"\xa3ada")
            await work(store, life.record.subject, done)
    finally:
        await store.close()
    return url


def _encoded(policy: bytes) -> bytes:
    return msgspec.msgpack.encode(Kept(policy))


def lives() -> tuple[Life, ...]:
    return (
        begun(1, "ada", day=20).claim().plan().approve().open().life(),
        begun(2, "bob", day=20).claim().life(),
        begun(3, "eve", day=20).claim().life(),
    )


async def test_the_week_of_every_cohort_is_told_without_those_who_wish_to_be_left_out(
    tmp_path: Path,
) -> None:
    url = await filled(tmp_path, *lives())
    (told,) = await summaries.told(url, VirtualClock(NOW), WEEK)
    assert {one.student for one in told.report.students} == {"ada", "bob"}
    assert told.report.given.left_out == 1
    assert told.report.given.course_week == "Week 11 of 24"


@pytest.mark.parametrize(
    ("form", "begins"), [("markdown", "# autumn 2026"), ("json", "[\n"), ("csv", "week,student")]
)
async def test_each_form_is_printed_and_a_dry_run_asks_for_nothing(
    tmp_path: Path, form: str, begins: str
) -> None:
    url = await filled(tmp_path, *lives())
    words = ["summary", "--week", "2026-W39", "--format", form, "--dry-run"]
    result = await asyncio.to_thread(CliRunner().invoke, cli, [*words, "--database-url", url])
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(begins)
    assert await fact(url, f"{AGAIN}1") is None


async def fact(url: str, name: str) -> str | None:
    store = await Store.visit(url, clock=VirtualClock(NOW))
    try:
        return await store.meta(name)
    finally:
        await store.close()


async def test_the_service_is_asked_only_when_the_hour_has_come(tmp_path: Path) -> None:
    url = await filled(tmp_path, *lives())
    clock = VirtualClock(NOW)
    for week, asked in ((WEEK.later(1), None), (WEEK, str(WEEK))):
        told = await summaries.told(url, clock, week)
        (line,) = await summaries.asked_again(url, clock, week, told)
        assert str(week) in line
        assert await fact(url, f"{AGAIN}1") == asked


MENTORED = POLICY.replace(
    b"Bob, eve]}",
    b"Bob, eve], mentors: [{login: Mira, students: [ada], repository: course/for-mira},"
    b" {login: noor, students: [bob]}]}",
)


async def test_a_mentor_is_told_of_their_own_students_and_the_service_is_asked_for_that_issue(
    tmp_path: Path,
) -> None:
    url = await filled(tmp_path, *lives(), policy=MENTORED)
    clock = VirtualClock(NOW)
    found = await summaries.told(url, clock, WEEK)
    (own,) = summaries.of_mentors(found, "mira")
    assert [one.student for one in own.report.students] == ["ada"]
    (line,) = await summaries.asked_again(url, clock, WEEK, [own])
    assert "the issue of 2026-W47 for mira is brought up to date" in line
    assert await fact(url, f"{MENTORS_AGAIN}1") == "2026-W47"
    assert await fact(url, f"{AGAIN}1") is None
    (line,) = await summaries.asked_again(url, clock, WEEK.later(1), [own])
    assert "has not come" in line
    (line,) = await summaries.asked_again(url, clock, WEEK, summaries.of_mentors(found, "noor"))
    assert "names no repository for noor" in line
    with pytest.raises(UserError, match="'zoe' looks after nobody"):
        summaries.of_mentors(found, "zoe")


async def test_the_command_prints_a_mentors_version(tmp_path: Path) -> None:
    url = await filled(tmp_path, *lives(), policy=MENTORED)
    words = ["summary", "--week", "2026-W39", "--mentor", "noor", "--database-url", url]
    result = await asyncio.to_thread(CliRunner().invoke, cli, words)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("# autumn 2026: week 2026-W39, students of noor")
    assert "`ada`" not in result.stdout
    assert "names no repository for noor" in result.stderr


async def test_without_a_repository_for_summaries_nothing_is_asked(tmp_path: Path) -> None:
    bare = POLICY.replace(b"summary: {repository: course/staff}\n", b"")
    url = await filled(tmp_path, *lives(), policy=bare)
    clock = VirtualClock(NOW)
    told = await summaries.told(url, clock, WEEK)
    (line,) = await summaries.asked_again(url, clock, WEEK, told)
    assert "names no repository" in line


async def test_what_cannot_be_told_is_refused_with_the_fix(tmp_path: Path) -> None:
    url = await filled(tmp_path, *lives())
    clock = VirtualClock(NOW)
    with pytest.raises(UserError, match="no cohort 'spring'"):
        await summaries.told(url, clock, WEEK, "spring")
    with pytest.raises(UserError, match="has not begun"):
        await summaries.told(url, clock, IsoWeek(2030, 1))
    with pytest.raises(UserError, match="names no cohort"):
        await summaries.told(await filled(folder(tmp_path), policy=b"version: 1\n"), clock, WEEK)


def folder(parent: Path) -> Path:
    made = parent / "other"
    made.mkdir()
    return made


async def test_everything_about_a_student_is_shown_and_nothing_of_another(tmp_path: Path) -> None:
    url = await filled(tmp_path, *lives())
    found = await persons.exported(url, VirtualClock(NOW), "Ada")
    text = json.dumps(found)
    assert found["student"] == "ada"
    assert [row["subject"] for row in found["kept"]["contribution"]] == ["7#1"]
    assert {row["kind"] for row in found["kept"]["journal"]} == {
        "claimed", "planned", "approved", "pull_request_linked", "turn",
    }  # fmt: skip
    assert found["kept"]["subject_state"][0]["state"] == "ada"
    assert found["on GitHub"] == ["course/tracker#1"]
    assert "bob" not in text.lower()


async def test_after_erasing_nothing_is_left_and_the_others_keep_theirs(tmp_path: Path) -> None:
    url = await filled(tmp_path, *lives())
    clock = VirtualClock(NOW)
    found = await persons.erased(url, clock, "ADA")
    assert found["deleted"]["contribution"] == 1
    assert found["deleted"]["journal"] == 5
    assert found["deleted"]["subject_state"] == 1
    assert set(found["left"].values()) == {0}
    assert found["on GitHub"] == ["course/tracker#1"]
    assert len((await persons.exported(url, clock, "bob"))["kept"]["journal"]) == 1
    with pytest.raises(UserError, match="Check how the login is written"):
        await persons.erased(url, clock, "ada")


async def test_erasing_asks_first(tmp_path: Path) -> None:
    url = await filled(tmp_path, *lives())
    words = ["erase", "--student", "ada", "--database-url", url]
    refused = await asyncio.to_thread(CliRunner().invoke, cli, words, "n\n")
    assert refused.exit_code == 1
    done = await asyncio.to_thread(CliRunner().invoke, cli, [*words, "--yes"])
    assert json.loads(done.stdout)["deleted"]["contribution"] == 1
    shown = await asyncio.to_thread(CliRunner().invoke, cli, ["export", *words[1:]])
    assert json.loads(shown.stdout)["kept"]["journal"] == []
