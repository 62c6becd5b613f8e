"""From findings to the words that a student reads."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.checklist.background import UNKNOWN
from bot.kernel import markers
from bot.kernel.finding import Status
from bot.kernel.markdown import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.checklist.background import Background
    from bot.checklist.norms import Norms
    from bot.kernel.finding import Evidence, Finding
    from bot.kernel.snapshot import PullRequest

EVIDENCE_SHOWN: Final = 8
"""More than these make a list nobody reads; they also bound the comment's length."""

PATH_LIMIT: Final = 100

_PLACES: Final = MappingProxyType(
    {
        "commit": "in a commit",
        "contribution issue": "in the contribution issue",
        "description": "in the description",
        "linked issue": "in the linked issue",
        "title": "in the title",
        "your claim": "in your claim",
        "your comment": "in your comment",
        "your issue": "in your issue",
        "your plan comment": "in your plan",
    }
)
"""The places that are our own words; any other is a path, and a path is a user's text."""

_NUMBERS: Final = (
    "No thing",
    "One thing",
    "Two things",
    "Three things",
    "Four things",
    "Five things",
)

_PROMISE: Final = (
    "It edits this comment when you change the pull request, and posts nothing upstream."
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


def comment(
    pull_request: PullRequest, findings: tuple[Finding, ...], background: Background = UNKNOWN
) -> str:
    """Return the checklist comment; the same findings always give the same text.

    Args:
        pull_request: The snapshot.
        findings: What the checks found, against this background.
        background: What is known of the project; the comment names it.

    The first line is `bot.kernel.markers.CHECKLIST`. Nothing in it mentions anybody or links
    upstream, whatever users wrote, and it stays below 60,000 code points.
    """
    parts = (markers.CHECKLIST, *_body(pull_request, findings), _footer(background.norms))
    return "\n\n".join(parts) + "\n"


def check_run(pull_request: PullRequest, findings: tuple[Finding, ...]) -> CheckRunText:
    """Return what the check run shows: the same findings as the comment."""
    left = sum(finding.status is Status.FIX for finding in findings)
    return CheckRunText(
        title=f"{_count(left)} left to do" if left else "Ready for review",
        summary="\n\n".join(_body(pull_request, findings)) + "\n",
        conclusion="neutral" if left else "success",
    )


def _footer(norms: Norms) -> str:
    if norms.project is None:
        known = (
            "Upstream Coach looks for what reviewers of open-source projects usually ask first; "
            "it knows no particular habits of this project."
        )
    else:
        known = (
            "Upstream Coach looks for what reviewers usually ask first, and compares with what "
            f"was merged in {quote(norms.project)}."
        )
    return f"<sub>{known} {_PROMISE}</sub>"


def _body(pull_request: PullRequest, findings: tuple[Finding, ...]) -> Iterator[str]:
    left = [finding for finding in findings if finding.status is Status.FIX]
    tips = [finding for finding in findings if finding.status is Status.TIP]
    rest = [finding for finding in findings if finding.status not in {Status.FIX, Status.TIP}]
    yield _opening(pull_request, findings)
    if left:
        yield "\n".join(_advice(f"{n}.", finding) for n, finding in enumerate(left, start=1))
    if tips:
        yield "Worth a thought, though nobody waits for it:"
        yield "\n".join(_advice("-", finding) for finding in tips)
    if rest:
        yield _folded(rest)


def _opening(pull_request: PullRequest, findings: tuple[Finding, ...]) -> str:
    statuses = [finding.status for finding in findings]
    left = statuses.count(Status.FIX)
    if left and pull_request.is_draft:
        return (
            f"**This is a draft, so take your time. {_count(left)} to do before you ask for a "
            "review:**"
        )
    if left:
        return f"**{_count(left)} to do before a maintainer looks at this:**"
    if Status.UNKNOWN in statuses:
        return "**Nothing is left to do, as far as this could be judged.**"
    if pull_request.is_draft:
        return "**Nothing is left to do. When you are ready, this draft is too.**"
    if Status.TIP in statuses:
        return "**Nothing is left to do; this is ready for a maintainer.**"
    return "**All set: this is ready for a maintainer.** Thank you for the care you took."


def _count(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number} things"


def _advice(bullet: str, finding: Finding) -> str:
    """Return what was seen, what to do about it and why, as an item of a list."""
    indent = " " * (len(bullet) + 1)
    lines = [f"{bullet} **{finding.title}.** {finding.summary}"]
    lines.extend(_seen(finding.evidence, indent))
    lines.append(f"{indent}- To do: {finding.fix}")
    lines.append(f"{indent}- Why: {finding.why}")
    return "\n".join(lines)


def _folded(findings: list[Finding]) -> str:
    passed = [finding.title for finding in findings if finding.status is Status.PASS]
    names = ", ".join(title[0].lower() + title[1:] for title in passed)
    summary = f"Already fine: {names}" if names else "Not needed or not judged"
    lines = []
    for finding in findings:
        lines.append(f"- **{finding.title}.** {_LABELS[finding.status]}{finding.summary}")
        lines.extend(_seen(finding.evidence, "  "))
    inner = "\n".join(lines)
    return f"<details>\n<summary>{summary}</summary>\n\n{inner}\n\n</details>"


_LABELS: Final = {
    Status.PASS: "",
    Status.NOT_APPLICABLE: "Not needed here. ",
    Status.UNKNOWN: "Not judged. ",
}


def _seen(evidence: tuple[Evidence, ...], indent: str) -> Iterator[str]:
    """Yield the lines of what was seen: one stands beside the label, several stand below it."""
    lines = [_evidence(seen) for seen in evidence[:EVIDENCE_SHOWN]]
    if len(evidence) > EVIDENCE_SHOWN:
        lines.append(f"and {len(evidence) - EVIDENCE_SHOWN:,} more")
    if len(lines) == 1:
        label = "Seen" if evidence[0].where in _PLACES else "Seen:"
        yield f"{indent}- {label} {lines[0]}"
    elif lines:
        yield f"{indent}- Seen:"
        yield from (f"{indent}  - {line}" for line in lines)


def _evidence(seen: Evidence) -> str:
    where = _PLACES.get(seen.where) or quote(seen.where, PATH_LIMIT)
    place = f"{where}, line {seen.line:,}" if seen.line else where
    words = quote(seen.quote)
    return f"{place}: {words}" if words else place
