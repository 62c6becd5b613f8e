"""Every command, from the webhook to what is seen: as student, mentor, stranger and machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.commands.table import TABLE, Role
from bot.kernel.markers import CARD, REPLY
from tests.support.classroom import PLAN, classroom, coached

if TYPE_CHECKING:
    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.model import Comment, Issue
    from tests.support.classroom import Classroom

DONE, CONFUSED = ["thumbs_up"], ["confused"]


@dataclass(frozen=True)
class Case:
    """One command and what is seen of it.

    Attributes:
        says: The comment.
        card: What the card then says.
        reply: What is answered; empty when nothing is.
        label: The label that the issue then has.
        first: What the student says before.
    """

    says: str
    card: str = ""
    reply: str = ""
    label: str = ""
    first: tuple[str, ...] = ()


CASES = {
    "claim": Case("/claim vllm#1", card="Claimed.", label="coach: claimed"),
    "plan": Case(f"/plan {PLAN}", card="**Plan** of", label="coach: agreed"),
    "kind": Case("/kind performance", card="(performance)"),
    "pr": Case("/pr vllm#2", card="Open at the project.", label="coach: open"),
    "ready": Case("/ready", reply="@mira: ", card="**Ready.**", label="coach: ready"),
    "status": Case("/status", reply="Claimed."),
    "turn": Case("/turn", reply="turn"),
    "not-my-turn": Case("/not-my-turn I answered yesterday"),
    "snooze": Case("/snooze 3d exams", card="No reminders until"),
    "suggest": Case("/suggest easy vllm", reply="Empty prompts hang the scheduler"),
    "check": Case("/check", reply="checklist"),
    "portfolio": Case("/portfolio ada/tiny-attention"),
    "drop": Case("/drop no time", card="Given up.", label="coach: dropped"),
    "help": Case("/help claim", reply="/claim"),
    "approve": Case("/approve", card="agreed by `mira`", first=(f"/plan {PLAN}",)),
    "revise": Case("/revise name the test", card="name the test", first=(f"/plan {PLAN}",)),
    "hold": Case("/hold after the release", card="after the release", label="coach: on hold"),
    "resume": Case("/resume"),
    "excuse": Case("/excuse @ada 1w", card="Excused until"),
    "take-over": Case("/take-over @bob", card="`bob`"),
}


def test_there_is_a_journey_for_every_command() -> None:
    assert CASES.keys() == TABLE.keys()


async def _said(
    given: Classroom, rehearsal: Rehearsal, issue: Issue, body: str, who: str
) -> Comment:
    by = given.cast.app.bot if who == "bot" else given.world.users[who]
    comment = given.say(issue, body, by)
    await rehearsal.quiet()
    return comment


async def _prepared(given: Classroom, rehearsal: Rehearsal, name: str) -> Issue:
    """Open a contribution and bring it to where the command makes sense."""
    issue = given.take("I take an issue" if name in {"claim", "suggest"} else "I take vllm#1")
    if name in {"ready", "check"}:
        given.work()
    if name == "pr":
        assert given.go_upstream().number == 2
    await rehearsal.quiet()
    for said in CASES[name].first:
        await _said(given, rehearsal, issue, said, "ada")
    if name == "resume":
        await _said(given, rehearsal, issue, "/hold", "mira")
    return issue


@pytest.mark.parametrize("name", CASES)
async def test_a_command_is_seen_to_be_done_for_those_who_may_and_for_nobody_else(
    name: str,
) -> None:
    given, case, role = classroom(), CASES[name], TABLE[name].role
    async with coached(given) as rehearsal:
        issue = await _prepared(given, rehearsal, name)
        before, said = given.ours(issue, CARD), len(given.ours(issue, REPLY))

        machine = await _said(given, rehearsal, issue, case.says, "bot")
        assert given.reactions(machine) == []
        stranger = await _said(given, rehearsal, issue, case.says, "stranger")
        assert given.reactions(stranger) == CONFUSED
        assert "for the students, mentors and instructors" in given.replies(issue)[-1]
        said += 1
        if role is not Role.COHORT:
            classmate = await _said(given, rehearsal, issue, case.says, "bob")
            assert given.reactions(classmate) == CONFUSED
            said += 1
        if role is Role.MENTOR:
            student = await _said(given, rehearsal, issue, case.says, "ada")
            assert given.reactions(student) == CONFUSED
            assert "is for mentors and instructors" in given.replies(issue)[-1]
            said += 1
        assert given.ours(issue, CARD) == before
        assert len(given.replies(issue)) == said

        who = "mira" if role is Role.MENTOR else "ada"
        done = await _said(given, rehearsal, issue, case.says, who)

        assert given.reactions(done) == DONE
        assert case.card in given.card(issue)
        answers = given.replies(issue)[said:]
        assert len(answers) == bool(case.reply)
        assert not case.reply or case.reply in answers[0]
        labels = [label.name for label in issue.labels]
        assert not case.label or case.label in labels


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.role is Role.STUDENT])
async def test_a_mentor_may_do_what_the_student_may(name: str) -> None:
    given, case = classroom(), CASES[name]
    async with coached(given) as rehearsal:
        issue = await _prepared(given, rehearsal, name)

        done = await _said(given, rehearsal, issue, case.says, "mira")

        assert given.reactions(done) == DONE
        assert case.card in given.card(issue)
