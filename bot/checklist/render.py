"""From findings to the words that a student reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.kernel import markers
from bot.kernel.finding import Status
from bot.kernel.markdown import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.kernel.finding import Evidence, Finding
    from bot.kernel.snapshot import PullRequest

EVIDENCE_SHOWN: Final = 5
"""More than these make a list nobody reads; they also bound the comment's length."""

PATH_LIMIT: Final = 100

_PLACES: Final = frozenset(
    {"commit", "description", "linked issue", "title", "your comment", "your plan comment"}
)
"""Places that are our own words; any other is a path, and a path is a user's text."""

_NUMBERS: Final = (
    "No thing",
    "One thing",
    "Two things",
    "Three things",
    "Four things",
    "Five things",
)

_FOOTER: Final = (
    "<sub>This checklist shows what reviewers of open-source projects usually look for. "
    "It is edited in place when you change the pull request. "
    "Nothing is posted to the upstream project.</sub>"
)


@dataclass(frozen=True, slots=True)
class CheckRunText:
    """What the check run shows.

    Attributes:
        title: A few words.
        summary: The findings as Markdown, below GitHub's limit of 65,535 characters.
        conclusion: `success` or `neutral`; never `failure`, which frightens and can block.
    """

    title: str
    summary: str
    conclusion: str


def ready(findings: Iterable[Finding]) -> bool:
    """Return whether nothing is left to do before a maintainer should look."""
    return all(finding.status is not Status.FIX for finding in findings)


def comment(pull_request: PullRequest, findings: tuple[Finding, ...]) -> str:
    """Return the checklist comment; the same findings always give the same text.

    The first line is `bot.kernel.markers.CHECKLIST`. Nothing in it mentions anybody or links
    upstream, whatever users wrote, and it stays below 60,000 code points.
    """
    return "\n\n".join((markers.CHECKLIST, *_body(pull_request, findings), _FOOTER)) + "\n"


def check_run(pull_request: PullRequest, findings: tuple[Finding, ...]) -> CheckRunText:
    """Return what the check run shows: the same findings as the comment."""
    left = sum(finding.status is Status.FIX for finding in findings)
    return CheckRunText(
        title=f"{_count(left)} left to do" if left else "Ready for review",
        summary="\n\n".join(_body(pull_request, findings)) + "\n",
        conclusion="neutral" if left else "success",
    )


def _body(pull_request: PullRequest, findings: tuple[Finding, ...]) -> Iterator[str]:
    left = [finding for finding in findings if finding.status is Status.FIX]
    tips = [finding for finding in findings if finding.status is Status.TIP]
    rest = [finding for finding in findings if finding.status not in {Status.FIX, Status.TIP}]
    yield _opening(pull_request, len(left), len(tips))
    for number, finding in enumerate(left, start=1):
        yield from _to_do(f"### {number}. {finding.title}", finding)
    if tips:
        yield "**Worth a thought; nobody waits for it**"
        for finding in tips:
            yield _tip(finding)
    if rest:
        yield _folded(rest)


def _opening(pull_request: PullRequest, left: int, tips: int) -> str:
    if left and pull_request.is_draft:
        return (
            f"**This is a draft, so take your time. {_count(left)} to do before you ask for a "
            "review:**"
        )
    if left:
        return f"**{_count(left)} to do before a maintainer looks at this:**"
    if pull_request.is_draft:
        return "**Nothing is left to do. When you are ready, this draft is too.**"
    if tips:
        return "**Nothing is left to do; this is ready for a maintainer.** Well done."
    return "**All done. This is ready for a maintainer.** Well done."


def _count(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number} things"


def _to_do(heading: str, finding: Finding) -> Iterator[str]:
    yield heading
    yield f"{finding.summary} {finding.why}".strip()
    yield f"**To do:** {finding.fix}"
    seen = _seen(finding.evidence)
    if seen:
        yield "Seen:\n" + "\n".join(f"- {line}" for line in seen)


def _tip(finding: Finding) -> str:
    told = " ".join(filter(None, (finding.summary, finding.why, finding.fix)))
    lines = (f"- **{finding.title}:** {told}", *(f"  - {line}" for line in _seen(finding.evidence)))
    return "\n".join(lines)


def _folded(findings: list[Finding]) -> str:
    passed = [finding.title for finding in findings if finding.status is Status.PASS]
    names = ", ".join(title[0].lower() + title[1:] for title in passed)
    summary = f"Already fine: {names}" if names else "Not judged or not needed here"
    lines = []
    for finding in findings:
        lines.append(f"- {_LABELS[finding.status]}**{finding.title}:** {finding.summary}")
        lines.extend(f"  - {line}" for line in _seen(finding.evidence))
    inner = "\n".join(lines)
    return f"<details>\n<summary>{summary}</summary>\n\n{inner}\n\n</details>"


_LABELS: Final = {
    Status.PASS: "",
    Status.NOT_APPLICABLE: "Not needed: ",
    Status.UNKNOWN: "Not judged: ",
}


def _seen(evidence: tuple[Evidence, ...]) -> list[str]:
    lines = [_evidence(seen) for seen in evidence[:EVIDENCE_SHOWN]]
    more = len(evidence) - EVIDENCE_SHOWN
    return [*lines, f"and {more:,} more"] if more > 0 else lines


def _evidence(seen: Evidence) -> str:
    where = seen.where if seen.where in _PLACES else quote(seen.where, PATH_LIMIT)
    place = f"{where}, line {seen.line}" if seen.line else where
    words = quote(seen.quote)
    return f"{place}: {words}" if words else place
