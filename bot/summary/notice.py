"""What the instructors are told when a summary is held back because its repository is public."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.kernel.markdown import inert, quote

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

SETTING: Final = "summary.repository"
"""Where the policy names the repository of the summary."""

WRITTEN_AGAIN: Final = "The summary is written again, and this is closed."
"""Said once when the reason has gone."""


def title(cohort: str) -> str:
    """Return the title of the notice; it calls nobody."""
    return inert(f"{cohort}: the weekly summary is not written")


def body(
    cohort: str,
    repository: str,
    since: date,
    instructors: Sequence[str],
    setting: str = SETTING,
) -> str:
    """Return the text of the notice; it tells nothing of any student.

    Args:
        cohort: The cohort's name.
        repository: Where the summary should go, as `owner/name`.
        since: The day of the first summary that was not written.
        instructors: The logins of those who are called.
        setting: Where in the policy the repository is named.
    """
    called = " ".join(f"@{login}" for login in instructors)
    where = quote(repository)
    return "\n".join(
        (
            *((f"{called}:", "") if called else ()),
            (
                f"The weekly summary of **{inert(cohort)}** is not written since"
                f" {since.isoformat()}, because its repository {where} is public. It tells of"
                " students, and goes to a private repository only. The summaries of earlier weeks"
                " that stand there can be read by everybody."
            ),
            "",
            "One of these cures it:",
            "",
            f"- Make {where} private.",
            f"- Name a private repository under `{setting}` in the policy.",
            (
                "- If the data of students may be public, say so in the policy:"
                " `privacy.public_repositories: student data may be public`."
            ),
            "",
            (
                "What was missed is made up for then, four weeks at the most, and this issue closes"
                " by itself."
            ),
            "",
        )
    )
