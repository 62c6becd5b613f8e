"""What a plan promises: files to change, functions to add, tests and documentation to write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from bot.checklist.names import NameKind, tokens
from bot.checklist.paths import Role, role
from bot.checklist.words import listed, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.checklist.prose import Passage

PROMISES_READ: Final = 50
"""A longer list is an inventory, and no student keeps or breaks it one by one."""

_SENTENCE: Final = re.compile(r"(?<=[.!?;])\s+")
_ASIDE_CLAUSE: Final = re.compile(r"\b(?:because|since|so that|unlike|without)\b", re.IGNORECASE)
"""What begins the clause of a sentence that tells a reason or a contrast."""

_DOING: Final = listed(
    "adapt add adding adds adjust append change changing clean correct cover create delete "
    "document drop edit enable expose extend extract fix fixing guard handle implement introduce "
    "make modify move new parametrise parametrize patch port pull put refactor register remove "
    "rename replace rewrite route simplify skip split switch teach touch update updating use "
    "wire write"
)
_INTENDING: Final = listed("shall will")
_FAILING: Final = listed("break crash die error fail hang leak lose overflow raise stop wait")
"""What will happen without the change, which nobody promises."""

_ADDING: Final = listed(
    "add added adding adds cover covered covering covers create creates describe extend extends "
    "implement implements include includes introduce introduces new parametrize regression "
    "update updating write writes writing"
)
_ELSEWHERE: Final = listed(
    "already cannot current currently different existing follow following followup inspired "
    "later like link links mirror mirroring mirrors never no not optionally out outside point "
    "points possibly postponed refer reference refers same see separate similar similarly today "
    "unchanged unlike unrelated untouched"
)
"""Words of a sentence that speaks of what is there, or of what will not be done here."""

_ASIDE: Final = listed(
    "alternatives background bug context future issue later motivation non not out problem "
    "related why"
)
"""Words of headings whose sections promise nothing."""

_ANNOUNCING: Final = listed("add adding adds create define implement introduce write")
_BETWEEN: Final = listed(
    "a an argument called class field flag function helper method named new op operator option "
    "parameter private public setting small test the"
)
_TESTS: Final = listed("test testcase testcases tests unittest unittests")
_DOCS: Final = listed("changelog docs documentation readme")
_SOON: Final = 8
"""Words between a verb and what it is about."""


class PromiseKind(StrEnum):
    """What is promised."""

    FILE = "file"
    FOLDER = "folder"
    NEW_CODE = "new code"
    """A function or class that is to be added."""
    TESTS = "tests"
    DOCS = "docs"


@dataclass(frozen=True, slots=True)
class Promise:
    """One thing that the plan says will be done.

    Attributes:
        kind: What it is.
        name: The name of the file, folder or code; empty for tests and documentation at large.
        said: The sentence that says it.
    """

    kind: PromiseKind
    name: str
    said: str

    @property
    def is_test(self) -> bool:
        """Whether it is a test that is promised."""
        return self.kind is PromiseKind.TESTS or (
            self.kind in {PromiseKind.FILE, PromiseKind.FOLDER} and role(self.name) is Role.TEST
        )


_KINDS: Final = {NameKind.FILE: PromiseKind.FILE, NameKind.FOLDER: PromiseKind.FOLDER}


def promises(passages: Iterable[Passage]) -> tuple[Promise, ...]:
    """Return what a plan promises, each thing once, in order.

    A sentence counts when it says that something is done. One that compares, denies or
    postpones is left alone, and so is a section on the problem.
    """
    found: dict[tuple[PromiseKind, str], Promise] = {}
    for passage in passages:
        if not _ASIDE.isdisjoint(words(passage.heading)):
            continue
        for sentence in _SENTENCE.split(passage.said):
            for promise in _promised(sentence, passage.block.spans):
                found.setdefault((promise.kind, promise.name), promise)
    return tuple(found.values())[:PROMISES_READ]


def _promised(sentence: str, spans: tuple[str, ...]) -> Iterator[Promise]:
    doing = _ASIDE_CLAUSE.split(sentence, maxsplit=1)[0]
    said = words(doing)
    if not said.isdisjoint(_ELSEWHERE) or "://" in doing:
        return
    intends = not said.isdisjoint(_INTENDING) and said.isdisjoint(_FAILING)
    if intends or not said.isdisjoint(_DOING):
        for kind, name in _named(doing, spans):
            yield Promise(kind, name, sentence)
    if _adds(doing, _TESTS):
        yield Promise(PromiseKind.TESTS, "", sentence)
    if _adds(doing, _DOCS):
        yield Promise(PromiseKind.DOCS, "", sentence)


def _adds(sentence: str, things: frozenset[str]) -> bool:
    """Return whether one of the things is named soon after a word that adds or extends."""
    since = _SOON
    said = [token.strip(".,:;!?()*`'\"") for token in sentence.casefold().split()]
    for word, following in zip_longest(said, said[1:]):
        since = 0 if word in _ADDING else since + 1
        if word in things and since < _SOON and following != "plan":
            return True
    return False


def _named(sentence: str, spans: tuple[str, ...]) -> Iterator[tuple[PromiseKind, str]]:
    is_new = False
    for token, name in tokens(sentence, spans):
        if name is not None and name.kind is not NameKind.CODE:
            yield _KINDS[name.kind], name.text
        elif name is not None and is_new:
            yield PromiseKind.NEW_CODE, name.text
        bare = token.casefold().strip(",.:;")
        # "Add a helper `trim`" announces trim; "add a guard in `step`" leaves step as it is.
        is_new = bare in _ANNOUNCING or (is_new and bare in _BETWEEN)
