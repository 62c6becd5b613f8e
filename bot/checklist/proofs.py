"""Recognising proof that a contribution does what it claims: figures, scores, profiles; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.checklist import evidence
from bot.checklist.paths import Role
from bot.checklist.words import listed, words
from bot.kernel.finding import Evidence
from bot.kernel.markdown import BlockKind
from bot.kernel.snapshot import Change
from bot.projects.practice import Measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.checklist.prose import Passage
    from bot.checklist.reading import Reading, Text

_PROCESSORS: Final = listed(
    "ampere ascend blackwell dgx epyc gaudi grace graviton gtx hopper hpu l4 rtx ryzen t4 "
    "threadripper tpu turing volta xeon xpu"
)
_PROCESSOR: Final = re.compile(
    r"(?:\d{1,3}x)?(?:[abhpv]\d{2,3}|g[bh]\d00|gaudi\d|gfx\d{3,4}|graviton\d|l40|mi\d{2,3}|sm\d{2,3}"
    r"|v\d[ep])[a-z]{0,2}"
)
"""How a word looks that names a processor, perhaps with how many there are: `8xh100`."""
_MACHINE: Final = re.compile(
    r"\b(?:sm_\d{2,3}|\d{1,3} ?x? ?(?:gpu|cpu|core)s?|rx \d{4}|apple m[1-5]"
    r"|m[1-5] (?:max|pro|ultra))\b",
    re.IGNORECASE,
)
"""Names of more than one word."""

_PROFILING: Final = listed(
    "flamegraph ncu nsight nsys nvprof perfetto profile profiled profiler profiles profiling "
    "rocprof trace traces vtune"
)
_CORRECT: Final = listed(
    "allclose assert_close atol baseline bitwise correctness cosine deterministic gradcheck "
    "identical numerics numerically opcheck parity rtol tolerance"
)
_SAME: Final = re.compile(
    r"\b(?:match(?:es|ed)?|agrees?|equals?|same|close to|compared?)\b[^.\n]{0,80}"
    r"\b(?:output|logit|result|reference|original|token|eager|pytorch|hugging ?face|hf|torch|impl"
    r"|those of)"
    r"|\b(?:answer|gradient|logit|loss|output|result|score|weight)(?:s|es)?\b"
    r"(?:(?! not|n't)[^.\n]){0,40}\b(?:agree|are those of|equal|identical|match)",
    re.IGNORECASE,
)
"""Words by which results are compared with those of another implementation."""
_SCORES: Final = listed(
    "acc acc_norm accuracy bleu em exact_match f1 gsm8k mmlu perplexity ppl rouge score scores "
    "wer wikitext"
)
_FIGURE: Final = re.compile(r"(?<![\w.-])\d[\d.,]{0,20}%?(?![\w-])")
"""A number that stands alone: not that of `gsm8k` or `F1`."""
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_PUBLISHED: Final = listed(
    "author authors card leaderboard official original paper papers published reference report "
    "reported reproduced technical"
)
_SHAPES: Final = re.compile(
    r"\b(?:shapes?|batch(?: ?size)?|seq(?:uence)?[ _-]?len\w*|head ?dim|hidden ?size|tokens|dim)\b"
    r"|\d{2,6}\s?[x\u00d7,]\s?\d{2,6}",
    re.IGNORECASE,
)
_MEMORY: Final = re.compile(r"\bmemory\b|\d\s?[GM]i?B\b", re.IGNORECASE)
_THROUGHPUT: Final = re.compile(
    r"\b(?:throughput|tps|mfu|t?flops|wps|tok\w*/s\w*|it/s|req/s|samples/s|steps?/s)\b",
    re.IGNORECASE,
)
_LOSS: Final = re.compile(r"\b(?:loss|losses|converge\w*|wandb|tensorboard)\b", re.IGNORECASE)
_SOURCES: Final = (
    "arxiv.org/",
    "openreview.net/",
    "github.com/",
    "huggingface.co/",
    "aclanthology.org/",
)


def texts(reading: Reading) -> tuple[Text, ...]:
    """Return the texts in which an author shows results: description and own comments."""
    return (reading.body, *reading.comments)


def numbers(reading: Reading) -> tuple[Evidence | None, bool]:
    """Return measured numbers, and whether they compare two states; comparing ones first."""
    found = [
        (compares, Evidence(text.where, quote))
        for text in texts(reading)
        for quote, compares in evidence.measurements(text.passages)
    ]
    for compares, seen in found:
        if compares:
            return seen, True
    return (found[0][1], False) if found else (None, False)


def command(reading: Reading) -> Evidence | None:
    """Return the first command or code that others can run."""
    for text in texts(reading):
        for found in evidence.code(text.passages):
            return Evidence(text.where, found)
    return None


def names_hardware(read: Iterable[Text]) -> bool:
    """Return whether one of these texts names a processor."""
    return any(
        _is_hardware(f"{passage.heading}\n{passage.block.text}")
        for text in read
        for passage in text.passages
    )


def has_pictures(reading: Reading) -> bool:
    """Return whether pictures are attached, in which anything may stand."""
    return any(passage.block.pictures for _, passage in _passages(reading))


def touched_test(reading: Reading) -> Evidence | None:
    """Return a test that was added or changed."""
    tests = (file for file in reading.of_role(Role.TEST) if file.change is not Change.DELETED)
    return next((Evidence(file.path) for file in tests), None)


def correctness(reading: Reading) -> Evidence | None:
    """Return words that compare results with what they should be."""
    return _first(
        reading,
        lambda text: not _CORRECT.isdisjoint(words(text)) or _SAME.search(text) is not None,
    )


def profile(reading: Reading) -> Evidence | None:
    """Return where a profile is spoken of."""
    return _first(reading, lambda text: not _PROFILING.isdisjoint(words(text)))


def scores(reading: Reading) -> Evidence | None:
    """Return scores: figures beside the name of a measure, or a table of figures."""
    for where, passage in _passages(reading):
        block = passage.block
        is_table = block.kind is BlockKind.TABLE and _FIGURE.search(block.text)
        if is_table or _is_score(f"{passage.heading}\n{block.text}"):
            return Evidence(where, block.text)
    return None


def published(reading: Reading) -> Evidence | None:
    """Return where somebody else's results or implementation are named or linked."""
    for where, passage in _passages(reading):
        block = passage.block
        is_linked = any(source in link for link in block.links for source in _SOURCES)
        if is_linked or not _PUBLISHED.isdisjoint(words(f"{passage.heading} {block.text}")):
            return Evidence(where, block.text)
    return None


def shows(reading: Reading, measure: Measure) -> bool:
    """Return whether the texts show a measure."""
    if measure is Measure.COMMAND:
        return command(reading) is not None
    if measure is Measure.ACCURACY:
        shown = (_first(reading, _is_score), correctness(reading), touched_test(reading))
        return any(seen is not None for seen in shown)
    if measure is Measure.HARDWARE:
        return names_hardware(texts(reading))
    if measure is Measure.BEFORE_AND_AFTER:
        return numbers(reading)[1]
    return any(
        _PATTERNS[measure].search(f"{passage.heading}\n{passage.block.text}")
        for _, passage in _passages(reading)
    )


_PATTERNS: Final = {
    Measure.LOSS: _LOSS,
    Measure.MEMORY: _MEMORY,
    Measure.SHAPES: _SHAPES,
    Measure.THROUGHPUT: _THROUGHPUT,
}


def _passages(reading: Reading) -> Iterator[tuple[str, Passage]]:
    for text in texts(reading):
        for passage in text.passages:
            yield text.where, passage


def _first(reading: Reading, is_such: Callable[[str], bool]) -> Evidence | None:
    for where, passage in _passages(reading):
        text = f"{passage.heading}\n{passage.block.text}"
        if passage.block.text.strip() and is_such(text):
            return Evidence(where, passage.block.text)
    return None


def _is_hardware(text: str) -> bool:
    found = words(text)
    return (
        not _PROCESSORS.isdisjoint(found)
        or any(map(_PROCESSOR.fullmatch, found))
        or _MACHINE.search(text) is not None
    )


def _is_score(text: str) -> bool:
    return _FIGURE.search(text) is not None and not _SCORES.isdisjoint(_names(text))


def _names(text: str) -> frozenset[str]:
    """Return the words of a text with their underscores, as measures are written."""
    return frozenset(_NAME.findall(text.casefold()))
