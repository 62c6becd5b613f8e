"""What an operator does for one student: shows everything that is kept, or deletes it."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from bot.kernel.errors import UserError
from bot.storage.store import Store
from bot.summary.week import week_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.clock import Clock

_TIMES: Final = frozenset({"at", "updated", "received", "done", "due"})

Rows = dict[str, list[dict[str, Any]]]


async def exported(database_url: str, clock: Clock, login: str) -> dict[str, Any]:
    """Return everything that is kept about a student, as what JSON knows.

    Raises:
        StoreUnavailable: The database cannot be reached.
    """
    store = await Store.visit(database_url, clock=clock)
    try:
        rows = await store.person(login)
        return {
            "student": login.lower(),
            "kept": readable(rows),
            "named in the policy of": await _policies(store, login),
            "may be named in the summaries of": _weeks(rows, clock.now()),
            "on GitHub": await _homes(store, rows),
        }
    finally:
        await store.close()


async def erased(database_url: str, clock: Clock, login: str) -> dict[str, Any]:
    """Delete everything about a student, look again, and return what was deleted and is left.

    Raises:
        UserError: Nothing is kept about this student, so that the login may be mistyped, or it is
            that of a course.
        StoreUnavailable: The database cannot be reached.
    """
    store = await Store.visit(database_url, clock=clock)
    try:
        await _refuse_course(store, login)
        rows = await store.person(login)
        if not any(rows.values()):
            raise UserError(f"Nothing is kept about {login!r}. Check how the login is written.")
        homes = await _homes(store, rows)
        deleted = await store.erase_person(login)
        left = {name: len(found) for name, found in (await store.person(login)).items()}
        policies = await _policies(store, login)
    finally:
        await store.close()
    return {
        "student": login.lower(),
        "at": clock.now().isoformat(),
        "deleted": deleted,
        "left": left,
        "named in the policy of": policies,
        "may be named in the summaries of": _weeks(rows, clock.now()),
        "on GitHub": homes,
    }


def readable(rows: Rows) -> Rows:
    """Return rows with times by ISO 8601, JSON as JSON, and other bytes in base64."""
    return {
        table: [{name: _readable(name, value) for name, value in row.items()} for row in found]
        for table, found in rows.items()
    }


def _readable(name: str, value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return _of_bytes(bytes(value))
    if name in _TIMES and isinstance(value, float):
        return datetime.fromtimestamp(value, UTC).isoformat()
    return value


def _of_bytes(value: bytes) -> object:
    for decode in (msgspec.json.decode, msgspec.msgpack.decode):
        try:
            found = decode(value)
            msgspec.json.encode(found)
        except (msgspec.MsgspecError, UnicodeDecodeError, TypeError):
            continue
        return msgspec.to_builtins(found)
    return base64.b64encode(value).decode()


async def _refuse_course(store: Store, login: str) -> None:
    for record in await store.installations():
        if record.account.casefold() == login.casefold() and any(
            each.student.casefold() != login.casefold()
            for each in await store.contributions(str(record.id))
        ):
            raise UserError(f"{login!r} is the account of a course. Give the login of a student.")


async def _policies(store: Store, login: str) -> list[str]:
    """Return whose policy names somebody: a file of the course, and not ours to change."""
    return [await _name(store, number) for number in await store.policies_naming(login)]


async def _name(store: Store, repository: int) -> str:
    record = await store.repository(repository)
    return record.full_name if record else f"repository {repository}"


def _weeks(rows: Rows, now: datetime) -> str:
    """Return from which week to which; empty where nothing happened."""
    first = min((row["at"] for row in rows["journal"]), default=None)
    if first is None:
        return ""
    return f"{week_of(datetime.fromtimestamp(first, UTC).date())} to {week_of(now.date())}"


async def _homes(store: Store, rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> list[str]:
    """Return where on GitHub something of the student stands: not ours to delete."""
    found = []
    for row in rows["contribution"]:
        for key in filter(None, (row["subject"], row["fork_pull"])):
            repository, _, number = key.partition("#")
            found.append(f"{await _name(store, int(repository))}#{number}")
        if row["project"] and row["upstream_pull"]:
            found.append(f"{row['project']}#{row['upstream_pull']}")
    return sorted(set(found))
