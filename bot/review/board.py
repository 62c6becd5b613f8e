"""What holds on a pull request after each event: who asked for what, who approved, what is red."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.projects.practice import Turn as LabelTurn
from bot.review.asks import About, Asks
from bot.review.checks import Standing
from bot.review.cycles import begins_round
from bot.review.events import Level, weaker
from bot.review.people import GHOST, Role, plain, standing

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.projects.model import Project
    from bot.review.events import Event, Snapshot

LEVELS: Final = {
    Role.MAINTAINER: Level.HIGH,
    Role.PEER: Level.MEDIUM,
    Role.STRANGER: Level.LOW,
}
"""How sure an ask is, by who asks."""


class Board:
    """What holds after the events so far.

    Args:
        snapshot: Whose pull request it is, and which threads there are.
        project: What is known of the project.
    """

    def __init__(self, snapshot: Snapshot, project: Project) -> None:
        self.project = project
        self.asks = Asks()
        self.author_is_staff = standing(snapshot.author_association) is Role.MAINTAINER
        self.draft = self.queued = self.auto_merge = self.landing = False
        self.handed = self.excused = self.soft = self.reviewed = False
        self.questioned = self.started = self.start_asked = self.vouched = False
        self.taken_back: set[str] = set()
        self.ended: Event | None = None
        self.promise: Event | None = None
        self.caller = ""
        self.doubt = Level.HIGH
        self.decision = ""
        self.rounds = 0
        self.labels: set[str] = set()
        self.approvals: set[str] = set()
        self.changes: set[str] = set()
        self.left: set[str] = set()
        self.head = ""
        self.author = snapshot.author
        self.opened = snapshot.opened
        self.knows_threads = bool(snapshot.threads)
        self.checks_of: dict[str, Standing] = {}
        self.trusted: set[str] = set()
        self.thread_of: dict[str, tuple[str, Event]] = {}
        self.by_reviewer: dict[str, set[str]] = {}
        self.reviewer_of: dict[str, str] = {}
        meanings = project.labels.meanings if project.labels else ()
        self.stale_label = ((project.stale and project.stale.label) or "").lower()
        # A mark for silence calls nobody: whose turn it was stays so.
        self.calls_author = {
            each.label.lower() for each in meanings if each.turn is LabelTurn.AUTHOR
        } - {self.stale_label}

    def role(self, event: Event) -> Role:
        """Return what the actor of an event is to the pull request, as far as it shows yet."""
        actor = plain(event.actor)
        if actor == plain(self.author) and actor not in {"", GHOST}:
            return Role.AUTHOR
        if event.is_bot:
            return Role.BOT
        return Role.MAINTAINER if actor in self.trusted else standing(event.association)

    @property
    def sure(self) -> Level:
        """Return how sure it is that nothing is asked of the author any more."""
        return Level.LOW if self.left else self.doubt

    @property
    def checks(self) -> Standing:
        """Return how the checks of the newest commit stand."""
        return self.checks_of.setdefault(self.head, Standing())

    def answer(self, abouts: Collection[About], level: Level) -> bool:
        """Strike out what the author has answered; return whether there was anything.

        Args:
            abouts: What is answered.
            level: How sure that is.
        """
        if About.THREAD in abouts:
            # Answered only in general, a thread may still want a word.
            self.left |= self.asks.who(About.THREAD)
        answered = self.asks.close_all(abouts) > 0
        if answered:
            self.doubt = level
        self.promise = None
        return answered

    def withdraw(self, actor: str) -> None:
        """Strike out what a reviewer asked for in comments."""
        for about in (About.COMMENT, About.SYNC, About.SIGNATURE):
            self.asks.close(about, actor)

    def ask(self, about: About, event: Event, level: Level, who: str = "") -> None:
        """Note what a reviewer wants of the author."""
        self.promise, self.reviewed = None, True
        self.rounds += begins_round(self.asks)
        self.left.discard(who)
        late = bool(self.approvals) and plain(event.actor) not in self.approvals
        # Who wants something of an approved change will look at the answer.
        in_review = about in {About.REVIEW, About.THREAD}
        # Where no maintainer has approved, whoever of them asks will look too.
        if late and (in_review or (level is Level.HIGH and not self.vouched)):
            self.caller = plain(event.actor)
        self.asks.open(about, who or plain(event.actor), level)

    def settle(self, thread: str, level: Level = Level.HIGH) -> None:
        """Strike out a thread; with the last one the reviews that they belong to are answered."""
        reviewer, _ = self.thread_of.get(thread, ("", None))
        self.by_reviewer.get(reviewer, set()).discard(thread)
        self.left.discard(thread)
        if self.asks.close(About.THREAD, thread) and not self.asks.count(About.THREAD):
            self.answer(frozenset({About.REVIEW, About.LABEL}), weaker(level, Level.MEDIUM))
            self.doubt = level
