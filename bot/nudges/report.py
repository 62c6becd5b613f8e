"""Whether nudges help: those who were nudged against those who were held out, by rung."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bot.nudges.intervals import difference, median, share
from bot.nudges.outcome import SOON
from bot.nudges.rung import ALWAYS_SAID, Rung

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from bot.nudges.intervals import Estimate
    from bot.nudges.outcome import Outcome

FEWEST_TO_MUTE: Final = 5
"""Nudges of a rung before it can be muted; fewer say too little."""

_BAR: Final = 20
_HOURS: Final = 24
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Side:
    """What came of one side: nudged or held out. Times are in hours.

    Attributes:
        count: How many.
        acted_soon: Share that acted within 48 hours, of those that are as old and were watched for
            as long or acted. Of younger ones those would be known first that acted.
        to_action: Median time to the next action.
        to_resolution: Median time to a merge or close.
    """

    count: int
    acted_soon: Estimate
    to_action: Estimate
    to_resolution: Estimate


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one rung, or of all.

    Attributes:
        name: The rung; `all` for all that can be held out, so that like is compared with like.
        nudged: Those who were nudged.
        held_out: Those who were not, by lot.
        chance_action: How likely the difference in time to action is by chance alone.
        chance_resolution: The same for the resolution.
        wrong_actor: Share of nudges that were corrected: it was somebody else's turn. A question
            says of nobody that it is theirs.
        snoozed: Share of nudges that were snoozed.
        positive: Share of reactions that were kind.
        is_muted: Whether it was corrected too often to go on.
    """

    name: str
    nudged: Side
    held_out: Side
    chance_action: float | None
    chance_resolution: float | None
    wrong_actor: Estimate
    snoozed: Estimate
    positive: Estimate
    is_muted: bool


def corrections(outcomes: Sequence[Outcome]) -> dict[Rung, tuple[int, int]]:
    """Return of each rung how often it was given, and how often of those corrected.

    A question claims nothing, so that no answer to it is a correction.
    """
    claims = [each for each in outcomes if not each.held_out and each.rung is not Rung.UNSURE]
    given = Counter(each.rung for each in claims)
    wrong = Counter(each.rung for each in claims if each.corrected)
    return {rung: (count, wrong[rung]) for rung, count in given.items()}


def muted(counts: Mapping[Rung, tuple[int, int]], mute_percent: int) -> frozenset[Rung]:
    """Return the rungs that were corrected too often.

    Args:
        counts: What `corrections` counted.
        mute_percent: The policy's limit: `nudges.mute_percent`.
    """
    return frozenset(
        rung
        for rung, (given, wrong) in counts.items()
        if given >= FEWEST_TO_MUTE and wrong * 100 > mute_percent * given
    )


def report(outcomes: Sequence[Outcome], quiet: Collection[Rung]) -> tuple[Line, ...]:
    """Return the figures: first of all rungs together, then of each that occurs.

    Args:
        outcomes: What came of the nudges.
        quiet: The rungs that are muted.

    Raises:
        UserError: scipy is not installed.
    """
    until = max((each.seen_until for each in outcomes), default=_NEVER)
    comparable = [each for each in outcomes if each.rung not in ALWAYS_SAID]
    lines = [_line("all", comparable, until, is_muted=False)]
    for rung in Rung:
        of_rung = [each for each in outcomes if each.rung is rung]
        if of_rung:
            lines.append(_line(rung.value, of_rung, until, is_muted=rung in quiet))
    return tuple(lines)


def _line(name: str, outcomes: Sequence[Outcome], until: datetime, *, is_muted: bool) -> Line:
    nudged = [each for each in outcomes if not each.held_out]
    held = [each for each in outcomes if each.held_out]
    claims = [each for each in nudged if each.rung is not Rung.UNSURE]
    liked = [each.liked for each in nudged if each.liked is not None]
    return Line(
        name=name,
        nudged=_side(nudged, until),
        held_out=_side(held, until),
        chance_action=difference(_actions(nudged), _actions(held)),
        chance_resolution=difference(_resolutions(nudged), _resolutions(held)),
        wrong_actor=share(sum(each.corrected for each in claims), len(claims)),
        snoozed=share(sum(each.snoozed for each in nudged), len(nudged)),
        positive=share(sum(liked), len(liked)),
        is_muted=is_muted,
    )


def _side(outcomes: Sequence[Outcome], until: datetime) -> Side:
    old = [each for each in outcomes if until - each.at >= SOON]
    told = [each for each in old if each.acted_at or each.seen_until - each.at >= SOON]
    soon = sum(each.acted_at is not None and each.acted_at - each.at <= SOON for each in told)
    return Side(
        count=len(outcomes),
        acted_soon=share(soon, len(told)),
        to_action=median(_actions(outcomes)),
        to_resolution=median(_resolutions(outcomes)),
    )


def _actions(outcomes: Sequence[Outcome]) -> list[tuple[float, bool]]:
    return [each.hours_to(each.acted_at) for each in outcomes]


def _resolutions(outcomes: Sequence[Outcome]) -> list[tuple[float, bool]]:
    return [each.hours_to(each.resolved_at) for each in outcomes]


def data(lines: Sequence[Line]) -> dict[str, object]:
    """Return the report as values that JSON has; times are in hours."""
    return {"unit": "hours", "lines": [asdict(each) for each in lines]}


def text(lines: Sequence[Line]) -> str:
    """Return the report for a person: a table, and a bar for who acted within 48 hours."""
    if len(lines) == 1:
        return "No nudge is on record yet."
    return "\n\n".join("\n".join(_told(each)) for each in lines)


def _told(line: Line) -> Iterator[str]:
    yield f"{line.name}{' (muted: corrected too often)' if line.is_muted else ''}"
    yield f"  {'':<10}{'count':>6}  {'acted in 48 h':<44}{'to action':<24}to resolution"
    for name, side in (("nudged", line.nudged), ("held out", line.held_out)):
        acted = f"{_bar(side.acted_soon)} {_percent(side.acted_soon)}"
        times = f"{_time(side.to_action):<24}{_time(side.to_resolution)}"
        yield f"  {name:<10}{side.count:>6}  {acted:<44}{times}"
    for what, chance in (("action", line.chance_action), ("resolution", line.chance_resolution)):
        if chance is not None:
            yield f"  Such a difference in time to {what} comes by chance in {chance:.0%} of cases."
    yield (
        f"  wrong actor {_percent(line.wrong_actor)}, snoozed {_percent(line.snoozed)},"
        f" kind reactions {_percent(line.positive)}"
    )


def _bar(of: Estimate) -> str:
    filled = round((of.value or 0.0) * _BAR)
    return "#" * filled + "." * (_BAR - filled)


def _percent(of: Estimate) -> str:
    if of.value is None or of.low is None or of.high is None:
        return "unknown"
    return f"{of.value:.0%} ({of.low:.0%} to {of.high:.0%})"


def _time(of: Estimate) -> str:
    if of.value is None:
        return "not reached" if of.count else "unknown"
    low = "?" if of.low is None else _days(of.low)
    high = "?" if of.high is None else _days(of.high)
    return f"{_days(of.value)} d ({low} to {high})"


def _days(hours: float) -> str:
    return f"{hours / _HOURS:.1f}"
