"""Whether help by a machine is shown, and told in the form that the project asks for; pure.

Nobody is suspected: only what the author or a tool wrote down counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.checklist.check import Verdict
from bot.checklist.trailers import LINE_LIMIT, trailers, without_addresses
from bot.checklist.words import listed, normal, words
from bot.kernel.finding import Evidence, Status
from bot.kernel.markdown import BlockKind
from bot.projects.facts import Stance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.checklist.reading import Reading
    from bot.checklist.trailers import Trailer
    from bot.projects.facts import Ai

_BY_TOOL: Final = frozenset({"ai-assisted-by", "assisted-by", "generated-by"})
"""Trailers that are there for nothing else."""
_BESIDE: Final = frozenset({"co-authored-by", "co-developed-by"})
_TOOLS: Final = listed("aider chatgpt claude codex copilot cursor gemini gpt windsurf")
_TOOL_WORDS: Final = _TOOLS | listed(
    "agent ai anthropic assistant bot cli code fable github google haiku openai opus sonnet swe"
)
"""What the name of a tool is made of; a person's name has another word in it."""
_TOOL_HOSTS: Final = listed("aider.chat anthropic.com cursor.com devin.ai openai.com")
_NOBODY: Final = listed("codex cursoragent no-reply noreply")
"""Whose mailbox at these hosts is no person's."""

_MACHINES: Final = _TOOLS | listed("agent agents ai llm llms")
_OWNING: Final = listed("assistance disclose disclosed disclosure")
_PHRASES: Final = ("agent assisted", "ai assisted", "ai assistant", "llm assisted")
_WRITERS: Final = ("aider", "chatgpt", "claude code", "codex", "copilot", "cursor", "windsurf")
"""Names that seldom stand for the model that a change is about."""
_WRITING: Final = listed("assisted authored drafted generated help helped wrote written")
_HELPING: Final = listed("help helped wrote written")
_DENYING: Final = listed("no none not never without")
_LINES_READ: Final = 400


def observe(reading: Reading) -> Iterator[Verdict]:
    """Yield what is missing where help is shown and the project has a rule for it."""
    project = reading.background.project
    rule = None if project is None else project.ai
    if rule is None:
        return
    told, is_denied = _told(reading)
    marked = _marked(reading)
    if rule.disclosure_required and reading.background.is_opened:
        yield from _disclosure(rule, told, marked, is_denied=is_denied)
        yield from _section(reading)
    shown = marked if told is None or is_denied else (told, *marked)
    if rule.stance is Stance.RESTRICTED and shown:
        yield Verdict(
            Status.TIP,
            "A tool is named that helped, and this project has a strict rule on such help.",
            why=f"The rule, in short: {rule.rule}",
            fix="Read the rule, and ask your mentor when you are not sure that it allows this.",
            evidence=() if rule.disclosure_required and told is None else shown[:1],
        )


def _disclosure(
    rule: Ai, told: Evidence | None, marked: tuple[Evidence, ...], *, is_denied: bool
) -> Iterator[Verdict]:
    why = rule.enforcement or "The project asks everybody for it, and it costs you nothing."
    if marked and told is None:
        yield Verdict(
            Status.FIX,
            "A commit names an AI tool, and the description does not mention it yet.",
            why=why,
            fix=f"Say in the description what the tool did. {_form(rule)}",
            evidence=marked,
        )
    elif told is not None and not is_denied and rule.trailers and not marked:
        trailer = rule.trailers[min(1, len(rule.trailers) - 1)]
        yield Verdict(
            Status.FIX,
            "The description tells of AI help; this project wants it in the commit too.",
            why=why,
            fix=(
                "Name the tool in a trailer: `git commit --amend --no-edit --trailer "
                f'"{trailer}: <tool>"`, then `git push --force-with-lease`.'
            ),
            evidence=(told,),
        )


def _section(reading: Reading) -> Iterator[Verdict]:
    """Yield that the template's section on such help was taken out of an otherwise kept one."""
    project = reading.background.project
    template = None if project is None else project.template
    headings = () if template is None else template.headings
    blocks = reading.body.blocks
    kept = {normal(block.text) for block in blocks if block.kind is BlockKind.HEADING}
    wanted = [each for each in headings if not _MACHINES.isdisjoint(words(each))]
    gone = [each for each in wanted if normal(each) not in kept]
    if gone and not kept.isdisjoint(map(normal, headings)):
        yield Verdict(
            Status.FIX,
            f"The template's section `{gone[0]}` is not there.",
            why="The project asks everybody to declare there whose work the change is.",
            fix=f"Put the section `{gone[0]}` back as the template has it, and fill it in.",
        )


def _form(rule: Ai) -> str:
    return f"The form that the project asks for: {rule.disclosure}" if rule.disclosure else ""


def reminder(reading: Reading) -> str:
    """Return the project's rule as a sentence for those whose texts show no help; else empty."""
    project = reading.background.project
    rule = None if project is None else project.ai
    if rule is None or rule.stance is Stance.ACCOUNTABLE or _told(reading)[0]:
        return ""
    if _marked(reading) and reading.background.is_opened:
        return ""
    if rule.disclosure_required and rule.stance is Stance.DISCLOSE:
        return f"If an AI tool helped, this project asks you to say so. {rule.disclosure or ''}"
    return f"On help by AI tools this project has a rule: {rule.rule}"


def _marked(reading: Reading) -> tuple[Evidence, ...]:
    """Return the trailers of commits that name a tool, one for each."""
    lines = {
        f"{each.token.capitalize()}: {without_addresses(each.name)}"
        for commit in reading.pull_request.commits
        for each in trailers(commit.message)
        if _names_tool(each)
    }
    return tuple(Evidence("commit", line) for line in sorted(lines))


def _names_tool(trailer: Trailer) -> bool:
    if trailer.token in _BY_TOOL:
        return bool(trailer.name)
    if trailer.token not in _BESIDE:
        return False
    name = frozenset(word for word in words(trailer.name) if not word.isdigit())
    mailbox, _, host = trailer.email.casefold().partition("@")
    # A reviewing bot becomes a co-author when a suggestion of it is taken over.
    is_tool = bool(name & _TOOLS) and name <= _TOOL_WORDS
    return is_tool or (host in _TOOL_HOSTS and mailbox in _NOBODY)


def _told(reading: Reading) -> tuple[Evidence | None, bool]:
    """Return where the description speaks of help, and whether it says that there was none."""
    own = [(passage.heading, passage.block) for passage in reading.body.passages]
    # A quote is a form in which a project may want generated text to be set apart.
    quotes = [("", block) for block in reading.body.blocks if block.quoted]
    for heading, block in (*own, *quotes):
        for line in block.text.split("\n", _LINES_READ)[:_LINES_READ]:
            if line.strip() and (_speaks(heading) or _says(line, block.kind)):
                denies = not _DENYING.isdisjoint(words(line))
                return Evidence(reading.body.where, without_addresses(line)), denies
    return None, False


def _says(line: str, kind: BlockKind) -> bool:
    """Return whether a line tells of help; code and what is no sentence does not."""
    if kind is BlockKind.CODE or len(line) > LINE_LIMIT:
        return False
    if "-by:" not in line.casefold():
        return _speaks(line)
    # A shown address has lost its angle brackets.
    bare = " ".join(part for part in line.split() if "@" not in part)
    named = tuple(trailers(bare))
    return any(map(_names_tool, named)) if named else _speaks(line)


def _speaks(line: str) -> bool:
    found = words(line)
    if _MACHINES.isdisjoint(found):
        return False
    if not _OWNING.isdisjoint(found):
        return True
    text = f" {normal(line)} "
    if "ai" in found and not _HELPING.isdisjoint(found):
        return True
    if any(phrase in text for phrase in _PHRASES):
        return True
    return not _WRITING.isdisjoint(found) and any(f" {name} " in text for name in _WRITERS)
