"""Which branch a contribution means while it has no pull request."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.installation import RepositoryRecord
from bot.kernel.journal import ContributionRecord
from bot.kernel.snapshot import PullRequestState
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.upstream import ForkBranch, Origin, StudentPull
from bot.reconcile.contribution.meant import Meant, Pushed, Whose, meant, newest_first
from tests.support.hostile import UNHURRIED, hostile_text

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
PROJECT = "vllm-project/vllm"
WHOSE = Whose("Ada", PROJECT, 11, begun=NOW)
COURSES = RepositoryRecord(4, 7, "R_4", "ai-course/vllm", is_fork=True)
OWN = RepositoryRecord(5, 8, "R_5", "ada/vllm", is_fork=True)


def pushed(
    name: str, hours: int = 1, author: str = "ada", *, fork: RepositoryRecord = COURSES
) -> Pushed:
    """Return a branch whose newest commit is so many hours younger than the contribution."""
    branch = ForkBranch(name, author, head="c" * 40, committed=NOW + timedelta(hours=hours))
    return Pushed(fork, Origin("vLLM-project/vllm", "main"), branch)


def led(one: Pushed, *pulls: StudentPull) -> Pushed:
    return replace(one, branch=replace(one.branch, pulls=pulls))


def pull(repository: str, number: int, state: PullRequestState) -> StudentPull:
    return StudentPull("PR", repository, number, "Fix", "fix", state, NOW, NOW, repository_id=4)


def other(number: int, issue: int, **more: object) -> ContributionRecord:
    subject = Subject(SubjectKind.CONTRIBUTION, f"9#{number}")
    made = ContributionRecord(subject, "7", "ada", PROJECT, issue, "claimed", is_open=True)
    return replace(made, **more)  # type: ignore[arg-type] # each is named as in the record


SKIP, TRY = pushed("skip-empty"), pushed("other-try", 2)
NAMED, NEWER = pushed("fix-11"), pushed("fix_11_again", 5)
OPEN, MERGED = PullRequestState.OPEN, PullRequestState.MERGED


@pytest.mark.parametrize(
    ("there", "others", "wanted"),
    [
        ((), (), Meant()),
        ((SKIP,), (), Meant(SKIP)),
        ((SKIP, TRY), (), Meant(others=(TRY, SKIP))),
        ((SKIP, TRY, NAMED), (), Meant(NAMED)),
        ((NAMED, NEWER), (), Meant(NEWER)),
        ((SKIP, pushed("skip-empty", 3, fork=OWN)), (), Meant(pushed("skip-empty", 3, fork=OWN))),
        # Begun before the claim, or named after something else: possible, and asked.
        ((pushed("skip", -1),), (), Meant(others=(pushed("skip", -1),))),
        ((pushed("try-2"),), (), Meant(others=(pushed("try-2"),))),
        ((SKIP, pushed("skip", -1)), (), Meant(SKIP)),
        # What is another contribution's.
        ((pushed("fix-22"),), (other(2, 22),), Meant()),
        (
            (pushed("fix-22"),),
            (other(2, 22, project="pytorch/ao"),),
            Meant(others=(pushed("fix-22"),)),
        ),
        ((pushed("fix-11-and-22"),), (other(2, 22),), Meant(pushed("fix-11-and-22"))),
        ((SKIP,), (other(2, 22),), Meant(others=(SKIP,))),
        ((SKIP,), (other(2, 22, upstream_pull=5),), Meant(SKIP)),
        ((SKIP,), (other(2, 22, student="bob"),), Meant(SKIP)),
        ((led(SKIP, pull("ai-course/vllm", 3, OPEN)),), (other(2, 22, fork_pull="4#3"),), Meant()),
        ((led(SKIP, pull(PROJECT, 5, OPEN)),), (other(2, 22, upstream_pull=5),), Meant()),
        ((led(SKIP, pull(PROJECT, 5, MERGED)),), (), Meant()),
        # Whose it is.
        ((pushed("main"),), (), Meant()),
        ((pushed("skip", author="bob"),), (), Meant()),
        ((pushed("fix-11", author="maintainer"),), (), Meant()),
        ((pushed("skip", author="ADA"),), (), Meant(pushed("skip", author="ADA"))),
        ((pushed("skip", author=""),), (), Meant()),
        ((pushed("ada/skip", author=""),), (), Meant(pushed("ada/skip", author=""))),
        ((pushed("fix-11", author=""),), (), Meant(pushed("fix-11", author=""))),
        (
            (pushed("skip", author="", fork=OWN),),
            (),
            Meant(pushed("skip", author="", fork=OWN)),
        ),
    ],
)
def test_what_clearly_belongs_is_taken_and_what_may_is_asked_about(
    there: tuple[Pushed, ...], others: tuple[ContributionRecord, ...], wanted: Meant
) -> None:
    assert meant(there, WHOSE, others) == wanted


def test_the_one_looked_at_before_counts_where_several_may_be_meant() -> None:
    before = replace(WHOSE, before="ai-course:skip-empty")
    assert meant((SKIP, TRY), before, ()) == Meant(SKIP)
    assert meant((SKIP, TRY, NAMED), before, ()) == Meant(NAMED)
    gone = replace(WHOSE, before="ai-course:gone")
    assert meant((SKIP, TRY), gone, ()) == Meant(others=(TRY, SKIP))


def test_a_branch_without_a_date_comes_last_and_those_of_one_instant_by_their_labels() -> None:
    undated = replace(SKIP, branch=replace(SKIP.branch, committed=None))
    first, second = pushed("a", 2), pushed("b", 2)
    assert newest_first((undated, second, first)) == (first, second, undated)
    assert meant((undated,), WHOSE, ()) == Meant(others=(undated,))


BRANCHES = st.builds(
    pushed,
    st.one_of(st.sampled_from(("main", "fix-11", "fix-22", "ada/x", "skip")), hostile_text(1)),
    st.integers(-9, 9),
    st.sampled_from(("ada", "bob", "")),
    fork=st.sampled_from((COURSES, OWN)),
)


@UNHURRIED
@given(st.lists(BRANCHES, max_size=6), st.sampled_from(((), (other(2, 22),))))
def test_the_order_in_which_branches_are_read_decides_nothing(
    there: list[Pushed], others: tuple[ContributionRecord, ...]
) -> None:
    unique = list({each.label: each for each in there}.values())
    found = meant(unique, WHOSE, others)
    assert found == meant(unique[::-1], WHOSE, others)
    assert found.branch is None or not found.others
    taken = (*found.others, *filter(None, (found.branch,)))
    assert all(each.branch.author.casefold() in {"ada", ""} for each in taken)
    assert all(each.branch.name != "main" for each in taken)
