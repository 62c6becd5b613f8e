"""A student who was erased comes back neither with a sweep nor with a week."""

from __future__ import annotations

from datetime import timedelta

from tests.journey.test_summary import SUMMED, mondays, staffed, told, until
from tests.journey.test_weeks_in_trouble import rule
from tests.support.classroom import coached


async def test_whoever_was_taken_out_and_erased_does_not_come_back() -> None:
    given, staff = staffed()
    async with coached(given) as rehearsal:
        mine, others = given.take(), given.take("I take vllm#2", by=given.bob)
        given.say(others, "I can help", given.ada)
        await rehearsal.quiet()
        store = rehearsal.service.store
        assert (await store.person("ada"))["contribution"]

        # As the docs have it: out of the policy, the issue deleted, then erased.
        del given.tracker.issues[mine.number]
        rule(given, SUMMED.replace("students: [ada, bob]", "students: [bob]"))
        await rehearsal.quiet()
        await store.erase_person("ada")

        (monday,) = mondays(given, 1)
        await until(given, rehearsal, monday)
        await until(given, rehearsal, monday + timedelta(days=2))
        assert not any((await store.person("ada")).values())
        assert await store.policies_naming("ada") == []
        (summary,) = told(given, staff)
        assert "| `bob` | claimed" in (summary.body or "")
        assert "ada" not in (summary.body or "")
