"""Every kind of nudge comes in a real course: to whom, about whose turn, and nobody else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.kernel.markers import reply_key
from bot.nudges.rung import FOR_MENTORS, Rung
from bot.sandbox.model import ReviewState
from tests.support.classroom import BODY, FILES, PLAN
from tests.support.rehearsals import Course, coached
from tests.support.stalls import stalls

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.app_model import App
    from bot.sandbox.model import Comment
    from tests.support.stalls import Stalls, Waiting

STEP = timedelta(hours=8)


class Ways:
    """What makes each turn, in a course with a project, its machine and its checks."""

    def __init__(self, made: Stalls) -> None:
        self.made, self.world = made, made.given.world
        given, owner = made.given, made.given.upstream.owner
        self.machine = self.world.create_user("stale-bot")
        self.checker: App = self.world.create_app(
            owner, "checks", public_key=given.cast.app.public_key, permissions={}, events=()
        )

    def claims(self, one: Waiting) -> None:
        del one

    def plans(self, one: Waiting) -> None:
        one.say(f"/plan {PLAN}")

    def builds(self, one: Waiting) -> None:
        one.say(f"/plan {PLAN}")
        one.say("/approve", by=self.made.given.mira)

    def asks_whether_it_is_ready(self, one: Waiting) -> None:
        self.builds(one)
        self.works(one)

    def is_asked(self, one: Waiting) -> None:
        one.go_upstream()
        one.ask_for_changes()

    def is_red(self, one: Waiting) -> None:
        self.checked(one, "pre-commit", "failure")

    def conflicts(self, one: Waiting) -> None:
        self.world.move_base(one.go_upstream(), conflicts=True)

    def is_doubtful(self, one: Waiting) -> None:
        """Answer a thread beside it, in general: it may still want a word."""
        asked = (("vllm/core/scheduler.py", 1, "Why is this needed?"),)
        maintainer, kind = self.made.given.maintainer, ReviewState.COMMENTED
        self.world.submit_review(one.go_upstream(), maintainer, kind, None, asked)
        self.world.comment(one.there, one.student, "I changed what you asked for.")

    def waits(self, one: Waiting) -> None:
        one.go_upstream()

    def needs_leave(self, one: Waiting) -> None:
        self.checked(one, "gpu", "action_required")

    def is_approved(self, one: Waiting) -> None:
        self.checked(one, "pre-commit", "success")
        self.world.submit_review(
            one.there, self.made.given.maintainer, ReviewState.APPROVED, "Good"
        )

    def is_stale(self, one: Waiting) -> None:
        self.world.add_label(one.go_upstream(), "stale", self.machine)

    def works(self, one: Waiting) -> None:
        """Open a pull request in the course's fork that the checklist finds nothing to say of."""
        base, who = self.made.given.fork, one.student
        head = self.world.fork(base, who)
        words = f"Skip empty prompts\n\nSigned-off-by: {who.login} <{who.login}@example.org>"
        self.world.commit(head, "skip", who, words, FILES)
        self.world.open_pull_request(
            author=who,
            head=head,
            head_branch="skip",
            base=base,
            title="[Bugfix][Core] Skip empty prompts in the scheduler",
            body=BODY.replace("vllm#1", f"vllm#{one.upstream}"),
        )

    def upstream_talk(self) -> list[Comment]:
        """Return what was written at the project."""
        issues = self.made.given.upstream.issues.values()
        return [comment for issue in issues for comment in issue.comments]

    def checked(self, one: Waiting, name: str, conclusion: str) -> None:
        pull = one.go_upstream()
        self.world.create_check_run(
            self.made.given.upstream, self.checker, pull.head_sha, name, conclusion=conclusion
        )


OWN = ("with_mentor", "offer")
THEIRS = ("ping", "elsewhere")
TURNS = {
    "with_mentor": "your turn",
    "offer": "your turn",
    "claim_idle": "your turn",
    "to_do": "your turn",
    "ci_red": "your turn",
    "conflict": "your turn",
    "ready": "a mentor's turn",
    "unsure": "I cannot tell",
    "gate": "the maintainers' turn",
    "outlook": "the reviewers' turn",
    "stale": "the reviewers' turn",
    "approved": "the maintainers' turn",
}
"""What each rung says of whose turn it is; a ping and what follows is said of two."""

EXPECTED: dict[str, tuple[str, ...]] = {
    "claims": ("claim_idle", *OWN),
    "plans": (),
    "builds": ("to_do", *OWN),
    "asks_whether_it_is_ready": ("ready",),
    "is_asked": ("to_do", *OWN),
    "is_red": ("ci_red", *OWN),
    "conflicts": ("conflict", *OWN),
    "is_doubtful": ("unsure",),
    "waits": ("outlook", *THEIRS),
    "needs_leave": ("gate", *THEIRS),
    "is_approved": ("approved", *THEIRS),
    "is_stale": ("outlook", "ping", "stale", "elsewhere"),
}


TOLD_TOGETHER = ("plans", "asks_whether_it_is_ready")


def rungs(one: Waiting) -> list[str]:
    """Return what was said on an issue, in order."""
    return [reply_key(each.body).rpartition("/")[2] for each in one.nudges]


def mentioned(body: str) -> set[str]:
    return set(re.findall(r"(?<![\w`])@(\w+)", body))


async def whiled(made: Stalls, rehearsal: Rehearsal, span: timedelta) -> None:
    """Let time pass; what is due in each step runs once."""
    end = made.now() + span
    while made.now() < end:
        await made.given.clock.advance(STEP.total_seconds())
        await rehearsal.quiet()


async def test_each_turn_of_a_real_course_leads_to_its_own_rungs_in_their_order() -> None:
    made = stalls(len(EXPECTED), ladder="3, 7, 14")
    ways = Ways(made)
    course = Course(made.given.cast, made.given.upstream, made.given.fork, made.given.ada)
    async with coached(course) as rehearsal:
        who = dict(zip(EXPECTED, made.take(len(EXPECTED)), strict=True))
        await rehearsal.quiet()
        for name, one in who.items():
            way: Callable[[Waiting], None] = getattr(ways, name)
            way(one)
        await rehearsal.quiet()
        who["asks_whether_it_is_ready"].say("/ready")
        # An hour after everything began, so that what begins within seconds is due together.
        await made.given.clock.advance(timedelta(hours=1).total_seconds())
        await whiled(made, rehearsal, timedelta(days=32))

        assert {name: tuple(rungs(one)) for name, one in who.items()} == EXPECTED
        for one in who.values():
            for rung, nudge in zip(rungs(one), one.nudges, strict=True):
                assert TURNS.get(rung, "turn") in nudge.body
                to_mentors = rung in {*FOR_MENTORS, *OWN[:1]}
                assert mentioned(nudge.body) <= {one.student.login, "mira"}
                assert ("mira" in mentioned(nudge.body)) >= to_mentors
        # Both wait for the same mentor, who hears of them in one comment.
        (asked,) = who["asks_whether_it_is_ready"].nudges
        assert mentioned(asked.body) == {"mira"}
        assert all(f"`{who[name].student.login}`" in asked.body for name in TOLD_TOGETHER)
        app = made.given.cast.app.bot
        assert not [each for each in ways.upstream_talk() if each.author is app]
    said = {*(rung for ways_of in EXPECTED.values() for rung in ways_of), "plan"}
    assert said == set(Rung)
