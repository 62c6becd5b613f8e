"""From a pull request to findings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.checklist import reading
from bot.checklist.background import UNKNOWN
from bot.checklist.checks import CHECKS, evidence, repro, tests
from bot.kernel.finding import Finding, Status

if TYPE_CHECKING:
    from bot.checklist.background import Background
    from bot.checklist.check import Verdict
    from bot.kernel.snapshot import PullRequest

TOLD_THERE: Final = frozenset({evidence.CHECK.name, repro.CHECK.name})
"""The checks of what an author shows in the description."""

DIFF_FILES: Final = 300
"""GitHub refuses the diff of a pull request with more files:
https://docs.github.com/rest/pulls/pulls#get-a-pull-request"""


def evaluate(pull_request: PullRequest, background: Background = UNKNOWN) -> tuple[Finding, ...]:
    """Return one finding for each check, in the order of the registry.

    Args:
        pull_request: The snapshot.
        background: What is known besides it: the project, its figures, the plan.
    """
    read = reading.read(pull_request, background)
    findings = []
    for check in CHECKS:
        verdict = check.run(read)
        if not background.is_opened and check.name in TOLD_THERE:
            verdict = _still_open(verdict)
        findings.append(
            Finding(
                check=check.name,
                title=check.title,
                status=verdict.status,
                summary=verdict.summary,
                why=verdict.why,
                fix=verdict.fix,
                evidence=verdict.evidence,
            )
        )
    return tuple(findings)


def _still_open(verdict: Verdict) -> Verdict:
    """Return a verdict on a description that is not written yet: nothing is missing in it."""
    if verdict.status not in {Status.FIX, Status.TIP}:
        return verdict
    return replace(
        verdict,
        status=Status.UNKNOWN,
        summary="It belongs in the description, which is still open.",
        evidence=(),
    )


def wants_diff(pull_request: PullRequest) -> bool:
    """Return whether the diff is worth a request to GitHub.

    It is when test files were touched, whose lines may or may not assert something; when the
    tests may stand inside the sources; and when the list of files is incomplete. Debugging
    output and reformatting alone are not worth it: they are tips, found when the diff is there.
    """
    if pull_request.changed_files > DIFF_FILES:
        return False
    if len(pull_request.files) < pull_request.changed_files:
        return True
    return tests.wants_lines(pull_request.files)
