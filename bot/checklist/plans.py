"""Finding the paragraph in which the author says what changes, where, and how it is verified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.checklist.names import names, parts, telling, tokens
from bot.checklist.prose import prose
from bot.checklist.reading import is_author
from bot.checklist.words import listed, normal, words
from bot.kernel.markdown import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.checklist.prose import Passage
    from bot.checklist.reading import Reading, Text
    from bot.kernel.snapshot import ChangedFile

_HEADINGS: Final = listed(
    "approach background cause change changes context description design details does feature "
    "features fix goal how implementation issue justification motivation overview plan problem "
    "proposal purpose solution summary what why"
)
_VERIFYING_HEADINGS: Final = listed(
    "benchmark benchmarks result results test tested testing testplan tests validation "
    "verification verify"
)
_EMPTY_WORDS: Final = parts(
    "a able about add all also an and any are as at basic be been behavior behaviour best better "
    "bug but by can change clean cleaner cleanup code codebase correctly could current do does "
    "easier easily efficiency efficient enhance enhancement ensure error etc everything existing "
    "expected experience feature feedback few fine fix fixed fixes follow following for from "
    "functionality general good has have help here high i if implement implementation important "
    "improve improved improvement improving in into is issue it its just less like locally logic "
    "long made maintain maintainability maintainable make making me minor more most much my need "
    "needed new nice no not of on only optimization optimize or other our overall part pass "
    "passes performance please possible potential pr practice problem project properly pull "
    "quality readability readable related reliability reliable repository request review robust "
    "robustness run several small so some stability stable standard structure such sure system "
    "test tested testing than thank thanks that the their them there these they thing this "
    "thoroughly those to trivial update updated usability use useful user various very want was "
    "we well were what when where which while will with work working works would you your"
)
_LEAST_TELLING: Final = 3
"""Words that could not stand under any change; fewer are platitudes."""

_SHINGLE: Final = 6
_MOST_SHARED: Final = 0.6
"""Of six words in a row that also stand in the issue; above it, the text is the issue's."""


class Plan(NamedTuple):
    """What may be the plan.

    Attributes:
        where: The place in words.
        text: What it says in sentences.
        passages: The blocks that it is made of.
    """

    where: str
    text: str
    passages: tuple[Passage, ...] = ()

    @property
    def names_code(self) -> bool:
        """Whether a file, folder, function or class is named in it."""
        return next(names(self.text, self._spans), None) is not None

    @property
    def is_told(self) -> bool:
        """Whether it holds words besides names; a list of files is no plan."""
        return any(
            name is None and any(map(str.isalpha, token))
            for token, name in tokens(self.text, self._spans)
        )

    @property
    def _spans(self) -> tuple[str, ...]:
        return tuple(span for passage in self.passages for span in passage.block.spans)


def candidates(reading: Reading) -> Iterator[Plan]:
    """Yield what may be the plan, the likeliest first; a text pasted from an issue is none.

    First what was handed in as a plan, then issues that the author wrote, then what the
    description says, then the author's other comments.
    """
    pasted = _Pasted(reading)
    for text in handed_in(reading):
        yield from pasted.without(_joined(text.where, text.passages))
    for text in own_issues(reading):
        yield from _joined("your issue", text.passages)
    yield from pasted.without(_in_description(reading.body))
    for comment in reading.comments:
        if not comment.is_plan:
            yield from pasted.without(_paragraphs(comment))


def handed_in(reading: Reading) -> Iterator[Text]:
    """Yield the texts that the author gave as a plan, the likeliest first."""
    if reading.plan is not None:
        yield reading.plan
    yield from (comment for comment in reading.comments if comment.is_plan)
    if reading.claim is not None:
        yield reading.claim


def own_issues(reading: Reading) -> Iterator[Text]:
    """Yield the linked issues that the author of the pull request wrote."""
    pull_request = reading.pull_request
    for issue, text in zip(pull_request.linked_issues, reading.issues, strict=True):
        if issue.author is not None and is_author(pull_request, issue.author):
            yield text


def says_what(text: str) -> bool:
    """Return whether enough words are there that could not stand under any other change."""
    return len(parts(text) - _EMPTY_WORDS) >= _LEAST_TELLING


def places(reading: Reading, files: Iterable[ChangedFile]) -> frozenset[str]:
    """Return the words that tell the places of files from others; the project's name is none."""
    repository = reading.pull_request.repository
    return telling(file.path for file in files) - parts(repository.parent or repository.name)


def says_where(plan: Plan, known: frozenset[str]) -> bool:
    """Return whether a file, function or folder is named, or a word of a changed place.

    Args:
        plan: What may be the plan.
        known: The words of the changed places, see `places`.
    """
    return plan.names_code or not known.isdisjoint(parts(plan.text))


def is_verifying(heading: str) -> bool:
    """Return whether a section with this heading tells how the change is verified."""
    return not _VERIFYING_HEADINGS.isdisjoint(words(heading))


def _in_description(text: Text) -> Iterator[Plan]:
    yield from _sections(text)
    yield from _paragraphs(text)
    yield from _joined(text.where, text.passages)


def _sections(text: Text) -> Iterator[Plan]:
    """Yield what stands under each heading that announces a plan."""
    sections: dict[str, list[Passage]] = {}
    for passage in text.passages:
        sections.setdefault(passage.heading, []).append(passage)
    for heading, found in sections.items():
        if not _HEADINGS.isdisjoint(words(heading)) and not is_verifying(heading):
            yield from _joined(text.where, found)


def _paragraphs(text: Text) -> Iterator[Plan]:
    for passage in text.passages:
        if passage.block.kind is BlockKind.PARAGRAPH and not is_verifying(passage.heading):
            yield from _joined(text.where, (passage,))


def _joined(where: str, passages: Iterable[Passage]) -> Iterator[Plan]:
    said = tuple(passage for passage in passages if passage.said)
    if said:
        yield Plan(where, "\n".join(passage.said for passage in said), said)


class _Pasted:
    """Tells texts that were copied from a linked issue."""

    def __init__(self, reading: Reading) -> None:
        self._known: set[tuple[str, ...]] = set()
        for issue, text in zip(reading.pull_request.linked_issues, reading.issues, strict=True):
            self._known.update(_shingles(issue.title))
            for block in text.blocks:
                self._known.update(_shingles(prose(block)))

    def without(self, plans: Iterable[Plan]) -> Iterator[Plan]:
        """Yield the plans that are in the author's own words."""
        return (plan for plan in plans if not self._holds(plan.text))

    def _holds(self, text: str) -> bool:
        found = set(_shingles(text)) if self._known else set()
        return len(found & self._known) > _MOST_SHARED * len(found)


def _shingles(text: str) -> Iterator[tuple[str, ...]]:
    said = normal(text).split()
    return zip(*(said[start:] for start in range(_SHINGLE)), strict=False)
