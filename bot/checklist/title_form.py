"""The form that a project gives its titles: tags in brackets, and what to propose instead."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.checklist.kind import Kind
from bot.checklist.words import listed, normal, words
from bot.kernel.contribution import ContributionKind
from bot.projects.facts import Prefix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.checklist.reading import Reading
    from bot.projects.facts import Title

TITLE_READ: Final = 300
"""Code points; GitHub takes at most 256."""

EXAMPLES_SHOWN: Final = 3

_BY_KIND: Final = MappingProxyType(
    {
        Kind.FIX: listed("bugfix fix bug"),
        Kind.PERFORMANCE: listed("perf performance"),
        Kind.FEATURE: listed("feature feat"),
        Kind.REFACTOR: listed("refactor nfc"),
        Kind.DOCS: listed("doc docs"),
        Kind.TESTS: listed("test tests"),
        Kind.CHORE: listed("misc ci chore"),
    }
)
_BY_AIM: Final = MappingProxyType(
    {
        ContributionKind.EVALUATION: listed("task"),
        ContributionKind.KERNEL: listed("kernel"),
        ContributionKind.INTEGRATION: listed("model"),
    }
)
"""Tags that projects use, by what the change is or is for; the order is that of the project."""


def keeps_form(title: str, rule: Title) -> bool:
    """Return whether a title has the form of the project; a usual tag must be there as well."""
    read = title[:TITLE_READ]
    # A colon behind the last tag is no reason to be sent back.
    if not any(re.search(rule.pattern, form) for form in (read, read.replace("]: ", "] ", 1))):
        return False
    return rule.prefix is Prefix.OPTIONAL or read.lstrip().startswith("[")


def wants_task(reading: Reading, rule: Title) -> bool:
    """Return whether a new task lacks the tag by which the project marks one."""
    marks = {normal(example) for example in rule.examples} & _BY_AIM[ContributionKind.EVALUATION]
    is_task = reading.aim is ContributionKind.EVALUATION and reading.kind is not Kind.FIX
    if not marks or not is_task:
        return False
    tag = reading.pull_request.title.lstrip().partition("]")[0]
    return not tag.startswith("[") or marks.isdisjoint(words(tag))


def proposal(reading: Reading, rule: Title) -> str:
    """Return titles' beginnings to choose from, as a phrase in code spans; empty if none is known.

    The tag follows from what the change is, or from the folders it is in; else the project's own
    examples are shown. The words after it stay the author's.
    """
    known = tuple(dict.fromkeys((*rule.tags, *map(_bare, rule.examples))))
    tags = next(filter(None, (tuple(_fitting(reading, known)), known[:EXAMPLES_SHOWN])), ())
    return " or ".join(f"`[{tag}] ...`" for tag in tags[:EXAMPLES_SHOWN])


def _fitting(reading: Reading, known: Iterable[str]) -> Iterator[str]:
    tags = tuple(tag for tag in known if tag)
    aim = _BY_AIM.get(reading.aim, frozenset()) if reading.aim is not None else frozenset()
    wanted = aim | _BY_KIND.get(reading.kind, frozenset())
    folders = {
        folder for file in reading.by_hand for folder in file.path.casefold().split("/")[:-1]
    }
    yield from [tag for tag in tags if normal(tag) in wanted][:1]
    yield from [tag for tag in tags if tag.casefold() in folders and normal(tag) not in wanted]


def _bare(example: str) -> str:
    """Return the tag of an example such as `[doc]`; empty for one without or with several."""
    inner = example.strip()[1:-1]
    is_single = example.startswith("[") and example.endswith("]") and "]" not in inner
    return inner if is_single else ""
