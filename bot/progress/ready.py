"""The words of `/ready`: the exact next step at the project, or the short list of what is left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.kernel.contribution import Readiness
from bot.kernel.finding import Status
from bot.kernel.markdown import inert, quote
from bot.progress.opening import how_to_open, title_and_description, wanted_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.kernel.contribution import Contribution
    from bot.kernel.finding import Finding
    from bot.projects.model import Project

MOST_LEFT: Final = 5
"""Things to do that are told at once; the checklist has all of them."""

MOST_BRANCHES: Final = 5
"""Branches that are asked about at once, the newest first."""

BRANCH_SHOWN: Final = 300
"""Code points of a branch with its owner and command; GitHub takes at most 255 of a branch."""

SHA_SHOWN: Final = 6
"""Digits of a commit; GitHub links seven and more."""

_DESCRIPTION: Final = "description"
"""The check of title and description, of which is told in words of its own."""

NAME_IT: Final = "Say which branch is meant"
"""What is left to do where several may be."""


@dataclass(frozen=True, slots=True)
class Told:
    """What `/ready` leads to.

    Attributes:
        section: The part of the card that answers, Markdown.
        request: A comment that asks the mentors to look; empty when it is not ready or when
            there is no mentor. It mentions them, so it is a comment and no edit.
    """

    section: str
    request: str = ""


def readiness(findings: Iterable[Finding], sha: str = "", branch: str = "") -> Readiness:
    """Return what the checklist says, as the event of a `/ready` keeps it.

    Args:
        findings: One of each check.
        sha: The commit that was looked at.
        branch: The branch, as `owner:name`, where there is no pull request; then the findings
            are kept, since nothing else keeps them.
    """
    found = tuple(findings)
    left = tuple(finding.title for finding in found if finding.status is Status.FIX)
    kept = tuple(replace(finding, evidence=()) for finding in found) if branch else ()
    return Readiness(not left, left, sha, branch, kept)


def undecided(branches: Iterable[str]) -> Readiness:
    """Return that nothing was looked at, because one of several branches may be meant."""
    return Readiness(is_ready=False, left=(NAME_IT,), branches=tuple(branches)[:MOST_BRANCHES])


def which(branches: tuple[str, ...]) -> str:
    """Return the question which of these branches is meant, Markdown."""
    lines = "\n".join(f"- {quote(f'/ready {branch}', BRANCH_SHOWN)}" for branch in branches)
    return f"**Which branch is meant?** Nothing was looked at yet. Write one of these:\n\n{lines}"


def ready(
    contribution: Contribution,
    project: Project | None,
    findings: tuple[Finding, ...],
    mentors: tuple[str, ...] = (),
    looked: Readiness | None = None,
) -> Told:
    """Return the answer to `/ready`.

    Nothing in it is a text in the student's name where the project's rule on work by machines
    does not allow one: then it says what belongs in the description, and no more.

    Args:
        contribution: Where it stands.
        project: The project of its issue, as far as it is known.
        findings: What the checklist found; empty where only its result is kept.
        mentors: The logins of the student's mentors in the cohort.
        looked: What is kept of it, where it was a branch and there is no pull request.
    """
    left = [finding for finding in findings if finding.status is Status.FIX]
    branch = "" if looked is None else _on(looked)
    if left:
        lines = list(_not_yet(left, branch))
        if looked is not None:
            look = title_and_description(contribution, project)
            lines += ("", *_still_open(findings, tuple(look)))
        return Told("\n".join(lines))
    lines = [f"**Ready.** Nothing is left to do on the checklist{branch}. In this order:", ""]
    steps = how_to_open(contribution, project)
    lines += (f"{number}. {step}" for number, step in enumerate(steps, start=1))
    if looked is not None:
        lines += ("", *_still_open(findings))
    lines += ("", *_description(contribution, project))
    return Told("\n".join(lines).rstrip(), _request(contribution, mentors, branch))


def _on(looked: Readiness) -> str:
    return f" of the branch {quote(looked.branch, BRANCH_SHOWN)} at {quote(looked.sha[:SHA_SHOWN])}"


def _not_yet(left: list[Finding], branch: str) -> Iterator[str]:
    count = "One thing is" if len(left) == 1 else f"{len(left)} things are"
    yield f"**Not ready yet.** {count} left to do{branch and ' on the checklist'}{branch}:"
    yield ""
    for number, finding in enumerate(left[:MOST_LEFT], start=1):
        yield f"{number}. **{finding.title}.** {finding.summary} To do: {finding.fix}"
    if len(left) > MOST_LEFT:
        yield f"{MOST_LEFT + 1}. And {len(left) - MOST_LEFT} more on the checklist."


def _still_open(findings: tuple[Finding, ...], look: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield what cannot be said of a branch, and what will be wanted of it."""
    yield (
        "**Still open:** there is no pull request yet, so title and description could not be"
        " looked at. A draft in the course's fork is enough for that."
    )
    unknown = [each for each in findings if each.status is Status.UNKNOWN]
    wanted = [each for each in unknown if each.check != _DESCRIPTION]
    if wanted or look:
        yield ""
    yield from (f"- {line}" for line in look)
    yield from (f"- **{each.title}.** {each.summary} {each.fix}".rstrip() for each in wanted)


def _description(contribution: Contribution, project: Project | None) -> Iterator[str]:
    if project is None or not project.drafting_allowed:
        yield (
            "Write title and description in your own words: this coach drafts no text for you to"
            " post there."
        )
        return
    yield "<details>"
    yield "<summary>A frame for the description, to be filled by you</summary>"
    yield ""
    yield "```text"
    headings = project.template.headings if project.template else ()
    yield from (f"## {_fenced(heading)}" for heading in headings)
    yield from (f"({_fenced(part.text)})" for part in wanted_parts(contribution, project))
    if project.ai and project.ai.disclosure_required:
        said = project.ai.disclosure or "Say what a machine helped with."
        yield f"({_fenced(said)})"
    yield "```"
    yield ""
    yield "</details>"


def _fenced(text: str) -> str:
    return inert(text).replace("```", "'''")


def _request(contribution: Contribution, mentors: tuple[str, ...], branch: str) -> str:
    if not mentors:
        return ""
    names = ", ".join(f"@{login}" for login in mentors)
    what = quote(str(contribution.issue)) if contribution.issue else "This contribution"
    return (
        f"{names}: {what} is ready by the checklist{branch}. Would you look at it before it goes"
        " to the project? `/approve` says go ahead; `/revise` says what to change."
    )
