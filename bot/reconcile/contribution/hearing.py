"""Which commands of a conversation were not heard before; pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.commands.arguments import Usage, reference
from bot.commands.grammar import Command, Form, Misspelt, parse, render
from bot.kernel.snapshot import PullRequest
from bot.reconcile.contribution.form import filled_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from bot.commands.grammar import Written
    from bot.kernel.contribution import Reference
    from bot.kernel.snapshot import Actor
    from bot.kernel.talk import Issue
    from bot.policy.model import Policy
    from bot.projects.load import Projects

HEARD: Final = "heard"
"""The kind of the journal's entries that say that a command was heard; they are no events."""

_DIGEST: Final = 12
_WORDS_OF_TITLE: Final = 30


@dataclass(frozen=True, slots=True)
class Text:
    """A text in which commands may stand.

    Attributes:
        id: Its node id.
        author: Who wrote it.
        body: Markdown.
        at: When it was written or last edited.
    """

    id: str
    author: Actor
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """A command that was not heard before.

    Attributes:
        source: Names it, once for each command of each version of a text.
        text: Where it stands.
        written: What it says.
    """

    source: str
    text: Text
    written: Written

    def not_before(self, other: Heard) -> Heard:
        """Return it as said after something else, where it was written before."""
        return replace(self, text=replace(self.text, at=max(self.text.at, other.text.at)))


def texts_of(talk: Issue | PullRequest) -> Iterator[Text]:
    """Yield the description and the conversation of an issue or a pull request, in order.

    The texts of reviews are among the latter.
    """
    edited = None if isinstance(talk, PullRequest) else talk.edited_at
    yield Text(talk.node_id, talk.author, talk.body, edited or talk.created_at)
    for comment in talk.comments:
        at = comment.edited_at or comment.created_at
        yield Text(comment.id, comment.author, comment.body, at)


def unheard(texts: Iterable[Text], known: AbstractSet[str], form: Form) -> tuple[Heard, ...]:
    """Return the commands that were not heard before, in the order of the texts.

    A command counts by what it says and by which time it says so in its text: an edit that moves
    one or mends the words around it repeats nothing, and one that changes it is a new one.

    Args:
        texts: All of a conversation.
        known: The keys of what was heard before, see `heard_key`.
        form: How the coach is addressed.
    """
    found = []
    for text in texts:
        times: Counter[str] = Counter()
        for written in parse(text.body, prefix=form.prefix, prefix_only=form.prefix_only):
            said = _digest(written)
            source = f"{text.id}/{said}.{times[said]}"
            times[said] += 1
            if heard_key(source) not in known:
                found.append(Heard(source, text, written))
    return tuple(found)


def form_of(policy: Policy) -> Form:
    """Return how the coach is addressed under a policy."""
    return Form(policy.commands.prefix, policy.commands.prefix_only)


def heard_key(source: str) -> str:
    """Return the key of the entry that says that a command was heard."""
    return f"{HEARD}:{source}"


def _digest(written: Written) -> str:
    said = f"?{written.name}" if isinstance(written, Misspelt) else render(written)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:_DIGEST]


def claimed_by_title(issue: Issue, projects: Projects) -> Reference | None:
    """Return the upstream issue that the title of a contribution names, if it names just one.

    Only those of the course's projects count: any other number sign is anything.
    """
    return _only_one(issue.title, projects)


def implied(issue: Issue, projects: Projects) -> tuple[tuple[str, Command], ...]:
    """Return the commands that the form and the title of an issue stand for, the claim first.

    Each comes with what tells it from the others of this issue; an answer of the form that is
    changed is another one.
    """
    filled = filled_in(issue.body)
    titled = claimed_by_title(issue, projects)
    if filled is None:
        return () if titled is None else ((f"title/{titled}", as_claim(titled)),)
    named = _only_one(filled.issue, projects) or titled
    answers = (
        ("claim", filled.issue if named is None else str(named)),
        ("kind", filled.kind),
        ("plan", filled.plan),
    )
    # An answer that is a command itself is heard as one.
    found = (_command(name, text) for name, text in answers if text and text[0] != "/")
    return tuple((f"form/{each.name}.{_digest(each)}", each) for each in found)


def is_claim(one: Heard) -> bool:
    """Return whether something heard is a claim."""
    return isinstance(one.written, Command) and one.written.name == "claim"


def _command(name: str, text: str) -> Command:
    line, end, more = text.partition("\n")
    return Command(name, line, end + more)


def _only_one(text: str, projects: Projects) -> Reference | None:
    words = text.split()[:_WORDS_OF_TITLE]
    named = {
        found for word in words if "#" in word or "/" in word for found in _named(word, projects)
    }
    return named.pop() if len(named) == 1 else None


def _named(word: str, projects: Projects) -> Iterator[Reference]:
    found = reference(word.strip("()[]<>,.;:!?\"'"), projects)
    if not isinstance(found, Usage) and projects.find(found.repository) is not None:
        yield found


def as_claim(reference: Reference) -> Command:
    """Return the command that a title stands for."""
    return Command("claim", str(reference))
