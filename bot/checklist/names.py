"""Names of code in texts: files, folders, functions; and the words that paths are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.checklist import evidence
from bot.checklist.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NAME_LIMIT: Final = 200
"""Code points; a longer token is data."""

SPANS_READ: Final = 50

_ENDINGS: Final = listed(
    "bazel bzl c cc cfg cmake cpp cu cuh cxx go h hpp hxx ini ipynb java js json jsx md mdx mlir "
    "proto py pyi pyx rs rst sh td toml ts tsx txt yaml yml"
)
_NOT_NAMES: Final = listed(
    "a.k.a add/remove and/or before/after ci/cd client/server cpu/gpu e.g e.g. either/or etc "
    "github gpu/cpu he/she huggingface i.e i.e. i/o input/output javascript n/a on/off pytorch "
    "read/write request/response tcp/ip true/false w/o yes/no"
)
"""Words with a mark or a hump that name nothing in a repository, in lower case."""

_VALUES: Final = listed("args false kwargs nan none null self true")
_COMMON: Final = listed(
    "base bin cc code common cpp csrc cu cuh doc example file for from general helper i impl in "
    "include index init internal is json lib main md misc mlir model module new of on or org "
    "other package pkg project py python rs rst run script setup source src sub test testing the "
    "to tool txt type unit util utility v xla yaml yml"
)
"""Words of paths that stand in any text, without a plural's s."""

_ROOTS: Final = listed(
    "benchmarks config csrc doc docs examples include lib python scripts src test tests tools"
)
"""First folders by which a path is known without a mark; "fwd/bwd" is none."""

_SHORTEST: Final = 3
_WRAPPING: Final = ".,:;!?'\"*`<>[]{}"
_IDENTIFIER: Final = re.compile(r"[A-Za-z_]\w*(?:(?:\.|::|->)[A-Za-z_]\w*)*")
_PART: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


class NameKind(StrEnum):
    """What a name is the name of."""

    FILE = "file"
    FOLDER = "folder"
    CODE = "code"
    """A function, class, module or setting."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text: of a file its path or a part of it, of code the identifier with dots."""

    kind: NameKind
    text: str


def parts(text: str) -> frozenset[str]:
    """Return the words that a text or a name is made of.

    `Scheduler.stepOnce` gives scheduler, step and once. All are in lower case and without a
    plural's s, so that "kernels" in a sentence meets the folder `kernel`.
    """
    return frozenset(_singular(found.casefold()) for found in _PART.findall(text))


def telling(paths: Iterable[str]) -> frozenset[str]:
    """Return the words of paths that tell one place of a repository from another.

    The first of several folders is left out: it is the package, and stands in every text.
    """
    return frozenset(
        part
        for path in paths
        for part in parts(_inner(path))
        if len(part) >= _SHORTEST and part not in _COMMON
    )


def _inner(path: str) -> str:
    package, _, inner = path.partition("/")
    return inner if "/" in inner else f"{package}/{inner}"


def names(text: str, spans: tuple[str, ...] = ()) -> Iterator[Name]:
    """Yield the names in a text, in order; commands are left out.

    Args:
        text: What a reader sees.
        spans: The code spans within the text; a single word among them is taken for a name.
    """
    return (name for _, name in tokens(text, spans) if name is not None)


def tokens(text: str, spans: tuple[str, ...] = ()) -> Iterator[tuple[str, Name | None]]:
    """Yield what stands between spaces, in order, each with the name that it is, if any.

    Args:
        text: What a reader sees.
        spans: The code spans within the text; commands among them are left out.
    """
    marked = set()
    for span in spans[:SPANS_READ]:
        if evidence.is_command(span):
            text = text.replace(span, " ", 1)
        else:
            marked.add(span.strip())
    for token in text.split():
        is_marked = token.strip(_WRAPPING + "()") in marked or token in marked
        yield token, _name(token, is_marked=is_marked)


def _name(token: str, *, is_marked: bool) -> Name | None:
    bare, is_call = _bare(token)
    if len(bare) > NAME_LIMIT or len(bare) < _SHORTEST or "://" in bare or "@" in bare:
        return None
    if bare.casefold() in _NOT_NAMES or bare.casefold() in _VALUES:
        return None
    path = bare.partition("::")[0] if ".py::" in bare else bare
    if _is_file(path):
        return Name(NameKind.FILE, path)
    if "/" in bare:
        return Name(NameKind.FOLDER, bare) if _is_folder(bare, is_marked=is_marked) else None
    if _IDENTIFIER.fullmatch(bare) and (is_marked or is_call or _looks_like_code(bare)):
        return Name(NameKind.CODE, bare)
    return None


def _bare(token: str) -> tuple[str, bool]:
    inner = token.strip(_WRAPPING)
    before, bracket, _ = inner.partition("(")
    if bracket and before:
        return before.strip(_WRAPPING), True
    return inner.strip("()").strip(_WRAPPING), False


def _is_file(text: str) -> bool:
    stem, dot, ending = text.rpartition(".")
    return bool(dot and stem.strip("./_")) and ending.casefold() in _ENDINGS


def _is_folder(text: str, *, is_marked: bool) -> bool:
    """Return whether slashes part the folders of a path, and not words or numbers."""
    folders = text.strip("/").split("/")
    if not all(_PART.search(folder) for folder in folders):
        return False
    is_path = text.endswith("/") and len(folders) > 1
    return is_marked or is_path or folders[0].casefold() in _ROOTS


def _looks_like_code(text: str) -> bool:
    has_hump = any(low.islower() and high.isupper() for low, high in pairwise(text))
    return has_hump or any(mark in text.strip("_") for mark in ("_", ".", "::", "->"))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > _SHORTEST and word.endswith("s") else word
