"""The rungs of the ladder: every kind of nudge that there is."""

from __future__ import annotations

from enum import StrEnum


class Rung(StrEnum):
    """A kind of nudge; each is given at most once for a pull request, and once before."""

    TO_DO = "to_do"
    """The author's turn: what is open."""
    CI_RED = "ci_red"
    """The author's turn: a check is red that the author can mend."""
    CONFLICT = "conflict"
    """The author's turn: the branch is behind and in conflict."""
    CLAIM_IDLE = "claim_idle"
    """The student's turn before there is a pull request: an issue is claimed and nothing moves."""
    WITH_MENTOR = "with_mentor"
    """The same turn lasts: the mentor hears of it too."""
    OFFER = "offer"
    """The same turn lasts on: split, pause, hand over or drop."""
    UNSURE = "unsure"
    """It cannot be told well whose turn it is: a question, and no claim."""
    OUTLOOK = "outlook"
    """The reviewers' turn: what waiting is usual, and from when a ping is fair."""
    PING = "ping"
    """The reviewers' turn: a ping is fair now, by the student's own hand."""
    ELSEWHERE = "elsewhere"
    """The reviewers' turn: other channels, and the next task meanwhile."""
    GATE = "gate"
    """Only a maintainer can give what is missing."""
    APPROVED = "approved"
    """It is approved and not merged."""
    STALE = "stale"
    """The project's stale bot is about to close it."""
    PLAN = "plan"
    """A plan or design waits for the mentor's word."""
    READY = "ready"
    """The student asked whether it is ready, and no mentor answered."""


OWN_TURN = frozenset(
    {Rung.TO_DO, Rung.CI_RED, Rung.CONFLICT, Rung.WITH_MENTOR, Rung.OFFER, Rung.UNSURE}
)
"""Reminders of the student's own turn on a pull request; the policy caps them for each."""

FOR_MENTORS = frozenset({Rung.PLAN, Rung.READY})
"""What only mentors hear of."""

ALWAYS_SAID = frozenset({Rung.STALE})
"""What is never held back to compare: a pull request would be lost."""

TIDINGS = frozenset({Rung.OUTLOOK, Rung.ELSEWHERE})
"""What is good to know and asks for nothing; it never takes the last nudge of a week."""

IMPORTANCE = (
    Rung.STALE,
    Rung.CONFLICT,
    Rung.CI_RED,
    Rung.APPROVED,
    Rung.GATE,
    Rung.READY,
    Rung.PLAN,
    Rung.OFFER,
    Rung.WITH_MENTOR,
    Rung.TO_DO,
    Rung.PING,
    Rung.CLAIM_IDLE,
    Rung.UNSURE,
    Rung.ELSEWHERE,
    Rung.OUTLOOK,
)
"""Every rung, the most important first: what is said when not everything may be said."""
