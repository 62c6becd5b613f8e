"""Asks GitHub's API for the pull requests of a project; reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import aiohttp

from bot.calibrate.listing import read_listing
from bot.kernel.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.calibrate.listing import Listed

PAGE: Final = 100
"""Pull requests of one answer; GitHub gives no more."""
MOST_PAGES: Final = 2000

_PATIENCE: Final = aiohttp.ClientTimeout(total=60)
_VERSION: Final = "2022-11-28"


async def ask(
    api_url: str, project: str, token: str, told: Callable[[int], None]
) -> dict[int, Listed]:
    """Return every pull request of a project, open, closed and merged.

    Args:
        api_url: Of GitHub's REST API.
        project: `owner/name`.
        token: Reads public repositories.
        told: Called with the number of pull requests after each page.

    Raises:
        UserError: GitHub refused or could not be reached; the text says what it answered.
    """
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": _VERSION,
    }
    url = f"{api_url.rstrip('/')}/repos/{project}/pulls"
    found: dict[int, Listed] = {}
    async with aiohttp.ClientSession(headers=headers, timeout=_PATIENCE) as session:
        for page in range(1, MOST_PAGES + 1):
            listed = read_listing(await _page(session, url, page))
            found |= listed
            told(len(found))
            if len(listed) < PAGE:
                break
    return found


async def _page(session: aiohttp.ClientSession, url: str, page: int) -> str:
    asked = {"state": "all", "direction": "asc", "per_page": str(PAGE), "page": str(page)}
    try:
        # A redirect, as of a renamed project, could carry the token elsewhere.
        async with session.get(url, params=asked, allow_redirects=False) as answer:
            if answer.status != 200:  # noqa: PLR2004 - OK
                raise UserError(
                    f"GitHub answered {answer.status} for {url}, page {page}."
                    " Check the name of the project, the token, and its rate limit."
                )
            return await answer.text()
    except (aiohttp.ClientError, TimeoutError) as error:
        raise UserError(f"{url} could not be read: {error!r}") from None
