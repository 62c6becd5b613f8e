"""What should not have come along: debugging, code in comments, marks of conflicts, stray files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.checklist.hunks import found
from bot.checklist.paths import is_aside
from bot.checklist.words import listed, words
from bot.kernel.finding import Evidence
from bot.kernel.snapshot import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.kernel.diff import FileDiff, Hunk, Line
    from bot.kernel.snapshot import ChangedFile

BIG_DATA_LINES: Final = 1_000
"""A table of so many lines is data that most projects keep elsewhere."""
LEAST_COMMENTED: Final = 2
"""Lines of code in comments, one below the other; a single one may be an example."""

_BINARY_ENDINGS: Final = listed(
    "bin ckpt gguf h5 npy npz o onnx parquet pickle pkl pt pth pyc safetensors so whl zip"
)
_DEBUG_CALLS: Final = (
    "breakpoint()",
    "console.log(",
    "dbg!(",
    "import ipdb",
    "import pdb",
    "ipdb.set_trace(",
    "pdb.set_trace(",
)
_DEBUG_LINE: Final = re.compile(
    r"\n\+[ \t]*(?:print\(|breakpoint\(|console\.log\(|dbg!\(|import i?pdb|i?pdb\.)[^\n]*"
)
_DEBUG_PRINT: Final = re.compile(
    r"""print\((?:[\w.\[\], ]*\)|["'][\w ]{0,60}(?: is|:|=)?["'],\s*[\w.\[\]]+\)"""
    r"""|f?["'](?:debug|here|[*#=>-]{3})|f["'][^"']*\{[^{}"']*=\})""",
    re.IGNORECASE,
)
"""Output that is rarely meant to stay: bare values, `{x=}`, rulers. Messages may be meant."""
_PRINTING: Final = listed("cli console log logger logging print printer printing report")
_CONFLICTS: Final = ("<<<<<<< ", ">>>>>>> ")
_CONFLICT_LINE: Final = re.compile(r"\n\+(?:<{7}|>{7}) [^\n]*")
_COMMENT: Final = re.compile(r"(?:#|//) ?(?!!|\[|#|/|:)(.*)")
_COMMENT_LINE: Final = re.compile(r"\n\+[ \t]*(?:#|//)[^\n]*")
_PYTHON: Final = re.compile(
    r"(?:[\w.]+(?:\[[^\]]{0,60}\])?(?:, [\w.]+){0,4} ?(?:[-+*/|&]|//|\*\*)?= ?\S.*"
    r"|(?:return|raise|assert|del|yield|await) [\w(\[\"'].*"
    r"|(?:if|elif|for|while|with|def|class) .{1,200}:"
    r"|import [\w.]+|from [\w.]+ import .+|[\w.]+\(.{0,300}\)|[)\]}],?|else:|try:|@\w[\w.]*.*)"
)
_BRACED: Final = re.compile(r".{2,}[;{]|\}|return .*;|#(?:include|define|if|endif)\b.*")
_PYTHON_ENDINGS: Final = listed("py pyi pyx")
_BRACED_ENDINGS: Final = listed("c cc cpp cu cuh cxx go h hpp java js rs ts")
_EDITORS: Final = listed(
    ".ds_store .idea .vscode __pycache__ .ipynb_checkpoints .pytest_cache nohup.out thumbs.db wandb"
)
_STRAY_ENDINGS: Final = (".orig", ".rej", ".swp", ".log", ".bak", ".tmp", ".pyc", "~")
_LOCKS: Final = listed(
    "cargo.lock pipfile.lock poetry.lock uv.lock yarn.lock package-lock.json pnpm-lock.yaml "
    "gemfile.lock"
)
_MANIFESTS: Final = listed(
    "cargo.toml pipfile pyproject.toml package.json gemfile setup.py setup.cfg"
)


def debugging(files: Iterable[FileDiff]) -> Iterator[Evidence]:
    """Yield the added lines of sources that look like debugging."""
    for file in files:
        prints = file.path.endswith(".py") and not (is_aside(file.path) or _prints(file.path))
        for hunk in file.hunks:
            for _, line in found(hunk, _DEBUG_LINE):
                bare = line.text.strip()
                if bare.startswith(_DEBUG_CALLS) or (prints and _DEBUG_PRINT.match(bare)):
                    yield Evidence(file.path, bare, line.number)


def _prints(path: str) -> bool:
    """Return whether a file is there to print, by its name."""
    return not _PRINTING.isdisjoint(words(path.rpartition("/")[2]))


def conflicts(files: Iterable[FileDiff]) -> Iterator[Evidence]:
    """Yield the marks that git leaves in a file whose conflict nobody solved."""
    for file in files:
        for hunk in file.hunks:
            if any(mark in hunk.text for mark in _CONFLICTS):
                for _, line in found(hunk, _CONFLICT_LINE):
                    yield Evidence(file.path, line.text, line.number)


def commented_code(files: Iterable[FileDiff]) -> Iterator[Evidence]:
    """Yield the first line of each block of code that was added to sources within comments."""
    for file in files:
        form = _form(file.path)
        if form is not None and not is_aside(file.path):
            for hunk in file.hunks:
                yield from _blocks(file.path, hunk, form)


def _form(path: str) -> re.Pattern[str] | None:
    ending = path.rpartition(".")[2].casefold()
    if ending in _PYTHON_ENDINGS:
        return _PYTHON
    return _BRACED if ending in _BRACED_ENDINGS else None


def _blocks(path: str, hunk: Hunk, form: re.Pattern[str]) -> Iterator[Evidence]:
    block: list[Line] = []
    last = 0
    # What was in a comment before and only moved is not of this change.
    before: set[str] | None = None
    for place, line in found(hunk, _COMMENT_LINE):
        match = _COMMENT.fullmatch(line.text.strip())
        if not match or not form.fullmatch(match[1].strip()):
            continue
        if before is None:
            before = {text.strip() for text in hunk.removed}
        if line.text.strip() in before:
            continue
        if block and place != last + 1:
            yield from _told(path, block)
            block = []
        block.append(line)
        last = place
    yield from _told(path, block)


def _told(path: str, block: list[Line]) -> Iterator[Evidence]:
    if len(block) >= LEAST_COMMENTED:
        yield Evidence(path, block[0].text.strip(), block[0].number)


def heavy(files: Iterable[ChangedFile]) -> Iterator[ChangedFile]:
    """Yield binaries and large tables."""
    for file in files:
        ending = file.path.casefold().rpartition(".")[2]
        is_large = file.additions > BIG_DATA_LINES and ending != "ipynb"
        if file.change is not Change.DELETED and (ending in _BINARY_ENDINGS or is_large):
            yield file


def stray(files: Iterable[ChangedFile]) -> Iterator[ChangedFile]:
    """Yield files of an editor, of a run or of a machine, which are nobody's change."""
    for file in files:
        parts = file.path.casefold().split("/")
        if file.change is Change.ADDED and (
            not _EDITORS.isdisjoint(parts) or parts[-1].endswith(_STRAY_ENDINGS)
        ):
            yield file


def notebooks(files: Iterable[ChangedFile]) -> Iterator[ChangedFile]:
    """Yield the notebooks; their outputs and counters change with every run."""
    return (file for file in files if file.path.casefold().endswith(".ipynb"))


def lone_locks(files: Iterable[ChangedFile]) -> Iterator[ChangedFile]:
    """Yield lock files that changed though nothing that they are made from did."""
    changed = tuple(files)
    if _MANIFESTS.isdisjoint(_name(file.path) for file in changed):
        yield from (file for file in changed if _name(file.path) in _LOCKS)


def _name(path: str) -> str:
    return path.casefold().rpartition("/")[2]
