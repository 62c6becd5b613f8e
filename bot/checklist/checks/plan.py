"""Does one paragraph say what changes, where, and how it will be verified?"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.checklist import evidence
from bot.checklist.check import Check, Trigger, Verdict
from bot.checklist.kind import Kind, is_revert
from bot.checklist.paths import Role
from bot.checklist.titles import is_bare
from bot.checklist.words import amount, is_foreign, listed, words
from bot.kernel.finding import Evidence, Status
from bot.kernel.markdown import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.checklist.prose import Passage
    from bot.checklist.reading import Reading, Text

WORDS_BY_LINES: Final = ((10, 4), (110, 8))
"""Words that a plan needs for a change of up to so many lines; a typo needs a sentence, and so
does a change that is smaller than three in four of what newcomers got merged."""

WORDS_OTHERWISE: Final = 15
"""About the shortest paragraph that can say what, where and how."""

SELF_EVIDENT_LINES: Final = 10
"""Up to here the diff itself shows where, and how it is verified."""

_HEADINGS: Final = listed(
    "approach background cause change changes context description design details does feature "
    "features fix goal how implementation issue justification motivation overview plan problem "
    "proposal purpose solution summary what why"
)
_VERIFYING_HEADINGS: Final = listed(
    "benchmark benchmarks result results test tested testing testplan tests validation "
    "verification verify"
)
_VERIFYING_WORDS: Final = listed(
    "assert benchmark benchmarked benchmarks check checked ci compare compared confirm confirmed "
    "confirms eval evals measure measured profile profiled pytest ran repro reproduce reproduced "
    "reproduces run running test tested testing tests validate validated validates verification "
    "verified verifies verify"
)
_SELF_EVIDENT_KINDS: Final = frozenset({Kind.DOCS, Kind.TESTS, Kind.CHORE})
_SHOWN: Final = frozenset({BlockKind.CODE, BlockKind.TABLE})
_NOT_NAMES: Final = listed("e.g i.e and/or n/a etc")
_SHORTEST_NAME: Final = 3

_WHY: Final = (
    "A maintainer first asks whether the change is wanted; a plan in plain words lets them say "
    "yes, or steer you, before they read code."
)
_FIX: Final = (
    "Write one paragraph at the top of the description: what you change, in which file or "
    "function, and how you will show that it works. A comment that begins with `/plan` counts too."
)


class _Candidate(NamedTuple):
    where: str
    text: str
    has_code: bool
    """Whether a code span stands in it, which names what is changed."""


def run(reading: Reading) -> Verdict:
    """Return whether there is a plan; a small change needs only a sentence."""
    candidates = tuple(_candidates(reading))
    plan = _chosen(reading, candidates)
    if plan is None:
        return _absent(reading, candidates[:1])
    seen = (Evidence(plan.where, plan.text),)
    if _is_self_evident(reading):
        return Verdict(Status.PASS, "What you change is said in words.", evidence=seen)
    if is_foreign(plan.text):
        return Verdict(
            Status.UNKNOWN,
            "There is a paragraph; it is not in English, so its parts could not be told.",
            evidence=seen,
        )
    missing = [
        part
        for part, is_said in (
            ("where the change is made", _says_where(reading, plan)),
            ("how you will show that it works", _says_how(reading, plan.text)),
        )
        if not is_said
    ]
    if not missing:
        return Verdict(
            Status.PASS, "What changes, where, and how it is verified is all there.", evidence=seen
        )
    lacks = " and ".join(missing)
    return Verdict(
        Status.TIP,
        f"The plan does not say {lacks}.",
        why="It spares the reviewer a question, and you a day of waiting.",
        fix=f"Add a sentence that says {lacks}.",
        evidence=seen,
    )


def _chosen(reading: Reading, candidates: tuple[_Candidate, ...]) -> _Candidate | None:
    """Return what is taken for the plan; None when nothing says enough."""
    needed = _words_needed(reading)
    enough = [found for found in candidates if amount(found.text) >= needed]
    if not enough and reading.files and _is_self_evident(reading):
        title = reading.pull_request.title
        enough = [] if is_bare(title) else [_Candidate("title", title, has_code=False)]
    # The first paragraph may be a greeting or the history; one that says where is likelier.
    return next(
        (found for found in enough if _says_where(reading, found)), next(iter(enough), None)
    )


def _absent(reading: Reading, nearest: tuple[_Candidate, ...]) -> Verdict:
    if any(text.blocks for text in reading.issues):
        summary = "The linked issue tells the problem; a paragraph on your change is missing."
    elif nearest:
        summary = (
            "A few words are there, too few to say what changes, where, and how it is verified."
        )
    else:
        summary = "No paragraph says what you change, where, and how it is verified."
    seen = tuple(Evidence(found.where, found.text) for found in nearest)
    return Verdict(Status.FIX, summary, why=_WHY, fix=_FIX, evidence=seen)


def _words_needed(reading: Reading) -> int:
    if reading.kind in _SELF_EVIDENT_KINDS or is_revert(reading.pull_request.title):
        return WORDS_BY_LINES[0][1]
    return next((need for lines, need in WORDS_BY_LINES if reading.lines <= lines), WORDS_OTHERWISE)


def _is_self_evident(reading: Reading) -> bool:
    return (
        reading.kind in _SELF_EVIDENT_KINDS
        or is_revert(reading.pull_request.title)
        or (reading.knows_all_files and reading.lines <= SELF_EVIDENT_LINES)
    )


def _candidates(reading: Reading) -> Iterator[_Candidate]:
    """Yield what may be the plan, the likeliest first."""
    for comment in reading.comments:
        if comment.is_plan:
            yield from _whole(comment)
    yield from _sections(reading.body)
    yield from _paragraphs(reading.body)
    yield from _joined(reading.body.where, reading.body.passages)
    for comment in reading.comments:
        if not comment.is_plan:
            yield from _paragraphs(comment)


def _whole(text: Text) -> Iterator[_Candidate]:
    yield from _joined(text.where, text.passages)


def _sections(text: Text) -> Iterator[_Candidate]:
    """Yield what stands under each heading that announces a plan."""
    parts: dict[str, list[Passage]] = {}
    for passage in text.passages:
        parts.setdefault(passage.heading, []).append(passage)
    for heading, found in parts.items():
        if not _HEADINGS.isdisjoint(words(heading)) and not _is_verifying(heading):
            yield from _joined(text.where, found)


def _paragraphs(text: Text) -> Iterator[_Candidate]:
    for passage in text.passages:
        if passage.block.kind is BlockKind.PARAGRAPH and not _is_verifying(passage.heading):
            yield from _joined(text.where, (passage,))


def _joined(where: str, passages: Iterable[Passage]) -> Iterator[_Candidate]:
    said = [passage for passage in passages if passage.said]
    if said:
        text = "\n".join(passage.said for passage in said)
        yield _Candidate(where, text, has_code=any(passage.block.spans for passage in said))


def _says_where(reading: Reading, found: _Candidate) -> bool:
    """Return whether a file, function or folder is named, or a word of a changed path."""
    if found.has_code:
        return True
    known = words(" ".join(file.path for file in reading.files))
    names = {word for word in known if len(word) >= _SHORTEST_NAME}
    return not names.isdisjoint(words(found.text)) or any(map(_is_name, found.text.split()))


def _is_name(word: str) -> bool:
    bare = word.strip(".,:;!?()[]{}'\"*`")
    if bare.casefold() in _NOT_NAMES or "://" in bare:
        return False
    has_hump = any(low.islower() and high.isupper() for low, high in pairwise(bare))
    return has_hump or any(mark in bare for mark in ("_", "/", "::", "."))


def _says_how(reading: Reading, text: str) -> bool:
    """Return whether words, a section on testing, a command, or touched tests tell it."""
    said = (text, *(passage.said for passage in reading.body.passages))
    if reading.of_role(Role.TEST) or any(
        not _VERIFYING_WORDS.isdisjoint(words(each)) for each in said
    ):
        return True
    texts = (reading.body, *reading.comments)
    return any(any(evidence.code(source.passages)) for source in texts) or any(
        _is_verifying(passage.heading) and (passage.said or passage.block.kind in _SHOWN)
        for source in texts
        for passage in source.passages
    )


def _is_verifying(heading: str) -> bool:
    return not _VERIFYING_HEADINGS.isdisjoint(words(heading))


CHECK: Final = Check(
    name="plan",
    title="A plan in one paragraph",
    triggers=frozenset(
        {Trigger.TITLE, Trigger.BODY, Trigger.COMMENTS, Trigger.DIFF, Trigger.COMMITS}
        | {Trigger.LABELS, Trigger.ISSUES}
    ),
    run=run,
)
