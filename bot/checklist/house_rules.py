"""What a project wants to be changed along with the code, or left alone; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.checklist.check import Verdict
from bot.checklist.paths import Role
from bot.kernel.contribution import ContributionKind
from bot.kernel.finding import Evidence, Status
from bot.projects.facts import Basis, PartName, When

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.checklist.reading import Reading
    from bot.projects.model import Project


def observe(reading: Reading) -> Iterator[Verdict]:
    """Yield what else should have changed, and what should not."""
    project = reading.background.project
    if project is None:
        return
    yield from _one_commit(reading, project)
    yield from _labels(reading, project)
    if reading.knows_all_files:
        yield from _release_notes(reading, project)
        yield from _docs(reading, project)


def _one_commit(reading: Reading, project: Project) -> Iterator[Verdict]:
    commits = reading.pull_request.commit_count
    if project.focus is not None and project.focus.one_commit and commits > 1:
        yield Verdict(
            Status.TIP,
            f"There are {commits} commits, and this project wants one commit for each change.",
            why="Each commit of its history is one change that can be taken back.",
            fix=(
                f"Put them together: `git reset --soft HEAD~{commits} && git commit`, then "
                "`git push --force-with-lease`."
            ),
        )


def _release_notes(reading: Reading, project: Project) -> Iterator[Verdict]:
    rule = project.changelog
    if rule is None or rule.path is None or not rule.hands_off:
        return
    if any(file.path == rule.path for file in reading.files):
        yield Verdict(
            Status.TIP,
            "The release notes changed.",
            why=rule.rule,
            fix=f"Leave `{rule.path}` as it was.",
            evidence=(Evidence(rule.path),),
        )


def _docs(reading: Reading, project: Project) -> Iterator[Verdict]:
    rule = _docs_rule(reading, project)
    if rule and not reading.of_role(Role.DOCS):
        yield Verdict(
            Status.TIP,
            "No documentation came with it.",
            why="Users find a new task or model by its entry.",
            fix=f"Add what this project asks for: {rule}.",
        )


def _docs_rule(reading: Reading, project: Project) -> str:
    """Return what the project wants to be written of a new task or model; empty when nothing."""
    if reading.aim is ContributionKind.EVALUATION and project.docs is not None:
        return (project.docs.rule or "").removesuffix(".")
    if reading.aim is not ContributionKind.INTEGRATION or project.required_parts is None:
        return ""
    wanted = {(PartName.DOCS, When.MODEL)}
    texts = (part.text for part in project.required_parts.parts if (part.name, part.when) in wanted)
    return next(texts, "")


def _labels(reading: Reading, project: Project) -> Iterator[Verdict]:
    """Yield a word on labels that a check of the project asks for."""
    rule = project.changelog
    if rule is None or rule.basis is not Basis.STATED or not rule.labels:
        return
    if set(map(_group, rule.labels)).isdisjoint(map(_group, reading.pull_request.labels)):
        yield Verdict(
            Status.TIP,
            "It has no label that says where it belongs in the release notes.",
            why="A check of the project stays red without one.",
            fix=rule.rule,
        )


def _group(label: str) -> str:
    """Return what stands before a label's colon; a project has more of a group than we know."""
    return label.casefold().partition(":")[0]
