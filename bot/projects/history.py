"""What a project's merged history says: usual sizes, tests and waiting times; pure."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - msgspec reads the annotations when it runs
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

from bot.kernel.errors import UserError
from bot.projects import measured
from bot.projects.measured import SizeClass

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_TEXT: Final = 1024 * 1024
"""Characters of a history; a shipped one has about ten thousand."""


class Kind(StrEnum):
    """Which changes a norm of tests is about."""

    ANY = "any"
    FIX = "fix"


class TestsNorm(measured.Part, frozen=True):
    """How usual tests are; `caution` must be shown with it where there is one."""

    share: float
    kind: Kind
    caution: str | None


class Patience(measured.Part, frozen=True):
    """What waiting is usual; `caution` must be shown with it where there is one."""

    size: SizeClass
    waiting: measured.Waiting
    caution: str | None


class History(measured.Part, frozen=True):
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
    provenance: measured.Provenance
    counted: measured.Counted
    sizes: measured.Sizes
    tests: measured.Tests
    open_hours: measured.OpenHours
    merged_of_opened: float | None
    survival: dict[SizeClass, measured.Survival]
    survival_of: measured.Followed
    norms: measured.Norms
    titles: tuple[measured.Title, ...]

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


def _rank(known: measured.Quantiles, lines: int) -> str:
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
