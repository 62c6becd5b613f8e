"""What a project's merged history says: usual sizes, tests and waiting times; pure."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

from bot.kernel.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_TEXT: Final = 1024 * 1024
"""Characters of a history; a shipped one has about ten thousand."""


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


class Kind(StrEnum):
    """Which changes a norm of tests is about."""

    ANY = "any"
    FIX = "fix"


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the document: nothing unknown, nothing changed after reading."""


class Quantiles(_Part, frozen=True):
    """Percentiles of a group; absent where the group is empty."""

    count: int
    p10: float | int | None = None
    p25: float | int | None = None
    p50: float | int | None = None
    p75: float | int | None = None
    p90: float | int | None = None
    p95: float | int | None = None
    p99: float | int | None = None


class Provenance(_Part, frozen=True):
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


class Counted(_Part, frozen=True):
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


class SizeGroup(_Part, frozen=True):
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


class Sizes(_Part, frozen=True):
    """Sizes of all changes, and of newcomers'."""

    all: SizeGroup
    newcomers: SizeGroup


class Tests(_Part, frozen=True):
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


class OpenHours(_Part, frozen=True):
    """Hours from opening to merge, of what was merged."""

    all: Quantiles
    newcomers: Quantiles
    others: Quantiles
    by_size: dict[str, Quantiles]
    newcomers_by_size: dict[str, Quantiles]


class Survival(_Part, frozen=True):
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


class Waiting(_Part, frozen=True):
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


class Norms(_Part, frozen=True):
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


class Title(_Part, frozen=True):
    """A prefix of titles: `fix:`, `[area]`, or `(none)`."""

    prefix: str
    count: int
    share: float


class TestsNorm(_Part, frozen=True):
    """How usual tests are; `caution` must be shown with it where there is one."""

    share: float
    kind: Kind
    caution: str | None


class Patience(_Part, frozen=True):
    """What waiting is usual; `caution` must be shown with it where there is one."""

    size: SizeClass
    waiting: Waiting
    caution: str | None


class History(_Part, frozen=True):
    """The calibrated figures of one project: `config/history/<owner>__<repo>.json`.

    Attributes:
        project: `owner/name`.
        made: When they were made, UTC.
        placeholder: They are known not to fit the project of today.
        placeholder_reason: Why; never absent on a placeholder.
        provenance: Where they come from.
        counted: What was counted.
        sizes: How large changes are.
        tests: How many touch tests.
        open_hours: Opening to merge.
        merged_of_opened: Share of opened pull requests that reached the mainline, if known.
        survival: By size class.
        survival_of: Whether it counts what was not merged.
        norms: What the coach compares with.
        titles: Frequent prefixes.
    """

    project: str
    made: date
    placeholder: bool
    placeholder_reason: str | None
    provenance: Provenance
    counted: Counted
    sizes: Sizes
    tests: Tests
    open_hours: OpenHours
    merged_of_opened: float | None
    survival: dict[SizeClass, Survival]
    survival_of: Followed
    norms: Norms
    titles: tuple[Title, ...]

    def __post_init__(self) -> None:
        if self.placeholder != bool(self.placeholder_reason):
            raise ValueError("a placeholder, and nothing else, has a placeholder_reason")
        if missing := [size.value for size in SizeClass if size not in self.norms.waiting]:
            raise ValueError(f"norms.waiting lacks {', '.join(missing)}")

    @classmethod
    def load(cls, text: str) -> History:
        """Read a history.

        Raises:
            UserError: The text is no history; the message names the place.
        """
        if len(text) > LONGEST_TEXT:
            raise UserError(f"a history has at most {LONGEST_TEXT} characters")
        try:
            return msgspec.json.decode(text, type=cls)
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
            raise UserError(
                f"not a history that `upstream-coach calibrate` made: {error}"
            ) from None

    @property
    def caution(self) -> str | None:
        """What must be said wherever a figure shows, or None."""
        if self.placeholder_reason is None:
            return None
        return f"These figures are a placeholder: {self.placeholder_reason}"

    @property
    def focused_lines(self) -> int:
        """Up to so many lines a change counts as focused here."""
        return self.norms.focused_lines

    @property
    def large_lines(self) -> int:
        """Above so many lines a change counts as large here."""
        return self.norms.large_lines

    def percentile_of(self, lines: int) -> str:
        """Say in plain words how large a change of so many lines is here.

        A placeholder's words end with its caution.
        """
        newcomers = self.norms.peers == "newcomers"
        group = self.sizes.newcomers if newcomers else self.sizes.all
        words = f"{_rank(group.lines, lines)} merged here"
        if newcomers:
            words += " from newcomers"
        return f"{words}. {self.caution}" if self.caution else words

    def tests_norm(self, kind: Kind) -> TestsNorm | None:
        """Return the share of changes of this kind with tests; None where none was seen."""
        share = self.tests.fixes if kind is Kind.FIX else self.tests.all
        return None if share is None else TestsNorm(share=share, kind=kind, caution=self.caution)

    def patience(self, lines: int) -> Patience:
        """Return what waiting is usual for a change of so many lines."""
        size = SizeClass.of(lines)
        return Patience(size=size, waiting=self.norms.waiting[size], caution=self.caution)


_RANKS: Final = (
    ("p10", "among the smallest tenth of the pull requests"),
    ("p25", "smaller than about three quarters of the pull requests"),
    ("p50", "smaller than about half of the pull requests"),
    ("p75", "larger than about half of the pull requests"),
    ("p90", "larger than about three quarters of the pull requests"),
    ("p95", "larger than about 9 in 10 of the pull requests"),
    ("p99", "larger than about 19 in 20 of the pull requests"),
)
_ABOVE: Final = "larger than about 99 in 100 of the pull requests"


def _rank(known: Quantiles, lines: int) -> str:
    for name, words in _RANKS:
        most = getattr(known, name)
        if most is not None and lines <= most:
            return words
    return _ABOVE


def file_name(project: str) -> str:
    """Return where the history of `owner/name` is, from `config/` on."""
    return f"history/{project.replace('/', '__')}.json"


class Histories:
    """Histories by any name of their project, in any case."""

    def __init__(self, histories: Iterable[History]) -> None:
        """Take these; two of one name are refused with a UserError."""
        self._named: dict[str, History] = {}
        for each in histories:
            for name in (each.project, *each.provenance.former_names):
                if self._named.setdefault(name.lower(), each) is not each:
                    raise UserError(f"two histories are of {name}")

    def find(self, project: str) -> History | None:
        """Return the history of `owner/name`, or None: the product is then silent."""
        return self._named.get(project.lower())


def schema() -> str:
    """Return the JSON Schema of a history, for editors."""
    made = msgspec.json.schema(History)
    return msgspec.json.format(msgspec.json.encode(made, order="sorted"), indent=2).decode() + "\n"
