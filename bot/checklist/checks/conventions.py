"""Are the project's own rules kept: sign-off, disclosure, release notes, where it goes?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.checklist import ai_help, house_rules, sign_off, standing
from bot.checklist.check import Check, Trigger, Verdict
from bot.checklist.compose import compose
from bot.checklist.reminders import reminders
from bot.kernel.finding import Status

if TYPE_CHECKING:
    from bot.checklist.reading import Reading


def run(reading: Reading) -> Verdict:
    """Return which of the project's rules are not kept yet; what is not known is left out."""
    observed = (
        *standing.observe(reading),
        *sign_off.observe(reading),
        *ai_help.observe(reading),
        *house_rules.observe(reading),
    )
    told = " ".join(filter(None, reminders(reading)))
    return compose(observed, Verdict(Status.PASS, told or "Nothing stands in the way."))


CHECK: Final = Check(
    name="conventions",
    title="The project's own rules",
    triggers=frozenset({Trigger.BODY, Trigger.COMMITS, Trigger.DIFF, Trigger.LABELS})
    | {Trigger.TITLE, Trigger.ISSUES, Trigger.PROJECT},
    run=run,
)
