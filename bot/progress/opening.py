"""How one opens a pull request at a project: what comes first, title, template, consent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.kernel.contribution import ContributionKind
from bot.kernel.markdown import inert, quote
from bot.projects.facts import IssueRule, Prefix, Stance, When

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.kernel.contribution import Contribution
    from bot.projects.facts import Part
    from bot.projects.model import Project

_WANTED: Final = {
    ContributionKind.FIX: {When.BUG},
    ContributionKind.KERNEL: {When.PERFORMANCE, When.NUMERICS},
    ContributionKind.PERFORMANCE: {When.PERFORMANCE},
    ContributionKind.INTEGRATION: {When.FEATURE, When.MODEL},
    ContributionKind.EVALUATION: {When.FEATURE, When.TASK},
}
"""For which pull requests a part is wanted, by what the contribution is for."""


def how_to_open(contribution: Contribution, project: Project | None) -> tuple[str, ...]:
    """Return the steps, each a sentence or two of Markdown, in the order of doing them."""
    lines = [*_first(contribution, project), *_opening(contribution, project)]
    return (*lines, "Then write `/pr` here with its address, so that it is watched for you.")


def wanted_parts(contribution: Contribution, project: Project | None) -> tuple[Part, ...]:
    """Return the parts of a description that the project wants for such a contribution."""
    if project is None or project.required_parts is None:
        return ()
    kinds = {When.ALWAYS, *_WANTED.get(contribution.kind or ContributionKind.DOCS, ())}
    return tuple(part for part in project.required_parts.parts if part.when in kinds)


def _first(contribution: Contribution, project: Project | None) -> Iterator[str]:
    issue = quote(str(contribution.issue)) if contribution.issue else "the issue"
    claim = project.claim if project else None
    if claim and claim.wait_for_approval:
        yield f"Comment on {issue} first and wait for a maintainer's yes. {inert(claim.how)}"
    elif claim:
        yield f"First, if you have not yet, at {issue}: {inert(claim.how)}"
    else:
        yield f"Comment on {issue} first, so that nobody does the same work."
    if claim and claim.issue_required is IssueRule.ALWAYS:
        yield f"Name {issue} in the description; a pull request without an issue may be closed."
    else:
        yield f"Name {issue} in the description."


def _opening(contribution: Contribution, project: Project | None) -> Iterator[str]:
    if project is None or project.is_generic:
        yield "Open it from your fork. Nothing particular is known of this project's habits."
        return
    yield f"Open it from your fork against {quote(project.name)}."
    yield from title_and_description(contribution, project)
    yield from _consent(project)
    if project.focus and project.focus.open_pull_request_cap:
        yield f"At most {project.focus.open_pull_request_cap} of your pull requests may be open."
    if project.first_ci:
        yield f"Checks there: {inert(project.first_ci.rule)}"


def title_and_description(contribution: Contribution, project: Project | None) -> Iterator[str]:
    """Yield what title and description have to look like there, each a sentence of Markdown."""
    if project is None:
        return
    if project.title:
        must = "must" if project.title.prefix is Prefix.REQUIRED else "should"
        examples = ", ".join(quote(each) for each in project.title.examples[:3])
        yield f"What the title {must} look like: {inert(project.title.convention)}" + (
            f" For example {examples}." if examples else ""
        )
    if project.template and project.template.headings:
        headings = ", ".join(quote(each) for each in project.template.headings)
        yield f"What the template wants: {headings}."
    if parts := wanted_parts(contribution, project):
        yield f"What belongs in it: {'; '.join(inert(part.text) for part in parts)}."


def _consent(project: Project) -> Iterator[str]:
    consent = project.sign_off
    if consent and consent.dco:
        yield f"Sign off every commit. {inert(consent.how or 'git commit -s does it.')}"
    if consent and consent.cla:
        yield f"Sign the agreement once: {inert(consent.cla)}"
    if project.ai and project.ai.stance is not Stance.ACCOUNTABLE:
        yield f"On help by machines: {inert(project.ai.rule)}"
