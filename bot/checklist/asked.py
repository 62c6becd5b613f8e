"""What a project's template and guide ask of a description, held against what is there."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.checklist import evidence
from bot.checklist.kind import Kind
from bot.checklist.paths import Role
from bot.checklist.plans import is_verifying
from bot.checklist.prose import is_leftover
from bot.checklist.words import listed, normal, words
from bot.kernel.contribution import ContributionKind
from bot.kernel.markdown import BlockKind
from bot.projects.facts import Basis, PartName, When

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.checklist.reading import Reading
    from bot.kernel.markdown import Block
    from bot.projects.facts import Part, Template

TINY_LINES: Final = 10
"""Up to here nobody asks how a change was tried."""

_PARTS: Final = (
    (PartName.KIND, listed("kind type")),
    (PartName.CHECKLIST, listed("checklist checks declaration submitting")),
    (PartName.TEST_RESULT, listed("result results")),
    (PartName.TEST_PLAN, listed("test testing tests")),
)
"""Words of a heading that tell which part stands below it; the first row that matches decides."""

_RESULT_WORDS: Final = listed(
    "checked confirmed fails green identical match matches measured output outputs pass passed "
    "passes passing result results same succeed succeeded succeeds unchanged validated verified "
    "worked works"
)
_TRYING_WORDS: Final = listed(
    "bench benchmark benchmarked ci eval lm_eval pytest ran reproduce run running runs test "
    "tested testing tests tried validated verified verify"
)
_WRITTEN_BELOW: Final = listed(
    "added benchmark breaking changes command description details does implementation issue "
    "issues justification modified motivation plan purpose reproduction result results summary "
    "test testing tests what why"
)
"""Words of a heading that asks an author for text."""

_FORMAL: Final = frozenset({PartName.KIND, PartName.CHECKLIST})
_UNTRIED: Final = frozenset({Kind.DOCS, Kind.CHORE, Kind.TESTS})
_SHOWN: Final = frozenset({BlockKind.CODE, BlockKind.TABLE})


@dataclass(frozen=True, slots=True)
class Lack:
    """A part that is asked for and not there: its heading in the template, or its name."""

    label: str
    text: str


def applies(reading: Reading, template: Template) -> bool:
    """Return whether the project has this template for such a change."""
    return _holds(reading, template.when)


def headings(reading: Reading, template: Template) -> tuple[str, ...]:
    """Return the headings of the template that the description follows, or of the usual one."""
    known = _headings(reading)
    variants = (template.headings, *template.alternatives)
    return max(variants, key=lambda each: sum(normal(heading) in known for heading in each))


def to_fill(template_headings: tuple[str, ...]) -> tuple[str, ...]:
    """Return the headings below which an author writes; others only order the project's steps."""
    return tuple(each for each in template_headings if not _WRITTEN_BELOW.isdisjoint(words(each)))


def empty(reading: Reading, template_headings: tuple[str, ...]) -> tuple[str, ...]:
    """Return the headings of the template that stand in the description with nothing below."""
    filled = dict(_sections(reading.body.blocks))
    return tuple(
        heading for heading in to_fill(template_headings) if filled.get(normal(heading)) is False
    )


def is_declaration(template: Template | None) -> bool:
    """Return whether a template is nothing but a declaration that every author has to give."""
    return template is not None and [_part(each) for each in template.headings] == [
        PartName.CHECKLIST
    ]


def lacking(reading: Reading) -> tuple[Lack, ...]:
    """Return the parts that the project asks for and that are certainly not there."""
    project = reading.background.project
    if project is None or project.required_parts is None:
        return ()
    template = project.template
    known = headings(reading, template) if template and applies(reading, template) else ()
    return tuple(
        Lack(_label(part, known), part.text)
        for part in project.required_parts.parts
        if _holds(reading, part.when)
        # What is only a habit of theirs is no form to be filled in.
        and (project.required_parts.basis is Basis.STATED or part.name not in _FORMAL)
        and not _is_there(reading, part)
    )


def _label(part: Part, known: tuple[str, ...]) -> str:
    return next((heading for heading in known if _part(heading) is part.name), part.name.value)


def _part(heading: str) -> PartName | None:
    said = words(heading)
    return next((name for name, marks in _PARTS if not said.isdisjoint(marks)), None)


def _holds(reading: Reading, when: When) -> bool:
    """Return whether a part is wanted here, as far as that is sure."""
    return when is When.ALWAYS or when in {
        _BY_KIND.get(reading.kind),
        _BY_AIM.get(reading.aim) if reading.aim is not None else None,
    }


_BY_KIND: Final = MappingProxyType(
    {Kind.FIX: When.BUG, Kind.FEATURE: When.FEATURE, Kind.PERFORMANCE: When.PERFORMANCE}
)
_BY_AIM: Final = MappingProxyType(
    {ContributionKind.EVALUATION: When.TASK, ContributionKind.PERFORMANCE: When.PERFORMANCE}
)


def _is_there(reading: Reading, part: Part) -> bool:
    """Return whether a part is there; also when that cannot be told, or another check looks."""
    boxes = [block.checked for block in reading.body.blocks if block.checked is not None]
    if part.name is PartName.TEST_PLAN:
        return _needs_no_trial(reading) or _tells_trial(reading)
    if part.name is PartName.TEST_RESULT:
        return _needs_no_trial(reading) or _tells_result(reading)
    if part.name is PartName.CHECKLIST:
        return bool(boxes)
    if part.name is PartName.KIND:
        return bool(boxes) or any(_part(heading) is PartName.KIND for heading in _headings(reading))
    return True


def _needs_no_trial(reading: Reading) -> bool:
    return (
        reading.kind in _UNTRIED or reading.lines <= TINY_LINES or not reading.of_role(Role.SOURCE)
    )


def _tells_trial(reading: Reading) -> bool:
    passages = reading.body.passages
    return any(evidence.code(passages)) or any(
        not _TRYING_WORDS.isdisjoint(words(passage.said))
        or (is_verifying(passage.heading) and _is_content(passage.block))
        for passage in passages
    )


def _tells_result(reading: Reading) -> bool:
    return any(
        passage.block.kind in _SHOWN
        or passage.block.pictures
        or not _RESULT_WORDS.isdisjoint(words(passage.said))
        or (_part(passage.heading) is PartName.TEST_RESULT and _is_content(passage.block))
        for passage in reading.body.passages
    )


def _headings(reading: Reading) -> frozenset[str]:
    below = {normal(passage.heading) for passage in reading.body.passages}
    return frozenset(below | {each for each, _ in _sections(reading.body.blocks)})


def _sections(blocks: tuple[Block, ...]) -> Iterator[tuple[str, bool]]:
    """Yield each heading, in normal form, and whether anything stands below it."""
    opened: list[tuple[int, str]] = []
    filled: dict[str, bool] = {}
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            while opened and opened[-1][0] >= block.level:
                opened.pop()
            opened.append((block.level, normal(block.text)))
            filled.setdefault(opened[-1][1], False)
        elif _is_content(block):
            filled.update(dict.fromkeys((heading for _, heading in opened), True))
            opened.clear()
    yield from filled.items()


def _is_content(block: Block) -> bool:
    """Return whether an author put something here: any answer, no gap and no empty box."""
    if block.kind in _SHOWN:
        return bool(block.text.strip())
    if block.kind in {BlockKind.REMARK, BlockKind.HEADING} or block.checked is False:
        return False
    lines = block.text.split("\n")
    return bool(block.pictures) or any(line.strip() and not is_leftover(line) for line in lines)
