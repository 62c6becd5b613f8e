"""How people show in a summary: by login, or by a pseudonym that only the coach can resolve."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.kernel.markdown import link, quote

if TYPE_CHECKING:
    from bot.kernel.contribution import Reference
    from bot.summary.rows import Row

_SIGNS: Final = 6


@dataclass(frozen=True, slots=True)
class Names:
    """Names students.

    Attributes:
        secret: Makes pseudonyms that nobody can compute from the list of students; the same
            secret gives the same pseudonyms each week. None where logins are shown.
    """

    secret: bytes | None = None

    @property
    def are_hidden(self) -> bool:
        """Return whether nothing may show that would tell who somebody is."""
        return self.secret is not None

    def plain(self, student: str) -> str:
        """Return the name without markup."""
        if self.secret is None:
            return student
        digest = hashlib.blake2b(student.casefold().encode(), key=self.secret).digest()
        return "student-" + base64.b32encode(digest).decode().lower()[:_SIGNS]

    def shown(self, student: str) -> str:
        """Return the name in Markdown in which nothing is live."""
        return quote(self.plain(student))

    def work(self, row: Row, tracker: str) -> str:
        """Return a link to a contribution's issue; the project alone where names are hidden."""
        if self.are_hidden or not tracker:
            return ""
        return link(f"https://github.com/{tracker}/issues/{row.number}", f"#{row.number}")

    def pull(self, pull: Reference) -> str:
        """Return a link to a pull request that leaves no trace there, or its project alone."""
        return quote(pull.repository) if self.are_hidden else link(pull.url, str(pull))
