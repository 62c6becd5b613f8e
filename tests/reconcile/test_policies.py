"""What becomes of a policy file when a part of the picture is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import pytest

from bot.clock import VirtualClock
from bot.github.app import Identity
from bot.github.guard import Guard
from bot.github.observation import ObservedRun
from bot.github.policy_files import File, ObservedHead
from bot.kernel.effect import Published
from bot.kernel.errors import Transient
from bot.kernel.installation import RepositoryRecord
from bot.kernel.snapshot import RepositoryRef
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Done, Lease
from bot.policy.allowed import Allowed
from bot.policy.model import Level
from bot.policy.parse import Scope, parse
from bot.policy.report import report
from bot.reconcile.policies import AGAIN, Kept, Policies
from bot.shipped import shipped_policy
from tests.policy.words import KNOWN

if TYPE_CHECKING:
    from bot.github.connect import GitHub
    from bot.github.guard import Admitted
    from bot.kernel.effect import Publication
    from bot.reconcile.ports import StorePort

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
SUBJECT = Subject(SubjectKind.POLICY, "5")
LEASE = Lease(SUBJECT, "3", "token", 1, 0, NOW)
RECORD = RepositoryRecord(5, 3, "R_5", "course/engine")
HOME = RepositoryRecord(6, 3, "R_6", "course/.github")
GOOD = b"version: 1\nrepository: {checks: {tests: off}}\n"
BROKEN = b"version: 1\nrepository: {checks: {test: off}}\n"


def head(run: ObservedRun | None = None, *, visible: bool = True) -> ObservedHead:
    return ObservedHead(RepositoryRef(5, "R_5", "course/engine"), "c0ffee", run, visible)


@dataclass
class FakeGitHub:
    """GitHub with one file; `at_head` is the file as the head's commit has it."""

    content: bytes | None = GOOD
    at_head: bytes | None = GOOD
    head_: ObservedHead | None = field(default_factory=head)
    written: list[Publication] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def policy_files(self) -> FakeGitHub:
        return self

    @property
    def writer(self) -> FakeGitHub:
        return self

    async def file(self, repository: Admitted, path: str, ref: str | None = None) -> File | None:
        self.asked.append(f"{repository.name}/{path}")
        content = self.content if ref is None else self.at_head
        return None if content is None else File(content)

    async def head(self, *_: object) -> ObservedHead | None:
        return self.head_

    async def publish(self, _repository: object, publication: Publication) -> Published:
        self.written.append(publication)
        return Published(run_id="CR_1")


@dataclass
class FakeStore:
    """The installation list and what is remembered."""

    listed: tuple[RepositoryRecord, ...] = (RECORD,)
    states: dict[Subject, bytes] = field(default_factory=dict)
    signalled: list[Subject] = field(default_factory=list)

    async def repository(self, repository_id: int) -> RepositoryRecord | None:
        return next((each for each in self.listed if each.id == repository_id), None)

    async def repository_named(self, full_name: str) -> RepositoryRecord | None:
        return next((each for each in self.listed if each.full_name == full_name), None)

    async def state(self, subject: Subject) -> bytes | None:
        return self.states.get(subject)

    async def signal(self, subject: Subject, _scope: str) -> None:
        self.signalled.append(subject)


@dataclass
class Setting:
    github: FakeGitHub = field(default_factory=FakeGitHub)
    store: FakeStore = field(default_factory=FakeStore)
    identity: Identity | None = field(default_factory=lambda: Identity(1, "coach", "Coach"))

    async def who(self) -> Identity | None:
        return self.identity

    @property
    def policies(self) -> Policies:
        allowed = Allowed(frozenset({"course"}))
        return Policies(
            github=cast("GitHub", self.github),
            store=cast("StorePort", self.store),
            guard=Guard(allowed, frozenset(), VirtualClock(NOW)),
            identity=self.who,
            shipped=shipped_policy(),
            known=KNOWN,
            allowed=allowed,
            clock=VirtualClock(NOW),
        )

    async def run(self) -> Done:
        outcome = await self.policies(LEASE)
        assert isinstance(outcome, Done)
        return outcome

    async def level(self, record: RepositoryRecord = RECORD) -> Level | None:
        allowed = Allowed(frozenset({"course"}))
        admitted = Guard(allowed, frozenset(), VirtualClock(NOW)).admit(record)
        return (await self.policies.of(admitted)).policy.checks.get("tests")


async def test_a_file_in_order_is_kept_reported_and_read_again_in_a_day() -> None:
    setting = Setting()
    done = await setting.run()
    assert Kept.decode(done.state) == Kept(GOOD)
    assert done.next_due == NOW + AGAIN
    (publication,) = setting.github.written
    assert publication.run is not None
    assert (publication.run.conclusion, publication.target.head_sha) == ("success", "c0ffee")


async def test_a_broken_file_leaves_what_was_kept() -> None:
    setting = Setting(FakeGitHub(BROKEN, BROKEN))
    setting.store.states[SUBJECT] = (await Setting().run()).state or b""
    done = await setting.run()
    assert Kept.decode(done.state) == Kept(GOOD)
    assert setting.github.written[0].run
    assert setting.github.written[0].run.conclusion == "failure"


@pytest.mark.parametrize(
    "github",
    [FakeGitHub(content=None), FakeGitHub(head_=None), FakeGitHub(at_head=None)],
    ids=["no file", "no head", "gone on the head"],
)
async def test_where_no_file_is_nothing_is_written_and_nothing_comes_due(
    github: FakeGitHub,
) -> None:
    done = await Setting(github).run()
    assert (Kept.decode(done.state), done.next_due, github.written) == (Kept(), None, [])


async def test_a_repository_that_is_not_listed_is_left_alone() -> None:
    setting = Setting(store=FakeStore(listed=()))
    assert await setting.run() == Done()
    assert setting.github.asked == []


async def test_without_knowing_who_we_are_our_check_run_is_not_looked_for() -> None:
    with pytest.raises(Transient, match="who we are"):
        await Setting(identity=None).run()


async def test_without_seeing_check_runs_none_is_added_at_each_look() -> None:
    setting = Setting(FakeGitHub(head_=head(visible=False)))
    await setting.run()
    assert setting.github.written == []


async def test_a_report_that_says_the_same_stays_and_another_is_edited() -> None:
    wanted = report(parse(GOOD, Scope.REPOSITORY.file, KNOWN))
    same = wanted.summary.replace("\n", "\r\n")
    for summary, edits in ((same, []), ("other", ["CR_9"])):
        there = ObservedRun("CR_9", "success", wanted.title, summary)
        setting = Setting(FakeGitHub(head_=head(there)))
        await setting.run()
        assert [each.run and each.run.existing for each in setting.github.written] == edits


async def test_a_file_not_read_yet_is_read_at_once_and_its_own_run_is_asked_for() -> None:
    setting = Setting()
    assert await setting.level() is Level.OFF
    assert setting.store.signalled == [SUBJECT]


async def test_what_is_kept_is_not_asked_of_github() -> None:
    setting = Setting()
    setting.store.states[SUBJECT] = (await Setting().run()).state or b""
    assert await setting.level() is Level.OFF
    assert (setting.github.asked, setting.store.signalled) == ([], [])


async def test_a_memory_that_cannot_be_read_is_read_anew() -> None:
    setting = Setting()
    setting.store.states[SUBJECT] = b"\xc1"
    assert await setting.level() is Level.OFF
    assert setting.store.signalled == [SUBJECT]


async def test_the_organisations_repository_has_no_file_of_its_own() -> None:
    setting = Setting(FakeGitHub(b"version: 1\nchecks: {tests: tip}\n"))
    setting.store.listed = (RECORD, HOME)
    assert await setting.level(HOME) is Level.TIP
    assert setting.github.asked == [".github/upstream-coach.yml"]


async def test_a_home_in_another_installation_does_not_count() -> None:
    setting = Setting(FakeGitHub(None))
    setting.store.listed = (RECORD, RepositoryRecord(6, 4, "R_6", "course/.github"))
    assert await setting.level() is None
    assert setting.github.asked == ["engine/.github/upstream-coach.yml"]
