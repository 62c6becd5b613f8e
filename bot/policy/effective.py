"""The policy that holds: layers laid over one another, and where each value came from; pure."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import msgspec

from bot.policy.allowed import Allowed
from bot.policy.model import Policy
from bot.policy.problems import written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.policy.parse import Parsed
    from bot.policy.problems import Path
    from bot.policy.tree import Document

DEFAULT: Final = "default"
_ENVIRONMENT: Final = "COACH_ALLOWED"


@dataclass(frozen=True, slots=True)
class Setting:
    """One value of the effective policy.

    Attributes:
        path: As `nudges.ladder`.
        value: As JSON has it.
        origin: `file:line`, `default`, or the name of an environment variable.
    """

    path: str
    value: object
    origin: str


@dataclass(frozen=True, slots=True)
class Effective:
    """What holds for an organisation or for one repository of it.

    Attributes:
        policy: All of it.
        settings: Each value with its origin, in the order of the policy's sections.
        environment: What COACH_ALLOWED names; None when that is not known.
    """

    policy: Policy
    settings: tuple[Setting, ...]
    environment: Allowed | None = None

    def admits(self, installation: int, account: str) -> bool:
        """Return whether the policy is for this installation.

        A file can only narrow what the environment names: nobody outside may widen it.
        """
        if self.environment is not None and not self.environment.admits(installation, account):
            return False
        return serves(self.policy, installation, account)


def serves(policy: Policy, installation: int, account: str) -> bool:
    """Return whether a policy is for this installation, as far as it says so itself."""
    section = policy.allowed
    named = Allowed(
        frozenset(account.lower() for account in section.accounts),
        frozenset(section.installations),
    )
    return named == Allowed() or named.admits(installation, account)


def effective(
    shipped: Parsed,
    *,
    organisation: Parsed | None = None,
    repository: Parsed | None = None,
    environment: Allowed | None = None,
) -> Effective:
    """Lay the layers over one another; a file with problems is as if it were not there.

    Mappings are merged key by key; a list replaces the one below it.

    Args:
        shipped: `config/policy.yaml`.
        organisation: The organisation's file.
        repository: The repository's own file.
        environment: What COACH_ALLOWED names.
    """
    leaves: dict[Path, Setting] = {}
    for layer in (shipped, organisation):
        if layer is not None and layer.policy is not None and layer.document is not None:
            origin = DEFAULT if layer is shipped else layer.name
            leaves |= _leaves(layer.document, origin, layer.document.value, ())
    if repository is not None and repository.policy is not None and repository.document is not None:
        own = repository.document.value.get("repository", {})
        found = _leaves(repository.document, repository.name, own, ("repository",))
        leaves |= {path[1:]: _moved(setting, path[1:]) for path, setting in found.items()}
    policy = msgspec.convert(_nested(leaves), Policy)
    settings = [leaves[path] for path in sorted(leaves, key=_rank)]
    if environment is not None:
        named = [*sorted(environment.accounts), *sorted(environment.installations)]
        settings.append(Setting("allowed by the operator", named, _ENVIRONMENT))
    return Effective(policy, tuple(settings), environment)


def _leaves(document: Document, origin: str, value: object, path: Path) -> dict[Path, Setting]:
    if isinstance(value, dict):
        found: dict[Path, Setting] = {}
        for key, inner in value.items():
            found |= _leaves(document, origin, inner, (*path, key))
        return found
    line = document.position(path).line
    place = origin if origin == DEFAULT else f"{origin}:{line}"
    return {path: Setting(written(path), value, place)}


def _moved(setting: Setting, path: Path) -> Setting:
    return Setting(written(path), setting.value, setting.origin)


def _nested(leaves: Mapping[Path, Setting]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for path, setting in leaves.items():
        here = whole
        for step in path[:-1]:
            here = here.setdefault(str(step), {})
        here[str(path[-1])] = setting.value
    return whole


_ORDER: Final = MappingProxyType({name: n for n, name in enumerate(Policy.__struct_fields__)})


def _rank(path: Path) -> tuple[int, tuple[str, ...]]:
    return _ORDER[str(path[0])], tuple(map(str, path[1:]))
