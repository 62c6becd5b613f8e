"""The answer to `/ready`."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from bot.kernel import happening
from bot.kernel.contribution import Contribution, Readiness, Stage
from bot.kernel.finding import Evidence, Finding, Status
from bot.kernel.markdown import BlockKind, read
from bot.progress.ready import (
    MOST_BRANCHES,
    MOST_LEFT,
    NAME_IT,
    readiness,
    ready,
    undecided,
    which,
)
from tests.progress.cards import FINE, LEFT, PROJECTS
from tests.support.contributions import NOW, at_stage

BUILT = at_stage(Stage.BUILDING)


@pytest.mark.parametrize(
    ("findings", "result"),
    [
        ((), Readiness(is_ready=True)),
        ((FINE,), Readiness(is_ready=True, sha="abc")),
        ((FINE, LEFT), Readiness(is_ready=False, left=(LEFT.title,), sha="abc")),
    ],
)
def test_it_is_ready_when_nothing_is_left_to_do(
    findings: tuple[Finding, ...], result: Readiness
) -> None:
    assert readiness(findings, result.sha) == result


@pytest.mark.parametrize("status", [Status.TIP, Status.UNKNOWN, Status.NOT_APPLICABLE])
def test_neither_a_tip_nor_what_could_not_be_judged_keeps_it_back(status: Status) -> None:
    assert readiness((Finding("a", "A", status, "Seen."),)).is_ready


def test_what_is_left_comes_as_a_short_list_and_nobody_is_asked() -> None:
    told = ready(BUILT, None, (FINE, LEFT), ("grace",))
    assert told.section == (
        "**Not ready yet.** One thing is left to do:\n\n"
        "1. **A test that fails without the change.** Code changed, and no test did."
        " To do: Extend the test that stands next to the code."
    )
    assert told.request == ""


def test_a_long_list_is_cut() -> None:
    section = ready(BUILT, None, (LEFT,) * 9).section
    assert section.startswith("**Not ready yet.** 9 things are left to do:")
    assert section.endswith(f"{MOST_LEFT + 1}. And 4 more on the checklist.")
    assert section.count(LEFT.title) == MOST_LEFT


def test_the_mentors_are_asked_by_name() -> None:
    told = ready(BUILT, None, (FINE,), ("grace", "edsger"))
    assert told.request.startswith("@grace, @edsger: `vllm-project/vllm#\u200b12345` is ready")
    assert ready(BUILT, None, (FINE,)).request == ""
    assert (
        "@grace: This contribution is ready" in ready(Contribution(), None, (), ("grace",)).request
    )


@pytest.mark.parametrize("name", [one.name for one in PROJECTS])
def test_a_text_to_post_is_framed_only_where_the_project_allows_it(name: str) -> None:
    project = PROJECTS.get(name)
    section = ready(BUILT, project, (FINE,)).section
    code = [block for block in read(section) if block.kind is BlockKind.CODE]
    assert bool(code) is project.drafting_allowed
    assert (
        "in your own words: this coach drafts no text" in section
    ) is not project.drafting_allowed
    if project.ai and project.ai.disclosure_required and code:
        assert "## " in code[0].text or project.template is None
        assert code[0].text.rstrip().endswith(")")


def test_of_an_unknown_project_no_text_is_drafted() -> None:
    for project in (None, PROJECTS.get("numpy/numpy")):
        assert "drafts no text" in ready(BUILT, project, (FINE,)).section


def test_of_a_branch_the_findings_are_kept_without_what_was_seen() -> None:
    seen = replace(LEFT, evidence=(Evidence("src/a.py", "x" * 9_999),))
    kept = readiness((FINE, seen), "abc", "ada:skip")
    assert kept == Readiness(
        is_ready=False, left=(LEFT.title,), sha="abc", branch="ada:skip", findings=(FINE, LEFT)
    )


def test_an_event_that_was_stored_before_there_were_branches_is_read() -> None:
    asked = happening.ReadyAsked(at=NOW, readiness=Readiness(is_ready=False, left=("Tests",)))
    old = msgspec.json.decode(happening.stored(asked))
    for name in ("branch", "findings", "branches"):
        del old["readiness"][name]
    assert happening.restored(msgspec.json.encode(old)) == asked


def test_the_question_which_branch_is_meant_names_the_newest_few() -> None:
    asked = undecided(f"ada:try-{number}" for number in range(9))
    assert (asked.is_ready, asked.left) == (False, (NAME_IT,))
    assert which(asked.branches).count("- `/ready ada:try-") == MOST_BRANCHES


def test_the_mentors_are_told_which_branch_is_ready() -> None:
    looked = readiness((FINE,), "c0ffee" * 7, "ada:skip")
    told = ready(BUILT, None, (FINE,), ("grace",), looked)
    assert "by the checklist of the branch `ada:skip` at `c0ffee`." in told.request
    assert "**Still open:**" in told.section
    assert "**Still open:**" in ready(BUILT, None, (LEFT,), (), looked).section


def test_what_could_not_be_judged_of_a_branch_is_told_and_its_description_once() -> None:
    unread = Finding("focus", "One thing", Status.UNKNOWN, "Not all files could be read.")
    none = Finding("description", "A clear title", Status.UNKNOWN, "There is none yet.")
    findings = (FINE, unread, none)
    section = ready(BUILT, None, findings, (), readiness(findings, "abc", "ada:skip")).section
    assert "- **One thing.** Not all files could be read.\n" in f"{section}\n"
    assert "There is none yet." not in section
