"""The guard: decides, before anything is sent, whether a repository may be touched.

Zero footprint upstream rests on three rules, and this is the one place that knows them:
the repository is in the installation's list as GitHub gave it, its account is one that the
organisation named, and it is not an upstream project.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.github.errors import WriteRefused
from bot.github.ledger import LONG_AGO, Look

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.kernel.installation import RepositoryRecord
    from bot.kernel.snapshot import RepositoryRef
    from bot.policy.allowed import Allowed


@dataclass(frozen=True, slots=True)
class Admitted:
    """A repository that may be read with its installation's token; made by `Guard` only.

    Attributes:
        look: Begins where it is admitted, because nothing of it is read before.
    """

    installation: int
    id: int
    owner: str
    name: str
    look: Look = LONG_AGO

    @property
    def full_name(self) -> str:
        """Return `owner/name`."""
        return f"{self.owner}/{self.name}"


@dataclass(frozen=True, slots=True)
class Writable:
    """A repository that may be written to; made by `Guard` only."""

    admitted: Admitted
    node_id: str


@dataclass(frozen=True, slots=True)
class Visible:
    """What may be looked at as anybody may, never written to; made by `Guard` only.

    It is an upstream project, or a repository that a student named as their own.
    """

    installation: int
    owner: str
    name: str


class Guard:
    """Knows what is allowed and what is upstream.

    Args:
        allowed: The accounts and installations that the organisation named.
        upstreams: Names of upstream projects, old ones too, in lower case.
        clock: Tells when a repository is admitted.
    """

    def __init__(self, allowed: Allowed, upstreams: frozenset[str], clock: Clock) -> None:
        self._allowed = allowed
        self._upstreams = upstreams
        self._clock = clock

    def admit(self, record: RepositoryRecord) -> Admitted:
        """Let a listed repository be read.

        Raises:
            WriteRefused: The organisation did not name this installation.
        """
        owner, _, name = record.full_name.partition("/")
        if not self._allowed.admits(record.installation_id, owner):
            raise WriteRefused(
                f"{record.full_name} belongs to an installation that is not in COACH_ALLOWED"
            )
        look = Look(self._clock.now())
        return Admitted(record.installation_id, record.id, owner, name, look)

    def permit(self, admitted: Admitted, observed: RepositoryRef) -> Writable:
        """Let an admitted repository be written to, as it was just observed.

        Raises:
            WriteRefused: It is another repository than the listed one, an upstream project,
                or archived.
        """
        if observed.id != admitted.id:
            raise WriteRefused(
                f"{admitted.full_name} now leads to another repository, {observed.name}"
            )
        names = {admitted.full_name.lower(), observed.name.lower()}
        if names & self._upstreams:
            raise WriteRefused(f"{observed.name} is an upstream project; nothing is written there")
        if observed.is_archived:
            raise WriteRefused(f"{observed.name} is archived")
        return Writable(admitted, observed.node_id)

    def look(self, admitted: Admitted, full_name: str) -> Visible | None:
        """Let an upstream project be looked at, as anybody may, with an installation's token.

        Returns:
            None when this is no project of the course: what else an installation may see is
            nobody's to hear of.
        """
        if full_name.lower() not in self._upstreams:
            return None
        owner, _, name = full_name.partition("/")
        return Visible(admitted.installation, owner, name)

    def look_at_own(self, admitted: Admitted, full_name: str, student: str) -> Visible | None:
        """Let a student's own repository be looked at, as far as it is public.

        Args:
            admitted: With whose installation's token.
            full_name: What the student named, `owner/name`.
            student: The login.

        Returns:
            None when it is somebody else's, or an upstream project.
        """
        owner, _, name = full_name.partition("/")
        if owner.casefold() != student.casefold() or full_name.lower() in self._upstreams:
            return None
        return Visible(admitted.installation, owner, name)
