"""Pull requests written down as YAML, each with what a project's maintainers would say of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import yaml
from msgspec import Struct, convert

from bot.checklist.background import Rival
from bot.kernel.contribution import ContributionKind
from bot.kernel.finding import Status
from bot.kernel.snapshot import (
    Actor,
    Change,
    ChangedFile,
    Commit,
    LinkedIssue,
    RepositoryRef,
)
from tests.support.pull_requests import pull_request

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.checklist.background import Background
    from bot.kernel.finding import Finding
    from bot.kernel.snapshot import PullRequest

AUTHOR: Final = Actor("ada-lindt", 4711)
SIGNATURE: Final = "\n\nSigned-off-by: Ada Lindt <ada@example.org>"
ANYWHERE: Final = "any"
"""Instead of a check's name: whichever check it is that says it."""
_SHOWN: Final = 20
"""So many lines of a file stand for all of them."""
_FORMS: Final = {
    **dict.fromkeys(("py", "pxi"), "    {0} = read({0})"),
    **dict.fromkeys(("cc", "cpp", "cu", "cuh", "h", "hpp", "c", "mm", "rs"), "  {0} = read({0});"),
    **dict.fromkeys(("md", "rst"), "One reads of {0} here."),
    **dict.fromkeys(("yaml", "yml", "toml"), "{0}: read"),
}
"""A line of no consequence in each kind of file; none for those whose lines nobody reads."""
_OR: Final = " or "
_EITHER: Final = " | "


class Issue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The upstream issue that a pull request closes."""

    number: int
    title: str
    body: str = ""


class Other(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody else's open pull request for the same issue."""

    number: int
    title: str
    author: str


class Case(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pull request and what the maintainers would say of it.

    Attributes:
        name: The case in a sentence.
        like: The number of the project's pull request whose form it has; its texts are our own.
        files: `path +additions -deletions`, and what happened to it unless it was modified.
        diff: The lines that matter, by path, each with its sign.
        commits: The messages; the title alone when none are given.
        signed: Whether each commit carries the author's sign-off.
        expect: The status by check. `a or b` as a check: one of them has it; as a status: either.
        says: By check (or `any`), words of its summary, its fix or what it quotes; `one | other`
            wants one of them.
        never_says: Words that no finding's summary or fix may hold.
        open: Why the checks do not yet agree, though the maintainers would insist.
    """

    name: str
    like: int
    title: str
    body: str
    files: tuple[str, ...]
    expect: dict[str, str]
    diff: dict[str, str] = {}
    commits: tuple[str, ...] = ()
    signed: bool = False
    merges: int = 0
    labels: tuple[str, ...] = ()
    issue: Issue | None = None
    base: str = "main"
    plan: str | None = None
    kind: ContributionKind | None = None
    draft: bool = False
    behind: int | None = None
    open_pull_requests: int | None = None
    rivals: tuple[Other, ...] | None = None
    says: dict[str, tuple[str, ...]] = {}
    never_says: tuple[str, ...] = ()
    open: str = ""


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The cases of one project."""

    project: str
    base: str = "main"
    cases: tuple[Case, ...]


def read(file: Path) -> Table:
    """Return the cases of one file."""
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    for case in document["cases"]:
        case.setdefault("base", document.get("base", "main"))
    return convert(document, Table)


def changed_file(line: str) -> ChangedFile:
    """Return the file of a line such as `src/a.py +3 -1 added`."""
    path, additions, deletions, *change = line.split()
    kind = Change(change[0]) if change else Change.MODIFIED
    return ChangedFile(path, kind, int(additions), -int(deletions))


def pull_request_of(case: Case, project: str) -> PullRequest:
    """Return the pull request that a case describes."""
    messages = case.commits or (case.title,)
    signature = SIGNATURE if case.signed else ""
    commits = tuple(
        Commit(f"{number:040x}", message + signature, 1, "Ada Lindt", "ada@example.org")
        for number, message in enumerate(messages, 1)
    ) + tuple(
        Commit(f"{number:040x}", f"Merge branch '{case.base}'", 2, "Ada Lindt", "ada@example.org")
        for number in range(100, 100 + case.merges)
    )
    issue = case.issue
    linked = () if issue is None else (LinkedIssue(project, issue.number, issue.title, issue.body),)
    fork = f"{AUTHOR.login}/{project.split('/')[1]}"
    return pull_request(
        repository=RepositoryRef(1, "R_1", fork, is_fork=True, parent=project),
        title=case.title,
        body=case.body,
        author=AUTHOR,
        is_draft=case.draft,
        base_branch=case.base,
        head_repository=fork,
        files=tuple(changed_file(line) for line in case.files),
        diff=_diff(case),
        commit_count=len(commits),
        commits=commits,
        labels=case.labels,
        linked_issues=linked,
    )


def background_for(case: Case, background: Background) -> Background:
    """Return a project's background with what is known around this case."""
    rivals = case.rivals
    return replace(
        background,
        plan=case.plan,
        kind=case.kind,
        behind=case.behind,
        open_pull_requests=case.open_pull_requests,
        rivals=None
        if rivals is None
        else tuple(Rival(r.number, r.title, r.author) for r in rivals),
    )


def disagreements(case: Case, findings: tuple[Finding, ...]) -> list[str]:
    """Return, in words, where the findings are not what the maintainers would say."""
    by_name = {finding.check: finding for finding in findings}
    return [
        *_other_statuses(case.expect, by_name),
        *_missing_words(case.says, by_name),
        *(
            f"{finding.check} says {words!r}: {_said(finding)}"
            for finding in findings
            for words in case.never_says
            if words.lower() in _said(finding).lower()
        ),
    ]


def alternatives(names: str) -> tuple[str, ...]:
    """Return the names in `a or b`."""
    return tuple(names.split(_OR))


def _other_statuses(expect: Mapping[str, str], by_name: Mapping[str, Finding]) -> list[str]:
    wrong = []
    for checks, statuses in expect.items():
        wanted = {Status(name) for name in alternatives(statuses)}
        found = [by_name[name] for name in alternatives(checks)]
        if not any(finding.status in wanted for finding in found):
            wrong += [
                f"{finding.check} is {finding.status}, not {statuses}: {_said(finding)}"
                for finding in found
            ]
    return wrong


def _missing_words(
    says: Mapping[str, tuple[str, ...]], by_name: Mapping[str, Finding]
) -> list[str]:
    wrong = []
    for name, wanted in says.items():
        findings = (
            by_name.values() if name == ANYWHERE else [by_name[n] for n in alternatives(name)]
        )
        text = " ".join(f"{_said(finding)} {_seen(finding)}" for finding in findings)
        wrong += [
            f"{name} does not say {words!r}: {text}"
            for words in wanted
            if not any(each.lower() in text.lower() for each in words.split(_EITHER))
        ]
    return wrong


def _said(finding: Finding) -> str:
    return f"{finding.summary} {finding.fix}".strip()


def _seen(finding: Finding) -> str:
    return " ".join(f"{each.where} {each.quote}" for each in finding.evidence)


def _diff(case: Case) -> str:
    files = tuple(map(changed_file, case.files))
    return "".join(_of_file(file, case.diff.get(file.path) or _plain(file)) for file in files)


def _plain(file: ChangedFile) -> str:
    """Return lines of which nothing is to be said, for a file whose lines do not matter."""
    word, _, suffix = file.path.rpartition("/")[2].partition(".")
    form = _FORMS.get(suffix.rpartition(".")[2], "")
    removed = (form.format(f"{word}_was_{n}") for n in range(min(file.deletions, _SHOWN)))
    added = (form.format(f"{word}_is_{n}") for n in range(min(file.additions, _SHOWN)))
    lines = [f"-{line}" for line in removed] + [f"+{line}" for line in added]
    return "\n".join(lines) if form else ""


def _of_file(file: ChangedFile, text: str) -> str:
    path, change = file.path, file.change
    lines = text.splitlines()
    if not lines:
        return ""
    old = sum(not line.startswith("+") for line in lines)
    new = sum(not line.startswith("-") for line in lines)
    before = "/dev/null" if change is Change.ADDED else f"a/{path}"
    after = "/dev/null" if change is Change.DELETED else f"b/{path}"
    start = (f"{10 if old else 0},{old}", f"{10 if new else 0},{new}")
    return (
        f"diff --git a/{path} b/{path}\n--- {before}\n+++ {after}\n"
        f"@@ -{start[0]} +{start[1]} @@\n" + "".join(f"{line}\n" for line in lines)
    )
