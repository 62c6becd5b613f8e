"""What is told of the repository that a student shows as their own work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.kernel.finding import Status
from bot.kernel.markdown import link, quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.kernel.finding import Finding


@dataclass(frozen=True, slots=True)
class OwnWork:
    """A repository of the student's own.

    Attributes:
        name: `owner/name`; empty where one is expected and none is named yet.
        findings: What was found in it; empty where it was not looked at.
        problem: Why it could not be looked at, a sentence of ours; may be empty.
    """

    name: str = ""
    findings: tuple[Finding, ...] = ()
    problem: str = ""


def own_section(work: OwnWork) -> str:
    """Return the part of the card that tells of it, Markdown."""
    return "\n".join(_section(work))


def own_answer(work: OwnWork, mentors: tuple[str, ...] = ()) -> str:
    """Return the answer to `/check` and `/ready` where it is what a contribution is about.

    Args:
        work: What was found.
        mentors: Whom to ask to look at it, logins; nobody as long as something is left to do.
    """
    left = any(finding.status is Status.FIX for finding in work.findings)
    if not work.findings or left or not mentors:
        return own_section(work)
    names = ", ".join(f"@{login}" for login in mentors)
    asked = f"{names}: {quote(work.name)} is ready by its checklist. Would you look at it?"
    return f"{own_section(work)}\n\n{asked}"


def _section(work: OwnWork) -> Iterator[str]:
    if not work.name:
        yield "**Portfolio:** no repository is named yet. `/portfolio` names it."
        return
    shown = link(f"https://github.com/{work.name}", work.name)
    if not work.findings:
        yield f"**Portfolio:** {shown}. {work.problem}".rstrip()
        return
    passed = sum(finding.status is Status.PASS for finding in work.findings)
    left = [finding for finding in work.findings if finding.status is Status.FIX]
    tips = [finding for finding in work.findings if finding.status is Status.TIP]
    counts = [f"{passed} fine", f"{len(left)} to do" if left else "nothing to do"]
    if tips:
        counts.append(f"{len(tips)} worth doing")
    yield f"**Portfolio:** {shown}: {', '.join(counts)}."
    if left or tips:
        yield ""
    yield from (f"- **{each.title}.** {each.summary} To do: {each.fix}" for each in left)
    yield from (f"- **{each.title}.** {each.summary} Worth doing: {each.fix}" for each in tips)
