"""What a reader of lists would miss in a title, and the form that the project gives its titles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.checklist import title_form
from bot.checklist.check import Verdict
from bot.checklist.kind import is_revert
from bot.checklist.titles import is_bare, is_name
from bot.kernel.finding import Evidence, Status
from bot.projects.facts import Prefix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.checklist.reading import Reading

TITLE_LIMIT: Final = 120
"""Code points; GitHub's lists and most mail programs cut longer titles."""

_UNFINISHED: Final = re.compile(
    r"^\[?(?:wip|dnm|draft|work in progress)\b|\bdo[- ]not[- ]merge\b", re.IGNORECASE
)


def remarks(reading: Reading) -> Iterator[Verdict]:
    """Yield what is to mend in the title."""
    title = " ".join(reading.pull_request.title.split())
    seen = (Evidence("title", title),)
    if _UNFINISHED.search(title) and not reading.pull_request.is_draft:
        yield Verdict(
            Status.FIX,
            "The title says that the work is not finished.",
            fix="Turn it into a draft, or drop the note from the title when it is ready.",
            evidence=seen,
        )
    elif is_bare(title):
        yield Verdict(
            Status.TIP if is_name(title) else Status.FIX,
            "The title does not say what changed.",
            fix=(
                "Name the part and what is different now, for example "
                "`Fix empty prompts in the scheduler`."
            ),
            evidence=seen,
        )
    elif len(title) > TITLE_LIMIT or title.endswith(("…", "...")):
        yield Verdict(
            Status.TIP,
            "The title is long or cut off.",
            fix="Keep it to what fits on a line, and move the rest to the description.",
            evidence=seen,
        )
    yield from _form(reading, title)


def _form(reading: Reading, title: str) -> Iterator[Verdict]:
    """Yield that a title has not the form of the project, with a form to choose."""
    project = reading.background.project
    rule = project.title if project else None
    if rule is None or is_revert(title):
        return
    lacks_task = title_form.wants_task(reading, rule)
    if title_form.keeps_form(title, rule) and not lacks_task:
        return
    proposed = title_form.proposal(reading, rule)
    begin = f"Begin it with {proposed}. " if proposed else ""
    yield Verdict(
        Status.FIX if rule.prefix is Prefix.REQUIRED else Status.TIP,
        "The title has not the form of this project.",
        fix=f"{begin}The custom: {rule.convention[0].lower()}{rule.convention[1:]}",
        evidence=(Evidence("title", title),),
    )
