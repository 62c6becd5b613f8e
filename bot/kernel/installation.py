"""Where the App is installed and which repositories that covers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class InstallationRecord:
    """One installation of the App, as it was last read.

    Attributes:
        id: GitHub's number of the installation.
        account: The login of the user or organisation that installed it.
        account_id: That account's number, which survives renames.
        suspended: Whether the account has paused the App.
        synced_at: When the list of repositories was read.
    """

    id: int
    account: str
    account_id: int
    suspended: bool
    synced_at: datetime


@dataclass(frozen=True, slots=True)
class RepositoryRecord:
    """One repository that an installation covers; `full_name` is `owner/name`."""

    id: int
    installation_id: int
    node_id: str
    full_name: str
    is_private: bool = False
    is_fork: bool = False
    is_archived: bool = False
