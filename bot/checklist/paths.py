"""What a file is for, judged by its path alone."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from bot.checklist.words import listed


class Role(StrEnum):
    """What a file is for."""

    SOURCE = "source"
    TEST = "test"
    DOCS = "docs"
    CONFIG = "config"
    """Settings, build files and continuous integration."""
    GENERATED = "generated"
    """Written by a machine or by others: lock files, vendored code, snapshots of outputs."""
    DATA = "data"
    """Binaries, images, notebooks, tables and weights."""


_GENERATED_DIRS: Final = listed(
    "3rdparty _vendor __snapshots__ gen generated golden golden_values node_modules snapshots "
    "third-party third_party thirdparty vendor vendored"
)
_GENERATED_NAMES: Final = listed(
    "cargo.lock cargo.nix crate-hashes.json flake.lock gemfile.lock go.sum module.bazel.lock "
    "npm-shrinkwrap.json package-lock.json pipfile.lock pnpm-lock.yaml poetry.lock uv.lock "
    "yarn.lock"
)
_GENERATED_ENDS: Final = (
    ".lock",
    ".lock.txt",
    "_pb2.py",
    "_pb2.pyi",
    "_pb2_grpc.py",
    ".pb.go",
    ".pb.cc",
    ".pb.h",
    ".min.js",
    ".min.css",
    ".map",
    ".snap",
    ".expect",
    ".ptx",
)
_DATA_ENDINGS: Final = listed(
    "7z bin bmp bz2 ckpt csv cubin dll dylib exe gguf gif gz h5 ico ipynb jar jpeg jpg jsonl mp3 "
    "mp4 npy npz o onnx parquet pdf pickle pkl png pt pth pyc safetensors so svg tar tgz tiff tsv "
    "ttf wav webp whl woff woff2 xz zip zst"
)
_TEST_DIRS: Final = listed(
    "__tests__ e2e test testdata testing tests testsuite unittest unittests unit_tests"
)
_TEST_PARTS: Final = (".test.", ".spec.")
_TEST_STEMS: Final = ("_test", "_tests", "_unittest", "_spec", "-test")
_TEST_NAMES: Final = frozenset({"test", "tests", "conftest"})
_JVM_ENDS: Final = (".java", ".kt", ".scala", ".cs", ".groovy", ".swift")
_JVM_STEMS: Final = ("Test", "Tests", "IT", "Spec")
_ASIDE_DIRS: Final = listed("benchmark benchmarks demo demos example examples notebooks tutorials")
_ASIDE_AT_TOP: Final = listed("build_tools ci scripts tools")
"""Inside a package, a folder of this name belongs to the product."""
_DOCS_DIRS: Final = frozenset({"doc", "docs", "documentation"})
_DOCS_ENDINGS: Final = listed("adoc md mdx rst txt")
_DOCS_NAMES: Final = listed("authors citation.cff codeowners copying license notice")
_CI_DIRS: Final = listed(".azure .buildkite .ci .circleci .devcontainer .github .gitlab")
_CONFIG_ENDINGS: Final = listed(
    "bazel bazelrc bzl cfg cmake conf dockerfile editorconfig gitattributes gitignore in ini json "
    "nix properties toml yaml yml"
)
_CONFIG_NAMES: Final = listed(
    "build dockerfile gemfile jenkinsfile justfile makefile procfile setup.py workspace"
)
_CONFIG_STARTS: Final = ("cmakelists", "requirements", "constraints", "dockerfile", ".pre-commit")

INLINE_TEST_ENDS: Final = (".rs", ".cc", ".cpp", ".cxx", ".cu", ".hpp", ".h")
"""Endings of languages that keep tests within their sources."""


def role(path: str, own_code: str = "") -> Role:
    """Return what a file is for; `Role.SOURCE` when nothing says otherwise.

    Args:
        path: From the root.
        own_code: A folder, with its slash, that bears a vendor's name though its code is the
            project's own.
    """
    if own_code:
        path = path.removeprefix(own_code)
    *folders, name = path.casefold().split("/")
    ending = _ending(name)
    if _is_generated(folders, name):
        return Role.GENERATED
    if ending in _DATA_ENDINGS:
        return Role.DATA
    if ending in _DOCS_ENDINGS and not _names_settings(folders, name):
        return Role.DOCS
    if not _CI_DIRS.isdisjoint(folders[:1]):
        return Role.CONFIG
    return Role.TEST if is_test(path) else _role_beside_tests(folders, name)


def _role_beside_tests(folders: list[str], name: str) -> Role:
    if _names_settings(folders, name) or _ending(name) in _CONFIG_ENDINGS:
        return Role.CONFIG
    if name in _DOCS_NAMES or not _DOCS_DIRS.isdisjoint(folders):
        return Role.DOCS
    return Role.SOURCE if _ending(name) else Role.CONFIG


def is_test(path: str) -> bool:
    """Return whether the path follows a convention for tests of any common language."""
    *folders, original = path.split("/")
    name = original.casefold()
    if any(_is_test_dir(folder.casefold()) for folder in folders):
        return True
    if _ending(name) in _CONFIG_ENDINGS:
        return False
    if name.endswith(_JVM_ENDS) and original.rpartition(".")[0].endswith(_JVM_STEMS):
        return True
    stem = name.partition(".")[0]
    return (
        stem in _TEST_NAMES
        or stem.startswith(("test_", "test-"))
        or stem.endswith(_TEST_STEMS)
        or any(part in name for part in _TEST_PARTS)
    )


def is_aside(path: str) -> bool:
    """Return whether a source stands beside the product: examples, benchmarks, tools."""
    folders = path.casefold().split("/")[:-1]
    return not (_ASIDE_DIRS.isdisjoint(folders) and _ASIDE_AT_TOP.isdisjoint(folders[:1]))


def area(path: str, depth: int = 1) -> str:
    """Return the first folders of a path, with a slash; the path itself at the top."""
    folders = path.split("/")[:-1][:depth]
    return "/".join(folders) + "/" if folders else path


def _names_settings(folders: list[str], name: str) -> bool:
    last = folders[-1] if folders else ""
    return name in _CONFIG_NAMES or name.startswith(_CONFIG_STARTS) or last == "requirements"


def _ending(name: str) -> str:
    return name.rpartition(".")[2] if "." in name else ""


def _is_test_dir(folder: str) -> bool:
    return (
        folder in _TEST_DIRS or folder.startswith(("test_", "tests_")) or folder.endswith("_tests")
    )


def _is_generated(folders: list[str], name: str) -> bool:
    return (
        name in _GENERATED_NAMES
        or name.endswith(_GENERATED_ENDS)
        or not _GENERATED_DIRS.isdisjoint(folders)
    )
