"""What is found is given to its contribution once, asked about once, and otherwise left alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.kernel.journal import ContributionRecord, Entry
from bot.kernel.snapshot import PullRequestState
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.upstream import ForkBranch, StudentPull
from bot.reconcile.finding.rounds import Linked
from bot.reconcile.finding.sorting import News, Sorting
from bot.shipped import shipped_projects

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)
SUBJECT = Subject(SubjectKind.CONTRIBUTION, "5#1")
RECORD = ContributionRecord(SUBJECT, "7", "ada", "vllm-project/vllm", 11, "claimed", is_open=True)
PULL = StudentPull(
    "PR_9", "vllm-project/vllm", 9, "Mend it", "fix", PullRequestState.OPEN, NOW, NOW, author="ada"
)
OTHER = replace(PULL, title="Mend #99")
"""It names an issue that is nobody's."""


@dataclass
class Store:
    """What is kept: contributions and journals."""

    records: tuple[ContributionRecord, ...] = (RECORD,)
    lines: list[Entry] = field(default_factory=lambda: [Entry(SUBJECT, "x", NOW, "ada", "x", b"")])
    read: int = 0

    async def contributions_of(self, _student: str) -> Sequence[ContributionRecord]:
        return self.records

    async def journal(self, _subject: Subject) -> Sequence[Entry]:
        self.read += 1
        return self.lines


def sorting(store: Store) -> Sorting:
    return Sorting(store, shipped_projects())  # type: ignore[arg-type] # it has what is used


async def sorted_as(pull: StudentPull, *records: ContributionRecord, store: Store) -> News:
    news = News()
    await sorting(store).of_student(pull, "ada", records, news)
    return news


async def test_what_belongs_to_a_contribution_is_linked_written_down_and_looked_at() -> None:
    news = await sorted_as(PULL, RECORD, store=Store())
    assert news.linked == {"PR_9": Linked("5#1", "7", number=9)}
    assert [entry.kind for entry in news.entries] == ["pull_request_opened"]
    assert news.wakes == {SUBJECT: "7"}


async def test_what_is_linked_already_is_no_news() -> None:
    known = replace(RECORD, upstream_pull=9)
    news = await sorted_as(PULL, known, store=Store())
    assert news.linked == {"PR_9": Linked("5#1", "7", number=9)}
    assert (news.entries, news.wakes) == ([], {})


@pytest.mark.parametrize(
    ("pull", "records"),
    [
        (replace(PULL, repository="some/toy"), (RECORD,)),
        (replace(PULL, repository=""), (RECORD,)),
        (PULL, ()),
        (replace(OTHER, state=PullRequestState.CLOSED), (RECORD,)),
    ],
)
async def test_what_is_nobodys_business_or_over_is_left_alone(
    pull: StudentPull, records: tuple[ContributionRecord, ...]
) -> None:
    assert await sorted_as(pull, *records, store=Store()) == News()


@pytest.mark.parametrize(
    ("state", "created", "taken"),
    [
        (PullRequestState.OPEN, BEFORE, True),
        (PullRequestState.OPEN, AFTER, True),
        (PullRequestState.MERGED, BEFORE, False),
        (PullRequestState.CLOSED, BEFORE, False),
        (PullRequestState.MERGED, AFTER, True),
    ],
)
async def test_what_ended_and_is_older_than_the_contribution_settles_nothing_in_it(
    state: PullRequestState, created: datetime, *, taken: bool
) -> None:
    pull = replace(PULL, state=state, created_at=created)
    news = await sorted_as(pull, RECORD, store=Store())
    assert bool(news.entries) is bool(news.linked) is taken


async def test_when_a_contribution_began_is_read_once_in_a_look() -> None:
    store, news = Store(), News()
    old = replace(PULL, state=PullRequestState.MERGED, created_at=BEFORE)
    for number in range(5):
        await sorting(store).of_student(replace(old, number=number), "ada", (RECORD,), news)
    assert store.read == 1
    assert news.entries == []


async def test_what_fits_nothing_is_asked_about_until_that_is_written_down() -> None:
    store = Store()
    news = await sorted_as(OTHER, RECORD, store=store)
    assert [entry.kind for entry in news.entries] == ["proposed"]
    assert news.wakes == {SUBJECT: "7"}

    store.lines += news.entries
    assert await sorted_as(OTHER, RECORD, store=store) == News()


async def test_what_an_ended_contribution_had_is_not_asked_about() -> None:
    ended = replace(RECORD, is_open=False, upstream_pull=9)
    assert await sorted_as(OTHER, RECORD, store=Store((ended, RECORD))) == News()


async def test_a_strangers_pull_request_from_a_branch_is_nobodys_to_be_asked_about() -> None:
    news = News()
    lead = ForkBranch("fix", "stranger", (replace(OTHER, author="stranger"),))
    await sorting(Store()).of_branch(lead, "course", (RECORD,), news)
    assert news == News()


async def test_a_branch_leads_to_what_a_friend_opened_and_asks_its_student_about_the_rest() -> None:
    news = News()
    second = replace(OTHER, number=10, node_id="PR_10")
    elsewhere = replace(PULL, repository="some/toy", number=3)
    lead = ForkBranch("fix", "ada", (elsewhere, replace(PULL, author="friend"), second))
    await sorting(Store()).of_branch(lead, "course", (RECORD,), news)
    assert [entry.kind for entry in news.entries] == ["pull_request_opened", "proposed"]


async def test_a_contribution_is_given_one_pull_request_in_a_look_and_asked_about_the_next() -> (
    None
):
    news, here = News(), sorting(Store())
    second = replace(PULL, node_id="PR_10", number=10)
    for pull in (PULL, second, PULL):
        await here.of_student(pull, "ada", (RECORD,), news)
    assert [entry.kind for entry in news.entries] == ["pull_request_opened", "proposed"]
    assert news.linked == {"PR_9": Linked("5#1", "7", number=9)}


async def test_of_several_from_a_branch_the_open_one_is_given() -> None:
    closed = replace(
        PULL, node_id="PR_8", number=8, state=PullRequestState.CLOSED, created_at=AFTER
    )
    news = News()
    branch = ForkBranch("fix", "ada", (closed, PULL))
    await sorting(Store()).of_branch(branch, "ada", (RECORD,), news)
    assert news.linked == {"PR_9": Linked("5#1", "7", number=9)}
