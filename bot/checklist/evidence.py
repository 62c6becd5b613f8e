"""Recognising evidence in texts: commands, code, symptoms and numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.checklist.prose import is_placeholder
from bot.checklist.words import amount, listed, words
from bot.kernel.markdown import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.checklist.prose import Passage
    from bot.kernel.markdown import Block

LINES_READ: Final = 400
"""Lines of a code block that are looked at; a longer one is a log or a whole file."""

_COMMANDS: Final = listed(
    "accelerate bash bazel build_and_test.sh cargo cmake compute-sanitizer ctest curl deepspeed "
    "docker gh git go java jupyter lit lm-eval lm_eval make mpirun ncu ninja node npm npx nsys "
    "nvcc pip pnpm poetry pre-commit pytest python python3 ray ruff sh srun "
    "text-generation-launcher torchrun tox transformers transformers-cli triton-opt uv uvx vllm "
    "yarn"
)
_CODE_LANGUAGES: Final = listed(
    "bash c c++ cpp cu cuda go java javascript js kotlin mlir py pycon python python3 rs rust sh "
    "shell shell-session triton ts typescript zsh"
)
_CODE_STARTS: Final = (
    "import ",
    "from ",
    "def ",
    "class ",
    "#include",
    ">>> ",
    "$ ",
    "fn ",
    "func ",
    "with ",
    "assert ",
    "@",
)
_SYMPTOMS: Final = listed(
    "actual actually assertion before crash crashes error errors expected exception expects fails "
    "failed failure instead nan observed oom output outputs raises returned returns segfault "
    "should traceback wrong"
)
_FAILING: Final = re.compile(
    r"\b(?:break|broke|bug|cannot|can't|corrupt|crash|deadlock|does(?:n't| not)|error|exception"
    r"|expect|fail|hang|hung|ignor|illegal|inconsisten|incorrect|instead of|invalid|leak|mismatch"
    r"|misse[sd]|missing|nan\b|never|oom\b|out[- ]of[- ]|overflow|rais(?:es?|ed|ing)\b|regress"
    r"|segfault|silent|should|slow|stuck|truncat|unable|unexpected|wrong)",
    re.IGNORECASE,
)
"""How the words begin that tell what goes wrong."""
_ON_MAIN: Final = re.compile(r"\bon (?:main|master)\b", re.IGNORECASE)
"""Where something is seen that the change mends."""
_TOLD_WORDS: Final = 12
"""A sentence of fewer words says that something fails, seldom what."""
_ERROR_NAME: Final = re.compile(r"\b\w{0,60}(?:Error|Exception|Warning)\b")
_ERROR_LINE: Final = re.compile(r"\b[A-Z]\w{0,60}(?:Error|Exception): ?\S|^Traceback ")
_TYPED_OUT: Final = re.compile(
    r"(?:(?:python3?|pytest|torchrun|deepspeed|bash|lm[-_]eval)"
    r" (?:-|\S{1,200}\.(?:py|sh)\b|tests?/)"
    r"|accelerate launch |vllm (?:bench|serve) |\./\S{1,200}\.sh\b)"
)
"""A command that stands in a paragraph without any mark; strict, since it may be a sentence."""
_COMPARING: Final = listed(
    "after base baseline before branch compared current faster head improvement main master new "
    "old ours patch patched pr reference slower speedup upstream vs"
)
_NUMBER: Final = re.compile(
    r"(?<![\d.,])\d[\d.,]{0,20}"
    r"(?:x\b|\s?(?:%|\u00d7|[mµun]?s\b|[mµ]?sec|minutes|[kmgt]i?b\b|[gt]b/s|[tgp]flop|it/s|tok|req"
    r"|steps))",
    re.IGNORECASE,
)
_FIGURE: Final = re.compile(r"\d[\d.,]*")
_BECOMING: Final = re.compile(r"\d[^\n\d]{0,12}(?:->|=>|\u2192) ?\D{0,3}\d")
"""A number, an arrow, a number: before and after without the words."""
_ENVIRONMENT: Final = re.compile(r"^(?:[A-Z_][A-Z0-9_]*=\S* +)+")


def code(passages: tuple[Passage, ...]) -> Iterator[str]:
    """Yield what a maintainer could run: blocks of code and commands, in order."""
    for passage in passages:
        if passage.block.kind is BlockKind.CODE and is_runnable(passage.block):
            yield passage.block.text
        for span in passage.block.spans:
            if is_command(span):
                yield span
        if passage.block.kind is BlockKind.PARAGRAPH:
            lines = passage.block.text.split("\n", LINES_READ)[:LINES_READ]
            yield from (line for line in lines if _TYPED_OUT.match(line.strip()))


def is_runnable(block: Block) -> bool:
    """Return whether a code block holds a command or code, not only output or a gap to fill."""
    lines = [line.strip() for line in block.text.split("\n", LINES_READ)[:LINES_READ]]
    real = [line for line in lines if line and not _is_gap(line)]
    if not real or real[0].startswith("Traceback"):
        return False
    return block.info.casefold().split(" ")[0] in _CODE_LANGUAGES or any(
        is_command(line) or line.startswith(_CODE_STARTS) for line in real
    )


def _is_gap(line: str) -> bool:
    if line.startswith(("#!", "#include")):
        return False
    return line.startswith(("#", "//", "<!--", "...")) or is_placeholder(line)


def is_command(line: str) -> bool:
    """Return whether a line calls a program that developers know, with something to do."""
    bare = _ENVIRONMENT.sub("", line.strip().removeprefix("$ ").removeprefix("!"))
    name, _, rest = bare.partition(" ")
    program = name.rsplit("/", 1)[-1]
    return bool(rest.strip()) and (program in _COMMANDS or name.startswith("./"))


def tells_symptom(passages: tuple[Passage, ...]) -> bool:
    """Return whether a text says what was expected or seen."""
    return any(
        not _SYMPTOMS.isdisjoint(words(f"{passage.heading} {passage.block.text}"))
        or _FAILING.search(passage.block.text)
        or _ERROR_NAME.search(passage.block.text)
        or _ON_MAIN.search(passage.block.text)
        for passage in passages
    )


def told(passages: tuple[Passage, ...]) -> str:
    """Return the first sentences that tell in words what goes wrong."""
    return next(
        (
            passage.said
            for passage in passages
            if amount(passage.said) >= _TOLD_WORDS
            and (_FAILING.search(passage.said) or _ERROR_NAME.search(passage.said))
        ),
        "",
    )


def symptom(passages: tuple[Passage, ...]) -> str:
    """Return the first error that is shown without a way to it: a trace, a log, an error's line."""
    return next(filter(None, (_symptom(passage.block) for passage in passages)), "")


def _symptom(block: Block) -> str:
    if block.kind is BlockKind.CODE:
        is_log = not _SYMPTOMS.isdisjoint(words(block.text)) or _ERROR_NAME.search(block.text)
        return block.text if is_log and not is_runnable(block) else ""
    lines = block.text.split("\n", LINES_READ)[:LINES_READ]
    return next((line.strip() for line in lines if _ERROR_LINE.search(line)), "")


def measurements(passages: tuple[Passage, ...]) -> Iterator[tuple[str, bool]]:
    """Yield the places that hold measured numbers, and whether each compares two states."""
    for passage in passages:
        block = passage.block
        numbers = _FIGURE if block.kind is BlockKind.TABLE else _NUMBER
        found = len(numbers.findall(block.text))
        if found:
            said = words(f"{passage.heading} {block.text}")
            compares = not _COMPARING.isdisjoint(said) or _BECOMING.search(block.text) is not None
            yield block.text, compares and found > 1
