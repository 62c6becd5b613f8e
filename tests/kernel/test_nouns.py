from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.kernel import markers
from bot.kernel.errors import CoachError, Fault, RateLimited, Transient, UserError
from bot.kernel.subject import Subject, SubjectKind

NOON = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"{markers.CHECKLIST}\n\nText", True),
        (f"\r\n {markers.CHECKLIST}", True),
        (f"Text {markers.CHECKLIST}", False),
        ("", False),
    ],
)
def test_a_comment_is_known_by_the_marker_at_its_beginning(body: str, *, expected: bool) -> None:
    assert markers.carries(body, markers.CHECKLIST) is expected


def test_a_subject_reads_as_kind_and_key() -> None:
    assert str(Subject(SubjectKind.PULL_REQUEST, "42#7")) == "pull_request:42#7"


def test_a_rate_limit_is_a_transient_error_with_its_gate() -> None:
    error = RateLimited("too many", scope="123", retry_at=NOON)
    assert isinstance(error, Transient)
    assert (error.scope, error.until, error.retry_at) == ("123", NOON, NOON)
    assert Transient("later").retry_at is None


@pytest.mark.parametrize("kind", [UserError, Transient, Fault])
def test_every_error_of_the_house_has_one_root(kind: type[CoachError]) -> None:
    assert issubclass(kind, CoachError)
