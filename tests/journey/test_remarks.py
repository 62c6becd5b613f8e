"""Remarks beside the lines of a change, from a push to what GitHub shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.rehearsals import BODY, coached, course

if TYPE_CHECKING:
    from bot.sandbox.check_model import CheckRun

TEST = {"tests/test_parser.py": "def test_empty():\n    assert parse('') == []\n"}
LEFTOVER: dict[str, str | None] = {
    "engine/parser.py": "def parse(line):\n    breakpoint()\n    return line.split()\n",
    **TEST,
}


def places(run: CheckRun) -> list[tuple[str, int]]:
    given: Any = run.annotations
    return [(each["path"], each["location"]["startLine"]) for each in given]


async def test_a_leftover_is_remarked_on_once_for_each_head() -> None:
    given = course()
    async with coached(given) as rehearsal:
        pull = given.open(files=LEFTOVER)
        await rehearsal.quiet()
        (run,) = given.world.check_runs.values()
        assert places(run) == [("engine/parser.py", 2)]
        before = run.summary

        given.world.edit(pull, given.student, body=f"{BODY}\n\n## Plan\n\nTODO\n")
        await rehearsal.quiet()
        assert run.summary != before
        assert places(run) == [("engine/parser.py", 2)]
        assert len(given.world.check_runs) == 1
