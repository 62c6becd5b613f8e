"""The stage machine as a picture for the documentation, drawn from its table."""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.kernel import happening
from bot.kernel.contribution import Stage
from bot.progress.stages import TRANSITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS: Final = MappingProxyType(
    {
        happening.Claimed: "/claim",
        happening.Planned: "a good /plan",
        happening.Approved: "/approve",
        happening.Revised: "/revise",
        happening.WorkSeen: "commits seen",
        happening.ReadyAsked: "/ready",
        happening.PullRequestLinked: "/pr",
        happening.PullRequestOpened: "seen open",
        happening.ReviewStarted: "reviewed",
        happening.PullRequestClosed: "closed unmerged",
        happening.Merged: "merged",
        happening.Superseded: "settled by another change",
        happening.Dropped: "/drop",
    }
)


def mermaid() -> str:
    """Return the state diagram in Mermaid's language, without a fence."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "stateDiagram-v2"
    yield f"    [*] --> {Stage.FOUND}"
    arrows: defaultdict[tuple[Stage, Stage], list[str]] = defaultdict(list)
    for (stage, kind), to in TRANSITIONS.items():
        arrows[stage, to].append(_WORDS[kind])
    order = list(Stage)
    for stage, to in sorted(arrows, key=lambda pair: (order.index(pair[0]), order.index(pair[1]))):
        yield f"    {stage} --> {to}: {', '.join(arrows[stage, to])}"
    for stage in order:
        if stage.has_ended:
            yield f"    {stage} --> [*]"
