"""What kind of change a pull request is, because each kind needs its own evidence."""

from __future__ import annotations

import re
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.checklist.paths import Role, role
from bot.checklist.words import listed, normal, words
from bot.kernel.markdown import BlockKind
from bot.kernel.snapshot import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.kernel.markdown import Block
    from bot.kernel.snapshot import PullRequest


class Kind(StrEnum):
    """What a change is for."""

    FIX = "fix"
    PERFORMANCE = "performance"
    FEATURE = "feature"
    REFACTOR = "refactor"
    DOCS = "docs"
    TESTS = "tests"
    CHORE = "chore"
    """Continuous integration, builds, versions, spelling."""
    UNKNOWN = "unknown"


_TAGS: Final = MappingProxyType(
    {
        word: kind
        for kind, names in (
            (Kind.FIX, "fix bug bugfix hotfix bugs"),
            (Kind.PERFORMANCE, "perf performance optim optimization speed"),
            (Kind.FEATURE, "feat feature enhancement enhance"),
            (Kind.REFACTOR, "refactor refactoring cleanup revert rename"),
            (Kind.DOCS, "doc docs documentation"),
            (Kind.TESTS, "test tests testing"),
            (Kind.CHORE, "chore ci build deps dependencies style lint release typing typo typos"),
            (Kind.CHORE, "version mypy pyrefly"),
        )
        for word in names.split()
    }
)
"""Words that name a kind where a title has its tag, or as a label."""

FEW_SETTINGS: Final = 10
"""Lines of settings up to which documentation beside them is what a change is about."""

_REFACTORING: Final = listed(
    "clean cleanup deduplicate delete deprecate drop extract move moves reapply refactor "
    "refactoring remove removes rename renames revert simplify split unify"
)
_ADDING: Final = listed(
    "add added adding adds allow allows create creates enable enablement enables expose extend "
    "feature implement implemented implements init integrate integration introduce introduces new "
    "support supports"
)
_WORDS: Final = (
    (
        Kind.CHORE,
        listed(
            "bump ci grammar isort lint linter misspelled mypy pyrefly pyright reformat ruff "
            "spelling typing typo typos unpin upgrade yapf"
        ),
    ),
    (Kind.DOCS, listed("docs docstring docstrings documentation readme")),
    (
        Kind.PERFORMANCE,
        listed(
            "faster latency optimise optimised optimization optimize optimized overhead perf "
            "performance slow speed speedup throughput"
        ),
    ),
    (
        Kind.FIX,
        listed(
            "broken bug bugfix bugs correct corrects crash crashes deadlock error errors fail "
            "failing fails failure fix fixed fixes fixing handle hang hangs incorrect leak nan "
            "overflow prevent race regression repair resolve resolves wrong"
        ),
    ),
    (Kind.REFACTOR, _REFACTORING),
    (Kind.FEATURE, _ADDING),
)
"""Words of a title that tell a kind; the first row that matches decides.

A word of refactoring must come first: "Check the key before we drop it" removes nothing."""

_ANSWERS: Final = MappingProxyType(
    {
        "bug fix": Kind.FIX,
        "performance improvement": Kind.PERFORMANCE,
        "new feature": Kind.FEATURE,
        "cleanup": Kind.REFACTOR,
    }
)
"""Lines of templates that ask to delete what is not meant; all of them tell nothing."""

_TELLING: Final = listed("log logs print prints show shows tell tells")
_UNLESS_LED_BY: Final = MappingProxyType(
    {Kind.PERFORMANCE: _REFACTORING | _ADDING, Kind.FIX: _REFACTORING | _TELLING}
)
"""First words that weigh more: "Remove the slow path" and "Delete a broken script" refactor, and
"Log why a worker fails" mends no worker."""

_TAG: Final = re.compile(
    r"\s*(?:\[([^\[\]]{1,60})\]|([A-Za-z][\w-]{0,20}(?:[ /][\w-]{1,20})?)(?:\([^()]{0,60}\))?!?:)"
)


def is_revert(title: str) -> bool:
    """Return whether a title says that an earlier change is taken back or brought back."""
    at = 0
    while match := _TAG.match(title, at):
        at = match.end()
    return normal(title[at:]).startswith(("revert ", "reland ", "reapply "))


def of_title(title: str) -> Kind | None:
    """Return the kind that a title alone tells; None when it tells none."""
    return _by_tags(title) or _by_words(title)


def infer(pull_request: PullRequest, body: Iterable[Block], own_code: str = "") -> Kind:
    """Return the kind, from the surest sign to the weakest; unknown rather than guessed.

    In this order: what the files are, the title's tags, labels, the title's words, ticked
    boxes of the description, the linked issue's title, the commits' first lines.
    """
    return next(filter(None, _signs(pull_request, tuple(body), own_code)), Kind.UNKNOWN)


def _signs(
    pull_request: PullRequest, body: tuple[Block, ...], own_code: str
) -> Iterator[Kind | None]:
    yield _by_files(pull_request, own_code)
    yield _by_tags(pull_request.title)
    for label in pull_request.labels:
        yield _by_names(label)
    yield _by_words(pull_request.title)
    for block in body:
        if block.kind is BlockKind.ITEM and block.checked:
            # "Bug fix (…)" names the kind; "I added tests for my fix" does not.
            yield _by_words(" ".join(block.text.split()[:2]))
    yield _by_answer(body)
    for issue in pull_request.linked_issues:
        yield _by_tags(issue.title)
        yield _by_words(issue.title)
    for number, commit in enumerate(pull_request.commits):
        subject = commit.message.split("\n", 1)[0]
        found = _by_tags(subject) or _by_words(subject)
        # Later commits mend the first one, which does not make the whole a fix.
        if number == 0 or found not in {Kind.FIX, Kind.CHORE}:
            yield found


def _by_answer(body: tuple[Block, ...]) -> Kind | None:
    """Return the kind whose name alone is a line, of those that a template listed."""
    paragraphs = (block.text for block in body if block.kind is BlockKind.PARAGRAPH)
    lines = {normal(line) for text in paragraphs for line in text.split("\n")}
    found = [kind for answer, kind in _ANSWERS.items() if answer in lines]
    return found[0] if len(found) == 1 else None


def _by_files(pull_request: PullRequest, own_code: str) -> Kind | None:
    if len(pull_request.files) < max(pull_request.changed_files, 1):
        return None
    roles = {role(file.path, own_code) for file in pull_request.files}
    settings = {Role.CONFIG, Role.GENERATED, Role.DOCS}
    if roles <= {Role.DOCS} or (roles <= settings and _are_mostly_docs(pull_request, own_code)):
        return Kind.DOCS
    if roles <= {Role.TEST, Role.DOCS, Role.GENERATED}:
        return Kind.TESTS if Role.TEST in roles else Kind.CHORE
    if roles <= settings and _is_upkeep(pull_request):
        return Kind.CHORE
    if roles <= settings | {Role.TEST} and _by_words(pull_request.title) in _ABOUT_TESTS:
        return Kind.TESTS
    return None


def _are_mostly_docs(pull_request: PullRequest, own_code: str) -> bool:
    """Return whether the settings that changed with the documentation are hardly worth a word."""
    others = [file for file in pull_request.files if role(file.path, own_code) is not Role.DOCS]
    lines = sum(file.additions + file.deletions for file in others)
    total = pull_request.additions + pull_request.deletions
    is_new = any(file.change is Change.ADDED for file in others)
    return lines <= FEW_SETTINGS and 2 * lines < total and not is_new


_ABOUT_TESTS: Final = frozenset({None, Kind.CHORE, Kind.DOCS, Kind.REFACTOR})
"""What a title may speak of where only tests and settings changed, for the tests to be the aim."""


def _is_upkeep(pull_request: PullRequest) -> bool:
    # A configuration file can be the feature itself, as a task of an evaluation is.
    return _by_words(pull_request.title) is not Kind.FEATURE


def _by_tags(title: str) -> Kind | None:
    at = 0
    while match := _TAG.match(title, at):
        at = match.end()
        kind = _by_names(match[1] or match[2])
        if kind:
            return kind
    return None


def _by_names(text: str) -> Kind | None:
    names = re.findall(r"[a-z]+", text.casefold())
    return next((_TAGS[name] for name in names if name in _TAGS), None)


def _by_words(title: str) -> Kind | None:
    at = 0
    while match := _TAG.match(title, at):
        at = match.end()
    found = words(title[at:])
    leading = normal(title[at:]).split(" ", 1)[0]
    return next(
        (
            kind
            for kind, known in _WORDS
            if not ({leading} if kind is Kind.REFACTOR else found).isdisjoint(known)
            and leading not in _UNLESS_LED_BY.get(kind, ())
        ),
        None,
    )
