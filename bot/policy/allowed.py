"""Which installations the coach serves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowed:
    """The accounts and installations that the organisation admits; an empty one admits nobody.

    A public App can be installed by anybody, so an installation that is not named here is
    recorded and left alone.

    Attributes:
        accounts: Account logins in lower case.
        installations: Installation ids.
    """

    accounts: frozenset[str] = frozenset()
    installations: frozenset[int] = frozenset()

    @classmethod
    def parse(cls, text: str) -> Allowed:
        """Read a comma-separated list of logins and installation ids."""
        words = [word.strip() for word in text.split(",") if word.strip()]
        return cls(
            accounts=frozenset(word.lower() for word in words if not word.isdigit()),
            installations=frozenset(int(word) for word in words if word.isdigit()),
        )

    def admits(self, installation: int | None, account: str | None) -> bool:
        """Return whether the installation, or the account that it is on, is named."""
        return installation in self.installations or (
            account is not None and account.lower() in self.accounts
        )
