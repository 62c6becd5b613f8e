"""The parts of a project's history: what was counted and measured, as typed data; pure."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec


class SizeClass(StrEnum):
    """How large a change is, for patience: enough newcomers are in each in most projects."""

    SMALL = "<=50"
    MEDIUM = "51-200"
    LARGE = ">200"

    @classmethod
    def of(cls, lines: int) -> SizeClass:
        """Return the class of a change of so many lines, added and deleted."""
        if lines <= 50:  # noqa: PLR2004 - the class says it
            return cls.SMALL
        return cls.MEDIUM if lines <= 200 else cls.LARGE  # noqa: PLR2004 - as above


class Openings(StrEnum):
    """How the time of opening was found, from good to exact.

    GitHub numbers issues and pull requests in the order of creation, which bounds each from both
    sides.
    """

    NUMBERS = "numbers"
    NUMBERS_AND_BRANCHES = "numbers and branches"
    LISTED = "listed"


class Followed(StrEnum):
    """Whose waiting the survival figures are of.

    Of merged ones alone they tell how fast a merge comes, and nothing of how likely it is.
    """

    OPENED = "opened"
    MERGED = "merged"


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the document: nothing unknown, nothing changed after reading."""


class Quantiles(Part, frozen=True):
    """Percentiles of a group; absent where the group is empty."""

    count: int
    p10: float | int | None = None
    p25: float | int | None = None
    p50: float | int | None = None
    p75: float | int | None = None
    p90: float | int | None = None
    p95: float | int | None = None
    p99: float | int | None = None


class Provenance(Part, frozen=True):
    """Where the figures come from.

    Attributes:
        snapshot_of: The repository whose copy was read; a fork where the project's could not be.
        tip: The newest commit that was read.
        newest_commit: Its day, UTC.
        first_merge: Day of the oldest pull request in the figures.
        last_merge: Day of the newest one.
        openings: How opening times were found.
        former_names: Old `owner/name` whose pull requests count too.
        own_code: Folder under a vendor's name that is the project's own.
        note: What else one must know.
    """

    snapshot_of: str
    tip: str
    newest_commit: date
    first_merge: date
    last_merge: date
    openings: Openings
    former_names: tuple[str, ...] = ()
    own_code: str | None = None
    note: str | None = None


class Counted(Part, frozen=True):
    """What was counted, and what was left out.

    Attributes:
        merged: Pull requests in the figures.
        by_newcomers: Those that are an author's first three.
        per_week: Merged in a week of the window.
        mainline_commits: In the window.
        recognised: Share of them that are a pull request.
        styles: How they were recognised.
        bots: Left out, written by a bot.
        doubled: Left out, the number was seen before: a backport or a second commit.
        foreign: Left out, no such pull request exists in the project.
        impossible: Left out, the number did not exist yet.
        empty: Left out, nothing changed.
        unreadable_files: Counted as no lines, the copy lacks their content.
        reverts: Take back an earlier change; they count.
        co_authored: Name further authors.
        imported: Came through another system's repository.
    """

    merged: int
    by_newcomers: int
    per_week: float
    mainline_commits: int
    recognised: float
    styles: dict[str, int]
    bots: int
    doubled: int
    foreign: int
    impossible: int
    empty: int
    unreadable_files: int
    reverts: int
    co_authored: int
    imported: int


class SizeGroup(Part, frozen=True):
    """Sizes without lock, vendored and generated files, notebooks and tables.

    Attributes:
        lines: Added and deleted.
        files: Changed.
        top_dirs: Different folders at the top of the tree.
        two_level_dirs: Different folders down to the second level.
    """

    lines: Quantiles
    files: Quantiles
    top_dirs: Quantiles
    two_level_dirs: Quantiles


class Sizes(Part, frozen=True):
    """Sizes of all changes, and of newcomers'."""

    all: SizeGroup
    newcomers: SizeGroup


class Tests(Part, frozen=True):
    """Shares from 0 to 1 of changes that touch tests.

    Attributes:
        all: Of all changes.
        fixes: Of those whose title speaks of a fix.
        newcomers: Of newcomers' changes.
        newcomers_fixes: Of newcomers' fixes.
        by_size: Of all changes, by lines.
        fixes_counted: How many fixes there are.
        docs_only: Share that touches nothing but documentation.
    """

    all: float | None
    fixes: float | None
    newcomers: float | None
    newcomers_fixes: float | None
    by_size: dict[str, float | None]
    fixes_counted: int
    docs_only: float | None


class OpenHours(Part, frozen=True):
    """Hours from opening to merge, of what was merged."""

    all: Quantiles
    newcomers: Quantiles
    others: Quantiles
    by_size: dict[str, Quantiles]
    newcomers_by_size: dict[str, Quantiles]


class Survival(Part, frozen=True):
    """How newcomers' changes of a size were merged over time (Kaplan-Meier).

    Attributes:
        opened: How many were followed.
        merged: How many of them were merged.
        censored: How many were not, as far as they were seen.
        merged_within_days: Estimated share merged, by days since opening.
        days_until_merged: Days until this percentage was merged; null where never reached.
    """

    opened: int
    merged: int
    censored: int
    merged_within_days: dict[str, float]
    days_until_merged: dict[str, float | None]


class Waiting(Part, frozen=True):
    """Days that a change of a size class is open before something is said.

    Attributes:
        count: Pull requests behind the figures.
        peers: Whose they are.
        usual: Half were merged sooner.
        stalled: Three quarters were.
        overdue: Nine tenths were.
    """

    count: int
    peers: str
    usual: float
    stalled: float
    overdue: float


class Norms(Part, frozen=True):
    """Thresholds of the coach.

    Percentiles of the project, held within sensible bounds. `peers` says whose they are.
    """

    peers: str
    focused_lines: int
    large_lines: int
    focused_files: int
    large_files: int
    many_top_dirs: int
    waiting: dict[SizeClass, Waiting]


class Title(Part, frozen=True):
    """A prefix of titles: `fix:`, `[area]`, or `(none)`."""

    prefix: str
    count: int
    share: float
