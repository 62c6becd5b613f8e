"""What GitHub's search is asked for the pull requests of many people, within its limits; pure.

https://docs.github.com/rest/search/search#limitations-on-query-length
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

AUTHORS: Final = 6
"""Five times `OR` at the most. Without it GitHub looks for what all of them have written."""

LONGEST: Final = 256
"""Characters of a query. What GitHub counts is not quite clear, so all but the `OR` counts."""

_LOGIN: Final = re.compile(r"[A-Za-z0-9][\w-]{0,38}", re.ASCII)
_OR: Final = " OR "


def searches(logins: Iterable[str], since: date) -> tuple[tuple[str, ...], ...]:
    """Return in which groups people are searched for; whose name is no login is in none.

    Args:
        logins: Any number.
        since: As in `query`; its length is always the same.
    """
    groups: list[tuple[str, ...]] = []
    for login in logins:
        if not _LOGIN.fullmatch(login):
            continue
        last = groups[-1] if groups else ()
        if last and len(last) < AUTHORS and _counted((*last, login), since) <= LONGEST:
            groups[-1] = (*last, login)
        else:
            groups.append((login,))
    return tuple(groups)


def query(logins: Sequence[str], since: date) -> str:
    """Return the query for what any of these people have opened.

    Args:
        logins: One of the groups of `searches`.
        since: Only what was touched on this day or later is found.
    """
    authors = _OR.join(f"author:{login}" for login in logins)
    anyone = f"({authors})" if len(logins) > 1 else authors
    return f"is:pr updated:>={since.isoformat()} sort:updated-desc {anyone}"


def _counted(logins: Sequence[str], since: date) -> int:
    return len(query(logins, since)) - (len(logins) - 1) * (len(_OR) - 1)
