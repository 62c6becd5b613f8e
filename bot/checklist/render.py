"""From findings to the words that a student reads."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.checklist.background import UNKNOWN
from bot.checklist.remarks import remarks
from bot.kernel import markers
from bot.kernel.finding import Status
from bot.kernel.markdown import QUOTE_LIMIT, quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.checklist.background import Background
    from bot.checklist.norms import Norms
    from bot.kernel.effect import Annotation
    from bot.kernel.finding import Evidence, Finding
    from bot.kernel.snapshot import PullRequest

LIMIT: Final = 60_000
"""Code points of a comment; GitHub takes 65,536."""

SEEN_IN_FULL: Final = MappingProxyType({Status.FIX: 5, Status.TIP: 3})
"""Places shown of a finding; more make a list that nobody reads."""
SEEN_AT_LEAST: Final = MappingProxyType({Status.FIX: 1, Status.TIP: 1})
"""Likewise where all of them would make the comment too long."""

PATH_LIMIT: Final = 100
FINE_QUOTE: Final = 80
"""Code points quoted of what is fine: enough to know the place again."""
LONGEST_SENTENCE: Final = 2_000
"""Our own sentences are far shorter. One that is not quotes too much, and is shown as a quote."""

COMMAND: Final = "command"
"""The place of evidence that is a command to run, and was seen nowhere."""

_PLACES: Final = MappingProxyType(
    {
        "another pull request": "in another pull request",
        "base branch": "in the base branch",
        "commit": "in a commit",
        "contribution issue": "in the contribution issue",
        "description": "in the description",
        "licence": "in the licence",
        "linked issue": "in the linked issue",
        "readme": "in the readme",
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


_FOOTER_ROOM: Final = 1_000


@dataclass(frozen=True, slots=True)
class CheckRunText:
    """What the check run shows.

    Attributes:
        title: A few words.
        summary: The findings as Markdown, below GitHub's limit of 65,535 characters.
        conclusion: `success` or `neutral`; never `failure`, which frightens and can block.
        annotations: The same beside the lines that they are about.
    """

    title: str
    summary: str
    conclusion: str
    annotations: tuple[Annotation, ...] = ()


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
    upstream, whatever users wrote, and it stays below `LIMIT` code points.
    """
    body = _body(pull_request, findings, background.norms.project)
    return "\n\n".join((markers.CHECKLIST, body, _footer(background.norms))) + "\n"


def check_run(
    pull_request: PullRequest, findings: tuple[Finding, ...], background: Background = UNKNOWN
) -> CheckRunText:
    """Return what the check run shows: the same findings as the comment, and beside the lines."""
    left = sum(finding.status is Status.FIX for finding in findings)
    return CheckRunText(
        title=f"{_count(left)} left to do" if left else "Ready for review",
        summary=_body(pull_request, findings, background.norms.project) + "\n",
        conclusion="neutral" if left else "success",
        annotations=remarks(pull_request.diff, findings),
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


def _body(pull_request: PullRequest, findings: tuple[Finding, ...], project: str | None) -> str:
    opening = _opening(pull_request, findings, project)
    full = "\n\n".join((opening, *_parts(findings, SEEN_IN_FULL)))
    if len(full) < LIMIT - _FOOTER_ROOM:
        return full
    return "\n\n".join((opening, *_parts(findings, SEEN_AT_LEAST)))


def _parts(findings: tuple[Finding, ...], shown: Mapping[Status, int]) -> Iterator[str]:
    left = [finding for finding in findings if finding.status is Status.FIX]
    tips = [finding for finding in findings if finding.status is Status.TIP]
    rest = [finding for finding in findings if finding.status not in {Status.FIX, Status.TIP}]
    if left:
        yield "\n".join(
            _advice(f"{n}.", finding, shown[Status.FIX]) for n, finding in enumerate(left, start=1)
        )
    advice = "\n".join(_advice("-", finding, shown[Status.TIP]) for finding in tips)
    if left and tips:
        # What nobody waits for must not hide what is to do.
        yield _fold("Tips for later", tips, advice)
    elif tips:
        yield "Worth a thought, though nobody waits for it:"
        yield advice
    if rest:
        yield _folded(rest)


def _opening(pull_request: PullRequest, findings: tuple[Finding, ...], project: str | None) -> str:
    statuses = [finding.status for finding in findings]
    left = statuses.count(Status.FIX)
    maintainer = f"a maintainer of {quote(project)}" if project else "a maintainer"
    if left and pull_request.is_draft:
        return (
            f"**This is a draft, so take your time. {_count(left)} to do before you ask "
            f"{maintainer} for a review:**"
        )
    if left:
        return f"**{_count(left)} to do before {maintainer} looks at this:**"
    if Status.UNKNOWN in statuses:
        return "**Nothing is left to do, as far as this could be judged.**"
    if pull_request.is_draft:
        return "**Nothing is left to do. When you are ready, this draft is too.**"
    if Status.TIP in statuses:
        return f"**Nothing is left to do; this is ready for {maintainer}.**"
    return f"**All set: this is ready for {maintainer}.** Thank you for the care you took."


def _count(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number} things"


def _advice(bullet: str, finding: Finding, shown: int) -> str:
    """Return what was found, what to do about it, what was seen and why, as a list's item."""
    indent = " " * (len(bullet) + 1)
    lines = [
        f"{bullet} **{finding.title}.** {_sentence(finding.summary)}",
        f"{indent}- **To do:** {_sentence(finding.fix)}",
        *_seen(finding.evidence, indent, shown),
        f"{indent}- Why: {_sentence(finding.why)}",
    ]
    return "\n".join(lines)


def _folded(findings: list[Finding]) -> str:
    lines = [
        " ".join(filter(None, (f"- **{finding.title}.**", label, *_fine(finding))))
        for status, label in _LABELS.items()
        for finding in findings
        if finding.status is status
    ]
    passed = [finding for finding in findings if finding.status is Status.PASS]
    inner = "\n".join(lines)
    return _fold("Already fine" if passed else "Not needed or not judged", passed, inner)


def _fine(finding: Finding) -> Iterator[str]:
    """Yield what was found, the first place, and a command to run: what is fine takes a line."""
    yield _sentence(finding.summary)
    seen, commands = _apart(finding.evidence)
    if seen:
        label = "Seen" if seen[0].where in _PLACES else "Seen:"
        yield f"{label} {_evidence(seen[0], FINE_QUOTE)}"
    if commands:
        yield f"Run: {quote(commands[0].quote)}"


def _fold(label: str, findings: list[Finding], inner: str) -> str:
    names = ", ".join(finding.check for finding in findings)
    summary = f"{label}: {names}" if names else label
    return f"<details>\n<summary>{summary}</summary>\n\n{inner}\n\n</details>"


_LABELS: Final = MappingProxyType(
    {
        Status.PASS: "",
        Status.UNKNOWN: "Not judged.",
        Status.NOT_APPLICABLE: "Not needed here.",
    }
)


def _sentence(text: str) -> str:
    return text if len(text) <= LONGEST_SENTENCE else quote(text, LONGEST_SENTENCE // 3)


def _apart(
    evidence: tuple[Evidence, ...],
) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """Tell what was seen from what is to be run."""
    seen = tuple(each for each in evidence if each.where != COMMAND)
    return seen, tuple(each for each in evidence if each.where == COMMAND)


def _seen(evidence: tuple[Evidence, ...], indent: str, shown: int) -> Iterator[str]:
    """Yield the lines of what was seen: one stands beside the label, several stand below it."""
    evidence, commands = _apart(evidence)
    for each in commands[:shown]:
        yield f"{indent}- Run: {quote(each.quote)}"
    lines = [_evidence(seen) for seen in evidence[:shown]]
    if len(evidence) > shown:
        lines.append(f"and {len(evidence) - shown:,} more")
    if len(lines) == 1:
        label = "Seen" if evidence[0].where in _PLACES else "Seen:"
        yield f"{indent}- {label} {lines[0]}"
    elif lines:
        yield f"{indent}- Seen:"
        yield from (f"{indent}  - {line}" for line in lines)


def _evidence(seen: Evidence, limit: int = QUOTE_LIMIT) -> str:
    where = _PLACES.get(seen.where) or quote(seen.where, PATH_LIMIT)
    place = f"{where}, line {seen.line:,}" if seen.line else where
    words = quote(seen.quote, limit)
    return f"{place}: {words}" if words else place
