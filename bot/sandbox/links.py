"""The addresses that GitHub puts into its answers; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.sandbox.model import Repository


@dataclass(slots=True)
class Links:
    """The two roots of all addresses: the API and the web pages."""

    api: str
    web: str

    def repo(self, repository: Repository) -> str:
        """Return the API address of a repository."""
        return f"{self.api}/repos/{repository.full_name}"

    def page(self, repository: Repository) -> str:
        """Return the page of a repository."""
        return f"{self.web}/{repository.full_name}"
