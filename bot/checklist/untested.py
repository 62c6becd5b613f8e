"""What is said of code that changed without a test, by the kind of change and the project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.checklist.check import Verdict
from bot.checklist.kind import Kind, is_revert
from bot.checklist.paths import Role
from bot.checklist.words import listed, words
from bot.kernel.finding import Status

if TYPE_CHECKING:
    from bot.checklist.reading import Reading
    from bot.kernel.finding import Evidence

RARE_AT_SIZE: Final = 0.3
"""Where fewer of the merged changes of a size came with a test, reviewers seldom ask for one."""
TINY_LINES: Final = 10
"""Up to here a missing test is a tip: over the course's 18 projects only 15 % of merged changes
of this size (median of the projects) touch tests, against 60 % from 51 lines on."""
UNCLEAR_LINES: Final = 50
"""From here on also where nothing tells what a change is for: from 11 to 50 lines a third of the
merged changes touch tests (median of the projects)."""

_HASHED: Final = (".py", ".pyi", ".pyx", ".sh", ".cmake", ".bzl")
_UNUSED: Final = listed("comment comments dead import imports obsolete redundant unused")
_DEFINES: Final = (
    "def ",
    "async def ",
    "class ",
    "fn ",
    "pub fn ",
    "template",
    "struct ",
    "#include",
)
_COMMON_WHY: Final = (
    "A change without a test can break again unseen, so reviewers usually ask for one first."
)
_NOBODY: Final = "nobody may ask for one. It still shows best that the change works."
_SAYS: Final = "Code changed, but no test did."


def why_not_needed(reading: Reading) -> str:
    """Return why a change of sources needs no test; empty when it may need one."""
    if is_revert(reading.pull_request.title):
        return "A revert brings back what was there before."
    if reading.kind in {Kind.DOCS, Kind.CHORE}:
        return "This seems to be about documentation or upkeep."
    if are_comments(reading):
        return "Only comments changed in the code."
    if reading.kind is Kind.REFACTOR and _adds_little(reading) and not _takes_behaviour(reading):
        return "Code was removed or tidied up; hardly any is new."
    return ""


def are_comments(reading: Reading) -> bool:
    """Return whether every changed line of the sources speaks to people alone."""
    if reading.diff is None or not reading.diff.is_complete:
        return False
    sources = {file.path for file in reading.of_role(Role.SOURCE)}
    return all(
        file.is_whole
        and bool(file.hunks)
        and all(
            not line[1:].strip() or line[1:].lstrip().startswith(_marks(file.path))
            for hunk in file.hunks
            for line in hunk.lines
            if line[:1] in {"+", "-"}
        )
        for file in reading.diff.files
        if file.path in sources
    )


def _marks(path: str) -> tuple[str, ...]:
    """Return what a comment begins with; in C a line that begins with a star may be one, or not."""
    return ("#",) if path.endswith(_HASHED) else ("//",)


def verdict(reading: Reading, sources: tuple[Evidence, ...]) -> Verdict:
    """Return what is said of a missing test; as grave as the project's own habit."""
    if reading.kind is Kind.REFACTOR:
        return Verdict(
            Status.TIP,
            _SAYS,
            why="A reviewer wants to know what shows that the behaviour is still the same.",
            fix="Name the existing tests that cover this code, and the command that runs them.",
            evidence=sources,
        )
    return Verdict(
        Status.FIX if _is_usual(reading) else Status.TIP,
        _SAYS,
        why=_why(reading),
        fix=_advice(reading),
        evidence=sources,
    )


def _is_usual(reading: Reading) -> bool:
    """Return whether reviewers would wait for a test of such a change."""
    if _are_rare(reading):
        return False
    if reading.kind in {Kind.FIX, Kind.FEATURE}:
        return reading.lines > TINY_LINES
    if reading.kind is Kind.PERFORMANCE:
        return reading.lines > reading.norms.huge_lines
    return reading.kind is Kind.UNKNOWN and reading.lines > UNCLEAR_LINES


def _are_rare(reading: Reading) -> bool:
    """Return whether fixes, or changes of this size, seldom come with a test here."""
    at_size = reading.norms.tests_at(reading.lines)
    return reading.norms.tests_are_rare or (at_size is not None and at_size < RARE_AT_SIZE)


def _why(reading: Reading) -> str:
    norms = reading.norms
    if norms.tests_share is None:
        return _COMMON_WHY
    if norms.tests_are_rare:
        return (
            f"In this project about {norms.tests_share:.0%} of the merged fixes came with a test,"
            f" so {_NOBODY}"
        )
    at_size = norms.tests_at(reading.lines)
    if at_size is not None and at_size < RARE_AT_SIZE:
        return (
            f"In this project about {at_size:.0%} of the merged changes of this size came with a"
            f" test, so {_NOBODY}"
        )
    return (
        f"In this project about {norms.tests_share:.0%} of the merged fixes came with a test;"
        " without one a change can break again unseen."
    )


def _advice(reading: Reading) -> str:
    suites = reading.background.project and reading.background.project.tests
    place = "beside the existing tests of this code"
    if suites:
        place += f" (here tests are `{'`, `'.join(suites.globs[:2])}`; `{suites.run}` runs one)"
    if reading.kind is Kind.FIX:
        return (
            f"Add a test that fails without your change, {place}. "
            "If none can be written, say why in the description."
        )
    return (
        f"Add a test of the new behaviour, {place}. "
        "If existing ones cover it, name them in the description."
    )


def _takes_behaviour(reading: Reading) -> bool:
    """Return whether lines were taken out of functions that stay, not whole functions."""
    if reading.diff is None or not _UNUSED.isdisjoint(words(reading.pull_request.title)):
        return False
    paths = {file.path for file in reading.of_role(Role.SOURCE)}
    sources = [file for file in reading.diff.files if file.path in paths]
    removed = [text.lstrip() for file in sources for text in file.removed]
    added = sum(file.additions for file in sources)
    return 2 * added < len(removed) and not any(text.startswith(_DEFINES) for text in removed)


def _adds_little(reading: Reading) -> bool:
    return sum(file.additions for file in reading.of_role(Role.SOURCE)) <= TINY_LINES
