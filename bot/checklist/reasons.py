"""Whether a description gives its reason, and an issue that has more of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.checklist.kind import Kind, is_revert
from bot.checklist.words import amount, is_foreign, listed, normal, words
from bot.kernel.contribution import ContributionKind
from bot.kernel.markdown import BlockKind

if TYPE_CHECKING:
    from bot.checklist.reading import Reading

TELLING_WORDS: Final = 40
"""A description of so many words most likely gives its reason, in words that we do not know."""

SMALL_LINES: Final = 10
"""Up to here the change explains itself: neither a reason nor an issue is looked for."""

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
    "aim aims allow allows avoid because breaks broke broken bug cannot cause caused causes "
    "crash crashes currently deprecated deprecates didn doesn enable enables ensure error even "
    "errors fail failed failing fails faster fix fixed fixes hang hence ignored improve "
    "improves incorrect incorrectly instead isn issue lack lacks leads lets missing mistake "
    "motivation must need needed needs never no not nothing obsolete only otherwise outdated "
    "prevent prevents previously problem purpose raises rationale reason reduce reduces "
    "redundant regression require required requires resolves simplifies simplify since skipped "
    "slow so speeds therefore unable unsupported unused useful want wasn when why without "
    "wouldn wrong"
)
_APPROVED: Final = ("approved by", "pre approved", "preapproved")
_EXPLAINED: Final = frozenset({Kind.DOCS, Kind.CHORE})


def written(reading: Reading) -> str:
    """Return what the description says in the author's own sentences."""
    return "\n".join(passage.said for passage in reading.body.passages if passage.said)


def explains_itself(reading: Reading) -> bool:
    """Return whether the diff tells what a description would."""
    return reading.lines <= SMALL_LINES or reading.kind in _EXPLAINED


def says_why(reading: Reading) -> bool:
    """Return whether a reason is given; a long or foreign text has the benefit of the doubt."""
    said = written(reading)
    headings = " ".join(passage.heading for passage in reading.body.passages)
    return (
        amount(said) >= TELLING_WORDS
        or is_foreign(said)
        or not _REASONS.isdisjoint(words(said) | words(headings))
        or explains_itself(reading)
        # A benchmark is wanted for what it measures.
        or reading.aim is ContributionKind.EVALUATION
        # A revert names what it takes back, which is no reason for it.
        or (links_issue(reading) and not is_revert(reading.pull_request.title))
    )


def links_issue(reading: Reading) -> bool:
    """Return whether an issue, a discussion or another pull request is linked."""
    if reading.issues:
        return True
    blocks = reading.body.blocks
    texts = (
        reading.pull_request.title,
        _shown(reading),
        *(link for block in blocks for link in block.links),
    )
    return any(map(_ISSUE.search, texts))


def denies_issue(reading: Reading) -> bool:
    """Return whether the description says that there is no issue."""
    said = normal(_shown(reading))
    return any(phrase in said for phrase in _NO_ISSUE)


def tells_approval(reading: Reading) -> bool:
    """Return whether the description names who agreed to the change beforehand."""
    said = normal(_shown(reading))
    return any(phrase in said for phrase in _APPROVED)


def _shown(reading: Reading) -> str:
    blocks = reading.body.blocks
    return " ".join(block.text for block in blocks if block.kind is not BlockKind.REMARK)
