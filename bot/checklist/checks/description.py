"""Do title and description tell a stranger what changed and why?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.checklist import prose
from bot.checklist.check import Check, Trigger, Verdict
from bot.checklist.kind import Kind, is_revert
from bot.checklist.titles import is_bare
from bot.checklist.words import amount, is_foreign, listed, normal, words
from bot.kernel.finding import Evidence, Status
from bot.kernel.markdown import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.checklist.reading import Reading
    from bot.kernel.markdown import Block

TITLE_LIMIT: Final = 120
"""Code points; GitHub's lists and most mail programs cut longer titles."""

LEAST_WORDS: Final = 4
TELLING_WORDS: Final = 40
"""A description of so many words most likely gives its reason, in words that we do not know."""

PLACEHOLDERS_SHOWN: Final = 3
SMALL_LINES: Final = 10
"""Up to here the change explains itself: neither a reason nor an issue is looked for."""

ISSUE_LINES: Final = 50
"""Up to here nobody misses an issue whose description says why."""

_UNFINISHED: Final = re.compile(
    r"^\[?(?:wip|dnm|draft|work in progress)\b|\bdo[- ]not[- ]merge\b", re.IGNORECASE
)
_ISSUE: Final = re.compile(r"#\d|\bGH-\d|/issues/\d|/discussions/\d|/pull/\d", re.IGNORECASE)
_NO_ISSUE: Final = (
    "no issue",
    "no related issue",
    "no linked issue",
    "no open issue",
    "no existing issue",
    "without an issue",
    "not linked to an issue",
    "no tracking issue",
    "no corresponding issue",
)
_REASONS: Final = listed(
    "aim aims allow allows avoid because breaks broke broken bug cannot cause caused causes crash "
    "crashes currently deprecated didn doesn enable enables ensure error errors fail failed "
    "failing fails faster fix fixed fixes hang hence improve improves incorrect incorrectly "
    "instead isn issue lack lacks leads lets missing mistake motivation must need needed needs "
    "obsolete otherwise outdated prevent prevents previously problem purpose raises rationale "
    "reason reduce reduces redundant regression require required requires resolves simplifies "
    "simplify since slow so speeds therefore unable unused unsupported useful "
    "want wasn when why without wouldn wrong"
)
_ORDER: Final = (Status.FIX, Status.TIP)


def run(reading: Reading) -> Verdict:
    """Return what a stranger would miss in title and description; the gravest first."""
    found = sorted(_observations(reading), key=lambda verdict: _ORDER.index(verdict.status))
    if not found:
        if is_foreign(_written(reading)):
            return Verdict(
                Status.PASS,
                "Title and description are there; not in English, they were not read closely.",
            )
        return Verdict(Status.PASS, "Title and description say what changed and why.")
    return Verdict(
        found[0].status,
        " ".join(verdict.summary for verdict in found),
        why="Reviewers choose by the title what to read, and the description tells them why.",
        fix=" ".join(verdict.fix for verdict in found),
        evidence=tuple(seen for verdict in found for seen in verdict.evidence),
    )


def _observations(reading: Reading) -> Iterator[Verdict]:
    yield from _title(reading)
    written = _written(reading)
    is_short = amount(written) < LEAST_WORDS
    if is_short and not is_revert(reading.pull_request.title):
        yield _unwritten(reading)
        return
    yield from _leftovers(reading)
    if not _says_why(reading, written):
        yield Verdict(
            Status.TIP,
            "The description does not say why.",
            fix="Add a sentence on what goes wrong, or is missing, without this change.",
        )
    if reading.lines > ISSUE_LINES and not _has_issue(reading):
        yield Verdict(
            Status.TIP,
            "No issue is linked.",
            fix="Link the issue (`Fixes` and its number), or say that there is none and why.",
        )


def _written(reading: Reading) -> str:
    return "\n".join(passage.said for passage in reading.body.passages if passage.said)


def _unwritten(reading: Reading) -> Verdict:
    shown = [block for block in reading.body.blocks if block.kind is not BlockKind.REMARK]
    placeholders = _placeholders(reading.body.blocks)
    if not shown:
        seen = "The description is empty."
    elif placeholders or any(block.kind is BlockKind.HEADING for block in shown):
        seen = "The description is still the template."
    else:
        seen = "The description has no sentence on what changed."
    is_needed = bool(placeholders) or not _explains_itself(reading)
    return Verdict(
        Status.FIX if is_needed else Status.TIP,
        seen,
        fix=(
            "Say in two or three sentences what was wrong or missing and what you changed. "
            "The plan can be one of them."
        ),
        evidence=placeholders,
    )


def _leftovers(reading: Reading) -> Iterator[Verdict]:
    placeholders = _placeholders(reading.body.blocks)
    if placeholders:
        yield Verdict(
            Status.FIX,
            "Parts of the template are not filled in.",
            fix="Fill in what is listed here, or delete it.",
            evidence=placeholders,
        )
    boxes = [block.checked for block in reading.body.blocks if block.checked is not None]
    if boxes and not any(boxes):
        yield Verdict(
            Status.TIP,
            "None of the template's boxes is ticked.",
            fix="Tick the boxes that apply, and delete the others.",
        )


def _placeholders(blocks: tuple[Block, ...]) -> tuple[Evidence, ...]:
    lines = [
        line.strip()
        for block in blocks
        if block.kind in {BlockKind.PARAGRAPH, BlockKind.ITEM}
        # An alternative that was not ticked need not be filled in.
        and not (block.quoted or block.checked is False)
        for line in block.text.split("\n")
        if line.strip() and prose.is_leftover(line)
    ]
    return tuple(Evidence("description", line) for line in lines[:PLACEHOLDERS_SHOWN])


def _explains_itself(reading: Reading) -> bool:
    return reading.lines <= SMALL_LINES or reading.kind in {Kind.DOCS, Kind.CHORE}


def _says_why(reading: Reading, written: str) -> bool:
    """Return whether a reason is given; a long or foreign text has the benefit of the doubt."""
    headings = " ".join(passage.heading for passage in reading.body.passages)
    return (
        amount(written) >= TELLING_WORDS
        or is_foreign(written)
        or not _REASONS.isdisjoint(words(written) | words(headings))
        # A revert names what it takes back, which is no reason for it.
        or (_has_issue(reading) and not is_revert(reading.pull_request.title))
    )


def _has_issue(reading: Reading) -> bool:
    if reading.issues or _explains_itself(reading):
        return True
    blocks = reading.body.blocks
    shown = " ".join(block.text for block in blocks if block.kind is not BlockKind.REMARK)
    texts = (reading.pull_request.title, shown, *(link for block in blocks for link in block.links))
    said = normal(shown)
    return any(map(_ISSUE.search, texts)) or any(phrase in said for phrase in _NO_ISSUE)


def _title(reading: Reading) -> Iterator[Verdict]:
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
            Status.FIX,
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


CHECK: Final = Check(
    name="description",
    title="A clear title and description",
    triggers=frozenset(Trigger) - {Trigger.COMMENTS},
    run=run,
)
