"""Asks a student once whether a pull request at a project belongs to a contribution; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from bot.commands.help import addressed
from bot.kernel.contribution import Reference
from bot.kernel.journal import Entry
from bot.kernel.markdown import link
from bot.kernel.markers import reply_mark
from bot.kernel.talk import Reply

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from bot.commands.grammar import Form
    from bot.kernel.contribution import Contribution
    from bot.kernel.subject import Subject

PROPOSED: Final = "proposed"
"""The kind of the journal's entries that ask it; they are no events."""


def proposal(contribution: Subject, pull: Reference, at: datetime) -> Entry:
    """Return the journal's line that asks."""
    data = msgspec.json.encode(pull)
    return Entry(contribution, f"{PROPOSED}:{pull}", at, "", PROPOSED, data)


def questions(journal: Iterable[Entry], contribution: Contribution, form: Form) -> Iterator[Reply]:
    """Yield the question of each line that was not answered by linking the pull request.

    Args:
        journal: All that is known of a contribution.
        contribution: Where it stands.
        form: How the coach is addressed.
    """
    for entry in journal:
        if entry.kind != PROPOSED:
            continue
        pull = msgspec.json.decode(entry.data, type=Reference)
        if pull not in contribution.pull_requests:
            key = f"{PROPOSED}/{pull}"
            yield Reply(key, f"{reply_mark(key)}\n\n{addressed(_asked(pull), form)}\n")


def _asked(pull: Reference) -> str:
    return (
        f"You have {link(pull.url, str(pull))} open, and no contribution names it. If it belongs"
        f" here, write `/pr` with its address. If it is another contribution, open an issue for it"
        " in this tracker, so that it is followed as well. Otherwise there is nothing to do."
    )
