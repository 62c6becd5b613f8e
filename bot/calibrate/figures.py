"""Puts the measured history together as the document of `config/history`; pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bot.calibrate.percentiles import norms, quantiles, share_of
from bot.calibrate.sizes import BUCKETS, bucket
from bot.calibrate.survival import survival
from bot.calibrate.tests_norm import is_fix
from bot.projects.history import History
from bot.projects.measured import Counted, OpenHours, Provenance, SizeGroup, Sizes, Tests, Title

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.calibrate.landing import Landing
    from bot.calibrate.survival import Followed
    from bot.projects.measured import Followed as Whose
    from bot.projects.measured import Openings, Quantiles

TITLES: Final = 15
"""The most frequent prefixes are told."""

_WEEK: Final = 7 * 86400.0


@dataclass(frozen=True, slots=True)
class About:
    """What a person says of the history, see `bot.projects.measured.Provenance`."""

    project: str
    former_names: tuple[str, ...] = ()
    snapshot_of: str | None = None
    own_code: str | None = None
    note: str | None = None
    placeholder_reason: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is no part of the figures, see `bot.projects.measured.Counted`."""

    mainline_commits: int
    recognised: float
    bots: int = 0
    doubled: int = 0
    foreign: int = 0
    impossible: int = 0
    empty: int = 0
    unreadable_files: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """All that was measured.

    Attributes:
        landings: Merged pull requests, oldest first, not empty.
        left_out: What was not counted.
        followed: Newcomers' pull requests from their opening on.
        survival_of: Whether those that were not merged are among them.
        merged_of_opened: Share of opened pull requests that reached the mainline.
        openings: How opening times were found.
        tip: The newest commit.
        newest: Its time, seconds since 1970.
    """

    landings: Sequence[Landing]
    left_out: LeftOut
    followed: Sequence[Followed]
    survival_of: Whose
    merged_of_opened: float | None
    openings: Openings
    tip: str
    newest: int


def figures(about: About, measured: Measured, made: date) -> History:
    """Return the document."""
    landings = measured.landings
    newcomers = [each for each in landings if each.newcomer]
    return History(
        project=about.project,
        made=made,
        placeholder=about.placeholder_reason is not None,
        placeholder_reason=about.placeholder_reason,
        provenance=Provenance(
            snapshot_of=about.snapshot_of or about.project,
            tip=measured.tip,
            newest_commit=_day(measured.newest),
            first_merge=_day(landings[0].landed.committed),
            last_merge=_day(landings[-1].landed.committed),
            openings=measured.openings,
            former_names=about.former_names,
            own_code=about.own_code,
            note=about.note,
        ),
        counted=_counted(landings, newcomers, measured.left_out),
        sizes=Sizes(all=_sizes(landings), newcomers=_sizes(newcomers)),
        tests=_tests(landings, newcomers),
        open_hours=_open_hours(landings, newcomers),
        merged_of_opened=measured.merged_of_opened,
        survival=survival(measured.followed),
        survival_of=measured.survival_of,
        norms=norms(landings, newcomers),
        titles=_titles(landings),
    )


def _day(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, UTC).date()


def _counted(
    landings: Sequence[Landing], newcomers: Sequence[Landing], left_out: LeftOut
) -> Counted:
    span = landings[-1].landed.committed - landings[0].landed.committed
    styles = Counter(each.landed.style for each in landings)
    return Counted(
        merged=len(landings),
        by_newcomers=len(newcomers),
        per_week=round(len(landings) / max(1 / 7, span / _WEEK), 1),
        mainline_commits=left_out.mainline_commits,
        recognised=left_out.recognised,
        styles={style.value: count for style, count in styles.most_common() if style},
        bots=left_out.bots,
        doubled=left_out.doubled,
        foreign=left_out.foreign,
        impossible=left_out.impossible,
        empty=left_out.empty,
        unreadable_files=left_out.unreadable_files,
        reverts=sum(each.landed.revert for each in landings),
        co_authored=sum(bool(each.landed.co_authors) for each in landings),
        imported=sum(each.landed.imported for each in landings),
    )


def _sizes(landings: Sequence[Landing]) -> SizeGroup:
    return SizeGroup(
        lines=quantiles(each.size.lines for each in landings),
        files=quantiles(each.size.files for each in landings),
        top_dirs=quantiles(each.size.top_dirs for each in landings),
        two_level_dirs=quantiles(each.size.two_level_dirs for each in landings),
    )


def _tests(landings: Sequence[Landing], newcomers: Sequence[Landing]) -> Tests:
    def touching(group: Sequence[Landing]) -> float | None:
        return share_of(each.size.tests for each in group)

    fixes = [each for each in landings if is_fix(each.landed.title)]
    return Tests(
        all=touching(landings),
        fixes=touching(fixes),
        newcomers=touching(newcomers),
        newcomers_fixes=touching([each for each in fixes if each.newcomer]),
        by_size={name: touching(group) for name, group in _by_size(landings).items()},
        fixes_counted=len(fixes),
        docs_only=share_of(each.size.docs_only for each in landings),
    )


def _open_hours(landings: Sequence[Landing], newcomers: Sequence[Landing]) -> OpenHours:
    def hours(group: Sequence[Landing]) -> Quantiles:
        return quantiles((each.open_hours for each in group), digits=1)

    return OpenHours(
        all=hours(landings),
        newcomers=hours(newcomers),
        others=hours([each for each in landings if not each.newcomer]),
        by_size={name: hours(group) for name, group in _by_size(landings).items()},
        newcomers_by_size={name: hours(group) for name, group in _by_size(newcomers).items()},
    )


def _by_size(landings: Sequence[Landing]) -> dict[str, list[Landing]]:
    groups: dict[str, list[Landing]] = {name: [] for name in BUCKETS}
    for each in landings:
        groups[bucket(each.size.lines)].append(each)
    return groups


_AREA: Final = re.compile(r"[\[【]\s*([^\]】]{1,30}?)\s*[\]】]")
_WORD: Final = re.compile(r"([A-Za-z][A-Za-z0-9_./-]{0,19})(?:\([^)]{0,40}\))?!?:\s")


def title_prefix(title: str) -> str:
    """Return the prefix of a title in lower case: `[area]`, `fix:`, `Revert`, or `(none)`."""
    title = title.strip()
    if re.match(r"revert(?:\s|$)", title, re.IGNORECASE):
        return "Revert"
    if found := _AREA.match(title):
        return f"[{found[1].strip().lower()}]"
    if found := _WORD.match(title):
        return f"{found[1].lower()}:"
    return "(none)"


def _titles(landings: Sequence[Landing]) -> tuple[Title, ...]:
    counted = Counter(title_prefix(each.landed.title) for each in landings)
    total = len(landings)
    return tuple(
        Title(prefix=prefix, count=count, share=round(count / total, 3))
        for prefix, count in counted.most_common(TITLES)
    )
