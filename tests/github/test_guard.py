"""The guard: what may be read and what may be written to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.clock import VirtualClock
from bot.github.errors import WriteRefused
from bot.github.guard import Guard
from bot.kernel.installation import RepositoryRecord
from bot.kernel.snapshot import RepositoryRef
from bot.policy.allowed import Allowed

FORK = RepositoryRecord(
    id=5, installation_id=77, node_id="R_5", full_name="ai-course/vllm", is_fork=True
)
SEEN = RepositoryRef(id=5, node_id="R_5", name="ai-course/vllm", is_fork=True)
CLOCK = VirtualClock()
GUARD = Guard(Allowed.parse("AI-Course"), frozenset({"vllm-project/vllm"}), CLOCK)


def test_a_fork_of_the_course_may_be_read_and_written() -> None:
    admitted = GUARD.admit(FORK)
    writable = GUARD.permit(admitted, SEEN)

    assert (admitted.full_name, admitted.installation) == ("ai-course/vllm", 77)
    assert admitted.look.at == CLOCK.now()
    assert writable.node_id == "R_5"


def test_an_installation_may_be_named_by_its_number() -> None:
    guard = Guard(Allowed.parse("77"), frozenset(), CLOCK)

    assert guard.admit(FORK).id == 5


def test_a_repository_of_an_account_that_nobody_named_is_not_even_read() -> None:
    with pytest.raises(WriteRefused, match="COACH_ALLOWED"):
        GUARD.admit(replace(FORK, full_name="stranger/vllm"))


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (replace(SEEN, id=6), "another repository"),
        (replace(SEEN, name="VLLM-project/vLLM"), "upstream project"),
        (replace(SEEN, is_archived=True), "archived"),
    ],
)
def test_nothing_is_written_where_it_does_not_belong(seen: RepositoryRef, reason: str) -> None:
    with pytest.raises(WriteRefused, match=reason):
        GUARD.permit(GUARD.admit(FORK), seen)


def test_an_upstream_project_is_refused_even_when_the_app_is_installed_on_it() -> None:
    guard = Guard(Allowed.parse("vllm-project"), frozenset({"vllm-project/vllm"}), CLOCK)
    record = replace(FORK, full_name="vllm-project/vllm")

    with pytest.raises(WriteRefused, match="upstream project"):
        guard.permit(guard.admit(record), replace(SEEN, name="vllm-project/renamed"))


@pytest.mark.parametrize(
    ("named", "may"),
    [("ada/flash", True), ("ADA/flash", True), ("bob/flash", False), ("flash", False)],
)
def test_a_repository_that_a_student_names_is_looked_at_if_it_is_theirs(
    named: str, *, may: bool
) -> None:
    visible = GUARD.look_at_own(GUARD.admit(FORK), named, "Ada")
    assert (visible is not None) is may
    assert visible is None or (visible.installation, visible.name) == (77, "flash")


def test_an_upstream_project_is_nobodys_own() -> None:
    admitted = GUARD.admit(FORK)
    assert GUARD.look_at_own(admitted, "vLLM-project/vllm", "vllm-project") is None
