"""With whose installation the pull requests of a student are read; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.kernel.installation import InstallationRecord

OWN_AT_ONCE: Final = 50
"""Students of a round who are read each by their own installation: each is a request."""


def readers(
    students: Iterable[str],
    installations: Iterable[InstallationRecord],
    home: int,
    *,
    is_scarce: bool,
) -> dict[int, tuple[str, ...]]:
    """Return which installation reads for whom; everybody is read for by one.

    What is public anybody may read, so the organisation's installation does, for many in one
    request. A student's own has an hourly budget of its own, and is used when the organisation's
    becomes scarce. It reads; nothing is written through it at a project.

    Args:
        students: Logins in lower case.
        installations: Those that are on the list now: neither removed nor suspended, and allowed.
        home: The organisation's.
        is_scarce: Whether the organisation's budget should be spared.
    """
    own = {each.account.lower(): each.id for each in installations if not each.suspended}
    found: dict[int, tuple[str, ...]] = {}
    spared = 0
    for login in students:
        reader = own.get(login, home) if is_scarce and spared < OWN_AT_ONCE else home
        spared += reader != home
        found[reader] = (*found.get(reader, ()), login)
    return found
