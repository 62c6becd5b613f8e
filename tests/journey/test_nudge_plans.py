"""What would be said is told beside the running service, by what it saw and read last."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from click.testing import CliRunner

from bot.__main__ import cli
from bot.kernel.contribution import Stage
from bot.kernel.errors import UserError
from bot.kernel.installation import InstallationRecord, RepositoryRecord
from bot.kernel.journal import ContributionRecord
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Done
from bot.nudges.situation import Seen
from bot.sandbox.model import ReviewState
from bot.storage.store import Store
from tests.journey.test_nudges import later, nudges
from tests.support.classroom import POLICY, classroom, coached
from tests.support.stores import DURABLE_DATABASES, migrated_url

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from tests.support.classroom import Classroom


@pytest.fixture(params=DURABLE_DATABASES)
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return await migrated_url(request.param, tmp_path)


async def planned(url: str, *words: str) -> Result:
    given = ["nudges", "plan", "--database-url", url, *words]
    return await asyncio.to_thread(CliRunner().invoke, cli, given, catch_exceptions=False)


def in_days(given: Classroom, days: int) -> tuple[str, str]:
    """Return the option for ten o'clock of a day from now on."""
    at = (given.clock.now() + timedelta(days=days)).replace(hour=10, minute=0, second=0)
    return "--at", at.strftime("%Y-%m-%dT%H:%M:%SZ")


async def test_the_plan_of_a_running_service_comes_true_and_writes_nothing(url: str) -> None:
    given = classroom()
    async with coached(given, database_url=url) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        pull = given.go_upstream()
        given.world.submit_review(
            pull, given.maintainer, ReviewState.CHANGES_REQUESTED, "Please name the test"
        )
        await later(given, rehearsal, timedelta(hours=2))
        written = len(given.world.written)

        soon = await planned(url, *in_days(given, 1))
        then = await planned(url, *in_days(given, 4))
        data = json.loads((await planned(url, *in_days(given, 4), "--format", "json")).stdout)
        assert len(given.world.written) == written
        await later(given, rehearsal, timedelta(days=5))
        (nudge,) = nudges(given, issue)
        after = await planned(url, *in_days(given, 0))

    name = f"ai-course/tracker#{issue.number} of ada"
    assert "0 to write, 0 held out, 0 deferred, 1 quiet" in soon.stdout
    assert f"{name}: quiet until " in soon.stdout
    assert then.stdout.startswith("ai-course as of 2026-09-11 10:00 UTC: 1 to write")
    assert f"{name}: to_do, to ada. Due since " in then.stdout
    assert then.stderr == (
        "ai-course: 1 open contributions, by the policy that the service last read.\n"
    )
    (course,) = data
    assert (course["organisation"], course["at"]) == ("ai-course", "2026-09-11T10:00:00Z")
    (comment,) = course["comments"]
    assert nudge.body.endswith(comment["text"])
    assert "0 to write" in after.stdout


async def test_another_policy_may_be_tried(url: str, tmp_path: Path) -> None:
    given = classroom()
    other = tmp_path / "upstream-coach.yml"
    start = given.world.now().date().isoformat()
    other.write_text(POLICY.format(start=start) + "nudges: {ladder: []}\n")
    async with coached(given, database_url=url) as rehearsal:
        given.take()
        await rehearsal.quiet()
        tried = await planned(url, *in_days(given, 9), "--organisation-file", str(other))
    assert "The policy has nudges switched off." in tried.stdout
    assert f"by {other}.\n" in tried.stderr


async def kept(url: str, given: Classroom, seen: bytes) -> None:
    """Keep one contribution of an installation whose policy was not read yet."""
    now = given.clock.now()
    store = await Store.open(url, clock=given.clock)
    try:
        await store.replace_installation(
            InstallationRecord(1, "course", 9, suspended=False, synced_at=now),
            [RepositoryRecord(7, 1, "R7", "course/tracker", is_private=True)],
        )
        if seen:
            await store.signal(Subject(SubjectKind.CONTRIBUTION, "7#1"), "1")
            (lease,) = await store.claim(1)
            await store.finish(lease, Done(state=seen, contribution=record()))
    finally:
        await store.close()


def record() -> ContributionRecord:
    subject = Subject(SubjectKind.CONTRIBUTION, "7#1")
    return ContributionRecord(
        subject=subject,
        scope="1",
        student="ada",
        project="",
        issue=None,
        stage="claimed",
        is_open=True,
        fork_pull=None,
        upstream_pull=None,
        title="",
    )


async def test_without_any_policy_it_says_what_to_do(url: str, tmp_path: Path) -> None:
    given = classroom()
    with pytest.raises(UserError, match="knows no installation of the App"):
        await planned(url)
    await kept(url, given, b"")
    assert "course as of " in (await planned(url)).stdout
    since = given.clock.now()
    seen = Seen(contribution="7#1", student="ada", stage=Stage.CLAIMED, stage_since=since)
    await kept(url, given, msgspec.msgpack.encode(seen))
    with pytest.raises(UserError, match="Name a copy with --organisation-file"):
        await planned(url)
    other = tmp_path / "upstream-coach.yml"
    other.write_text(POLICY.format(start=since.date().isoformat()))
    told = await planned(url, "--organisation-file", str(other), *in_days(given, 4))
    assert "course/tracker#1 of ada: claim_idle, to ada." in told.stdout


async def test_one_source_is_asked_for() -> None:
    refused = await planned("sqlite:///a.db", "--situations", "-")
    assert refused.exit_code == 2
    assert "give either --situations FILE or --database-url" in refused.output
