"""The doctor names what is wrong and its fix."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.clock import SystemClock
from bot.doctor import Health, examine
from bot.operations.migration import migrate
from bot.sandbox.server import running
from tests.support.rehearsals import course, credentials, show_a_project

if TYPE_CHECKING:
    from pathlib import Path

    from bot.doctor import Diagnosis
    from tests.support.rehearsals import Course


@dataclass
class Patient:
    """A set-up against the sandbox, healthy until a test spoils it."""

    given: Course
    url: str
    changes: dict[str, str] = field(default_factory=dict)

    async def examined(self) -> Diagnosis:
        async with running(self.given.world, self.given.cast.faults) as api:
            environment = {
                "COACH_APP_ID": self.given.cast.app.client_id,
                "COACH_PRIVATE_KEY": credentials().private,
                "COACH_WEBHOOK_SECRET": "hush",
                "COACH_ALLOWED": "ai-course",
                "COACH_DATABASE_URL": self.url,
                "COACH_API_URL": api,
                **self.changes,
            }
            return await examine(environment, self.given.world.clock)


def health(diagnosis: Diagnosis) -> dict[str, Health]:
    return {each.part: each.health for each in diagnosis.symptoms}


@pytest.fixture
async def patient(tmp_path: Path) -> Patient:
    given = course()
    given.world.clock = SystemClock()
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    await migrate(url)
    return Patient(given, url)


async def test_a_healthy_set_up_is_told_to_be_so(patient: Patient) -> None:
    given = patient.given
    show_a_project(given.world)
    given.open()
    for delivery in given.world.deliveries:
        delivery.status, delivery.delivered_at = "OK", given.world.now()

    diagnosis = await patient.examined()

    assert diagnosis.healthy
    assert set(health(diagnosis).values()) == {Health.OK}, diagnosis.as_json()


async def test_missing_settings_end_the_examination_with_their_names() -> None:
    diagnosis = await examine({}, SystemClock())

    assert not diagnosis.healthy
    (symptom,) = diagnosis.symptoms
    assert "COACH_PRIVATE_KEY is not set" in symptom.found


@pytest.mark.parametrize(
    ("changes", "part", "fix"),
    [
        ({"COACH_PRIVATE_KEY": "not a key"}, "app", "of the same App"),
        ({"COACH_APP_ID": "Iv23other"}, "app", "of the same App"),
        ({"COACH_ALLOWED": "somebody-else"}, "installations", "Install the App"),
        ({"COACH_DATABASE_URL": "mysql://x"}, "database", "COACH_DATABASE_URL"),
        ({"COACH_DATABASE_URL": "sqlite:////nowhere/at/all.db"}, "database", "COACH_DATABASE_URL"),
        ({"COACH_API_URL": "http://127.0.0.1:1"}, "app", "reaches"),
        ({"COACH_API_URL": "http://127.0.0.1:1"}, "clock", "reaches"),
    ],
)
async def test_what_is_wrong_is_named_with_its_fix(
    patient: Patient, changes: dict[str, str], part: str, fix: str
) -> None:
    patient.changes = changes

    diagnosis = await patient.examined()

    assert not diagnosis.healthy
    symptom = next(each for each in diagnosis.symptoms if each.part == part)
    assert symptom.health in {Health.BROKEN, Health.UNKNOWN}
    assert fix in symptom.fix


async def test_a_lacking_permission_and_event_are_named(patient: Patient) -> None:
    app = patient.given.cast.app
    app.permissions = {**app.permissions, "checks": "read"}
    app.events = tuple(event for event in app.events if event != "issue_comment")

    diagnosis = await patient.examined()

    symptom = next(each for each in diagnosis.symptoms if each.part == "permissions")
    assert symptom.found == "the App lacks permission checks: write, event issue_comment"


async def test_failed_deliveries_are_a_warning_with_the_commonest_reason(
    patient: Patient,
) -> None:
    given = patient.given
    given.open()
    for delivery in given.world.deliveries:
        delivery.status, delivery.delivered_at = "timed out", given.world.now()

    diagnosis = await patient.examined()

    assert diagnosis.healthy
    symptom = next(each for each in diagnosis.symptoms if each.part == "deliveries")
    assert symptom.health is Health.WARNING
    assert symptom.found.endswith("most often: timed out")


async def test_a_clock_that_is_off_is_told_by_how_much(patient: Patient) -> None:
    class Fast(SystemClock):
        def now(self):  # noqa: ANN202 - as the clock it stands for
            return super().now() + timedelta(minutes=5)

    clock, patient.given.world.clock = Fast(), SystemClock()
    async with running(patient.given.world) as api:
        diagnosis = await examine(
            {
                "COACH_APP_ID": patient.given.cast.app.client_id,
                "COACH_PRIVATE_KEY": credentials().private,
                "COACH_WEBHOOK_SECRET": "hush",
                "COACH_ALLOWED": "ai-course",
                "COACH_DATABASE_URL": patient.url,
                "COACH_API_URL": api,
            },
            clock,
        )

    symptom = next(each for each in diagnosis.symptoms if each.part == "clock")
    assert symptom.health is Health.BROKEN
    assert "differ by" in symptom.found


async def test_an_unmigrated_database_names_the_command(patient: Patient, tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    empty.touch()
    patient.changes = {"COACH_DATABASE_URL": f"sqlite:///{empty}"}

    diagnosis = await patient.examined()

    symptom = next(each for each in diagnosis.symptoms if each.part == "database")
    assert "upstream-coach migrate" in symptom.found


async def test_it_tells_what_the_installation_may_read_at_a_project(patient: Patient) -> None:
    show_a_project(patient.given.world)
    (seen,) = [each for each in (await patient.examined()).symptoms if each.part == "upstream"]
    assert seen.health is Health.OK
    assert seen.found.endswith("state, requests for review, review threads, checks, search")


async def test_without_sight_of_the_projects_it_warns(patient: Patient) -> None:
    diagnosis = await patient.examined()
    assert health(diagnosis)["upstream"] is Health.WARNING
    assert diagnosis.healthy


COURSE = """\
version: 1
tracker: {repository: ai-course/tracker}
summary: {repository: ai-course/staff}
cohorts:
  - name: autumn
    start: 2026-09-07
    students: [ada]
    mentors: [{login: mira, students: [ada], repository: ai-course/for-mira}]
"""


def with_policy(patient: Patient, text: str) -> None:
    world = patient.given.world
    owner = patient.given.fork.owner
    world.create_repository(owner, ".github", files={"upstream-coach.yml": text})
    for name in ("tracker", "staff", "for-mira"):
        world.create_repository(owner, name, private=True)


async def test_the_repositories_that_the_policy_names_are_in_order(patient: Patient) -> None:
    with_policy(patient, COURSE)
    (seen,) = [each for each in (await patient.examined()).symptoms if each.part == "course"]
    assert seen.health is Health.OK
    assert seen.found.endswith("that the policy names: 3")


async def test_a_mentors_repository_that_nothing_can_be_written_to_is_named(
    patient: Patient,
) -> None:
    with_policy(patient, COURSE)
    mira = patient.given.world.repository("ai-course/for-mira")
    mira.private, mira.has_issues = False, False
    patient.given.world.repository("ai-course/staff").archived = True
    diagnosis = await patient.examined()
    assert not diagnosis.healthy
    (seen,) = [each for each in diagnosis.symptoms if each.part == "course"]
    assert seen.health is Health.BROKEN
    for trouble in (
        "ai-course/for-mira (cohorts[autumn].mentors[mira].repository) is public: make it private",
        "ai-course/for-mira (cohorts[autumn].mentors[mira].repository) has no issues",
        "ai-course/staff (summary.repository) is archived",
    ):
        assert trouble in seen.found
    assert "ai-course/tracker" not in seen.found


async def test_a_policy_with_mistakes_is_named(patient: Patient) -> None:
    with_policy(patient, "version: 7\n")
    (seen,) = [each for each in (await patient.examined()).symptoms if each.part == "course"]
    assert "`upstream-coach config check` names them" in seen.found
