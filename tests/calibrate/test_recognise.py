"""Each way of landing leaves its own mark."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calibrate.recognise import (
    Commit,
    Person,
    Recogniser,
    Style,
    is_bot,
    of_the_branch,
    trusted,
)

ADA = Person("Ada", "ada@example.org")
LINK = "https://github.com/course/engine/pull/"
OLD_LINK = "https://github.com/before/engine/pull/"
RECOGNISER = Recogniser(["course/engine", "before/engine"])


def commit(subject: str, body: str = "", parents: tuple[str, ...] = ("a",)) -> Commit:
    return Commit("c", parents, 100, ADA, subject, body)


@pytest.mark.parametrize(
    ("subject", "body", "number", "style", "title"),
    [
        ("Mend it (#12)", "", 12, Style.SQUASH, "Mend it (#12)"),
        ("Mend it (#12) ", "", 12, Style.SQUASH, "Mend it (#12) "),
        ("Mend what (#7) broke (#12)", "", 12, Style.SQUASH, "Mend what (#7) broke (#12)"),
        ("Mend (#12) it", "", None, None, "Mend (#12) it"),
        ('Revert "Mend it (#12)"', "", None, None, 'Revert "Mend it (#12)"'),
        ('Revert "Mend it (#12)" (#15)', "", 15, Style.SQUASH, 'Revert "Mend it (#12)" (#15)'),
        ("Merge pull request #9 from ada/mend", "\nMend it\n", 9, Style.MERGE, "Mend it"),
        (
            "Merge pull request #9 from ada/mend",
            "PiperOrigin-RevId: 1",
            9,
            Style.MERGE,
            "Merge pull request #9 from ada/mend",
        ),
        ("Mend it", f"Pull Request resolved: {LINK}31", 31, Style.TRAILER, "Mend it"),
        ("Mend it", f"pull request resolved: {OLD_LINK}31", 31, Style.TRAILER, "Mend it"),
        ("Mend it (#5)", f"Pull Request resolved: {LINK}31", 31, Style.TRAILER, "Mend it (#5)"),
        (
            "Mend it",
            f"ghstack-source-id: 8\nPull Request resolved: {LINK}31",
            31,
            Style.GHSTACK,
            "Mend it",
        ),
        ("Mend it", "Pull Request resolved: https://github.com/a/b/pull/31", None, None, "Mend it"),
        ("PR #8: Mend it", f"Imported from GitHub PR {LINK}8\n", 8, Style.COPYBARA, "Mend it"),
        ("Mend it", f"COPYBARA_INTEGRATE_REVIEW={LINK}8 from x", 8, Style.COPYBARA, "Mend it"),
        ("Mend it", f"> Imported from GitHub PR {LINK}8", None, None, "Mend it"),
        ("Mend it", "GitOrigin-RevId: abc", None, None, "Mend it"),
        ("Mend it (#1234567890123)", "", None, None, "Mend it (#1234567890123)"),
        ("", "", None, None, ""),
    ],
)
def test_a_commit_tells_its_pull_request(
    subject: str, body: str, number: int | None, style: Style | None, title: str
) -> None:
    found = RECOGNISER.landed(commit(subject, body))
    assert (found.number, found.style, found.title) == (number, style, title)


@pytest.mark.parametrize("mark", ["PiperOrigin-RevId: 1", "GitOrigin-RevId: abc"])
def test_an_import_is_noted(mark: str) -> None:
    assert RECOGNISER.landed(commit("Mend it", mark)).imported
    assert not RECOGNISER.landed(commit("Mend it")).imported


@pytest.mark.parametrize(
    ("title", "revert"),
    [
        ('Revert "Mend it" (#3)', True),
        ("revert: mend it", True),
        ("Back out the change", True),
        ("Reverting is hard", False),
        ("Mend the revert", False),
    ],
)
def test_a_revert_is_noted(title: str, revert: bool) -> None:  # noqa: FBT001 - a column
    assert RECOGNISER.landed(commit(title)).revert is revert


def test_co_authors_are_those_of_the_trailers() -> None:
    body = "Text\n\nCo-authored-by: Bo Li <bo@example.org>\nco-authored-by: <x@example.org>\nno <a>"
    found = RECOGNISER.landed(commit("Mend it", body))
    assert found.co_authors == (Person("Bo Li", "bo@example.org"), Person("", "x@example.org"))


def test_a_merge_is_its_branchs_authors() -> None:
    bo = Person("Bo", "bo@example.org")
    merged = RECOGNISER.landed(commit("Merge pull request #9 from bo/x", "", ("a", "b")))
    assert merged.branch == "b"
    credited = of_the_branch(merged, bo, "Mend it")
    assert (credited.author, credited.title) == (bo, "Mend it")
    titled = RECOGNISER.landed(commit("Merge pull request #9 from bo/x", "A title", ("a", "b")))
    assert of_the_branch(titled, bo, "Mend it").title == "A title"


def test_where_changes_are_imported_other_numbers_are_not_trusted() -> None:
    imported = [
        RECOGNISER.landed(commit("x", f"Imported from GitHub PR {LINK}{n}")) for n in (1, 2)
    ]
    squashed = RECOGNISER.landed(commit("Other (#7)"))
    plain = RECOGNISER.landed(commit("Plain"))
    assert [each.number for each in trusted([squashed, plain, *imported])] == [None, None, 1, 2]
    few = [squashed, squashed, squashed, *imported]
    assert trusted(few) == few
    assert trusted([]) == []


@pytest.mark.parametrize(
    "name",
    [
        "dependabot[bot]",
        "renovate-app",
        "pytorch MergeBot",
        "PyTorch MergeBot",
        "pytorchmergebot",
        "copybara-service",
        "xla authors",
        "vllm-bot",
        "Release Robot",
        "bot",
        "mergebot",
        "github-actions",
    ],
)
def test_a_bot_is_known_by_its_name(name: str) -> None:
    assert is_bot(Person(name, ""))


@pytest.mark.parametrize(
    "name", ["Ada", "Botond Kiss", "Ana Botella", "Robotham", "", "Ian Talbot"]
)
def test_a_person_is_no_bot(name: str) -> None:
    assert not is_bot(Person(name, ""))


@given(subject=st.text(), body=st.text())
def test_any_text_is_read(subject: str, body: str) -> None:
    found = RECOGNISER.landed(commit(subject, body))
    assert (found.number is None) == (found.style is None)


@given(
    words=st.text(alphabet=st.characters(exclude_characters="\n\r"), max_size=40),
    number=st.integers(1, 10**9 - 1),
)
def test_the_last_number_in_brackets_is_the_pull_requests(words: str, number: int) -> None:
    assert RECOGNISER.landed(commit(f"{words} (#{number})")).number == number
