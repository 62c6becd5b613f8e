"""Writing down how the work under a lease ended."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Double, Text, bindparam, delete, update

from bot.kernel.work import Done, Retry
from bot.storage import journal
from bot.storage.leases import held_rows
from bot.storage.signals import Signal, notify, upsert
from bot.storage.sql import chunks, insert_into, storable
from bot.storage.tables import inbox, subject_state, task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Update

    from bot.kernel.work import Lease, Outcome


@dataclass(frozen=True, slots=True)
class Finishing:
    """How the work under a lease ended.

    Attributes:
        again: When a subject that was signalled meanwhile becomes due.
    """

    lease: Lease
    outcome: Outcome
    now: float
    again: float


def finish(conn: Connection, endings: Sequence[Finishing]) -> list[bool]:
    """Write down how work ended, each in full or not at all.

    Returns:
        For each whether the lease still held; when not, nothing of it was written.
    """
    held = held_rows(conn, [one.lease for one in endings])
    answers, changes, states = [], [], []
    ended: list[Finishing] = []
    gone: list[int] = []
    finished: list[dict[str, float]] = []
    for one in endings:
        row = held.pop(one.lease.token, None)
        answers.append(row is not None)
        if row is None:
            continue
        change = settle(one, generation=row.gen, attempts=row.attempts)
        if change is None:
            gone.append(row.id)
        else:
            changes.append({"row": row.id, **change})
        if isinstance(one.outcome, Done):
            ended.append(one)
            finished += [{"sequence": seq, "at": one.now} for seq in one.lease.deliveries]
            if one.outcome.state is not None:
                states.append(_state(one, one.outcome.state))
    _write(conn, changes, gone, finished, states)
    _write_down(conn, ended)
    return answers


def _write_down(conn: Connection, endings: Sequence[Finishing]) -> None:
    """Write into journals, and make due whatever has something new to look at for it."""
    done = [(one, one.outcome) for one in endings if isinstance(one.outcome, Done)]
    journal.append(conn, [entry for _, outcome in done for entry in outcome.entries])
    journal.place(
        conn,
        [
            journal.Standing(outcome.contribution, one.now)
            for one, outcome in done
            if outcome.contribution is not None
        ],
    )
    wakes = [
        Signal(subject, scope, one.again)
        for one, outcome in done
        for subject, scope in outcome.wakes
    ]
    if wakes:
        upsert(conn, wakes)
        notify(conn)


def settle(ending: Finishing, *, generation: int, attempts: int) -> dict[str, Any] | None:
    """Decide what becomes of a task when its work ends.

    A signal that came during the work (the generation moved) is new information: the subject
    runs again at once, whatever the work itself said, and has its failures forgotten, as with
    any signal. Only a wait that GitHub asked for (a `Retry` that does not count) stands.

    Args:
        ending: How the work ended.
        generation: The task's present generation.
        attempts: The task's present count of failures.

    Returns:
        The new due, attempts and error; None when nothing is left to do.
    """
    moved = generation != ending.lease.generation
    outcome = ending.outcome
    if isinstance(outcome, Done):
        if moved:
            return {"at": ending.again, "failures": 0, "reason": None}
        if outcome.next_due is None:
            return None
        return {"at": outcome.next_due.timestamp(), "failures": 0, "reason": None}
    error = storable(outcome.error)
    if isinstance(outcome, Retry):
        at = ending.again if moved and outcome.counted else outcome.at.timestamp()
        return {"at": at, "failures": attempts + outcome.counted, "reason": error}
    if moved:
        return {"at": ending.again, "failures": 0, "reason": error}
    return {"at": None, "failures": attempts, "reason": error}


def _state(ending: Finishing, state: bytes) -> dict[str, Any]:
    subject = ending.lease.subject
    return {"kind": subject.kind, "key": subject.key, "state": state, "updated": ending.now}


def _write(
    conn: Connection,
    changes: list[dict[str, Any]],
    gone: list[int],
    finished: list[dict[str, float]],
    states: list[dict[str, Any]],
) -> None:
    if changes:
        conn.execute(_resettle(), changes)
    for some in chunks(gone):
        conn.execute(delete(task).where(task.c.id.in_(some)))
    if finished:
        conn.execute(_tick_off(), finished)
    if states:
        statement = insert_into(conn, subject_state)
        excluded = statement.excluded
        keep = {"state": excluded.state, "updated": excluded.updated}
        conn.execute(
            statement.on_conflict_do_update(index_elements=["kind", "key"], set_=keep), states
        )
    if changes:
        notify(conn)


@cache
def _resettle() -> Update:
    return (
        update(task)
        .where(task.c.id == bindparam("row", type_=BigInteger))
        .values(
            lease=None,
            due=bindparam("at", type_=Double),
            attempts=bindparam("failures", type_=BigInteger),
            error=bindparam("reason", type_=Text),
        )
    )


@cache
def _tick_off() -> Update:
    return (
        update(inbox)
        .where(inbox.c.seq == bindparam("sequence", type_=BigInteger))
        .values(done=bindparam("at", type_=Double))
    )
