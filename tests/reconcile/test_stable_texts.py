"""What is compared with GitHub's copy is what was sent: the door changes nothing of it.

Otherwise a comment would look as if it had to be edited again, at every run.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from hypothesis import given

from bot.checklist.evaluate import evaluate
from bot.checklist.render import comment
from bot.kernel import happening
from bot.kernel.contribution import Reference, Verdict
from bot.kernel.door import door
from bot.progress.card import Surroundings, card
from bot.progress.stages import fold
from bot.shipped import background_of, shipped_course
from tests.support.hostile import UNHURRIED, hostile_text
from tests.support.pull_requests import changed, pull_request, said

NOW: Final = datetime(2026, 10, 5, tzinfo=UTC)
VLLM: Final = background_of("vllm-project/vllm")
COURSE: Final = shipped_course()


def sendable(text: str) -> str:
    """Return what can be sent; a lone surrogate cannot come from GitHub."""
    return text.encode("utf-8", "replace").decode()


@UNHURRIED
@given(hostile_text(), hostile_text(), hostile_text())
def test_a_checklist_passes_the_door_as_it_is(title: str, body: str, other: str) -> None:
    pull = pull_request(
        title=sendable(title),
        body=sendable(body),
        files=(changed(sendable(other)[:80] or "a.py"),),
        comments=(said(sendable(other)),),
    )
    text = comment(pull, evaluate(pull, VLLM), VLLM)

    assert door(text, home="ai-course/vllm") == text


@UNHURRIED
@given(hostile_text(), hostile_text())
def test_a_card_passes_the_door_as_it_is(plan: str, why: str) -> None:
    issue, pull = Reference("vllm-project/vllm", 1), Reference("vllm-project/vllm", 2)
    contribution = fold(
        [
            happening.Claimed(at=NOW, by="ada", source="1", student="ada", issue=issue),
            happening.Planned(
                at=NOW, by="ada", source="2", text=sendable(plan), verdict=Verdict(is_good=True)
            ),
            happening.Held(at=NOW, by="mira", source="3", why=sendable(why)),
            happening.PullRequestOpened(at=NOW, source="4", pull_request=pull),
        ]
    )
    text = card(contribution, Surroundings(course=COURSE, now=NOW, project=VLLM.project))

    assert door(text, frozenset({"ada", "mira"}), "ai-course/tracker") == text
