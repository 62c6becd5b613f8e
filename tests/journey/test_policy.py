"""The course's policy, from a push to what students and instructors see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.checklist.checks import CHECKS
from tests.support.rehearsals import coached, course

if TYPE_CHECKING:
    from bot.sandbox.check_model import CheckRun
    from bot.sandbox.model import PullRequest, Repository, User
    from tests.support.rehearsals import Course

ORGANISATION_FILE = "upstream-coach.yml"
OWN_FILE = ".github/upstream-coach.yml"
TESTS_OFF = "version: 1\nchecks: {tests: off}\n"
BROKEN = "version: 1\nchecks:\n  test: off\nsurfaces: {comment: maybe @ada}\n"
MENDED = "version: 1\nchecks: {focus: off}\n"
TESTS = "**Tests"


def owner(given: Course) -> User:
    return given.fork.owner


def organisation(given: Course, text: str | None = None) -> Repository:
    files = {"README.md": "About us\n"} | ({ORGANISATION_FILE: text} if text else {})
    return given.world.create_repository(owner(given), ".github", files=files)


def runs(given: Course, repository: Repository) -> list[CheckRun]:
    found = given.world.check_runs.values()
    return [run for run in found if run.suite.repository is repository]


def annotated(run: CheckRun) -> list[tuple[str, int]]:
    given: Any = run.annotations
    return [(each["path"], each["location"]["startLine"]) for each in given]


def write(given: Course, repository: Repository, path: str, text: str | None) -> None:
    given.world.commit(repository, "main", owner(given), "Say what we want", {path: text})


async def test_a_check_that_the_organisation_turned_off_does_not_show() -> None:
    given = course()
    organisation(given, TESTS_OFF)
    async with coached(given) as rehearsal:
        pull = given.open()
        await rehearsal.quiet()
        (comment,) = given.checklists(pull)
        assert TESTS not in comment.body


async def test_a_push_changes_what_holds_and_says_that_the_file_is_in_order() -> None:
    given = course()
    home = organisation(given)
    async with coached(given) as rehearsal:
        pull = given.open()
        await rehearsal.quiet()
        assert TESTS in given.checklists(pull)[0].body
        write(given, home, ORGANISATION_FILE, TESTS_OFF)
        await rehearsal.quiet()
        (run,) = runs(given, home)
        assert (run.name, run.conclusion) == ("Upstream Coach policy", "success")
        given.push(pull, {"engine/parser.py": "def parse(line):\n    return line\n"})
        await rehearsal.quiet()
        (comment,) = given.checklists(pull)
        assert TESTS not in comment.body


async def test_a_broken_file_stops_nothing_and_all_its_problems_stand_on_the_commit() -> None:
    given = course()
    home = organisation(given, TESTS_OFF)
    async with coached(given) as rehearsal:
        write(given, home, ORGANISATION_FILE, BROKEN)
        await rehearsal.quiet()
        run = runs(given, home)[-1]
        assert run.suite.head_sha == home.branches["main"]
        assert (run.conclusion, run.title) == ("failure", "2 problems in the policy")
        assert annotated(run) == [(ORGANISATION_FILE, 3), (ORGANISATION_FILE, 4)]
        assert "did you mean tests?" in (run.summary or "")
        assert "@ada" not in (run.summary or "")
        pull = given.open()
        await rehearsal.quiet()
        (comment,) = given.checklists(pull)
        assert TESTS not in comment.body, "what held before still holds"


async def test_a_file_that_is_taken_away_leaves_the_defaults() -> None:
    given = course()
    home = organisation(given, TESTS_OFF)
    async with coached(given) as rehearsal:
        write(given, home, ORGANISATION_FILE, None)
        await rehearsal.quiet()
        pull = given.open()
        await rehearsal.quiet()
        assert TESTS in given.checklists(pull)[0].body


async def test_a_repository_sets_its_own_surfaces() -> None:
    given = course()
    organisation(given, TESTS_OFF)
    own = "version: 1\nrepository:\n  surfaces: {comment: false}\n  checks: {tests: fix}\n"
    write(given, given.fork, OWN_FILE, own)
    async with coached(given) as rehearsal:
        pull = given.open()
        await rehearsal.quiet()
        assert given.checklists(pull) == []
        run = runs(given, given.fork)[-1]
        assert TESTS in (run.summary or "")


async def test_a_policy_for_others_leaves_the_organisation_alone() -> None:
    given = course()
    organisation(given, "version: 1\nallowed: {accounts: [somebody-else]}\n")
    async with coached(given) as rehearsal:
        pull = given.open()
        await rehearsal.quiet()
        assert given.checklists(pull) == []
        assert not [run for run in runs(given, given.fork) if run.name == "Upstream Coach"]


async def test_with_every_check_off_nothing_is_said() -> None:
    given = course()
    off = ", ".join(f"{check.name}: off" for check in CHECKS)
    organisation(given, f"version: 1\nchecks: {{{off}}}\n")
    async with coached(given) as rehearsal:
        pull = given.open()
        await rehearsal.quiet()
        assert given.checklists(pull) == []


async def test_reading_again_writes_nothing_twice() -> None:
    given = course()
    home = organisation(given, BROKEN)
    async with coached(given) as rehearsal:
        (run,) = runs(given, home)
        given.world.rerequest(run, owner(given))
        await rehearsal.quiet()
        assert runs(given, home) == [run]
        assert [each for each in given.world.requests if each.write] == []


async def test_a_file_above_a_megabyte_is_refused_on_its_commit() -> None:
    given = course()
    home = organisation(given)
    async with coached(given) as rehearsal:
        write(given, home, ORGANISATION_FILE, "# large\n" * 150_000)
        await rehearsal.quiet()
        (run,) = runs(given, home)
        assert "larger than a policy can be" in (run.summary or "")


async def test_a_private_organisation_file_of_another_owner_is_not_read() -> None:
    given = course()
    stranger = given.world.create_organisation("stranger")
    given.world.create_repository(stranger, ".github", files={ORGANISATION_FILE: TESTS_OFF})
    async with coached(given) as rehearsal:
        pull = given.open()
        await rehearsal.quiet()
        assert TESTS in given.checklists(pull)[0].body
        assert not [each for each in given.world.requests if "/stranger/" in each.path]


async def propose(given: Course, home: Repository, text: str) -> PullRequest:
    given.world.commit(home, "policy", owner(given), "Propose", {ORGANISATION_FILE: text})
    return given.world.open_pull_request(
        author=given.student, head=home, head_branch="policy", base=home, title="Our policy"
    )


async def test_a_pull_request_that_breaks_the_policy_shows_every_problem_before_it_is_merged() -> (
    None
):
    given = course()
    home = organisation(given, TESTS_OFF)
    async with coached(given) as rehearsal:
        pull = await propose(given, home, BROKEN)
        await rehearsal.quiet()
        (reported,) = [
            run
            for run in runs(given, home)
            if run.suite.head_sha == pull.head_sha and run.name == "Upstream Coach policy"
        ]
        assert (reported.conclusion, reported.title) == ("failure", "2 problems in the policy")

        given.world.comment(pull, given.student, "What do you think?")
        given.world.commit(home, "policy", owner(given), "Mend", {ORGANISATION_FILE: MENDED})
        await rehearsal.quiet()
        reports = [run for run in runs(given, home) if run.name == "Upstream Coach policy"]
        on_head = [run.conclusion for run in reports if run.suite.head_sha == pull.head_sha]
        assert on_head == ["success"]
