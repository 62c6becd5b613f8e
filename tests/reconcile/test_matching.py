"""To which contribution a pull request at a project belongs, and when that is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.grammar import SHORT_FORM, Form
from bot.kernel.contribution import Contribution, Reference
from bot.kernel.journal import ContributionRecord, Entry
from bot.kernel.snapshot import PullRequestState
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.upstream import ForkBranch, StudentPull
from bot.reconcile.contribution.matching import of_branch, upstream_contribution
from bot.reconcile.contribution.proposals import proposal, questions
from bot.sandbox.footprints import traces
from tests.support.hostile import UNHURRIED, hostile_text

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
PROJECT = "vllm-project/vllm"
SUBJECT = Subject(SubjectKind.CONTRIBUTION, "5#1")


def record(number: int, issue: int | None, **other: object) -> ContributionRecord:
    subject = Subject(SubjectKind.CONTRIBUTION, f"5#{number}")
    made = ContributionRecord(subject, "7", "ada", PROJECT, issue, "claimed", is_open=True)
    return replace(made, **other)  # type: ignore[arg-type] # each is named as in the record


def pull(title: str = "Fix it", branch: str = "fix", number: int = 9) -> StudentPull:
    state = PullRequestState.OPEN
    return StudentPull("PR_9", PROJECT, number, title, branch, state, NOW, NOW)


FIRST, SECOND = record(1, 11), record(2, 22)
LINKED = record(1, 11, upstream_pull=9)


@pytest.mark.parametrize(
    ("opened", "records", "wanted"),
    [
        (pull(), (), None),
        (pull(), (FIRST,), FIRST),
        (pull(), (FIRST, SECOND), None),
        (pull("Fix #22"), (FIRST, SECOND), SECOND),
        (pull(branch="fix-11-empty"), (FIRST, SECOND), FIRST),
        (pull(branch="fix_22"), (FIRST, SECOND), SECOND),
        (pull("Fix #11 and #22"), (FIRST, SECOND), None),
        (pull("Fix #99"), (FIRST,), None),
        (pull("Speed up by 1.5, v0.11"), (FIRST,), FIRST),
        (pull(), (replace(FIRST, project="pytorch/ao"),), None),
        (pull(), (replace(FIRST, is_open=False),), None),
        (pull(), (replace(FIRST, upstream_pull=8),), None),
        (pull("Fix #22"), (LINKED, SECOND), LINKED),
    ],
)
def test_a_pull_request_goes_where_it_clearly_belongs_and_nowhere_else(
    opened: StudentPull,
    records: tuple[ContributionRecord, ...],
    wanted: ContributionRecord | None,
) -> None:
    assert upstream_contribution(opened, PROJECT, records) == wanted


BOBS = record(3, 33, student="bob")
ELSE = record(4, 44, student="cleo", project="pytorch/ao")
JUDGED = record(1, 11, fork_pull="77#5")


def branch(*pulls: StudentPull, author: str = "") -> ForkBranch:
    return ForkBranch("fix", author, pulls)


def opened_by(author: str, title: str = "Fix it", branch_name: str = "fix") -> StudentPull:
    return replace(pull(title, branch_name), author=author)


IN_THE_FORK = replace(pull(number=5), repository="course/vllm", repository_id=77)


@pytest.mark.parametrize(
    ("lead", "opened", "owner", "records", "wanted"),
    [
        # Whose the fork is, who wrote the commit, who opened it, in this order.
        (branch(), opened_by("friend"), "ada", (FIRST, BOBS), FIRST),
        (branch(), opened_by("friend"), "Ada", (FIRST, BOBS), FIRST),
        (branch(author="bob"), opened_by("friend"), "course", (FIRST, BOBS), BOBS),
        (branch(author="bob"), opened_by("friend"), "ada", (FIRST, BOBS), FIRST),
        (branch(author="friend"), opened_by("Bob"), "course", (FIRST, BOBS), BOBS),
        (branch(author="ada"), opened_by("bob"), "course", (FIRST, BOBS), FIRST),
        (branch(author="ada"), opened_by("bob", "Fix #33"), "course", (FIRST, BOBS), BOBS),
        # The pull request in the course's fork, from the same branch, tells more than people do.
        (branch(IN_THE_FORK, author="bob"), opened_by("bob"), "course", (JUDGED, BOBS), JUDGED),
        # A renamed account is nobody's any more; the issue that is named tells.
        (branch(author="ada2"), opened_by("ada2"), "ada2", (FIRST, BOBS), None),
        (branch(author="ada2"), opened_by("ada2", "Fix #11"), "ada2", (FIRST, BOBS), FIRST),
        (branch(author="ada2"), opened_by("ada2", branch_name="fix-11"), "x", (FIRST,), FIRST),
        (branch(), opened_by("ada2", "#11 and #33"), "course", (FIRST, BOBS), None),
        # A student's own work is not given to somebody else for its number.
        (branch(author="cleo"), opened_by("cleo", "Fix #11"), "course", (FIRST, ELSE), None),
        # What is linked already stays, and what ended or is elsewhere does not count.
        (branch(), opened_by("friend"), "course", (LINKED, SECOND), LINKED),
        (branch(), opened_by("friend"), "ada", (replace(FIRST, upstream_pull=8),), None),
        (branch(), opened_by("friend"), "cleo", (ELSE,), None),
        (branch(), opened_by("friend"), "ada", (FIRST, SECOND), None),
        (branch(), opened_by(""), "", (), None),
    ],
)
def test_a_branchs_pull_request_goes_where_it_clearly_belongs_whoever_opened_it(
    lead: ForkBranch,
    opened: StudentPull,
    owner: str,
    records: tuple[ContributionRecord, ...],
    wanted: ContributionRecord | None,
) -> None:
    assert of_branch(lead, opened, owner, PROJECT, records) == wanted


@UNHURRIED
@given(hostile_text(), hostile_text(), st.permutations((FIRST, SECOND, record(3, None))))
def test_the_order_of_contributions_and_hostile_names_decide_nothing(
    title: str, branch: str, records: list[ContributionRecord]
) -> None:
    opened = pull(title, branch)
    found = upstream_contribution(opened, PROJECT, records)
    assert found == upstream_contribution(opened, PROJECT, records[::-1])
    assert found is None or found in records


@pytest.mark.parametrize("form", [SHORT_FORM, Form("/mentor", prefix_only=True)])
def test_a_question_is_asked_until_it_is_answered_and_leaves_no_trace(form: Form) -> None:
    reference = Reference(PROJECT, 9)
    journal = (proposal(SUBJECT, reference, NOW), proposal(SUBJECT, reference, NOW))
    assert journal[0].key == journal[1].key
    (asked,) = questions(journal[:1], Contribution(), form)
    assert traces(asked.body, "course/tracker") == []
    assert ("`/mentor pr`" in asked.body) is form.prefix_only
    known = Contribution(pull_requests=(reference,))
    assert list(questions(journal, known, form)) == []


def test_other_lines_of_a_journal_ask_nothing() -> None:
    line = Entry(SUBJECT, "heard:1", NOW, "ada", "heard", b"")
    assert list(questions((line,), Contribution(), SHORT_FORM)) == []
