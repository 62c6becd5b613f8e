"""Do title and description tell a stranger what changed and why, as the project likes it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.checklist import asked, evidence, prose, reasons, title_remarks
from bot.checklist.check import Check, Trigger, Verdict
from bot.checklist.kind import Kind, is_revert
from bot.checklist.paths import Role
from bot.checklist.words import amount, is_foreign, normal
from bot.kernel.finding import Evidence, Status
from bot.kernel.markdown import BlockKind
from bot.projects.facts import IssueRule, PartName, When

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.checklist.reading import Reading

LEAST_WORDS: Final = 4
SHORT_WORDS: Final = 150
"""More than a long paragraph, where a project wants a paragraph."""

LONG_WORDS: Final = 600
"""Words; two printed pages, and more than nearly every merged change needed."""

NUMBERS_IN_SENTENCES: Final = 3
"""Paragraphs and items with measured numbers; from here on a table is easier to compare."""

PLACEHOLDERS_SHOWN: Final = 3
ISSUE_LINES: Final = 50
"""Up to here nobody misses an issue whose description says why."""

_ORDER: Final = (Status.FIX, Status.TIP)
_ON_SCREEN: Final = (".css", ".html", ".jsx", ".scss", ".svelte", ".tsx", ".vue")
_WHY: Final = "Reviewers choose by the title what to read, and the description tells them why."
_MOST_REMARKS: Final = 4
"""More at once discourage; the others show when these are settled."""


def run(reading: Reading) -> Verdict:
    """Return what a stranger would miss in title and description; the gravest first."""
    if not reading.background.is_opened:
        return Verdict(
            Status.UNKNOWN, "There is no pull request yet, so title and description are open."
        )
    found = sorted(_observations(reading), key=lambda verdict: _ORDER.index(verdict.status))
    if not found:
        if is_foreign(reasons.written(reading)):
            return Verdict(
                Status.PASS,
                "Title and description are there; not in English, they were not read closely.",
            )
        return Verdict(Status.PASS, "Title and description say what changed and why.")
    told = found[:_MOST_REMARKS]
    return Verdict(
        found[0].status,
        " ".join(verdict.summary for verdict in told),
        why=_WHY,
        fix=" ".join(verdict.fix for verdict in told),
        evidence=tuple(dict.fromkeys(seen for verdict in told for seen in verdict.evidence)),
    )


def _observations(reading: Reading) -> Iterator[Verdict]:
    yield from title_remarks.remarks(reading)
    is_reverting = is_revert(reading.pull_request.title)
    is_short = amount(reasons.written(reading)) < LEAST_WORDS
    if is_short and not is_reverting:
        yield _unwritten(reading)
        yield from (each for each in _issue(reading) if each.status is Status.FIX)
        return
    yield from _leftovers(reading)
    if not is_reverting:
        yield from _template(reading)
    if not reasons.says_why(reading):
        yield Verdict(
            Status.TIP,
            "The description does not say why.",
            fix="Add a sentence on what goes wrong, or is missing, without this change.",
        )
    yield from _issue(reading)
    yield from _form(reading)


def _unwritten(reading: Reading) -> Verdict:
    shown = [block for block in reading.body.blocks if block.kind is not BlockKind.REMARK]
    placeholders = _placeholders(reading)
    if not shown:
        seen = "The description is empty."
    elif placeholders or (
        any(block.kind is BlockKind.HEADING for block in shown)
        and not reasons.written(reading).strip()
    ):
        seen = "The description is still the template."
    else:
        seen = "The description has no sentence on what changed."
    is_needed = bool(placeholders) or not reasons.explains_itself(reading)
    return Verdict(
        Status.FIX if is_needed else Status.TIP,
        seen,
        fix=(
            "Say in two or three sentences what was wrong or missing and what you changed. "
            f"The plan can be one of them.{_frame(reading)}"
        ),
        evidence=placeholders,
    )


def _frame(reading: Reading) -> str:
    """Return, as a sentence, the headings that the project's template gives to fill."""
    project = reading.background.project
    template = project.template if project else None
    if template is None or not asked.applies(reading, template):
        return ""
    wanted = asked.to_fill(asked.headings(reading, template))
    return f" The template has for it: {_quoted(wanted)}." if wanted else ""


def _leftovers(reading: Reading) -> Iterator[Verdict]:
    placeholders = _placeholders(reading)
    if placeholders:
        yield Verdict(
            Status.FIX,
            "Parts of the template are not filled in.",
            fix="Fill in what is listed here, or delete it.",
            evidence=placeholders,
        )
    boxes = [block.checked for block in reading.body.blocks if block.checked is not None]
    if boxes and not any(boxes):
        yield Verdict(
            Status.TIP,
            "None of the template's boxes is ticked.",
            fix="Tick the boxes that apply, and delete the others.",
        )


def _placeholders(reading: Reading) -> tuple[Evidence, ...]:
    project = reading.background.project
    own = project.template.placeholders if project and project.template else ()
    lines = [
        line.strip()
        for block in reading.body.blocks
        if block.kind in {BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.CODE}
        # An alternative that was not ticked need not be filled in.
        and not (block.quoted or block.checked is False)
        for line in block.text.split("\n")
        if line.strip() and _is_gap(line, own, is_code=block.kind is BlockKind.CODE)
    ]
    return tuple(Evidence("description", line) for line in lines[:PLACEHOLDERS_SHOWN])


def _is_gap(line: str, own: tuple[str, ...], *, is_code: bool) -> bool:
    if not is_code and prose.is_leftover(line):
        return True
    if len(line) > prose.PLACEHOLDER_LIMIT:
        return False
    said = normal(line)
    return any(said == normal(each) or _stands_in(each, line) for each in own)


def _stands_in(placeholder: str, line: str) -> bool:
    """Return whether a line holds a placeholder that no author writes by chance."""
    is_marked = "#" in placeholder or placeholder.isupper() or "_" in placeholder
    return is_marked and placeholder.casefold() in line.casefold()


def _template(reading: Reading) -> Iterator[Verdict]:
    """Yield what the project's template and guide ask for and the description lacks."""
    project = reading.background.project
    template = project.template if project else None
    empty: tuple[str, ...] = ()
    if template is not None and asked.applies(reading, template):
        followed = asked.headings(reading, template)
        empty = asked.empty(reading, followed)
        if empty:
            yield Verdict(
                Status.FIX if 2 * len(empty) > len(asked.to_fill(followed)) else Status.TIP,
                f"Nothing stands below {_quoted(empty)}.",
                fix="Write a line below each heading, or say that it does not apply and why.",
            )
    lacking = [each for each in asked.lacking(reading) if each.label not in empty]
    if lacking:
        names = _quoted(each.label for each in lacking)
        wanted = "; ".join(f"{each.text[0].lower()}{each.text[1:]}" for each in lacking)
        yield Verdict(
            Status.FIX if asked.is_declaration(template) else Status.TIP,
            f"The description lacks what this project asks for: {names}.",
            fix=f"Add it to the description: {wanted}.",
        )


def _issue(reading: Reading) -> Iterator[Verdict]:
    """Yield that no issue is linked, where the project or the size of the change wants one."""
    if reasons.links_issue(reading) or is_revert(reading.pull_request.title):
        return
    project = reading.background.project
    rule = project.claim.issue_required if project and project.claim else None
    if rule is IssueRule.ALWAYS and reading.kind is not Kind.DOCS:
        if not reasons.tells_approval(reading):
            yield Verdict(
                Status.FIX,
                "No issue is linked, and this project takes no change without one.",
                fix="Link the issue (`Fixes` and its number), or name the maintainer who agreed.",
            )
    elif (
        reading.kind is Kind.TESTS
        or reasons.explains_itself(reading)
        or reasons.denies_issue(reading)
    ):
        return
    elif rule is IssueRule.FEATURES and reading.kind is Kind.FEATURE:
        yield Verdict(
            Status.TIP,
            "No issue is linked, and this project wants one before a feature.",
            fix="Link the issue in which the feature was agreed, or open one and wait for a word.",
        )
    elif reading.lines > ISSUE_LINES and _is_issue_asked(reading):
        yield Verdict(
            Status.TIP,
            "No issue is linked.",
            fix="Link the issue (`Fixes` and its number), or say that there is none and why.",
        )


def _is_issue_asked(reading: Reading) -> bool:
    """Return whether the project asks for an issue; of an unknown one it is taken for granted."""
    project = reading.background.project
    if project is None or project.required_parts is None:
        return project is None
    return any(
        part.name is PartName.ISSUE and part.when is When.ALWAYS
        for part in project.required_parts.parts
    )


def _form(reading: Reading) -> Iterator[Verdict]:
    """Yield what makes a description hard to take in: its length, missing tables and pictures."""
    project = reading.background.project
    parts = project.required_parts if project else None
    length = amount(reasons.written(reading))
    if parts is not None and parts.keep_short and length > SHORT_WORDS:
        yield Verdict(
            Status.TIP,
            f"The description has {length:,} words; this project wants it short.",
            fix="Keep a paragraph on what changes and why, and move the design to the issue.",
        )
    elif length > LONG_WORDS:
        yield Verdict(
            Status.TIP,
            f"The description has {length:,} words, which few reviewers read to the end.",
            fix="Begin with a short paragraph that says all, and cut what the diff shows anyway.",
        )
    blocks = reading.body.blocks
    is_shown = any(block.kind in {BlockKind.TABLE, BlockKind.CODE} for block in blocks)
    has_picture = any(block.pictures for block in blocks)
    if (
        reading.kind is Kind.PERFORMANCE
        and not is_shown
        and not has_picture
        and len(list(evidence.measurements(reading.body.passages))) >= NUMBERS_IN_SENTENCES
    ):
        yield Verdict(
            Status.TIP,
            "The measured numbers stand in sentences.",
            fix="Put them into a table, with a column for before and one for after.",
        )
    screens = [file.path for file in reading.of_role(Role.SOURCE, Role.DOCS)]
    if not has_picture and any(path.endswith(_ON_SCREEN) for path in screens):
        yield Verdict(
            Status.TIP,
            "The change shows on a screen, and there is no picture of it.",
            fix="Add a screenshot from before and after.",
        )


def _quoted(labels: Iterable[str]) -> str:
    return ", ".join(f"`{label}`" for label in labels)


CHECK: Final = Check(
    name="description",
    title="A clear title and description",
    triggers=frozenset(Trigger) - {Trigger.COMMENTS, Trigger.PLAN},
    run=run,
)
