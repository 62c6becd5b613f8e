"""What a project asks of everybody, told when nothing is left to mend; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.checklist import ai_help, sign_off
from bot.checklist.kind import Kind
from bot.checklist.paths import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.checklist.reading import Reading
    from bot.projects.model import Project

COMMANDS_SHOWN: Final = 3


def reminders(reading: Reading) -> Iterator[str]:
    """Yield sentences on what is fine and on what cannot be seen from here."""
    project = reading.background.project
    if project is None:
        yield "Nothing is known of this project's own rules, and nothing else stands in the way."
        return
    yield _sign_off(reading, project)
    yield _lint(project)
    yield _user_facing(reading, project)
    yield ai_help.reminder(reading)
    if reading.pull_request.is_draft:
        yield "This is a draft; nobody is asked to review until you mark it as ready."


def _sign_off(reading: Reading, project: Project) -> str:
    rule = project.sign_off
    if rule is None:
        return ""
    if rule.cla is not None:
        how = f" {rule.how}" if rule.how else ""
        return f"Once only, this project wants the {rule.cla} to be signed.{how}"
    if not rule.dco:
        return ""
    if not sign_off.own_commits(reading.pull_request):
        key = " -S" if rule.signed_commits else ""
        return f"Every commit must be signed off: `git commit -s{key}` does it."
    if rule.signed_commits:
        return f"Every commit is signed off. {rule.how or ''}".rstrip()
    return "Every commit is signed off."


def _lint(project: Project) -> str:
    if project.lint is None:
        return ""
    commands = " then ".join(f"`{each}`" for each in project.lint.commands[:COMMANDS_SHOWN])
    return f"Before you push, run {commands}."


def _user_facing(reading: Reading, project: Project) -> str:
    """Return the rules on documentation and release notes, for what adds something."""
    if reading.kind is not Kind.FEATURE:
        return ""
    rules = []
    if project.docs is not None and project.docs.rule and not reading.of_role(Role.DOCS):
        rules.append(f"On documentation: {project.docs.rule}")
    if project.changelog is not None and not project.changelog.hands_off:
        rules.append(f"On release notes: {project.changelog.rule}")
    return " ".join(rules)
