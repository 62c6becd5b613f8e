"""Which of the course's kinds a contribution is, when its files and texts leave no doubt; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.checklist.kind import Kind, of_title
from bot.checklist.paths import Role, is_aside
from bot.checklist.words import listed, words
from bot.kernel.contribution import ContributionKind
from bot.kernel.snapshot import Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.kernel.diff import Diff
    from bot.kernel.snapshot import ChangedFile

_KERNEL_ENDINGS: Final = (".cu", ".cuh", ".hip")
_KERNEL_DIRS: Final = listed("cute flash_attn kernel kernels triton_kernels")
_BEGINNING: Final = ("@cute.jit", "@cute.kernel", "@triton.jit")
"""What stands in an added line where a kernel begins in Python."""

_KERNEL_WORDS: Final = listed("kernel kernels")
_TASK_DIRS: Final = listed("tasks")
_TASK_ENDINGS: Final = (".yaml", ".yml")
_PART_DIRS: Final = listed("models modeling_models optimizers optim quantization quantizers")
"""Folders to which a model, an optimiser or a scheme of quantisation is added."""
_PART_WORDS: Final = listed(
    "architecture backbone model models optimiser optimizer quantisation quantization"
)
_REPRODUCING: Final = listed("replicate replicates replication reproduce reproduces reproduction")

_BY_KIND: Final = {
    Kind.FIX: ContributionKind.FIX,
    Kind.DOCS: ContributionKind.DOCS,
}


def infer(
    title: str,
    kind: Kind,
    files: Mapping[Role, tuple[ChangedFile, ...]],
    diff: Diff | None = None,
) -> ContributionKind | None:
    """Return what a contribution is for; None when that is not sure.

    Args:
        title: The pull request's.
        kind: What kind of change it is.
        files: The changed files by their role.
        diff: Their lines, when they were read.
    """
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    named = words(title)
    sources = [file for file in files.get(Role.SOURCE, ()) if not is_aside(file.path)]
    # A benchmark or an example may speak of speed, and is no gain of the product.
    if kind is Kind.PERFORMANCE and (sources or not files.get(Role.SOURCE)):
        about_kernels = _mostly_kernels(sources)
        return ContributionKind.KERNEL if about_kernels else ContributionKind.PERFORMANCE
    if kind is Kind.FEATURE and of_title(title) is kind:
        return next(_signs(named, files.get(Role.CONFIG, ()), sources, diff), None)
    if kind is Kind.UNKNOWN and not named.isdisjoint(_REPRODUCING):
        return ContributionKind.REPRODUCTION
    return None


def _signs(
    named: frozenset[str],
    settings: tuple[ChangedFile, ...],
    sources: list[ChangedFile],
    diff: Diff | None,
) -> Iterator[ContributionKind]:
    if any(file.change is Change.ADDED and _is_task(file.path) for file in settings):
        yield ContributionKind.EVALUATION
    new_sources = [file for file in sources if file.change is Change.ADDED]
    new_kernels = [file for file in new_sources if _is_kernel(file.path)]
    is_named = not named.isdisjoint(_KERNEL_WORDS)
    if _mostly_kernels(sources) and (new_kernels or is_named):
        yield ContributionKind.KERNEL
    if _begins_kernel(diff, sources if is_named else new_sources):
        yield ContributionKind.KERNEL
    if not named.isdisjoint(_REPRODUCING):
        yield ContributionKind.REPRODUCTION
    if any(_is_part(file.path) for file in new_sources) and not named.isdisjoint(_PART_WORDS):
        yield ContributionKind.INTEGRATION


def _mostly_kernels(sources: list[ChangedFile]) -> bool:
    kernels = [file for file in sources if _is_kernel(file.path)]
    return 2 * _lines(kernels) > _lines(sources)


def _lines(files: list[ChangedFile]) -> int:
    return sum(file.additions + file.deletions for file in files)


def _is_kernel(path: str) -> bool:
    *folders, name = path.casefold().split("/")
    return name.endswith(_KERNEL_ENDINGS) or not _KERNEL_DIRS.isdisjoint(folders)


def _begins_kernel(diff: Diff | None, new_sources: list[ChangedFile]) -> bool:
    paths = {file.path for file in new_sources}
    return any(
        line.text.strip().startswith(_BEGINNING)
        for file in (diff.files if diff is not None else ())
        if file.path in paths
        for line in file.added
    )


def _is_task(path: str) -> bool:
    *folders, name = path.casefold().split("/")
    return name.endswith(_TASK_ENDINGS) and not _TASK_DIRS.isdisjoint(folders)


def _is_part(path: str) -> bool:
    return not _PART_DIRS.isdisjoint(path.casefold().split("/")[:-1])
