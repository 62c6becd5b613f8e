"""One result out of several: a check that looks for many things tells the gravest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.checklist.check import Verdict
from bot.kernel.finding import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

GRAVEST_FIRST: Final = (
    Status.FIX,
    Status.TIP,
    Status.UNKNOWN,
    Status.NOT_APPLICABLE,
    Status.PASS,
)


def compose(observed: Iterable[Verdict], otherwise: Verdict) -> Verdict:
    """Return what was observed as one verdict, the gravest first, each with its own fix.

    Args:
        observed: What was seen; its order holds among the equally grave.
        otherwise: The verdict when nothing was.
    """
    by_weight = sorted(observed, key=lambda verdict: GRAVEST_FIRST.index(verdict.status))
    if not by_weight:
        return otherwise
    return Verdict(
        by_weight[0].status,
        " ".join(verdict.summary for verdict in by_weight),
        why=next((verdict.why for verdict in by_weight if verdict.why), ""),
        fix=" ".join(verdict.fix for verdict in by_weight if verdict.fix),
        evidence=tuple(seen for verdict in by_weight for seen in verdict.evidence),
    )
