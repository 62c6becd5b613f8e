"""Tests that a description names instead of bringing one, and reasons for bringing none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.checklist.check import Verdict
from bot.checklist.nearness import changed_names, path_words, text_words
from bot.checklist.paths import Role
from bot.checklist.words import amount
from bot.kernel.finding import Evidence, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.checklist.reading import Reading

LEAST_REASON: Final = 6
"""Words; fewer say that there is no test, not why."""

_TEST_NAME: Final = re.compile(
    r"\btests?/[\w./:\[\]-]{0,200}|\btest_\w{3,100}|[\w/]{1,200}_test\.(?:py|cc|cpp|go|rs)\b"
    r"|\b(?:pytest|ctest|bazel test) [^\n`]{1,200}"
)
"""A test's path or name, or the command that runs one."""
_NO_TEST: Final = re.compile(
    r"\b(?:cannot|can't|hard|difficult|impossible|no|not|without)\b[^.\n]{0,60}\btest",
    re.IGNORECASE,
)
_NAMES_READ: Final = 50


def judge(reading: Reading) -> Verdict | None:
    """Return the verdict on a text that names tests, or says why there is none.

    Tests of the changed place pass. Others are no proof, and whoever names them is told so.
    None when no text speaks of tests.
    """
    elsewhere: Evidence | None = None
    about: frozenset[str] | None = None
    for where, text, said in _texts(reading):
        names = [match[0] for match in _TEST_NAME.finditer(text)][:_NAMES_READ]
        if names and about is None:
            about = _about(reading)
        if about and any(not about.isdisjoint(text_words(name)) for name in names):
            return Verdict(
                Status.PASS,
                "No test changed; the text names tests of this place.",
                evidence=(Evidence(where, text),),
            )
        if names and elsewhere is None:
            elsewhere = Evidence(where, text)
        elif not names and _NO_TEST.search(said) and amount(said) >= LEAST_REASON:
            return Verdict(
                Status.PASS,
                "No test changed; the text says why.",
                evidence=(Evidence(where, said),),
            )
    return None if elsewhere is None else _of_something_else(reading, elsewhere)


def _texts(reading: Reading) -> Iterator[tuple[str, str, str]]:
    for text in (reading.body, *reading.comments):
        for passage in text.passages:
            yield text.where, passage.block.text, passage.said


def _about(reading: Reading) -> frozenset[str]:
    """Return the words of what was changed: of paths, names in the lines, and the title."""
    paths = path_words(file.path for file in reading.of_role(Role.SOURCE))
    files = reading.diff.files if reading.diff else ()
    words = text_words(" ".join(changed_names(files))) if files else frozenset()
    return paths | words | text_words(reading.pull_request.title)


def _of_something_else(reading: Reading, named: Evidence) -> Verdict:
    first = reading.of_role(Role.SOURCE)[0]
    return Verdict(
        Status.TIP,
        "No test changed, and the tests that the text names seem to be of something else.",
        why="Tests that pass with and without the change do not show that it works.",
        fix=(
            "Name the test that fails without your change, or add one beside the tests of the "
            "changed file."
        ),
        evidence=(named, Evidence(first.path)),
    )
