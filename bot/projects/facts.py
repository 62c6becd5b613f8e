"""What can be known of how a project wants contributions; each fact carries its source."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

Source = Annotated[
    str,
    Meta(
        pattern=r"^(course|https://\S+|(pull|issues|wiki)/\S+|[\w.][\w./-]*(@[0-9a-f]{7})?)$",
        description=(
            "A path in the project (with @commit where it is known), a thread of the project as"
            " pull/N or issues/N, a page of its wiki, a URL, or the course itself."
        ),
    ),
]
Sources = Annotated[tuple[Source, ...], Meta(min_length=1)]
Text = Annotated[str, Meta(min_length=2, max_length=400)]
Word = Annotated[str, Meta(min_length=1, max_length=200)]
Words = tuple[Word, ...]
RepositoryName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$")]
Days = Annotated[int, Meta(ge=1, le=365)]
Lines = Annotated[int, Meta(ge=1, le=100_000)]


class Basis(StrEnum):
    """How a fact became known."""

    STATED = "stated"
    """A document of the project says so."""
    OBSERVED = "observed"
    """Seen in threads."""
    INFERRED = "inferred"
    """Concluded from what is there."""


class Fact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A fact, where it was read, and what else a person should know about it."""

    source: Sources
    basis: Basis = Basis.STATED
    note: Text | None = None


class Bar(StrEnum):
    """How hard it is to get a first change in, as the course puts it."""

    LOW = "low"
    LOW_TO_MEDIUM = "low to medium"
    MEDIUM = "medium"
    MEDIUM_TO_HIGH = "medium to high"
    HIGH = "high"


class Standing(Fact, frozen=True, kw_only=True):
    """What the course says of a project."""

    bar: Bar
    scope: Text
    note: Text


class StateKind(StrEnum):
    """Whether a project takes contributions."""

    ACTIVE = "active"
    MAINTENANCE = "maintenance"
    ARCHIVED = "archived"


class State(Fact, frozen=True, kw_only=True):
    """Whether the project takes contributions; `since` is a day, `instead` says where to go."""

    kind: StateKind
    since: Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")] | None = None
    instead: tuple[RepositoryName, ...] = ()

    @property
    def takes_contributions(self) -> bool:
        """Return whether a student may begin something here."""
        return self.kind is StateKind.ACTIVE


class Former(Fact, frozen=True, kw_only=True):
    """A name that the repository had."""

    name: RepositoryName


class Languages(Fact, frozen=True, kw_only=True):
    """The languages of the sources, the main one first."""

    names: Words


class Plan(StrEnum):
    """Whether a plan in the issue is expected before code."""

    EXPECTED = "expected"
    OPTIONAL = "optional"


class IssueRule(StrEnum):
    """Which pull requests need an issue that was there before."""

    ALWAYS = "always"
    FEATURES = "features"


class Claim(Fact, frozen=True, kw_only=True):
    """How one says that one works on something, and what must be there before code."""

    how: Text
    plan: Plan = Plan.OPTIONAL
    plan_where: Text | None = None
    issue_required: IssueRule | None = None
    wait_for_approval: bool = False
    search_duplicates: bool = False
    safest_label: Word | None = None


class Refused(Fact, frozen=True, kw_only=True):
    """What is usually turned down."""

    what: tuple[Text, ...]


class OnRampLabels(Fact, frozen=True, kw_only=True):
    """The labels of issues that suit newcomers."""

    labels: Annotated[Words, Meta(min_length=1)]


class Prefix(StrEnum):
    """How much a bracketed tag in front of the title matters."""

    REQUIRED = "required"
    USUAL = "usual"
    OPTIONAL = "optional"


class Title(Fact, frozen=True, kw_only=True):
    """How pull requests are titled; `pattern` is a regular expression that good ones match."""

    convention: Text
    pattern: Word
    prefix: Prefix = Prefix.OPTIONAL
    examples: Words = ()
    tags: Words = ()


class When(StrEnum):
    """For which pull requests a part or a template is wanted."""

    ALWAYS = "always"
    BUG = "bug"
    FEATURE = "feature"
    PERFORMANCE = "performance"
    NUMERICS = "numerics"
    MODEL = "model"
    TASK = "task"
    USER_FACING = "user facing"
    AI_HELPED = "ai helped"


class Template(Fact, frozen=True, kw_only=True):
    """The prepared text of a pull request.

    `headings` are without `#`; `alternatives` are those of further templates; `placeholders`
    are fragments that show an untouched text. `for_whom` says in words what `when` cannot.
    """

    headings: Words
    placeholders: Words = ()
    alternatives: tuple[Words, ...] = ()
    paths: Words = ()
    when: When = When.ALWAYS
    for_whom: Text | None = None


class PartName(StrEnum):
    """A part of a description."""

    SUMMARY = "summary"
    REASON = "reason"
    ISSUE = "issue"
    APPROVAL = "approval"
    CAUSE = "cause"
    KIND = "kind"
    COMPATIBILITY = "compatibility"
    REPRODUCTION = "reproduction"
    TEST_PLAN = "test plan"
    TEST_RESULT = "test result"
    EVALUATION = "evaluation"
    BENCHMARK = "benchmark"
    DOCS = "docs"
    LIMITS = "limits"
    RELEASE_NOTE = "release note"
    CHECKLIST = "checklist"
    DISCLOSURE = "disclosure"


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One part of a description, and for which pull requests it is wanted."""

    name: PartName
    text: Text
    when: When = When.ALWAYS


class RequiredParts(Fact, frozen=True, kw_only=True):
    """What a description must hold; `keep_short` where long texts are unwelcome."""

    parts: Annotated[tuple[Part, ...], Meta(min_length=1)]
    keep_short: bool = False


class SignOff(Fact, frozen=True, kw_only=True):
    """Which formal consent is needed: a `Signed-off-by` in commits (DCO), an agreement (CLA)."""

    dco: bool
    cla: Word | None = None
    signed_commits: bool = False
    how: Text | None = None


class Stance(StrEnum):
    """What a project says of work that a machine helped with."""

    RESTRICTED = "restricted"
    DISCLOSE = "disclose"
    ACCOUNTABLE = "accountable"
    """A person answers for every line; no disclosure is asked for."""


class Ai(Fact, frozen=True, kw_only=True):
    """The rule on machine-made work, and what it leaves to us.

    `drafting_allowed` says whether the coach may draft a text that a student posts. Where
    `disclosure_required`, such a text must say where it came from.
    """

    stance: Stance
    rule: Text
    drafting_allowed: bool
    disclosure_required: bool = False
    disclosure: Text | None = None
    trailers: Words = ()
    covers_comments: bool = False
    enforcement: Text | None = None
