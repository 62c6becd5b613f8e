"""The labels by which a tracker shows the stages."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.kernel.contribution import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.kernel.contribution import Contribution


@dataclass(frozen=True, slots=True)
class Label:
    """A label as GitHub takes it; `colour` is six hexadecimal digits."""

    name: str
    colour: str
    description: str


STAGE_LABELS: Final[Mapping[Stage, Label]] = MappingProxyType(
    {
        stage: Label(f"coach: {stage}", colour, description)
        for stage, colour, description in (
            (Stage.FOUND, "ededed", "No upstream issue is claimed yet"),
            (Stage.CLAIMED, "d4c5f9", "An upstream issue is claimed; the plan comes next"),
            (Stage.AGREED, "bfdadc", "The plan is clear; the design is discussed"),
            (Stage.BUILDING, "fef2c0", "The change and its tests are being written"),
            (Stage.OPEN, "c5def5", "The pull request is open at the project"),
            (Stage.REVIEW, "bfd4f2", "The project reviews the pull request"),
            (Stage.MERGED, "0e8a16", "The change is in"),
            (Stage.SUPERSEDED, "cfd3d7", "Another change settled the issue"),
            (Stage.DROPPED, "cfd3d7", "The contribution was given up"),
        )
    }
)
READY: Final = Label("coach: ready", "0e8a16", "The checklist is complete; a mentor may look")
ON_HOLD: Final = Label("coach: on hold", "e4e669", "Rests on a mentor's word")

LABELS: Final = (*STAGE_LABELS.values(), READY, ON_HOLD)
"""Every label that the coach sets or takes away; all others are left alone."""


def wanted(contribution: Contribution) -> frozenset[str]:
    """Return the names of those of `LABELS` that the contribution issue should carry."""
    stage = contribution.stage
    names = {STAGE_LABELS[stage].name}
    readiness = contribution.readiness
    if stage is Stage.BUILDING and readiness is not None and readiness.is_ready:
        names.add(READY.name)
    if contribution.hold is not None:
        names.add(ON_HOLD.name)
    return frozenset(names)
