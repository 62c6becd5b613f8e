"""Measures a change by what people wrote: no lock, vendored or generated file, no table; pure."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.calibrate.tests_norm import is_documentation, is_test

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_PATTERNS: Final = 200
"""Of a project's own list of generated files."""

BUCKETS: Final = ("<=10", "11-50", "51-200", "201-500", "501-1000", ">1000")
_TOPS: Final = (10, 50, 200, 500, 1000)


class FileChange(NamedTuple):
    """One file of a change; a binary file has no lines."""

    added: int
    deleted: int
    path: str


@dataclass(frozen=True, slots=True)
class Size:
    """How large a change is.

    Attributes:
        lines: Added and deleted by hand.
        files: Changed by hand.
        top_dirs: Folders at the top of the tree.
        two_level_dirs: Folders down to the second level.
        tests: It touches tests.
        docs_only: It touches documentation and nothing else.
    """

    lines: int
    files: int
    top_dirs: int
    two_level_dirs: int
    tests: bool
    docs_only: bool


def bucket(lines: int) -> str:
    """Return the name of the range that so many lines fall into."""
    return BUCKETS[sum(lines > top for top in _TOPS)]


_LOCK_NAMES: Final = frozenset(
    {
        "Cargo.nix",
        "crate-hashes.json",
        "go.sum",
        "npm-shrinkwrap.json",
        "package-lock.json",
        "pnpm-lock.yaml",
    }
)
_LOCK_TEXT: Final = re.compile(
    r".*_lock.*\.txt|requirements[_-]?(?:lock|compiled).*\.txt|.*\.lock\.txt"
)
_VENDOR_DIRS: Final = frozenset(
    {
        "3rdparty",
        "_vendor",
        "node_modules",
        "third-party",
        "third_party",
        "thirdparty",
        "vendor",
        "vendored",
    }
)
_MADE_DIRS: Final = frozenset(
    {
        "__snapshots__",
        "back_compat_test_data",
        "export_back_compat_test_data",
        "gen",
        "generated",
        "golden_values",
    }
)
_MADE_ENDS: Final = (
    "_pb2.py",
    "_pb2.pyi",
    "_pb2_grpc.py",
    "_pb2_grpc.pyi",
    ".pb.go",
    ".pb.cc",
    ".pb.h",
    ".min.js",
    ".min.css",
    ".map",
    ".svg",
    ".ipynb",
    ".csv",
    ".tsv",
    ".jsonl",
    ".parquet",
    ".snap",
    ".expect",
    ".onnx",
    ".hlo.pb",
    ".ptx",
    ".cubin.cpp",
    ".cubin",
    ".lock",
)
_MADE_NAMES: Final = re.compile(r".*golden_values.*\.json|dummy_[a-z_]*objects\.py")
_SOURCE_OF_MODEL: Final = re.compile(r"(.*/)modular_([^/]+)\.py")


class Noise:
    """Knows the files of a project that nobody wrote by hand."""

    def __init__(self, attributes: str = "", own_code: str | None = None) -> None:
        """Take what the project says of itself.

        Args:
            attributes: The text of its `.gitattributes`.
            own_code: A folder that is its own though its name is a vendor's, as `third_party/`.
        """
        patterns = generated_patterns(attributes)
        joined = "|".join(fnmatch.translate(pattern) for pattern in patterns)
        self._marked = re.compile(joined) if joined else None
        self._own = own_code

    def covers(self, path: str) -> bool:
        """Tell whether a file counts as not written by hand."""
        *folders, name = path.split("/")
        if name in _LOCK_NAMES or _LOCK_TEXT.fullmatch(name) or _made(path, folders, name):
            return True
        own = self._own is not None and path.startswith(self._own)
        if not own and any(folder.lower() in _VENDOR_DIRS for folder in folders):
            return True
        return self._marked is not None and self._marked.match(path) is not None


def _made(path: str, folders: Sequence[str], name: str) -> bool:
    return (
        path.lower().endswith(_MADE_ENDS)
        or any(folder.lower() in _MADE_DIRS for folder in folders)
        or _MADE_NAMES.fullmatch(name.lower()) is not None
    )


def generated_patterns(attributes: str) -> list[str]:
    """Return the paths that `.gitattributes` calls generated or vendored, as shell patterns."""
    wanted = {
        f"linguist-{word}{value}" for word in ("generated", "vendored") for value in ("", "=true")
    }
    patterns = []
    for line in attributes.splitlines():
        path, *marks = line.split() or [""]
        if not path.startswith("#") and not wanted.isdisjoint(marks):
            patterns.append(path.lstrip("/").replace("**", "*"))
    return patterns[:MOST_PATTERNS]


def measure(files: Sequence[FileChange], noise: Noise) -> Size:
    """Measure a change.

    transformers writes a model once, in `modular_x.py`; the `*_x.py` beside it are made from it.
    """
    models = {
        (found[1], found[2]) for each in files if (found := _SOURCE_OF_MODEL.fullmatch(each.path))
    }
    written = [
        each for each in files if not noise.covers(each.path) and not _from_model(each.path, models)
    ]
    paths = [each.path for each in written or files]
    return Size(
        lines=sum(each.added + each.deleted for each in written),
        files=len(written),
        top_dirs=len({path.split("/")[0] if "/" in path else "." for path in paths}),
        two_level_dirs=len({"/".join(path.split("/")[:-1][:2]) for path in paths}),
        tests=any(is_test(each.path) for each in files),
        docs_only=bool(files) and all(is_documentation(each.path) for each in files),
    )


def _from_model(path: str, models: Iterable[tuple[str, str]]) -> bool:
    folder, slash, name = path.rpartition("/")
    return any(
        folder + slash == where
        and name.endswith(f"_{model}.py")
        and not name.startswith("modular_")
        for where, model in models
    )
