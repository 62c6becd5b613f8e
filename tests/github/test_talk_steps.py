"""What is said in conversations: in one request, each answer once, everything through the door."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.clock import VirtualClock
from bot.github.issue_documents import mutation
from bot.github.talk_steps import keys_of, steps, told
from bot.github.transport import Answer, FieldError
from bot.kernel.errors import Fault, Transient
from bot.kernel.installation import RepositoryRecord
from bot.kernel.snapshot import RepositoryRef
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.talk import Edit, Emoji, Fold, Reacting, Reason, Reply, StageLabel, Talk
from tests.github.test_writer import BOTH, WRITABLE, Desk, GitHub, leave
from tests.github.test_writer import SUBJECT as PULL_REQUEST

TRACKER = RepositoryRef(6, "R_6", "ai-course/tracker")
RECORD = RepositoryRecord(6, 77, "R_6", "ai-course/tracker")
HERE = leave(VirtualClock(), RECORD)
SUBJECT = Subject(SubjectKind.CONTRIBUTION, "6#1")
TALK = Talk(
    SUBJECT,
    TRACKER,
    "I_1",
    reactions=(Reacting("IC_9", Emoji.DONE), Reacting("IC_9", Emoji.EYES, take_back=True)),
    replies=(Reply("card", "The card"), Reply("IC_9/1", "An answer")),
    edits=(Edit("IC_5", "Better"),),
    make=(StageLabel("coach: open", "aabbcc", "Open"),),
    put=("LA_1",),
    take=("LA_2",),
    assign=("U_1",),
    folds=(Fold("IC_7", Reason.RESOLVED), Fold("IC_8", Reason.OUTDATED)),
)
KEYS = ("contribution:6#1:reply:card", "contribution:6#1:reply:IC_9/1")


def said(number: int) -> dict[str, object]:
    return {"commentEdge": {"node": {"id": f"IC_{number}"}}}


def test_answers_come_first_and_what_decorates_last() -> None:
    names = [each.alias for each in steps("R_6", TALK)]
    assert names == [
        "reply0",
        "reply1",
        "edit0",
        "react0",
        "react1",
        "make0",
        "put",
        "take",
        "assign",
        "fold0",
        "fold1",
    ]


async def test_a_comment_that_was_deleted_meanwhile_spoils_nothing_else() -> None:
    gone = FieldError("fold0", "NOT_FOUND", "no such node")
    data = {"reply0": said(1), "reply1": said(2), "fold0": None, "fold1": {}}
    desk = Desk(GitHub(Answer(data, (gone,))))
    result = await desk.writer.say(HERE, TALK)
    assert set(result.replies) == {"card", "IC_9/1"}
    assert result.refused == ("fold0: NOT_FOUND: no such node",)
    (sent,) = desk.github.sent
    assert sent["fold0"] == {"subjectId": "IC_7", "classifier": "RESOLVED"}
    assert sent["fold1"] == {"subjectId": "IC_8", "classifier": "OUTDATED"}


def test_every_value_of_a_user_travels_as_a_variable_and_never_in_the_document() -> None:
    hostile = '"}) { evil } query {'
    document, values = mutation(steps("R_6", replace(TALK, replies=(Reply("card", hostile),))))
    assert "evil" not in document
    assert hostile in str(list(values.values()))


def test_what_is_created_has_a_key_and_what_is_changed_has_none() -> None:
    assert keys_of(TALK) == KEYS
    assert keys_of(replace(TALK, replies=())) == ()


def test_what_github_refused_is_told_beside_what_it_did() -> None:
    answer = Answer(
        {"reply1": said(2), "make0": {"label": {"id": "LA_3"}}},
        (FieldError("reply0", "FORBIDDEN", "no"),),
    )
    result = told(TALK, answer)
    assert result.replies == {"IC_9/1": "IC_2"}
    assert result.labels == {"coach: open": "LA_3"}
    assert result.refused == ("reply0: FORBIDDEN: no",)


async def test_an_answer_that_came_is_noted_and_a_refused_one_struck_out() -> None:
    desk = Desk(GitHub(Answer({"reply0": said(1)}, (FieldError("reply1", "FORBIDDEN", "no"),))))
    result = await desk.writer.say(HERE, TALK)
    assert result.replies == {"card": "IC_1"}
    assert set(desk.ledger.lines) == {KEYS[0]}
    assert desk.ledger.lines[KEYS[0]].ended_at


async def test_after_an_error_nothing_stands_in_the_way_of_a_repeat() -> None:
    desk = Desk(GitHub(Transient("busy")))
    with pytest.raises(Transient, match="busy"):
        await desk.writer.say(HERE, TALK)
    assert desk.ledger.lines == {}


async def test_an_answer_begun_before_waits_until_it_would_show() -> None:
    desk = Desk(GitHub(Answer({"reply0": said(1), "reply1": said(2)})))
    await desk.ledger.begin_effect(KEYS[0])
    await desk.clock.advance(1)
    with pytest.raises(Transient, match="to show"):
        await desk.writer.say(leave(desk.clock, RECORD), TALK)
    assert desk.github.sent == []
    assert set(desk.ledger.lines) == {KEYS[0]}

    await desk.clock.advance(11)
    await desk.writer.say(leave(desk.clock, RECORD), TALK)
    assert len(desk.github.sent) == 1


async def test_a_leave_for_another_repository_is_no_leave() -> None:
    desk = Desk(GitHub(Answer({})))
    with pytest.raises(Fault, match="another repository"):
        await desk.writer.say(WRITABLE, TALK)
    assert desk.github.sent == []


async def test_every_text_goes_through_the_door_with_the_people_of_the_course() -> None:
    desk = Desk(GitHub(Answer({"reply0": said(1)})))
    text = "@mira @eve vllm-project/vllm#1 https://github.com/vllm-project/vllm/pull/1"
    safe = "@mira @|eve vllm-project/vllm#|1 https://redirect.github.com/vllm-project/vllm/pull/1"
    talk = Talk(
        SUBJECT,
        TRACKER,
        "I_1",
        replies=(Reply("card", text),),
        edits=(Edit("IC_5", text),),
        make=(StageLabel("coach: open", "aabbcc", text),),
        may_mention=frozenset({"mira"}),
    )
    await desk.writer.say(HERE, talk)
    sent = str(desk.github.sent[0]).replace("\\u200b", "|")
    assert sent.count(safe) == 3
    assert text not in sent


async def test_a_checklist_and_its_check_run_call_nobody() -> None:
    desk = Desk(GitHub(Answer({"comment": said(1), "checkRun": {"checkRun": {"id": "CR_1"}}})))
    assert BOTH.subject == PULL_REQUEST
    assert BOTH.comment is not None
    assert BOTH.run is not None
    publication = replace(
        BOTH,
        comment=replace(BOTH.comment, body="@eve"),
        run=replace(BOTH.run, title="a/b#1", summary="https://github.com/a/b"),
    )
    await desk.writer.publish(WRITABLE, publication)
    (sent,) = desk.github.sent
    assert sent["comment"]["body"] == "@\u200beve"
    output = {"title": "a/b#\u200b1", "summary": "https://redirect.github.com/a/b"}
    assert sent["checkRun"]["output"] == output
