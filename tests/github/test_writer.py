"""The one write path: what is sent, what is written down, and what a part that fails means."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.clock import VirtualClock
from bot.github.errors import AnswerLost
from bot.github.guard import Guard
from bot.github.transport import Answer, FieldError
from bot.github.writer import Writer, comment_key, run_key
from bot.kernel.effect import CommentEffect, Publication, RunEffect
from bot.kernel.errors import Fault, Transient
from bot.kernel.installation import RepositoryRecord
from bot.kernel.snapshot import RepositoryRef
from bot.kernel.subject import Subject, SubjectKind
from bot.policy.allowed import Allowed
from tests.support.pull_requests import pull_request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime

    from bot.github.guard import Writable

SUBJECT = Subject(SubjectKind.PULL_REQUEST, "5#7")
FORK = RepositoryRef(5, "R_5", "ai-course/engine")
PULL = pull_request(repository=FORK, node_id="PR_7", head_sha="abc")
RECORD = RepositoryRecord(5, 77, "R_5", "ai-course/engine")


def leave(clock: VirtualClock, record: RepositoryRecord = RECORD) -> Writable:
    """Return a leave to write for a run that begins now."""
    guard = Guard(Allowed.parse("ai-course"), frozenset(), clock)
    seen = RepositoryRef(record.id, record.node_id, record.full_name)
    return guard.permit(guard.admit(record), seen)


WRITABLE = leave(VirtualClock())
COMMENT, RUN = comment_key(SUBJECT), run_key(SUBJECT, "abc")
BOTH = Publication(
    SUBJECT, PULL, CommentEffect("the text"), RunEffect("title", "summary", "neutral")
)
COMMENTED = {"commentEdge": {"node": {"id": "IC_1"}}}
RAN = {"checkRun": {"id": "CR_1"}}


@dataclass
class Line:
    """A line of the fake ledger."""

    begun_at: datetime
    ended_at: datetime | None = None
    fresh: bool = True


@dataclass
class Ledger:
    """A ledger in a dictionary."""

    clock: VirtualClock
    lines: dict[str, Line] = field(default_factory=dict)

    async def begin_effect(self, key: str) -> Line:
        if key in self.lines:
            return replace(self.lines[key], fresh=False)
        self.lines[key] = Line(self.clock.now())
        return self.lines[key]

    async def end_effect(self, key: str, result: bytes) -> None:
        assert result
        if key in self.lines:
            self.lines[key].ended_at = self.clock.now()

    async def forget_effect(self, key: str) -> None:
        self.lines.pop(key, None)


class NoSlots:
    """Lets everybody write at once."""

    @asynccontextmanager
    async def slot(self, scope: str) -> AsyncIterator[None]:
        assert scope == "77"
        yield


@dataclass
class GitHub:
    """Answers as it was told and keeps what was sent."""

    answer: Answer | Exception
    sent: list[Mapping[str, Any]] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)

    async def graphql(
        self, _installation: int, document: str, variables: Mapping[str, Any], *, writes: bool
    ) -> Answer:
        assert writes
        self.documents.append(document)
        self.sent.append(variables)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@dataclass
class Desk:
    """A writer with fakes around it."""

    github: GitHub
    clock: VirtualClock = field(default_factory=VirtualClock)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.clock)
        self.writer = Writer(
            self.github,  # type: ignore[arg-type] # a fake with the one method that is used
            slots=NoSlots(),
            ledger=self.ledger,
            clock=self.clock,
            read_back=timedelta(seconds=10),
        )


def answered(**data: object) -> Desk:
    return Desk(GitHub(Answer(data)))


def refused(kind: str, **data: object) -> Desk:
    errors = tuple(FieldError(f, kind, "no") for f in ("comment", "checkRun") if f not in data)
    return Desk(GitHub(Answer(data, errors)))


async def test_both_are_created_in_one_request_and_noted() -> None:
    desk = answered(comment=COMMENTED, checkRun=RAN)

    published = await desk.writer.publish(WRITABLE, BOTH)

    assert (published.comment_id, published.run_id, published.refused) == ("IC_1", "CR_1", ())
    assert desk.github.sent == [
        {
            "comment": {"subjectId": "PR_7", "body": "the text"},
            "checkRun": {
                "headSha": "abc",
                "repositoryId": "R_5",
                "name": "Upstream Coach",
                "externalId": "pull_request:5#7",
                "status": "COMPLETED",
                "conclusion": "NEUTRAL",
                "output": {"title": "title", "summary": "summary"},
            },
        }
    ]
    assert all(line.ended_at for line in desk.ledger.lines.values())
    assert set(desk.ledger.lines) == {COMMENT, RUN}


async def test_an_edit_names_what_it_edits_and_needs_no_ledger() -> None:
    desk = answered(comment={"issueComment": {"id": "IC_1"}}, checkRun=RAN)
    edit = replace(
        BOTH,
        comment=CommentEffect("new", existing="IC_1"),
        run=RunEffect("t", "s", "success", existing="CR_1"),
    )

    published = await desk.writer.publish(WRITABLE, edit)

    assert published.comment_id == "IC_1"
    assert desk.github.sent[0]["comment"] == {"id": "IC_1", "body": "new"}
    assert desk.github.sent[0]["checkRun"]["checkRunId"] == "CR_1"
    assert "updateIssueComment" in desk.github.documents[0]
    assert desk.ledger.lines == {}


async def test_a_lost_answer_leaves_the_line_open_and_the_next_try_waits_to_look() -> None:
    desk = Desk(GitHub(AnswerLost("no answer")))
    with pytest.raises(AnswerLost):
        await desk.writer.publish(WRITABLE, BOTH)
    await desk.clock.advance(3)

    with pytest.raises(Transient, match="to show on GitHub") as raised:
        await desk.writer.publish(leave(desk.clock), BOTH)

    assert raised.value.retry_at == desk.clock.now() + timedelta(seconds=10)
    assert len(desk.github.sent) == 1


async def test_what_two_looks_have_not_shown_is_written_again() -> None:
    desk = Desk(GitHub(AnswerLost("no answer")))
    with pytest.raises(AnswerLost):
        await desk.writer.publish(WRITABLE, BOTH)
    await desk.clock.advance(3600)
    with pytest.raises(Transient, match="to show on GitHub"):
        await desk.writer.publish(leave(desk.clock), BOTH)
    await desk.clock.advance(10)
    desk.github.answer = Answer({"comment": COMMENTED, "checkRun": RAN})
    with pytest.raises(Transient, match="to show on GitHub"):
        await desk.writer.publish(WRITABLE, BOTH)

    published = await desk.writer.publish(leave(desk.clock), BOTH)

    assert published.comment_id == "IC_1"
    assert len(desk.github.sent) == 2


async def test_waiting_for_one_part_does_not_leave_a_line_for_the_other() -> None:
    desk = answered(checkRun=RAN)
    await desk.writer.publish(WRITABLE, replace(BOTH, comment=None))

    with pytest.raises(Transient):
        await desk.writer.publish(WRITABLE, BOTH)

    assert set(desk.ledger.lines) == {RUN}


async def test_a_clear_refusal_leaves_no_line_that_would_hold_up_the_next_try() -> None:
    desk = Desk(GitHub(Transient("GitHub cannot be reached")))

    with pytest.raises(Transient):
        await desk.writer.publish(WRITABLE, BOTH)

    assert desk.ledger.lines == {}


async def test_one_part_may_fail_while_the_other_counts() -> None:
    desk = refused("FORBIDDEN", comment=COMMENTED)

    published = await desk.writer.publish(WRITABLE, BOTH)

    assert (published.comment_id, published.run_id) == ("IC_1", None)
    assert published.refused == ("checkRun: FORBIDDEN: no",)
    assert set(desk.ledger.lines) == {COMMENT}


async def test_a_part_that_comes_back_empty_without_a_reason_is_refused_too() -> None:
    desk = answered(comment=COMMENTED)

    published = await desk.writer.publish(WRITABLE, BOTH)

    assert published.refused == ("checkRun: no answer: the field is null",)


async def test_what_vanished_between_read_and_write_is_looked_at_again() -> None:
    desk = refused("NOT_FOUND", checkRun=RAN)

    with pytest.raises(Transient, match="does not know what was just read"):
        await desk.writer.publish(WRITABLE, BOTH)

    assert set(desk.ledger.lines) == {RUN}


async def test_a_leave_for_another_repository_is_refused_before_anything_is_sent() -> None:
    desk = answered(comment=COMMENTED)
    elsewhere = replace(PULL, repository=replace(FORK, id=6))

    with pytest.raises(Fault, match="another repository"):
        await desk.writer.publish(WRITABLE, replace(BOTH, target=elsewhere))

    assert desk.github.sent == []


async def test_a_comment_that_was_found_after_all_is_noted() -> None:
    desk = Desk(GitHub(AnswerLost("no answer")))
    with pytest.raises(AnswerLost):
        await desk.writer.publish(WRITABLE, BOTH)

    await desk.writer.adopt(SUBJECT, "IC_1")

    assert desk.ledger.lines[COMMENT].ended_at is not None
