"""What is told of a student's own repository."""

from __future__ import annotations

from bot.kernel.finding import Finding, Status
from bot.progress.own_repository import OwnWork, own_answer, own_section
from tests.progress.cards import FINE, LEFT

TIP = Finding("portfolio", "A licence", Status.TIP, "It is not MIT.", fix="Consider MIT.")
SHOWN = "[`ada/flash`](<https://redirect.github.com/ada/flash>)"


def test_what_is_left_comes_before_what_is_worth_doing() -> None:
    assert own_section(OwnWork("ada/flash", (FINE, TIP, LEFT))) == (
        f"**Portfolio:** {SHOWN}: 1 fine, 1 to do, 1 worth doing.\n\n"
        "- **A test that fails without the change.** Code changed, and no test did."
        " To do: Extend the test that stands next to the code.\n"
        "- **A licence.** It is not MIT. Worth doing: Consider MIT."
    )


def test_one_that_has_all_of_it_is_a_line() -> None:
    assert own_section(OwnWork("ada/flash", (FINE,))) == (
        f"**Portfolio:** {SHOWN}: 1 fine, nothing to do."
    )


def test_one_that_was_not_looked_at_says_why_or_only_where_it_is() -> None:
    assert own_section(OwnWork("ada/flash")) == f"**Portfolio:** {SHOWN}."
    assert own_section(OwnWork("ada/flash", problem="It is gone.")).endswith("). It is gone.")
    assert "`/portfolio` names it" in own_section(OwnWork())


def test_mentors_are_asked_where_nothing_is_left_and_it_was_looked_at() -> None:
    mentors = ("grace", "edsger")
    ready = own_answer(OwnWork("ada/flash", (FINE, TIP)), mentors)
    assert ready.endswith(
        "@grace, @edsger: `ada/flash` is ready by its checklist. Would you look at it?"
    )
    for work in (OwnWork("ada/flash", (FINE, LEFT)), OwnWork("ada/flash", problem="It is gone.")):
        assert "@grace" not in own_answer(work, mentors)
    assert "Would you" not in own_answer(OwnWork("ada/flash", (FINE,)))
