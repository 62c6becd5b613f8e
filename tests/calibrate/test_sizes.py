"""A change is as large as what people wrote, and tests are known by their paths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calibrate.numstat import COMMIT_MARK, read_commits
from bot.calibrate.sizes import (
    BUCKETS,
    MOST_PATTERNS,
    FileChange,
    Noise,
    bucket,
    generated_patterns,
    measure,
)
from bot.calibrate.tests_norm import is_documentation, is_fix, is_test


@pytest.mark.parametrize(
    "path",
    [
        "uv.lock",
        "a/Cargo.lock",
        "package-lock.json",
        "go.sum",
        "requirements_lock_3_11.txt",
        "requirements-compiled.txt",
        "requirements.lock.txt",
        "third_party/x.c",
        "a/Vendored/x.py",
        "node_modules/x.js",
        "a/b_pb2.py",
        "a/b.pb.h",
        "a.ipynb",
        "data.CSV",
        "a/generated/x.py",
        "golden_values_x.json",
        "a/utils/dummy_pt_objects.py",
        "a/__snapshots__/x.txt",
    ],
)
def test_what_nobody_wrote_by_hand_is_no_size(path: str) -> None:
    assert Noise().covers(path)


@pytest.mark.parametrize(
    "path",
    ["a.py", "vendor.py", "generated.py", "lock.py", "gen.c", "requirements.txt", "x.lock.py"],
)
def test_what_people_write_is(path: str) -> None:
    assert not Noise().covers(path)


def test_a_project_can_call_a_vendors_folder_its_own() -> None:
    assert not Noise(own_code="third_party/").covers("third_party/backend/x.c")
    assert Noise(own_code="third_party/").covers("a/vendor/x.c")


def test_a_project_names_its_generated_files() -> None:
    attributes = (
        "# docs/** linguist-generated\n\n/api/**/*.json linguist-generated=true -diff\n"
        "*.fbs linguist-vendored\n*.py text\n*.x linguist-generated=false\n"
    )
    assert generated_patterns(attributes) == ["api/*/*.json", "*.fbs"]
    noise = Noise(attributes)
    assert noise.covers("api/v1/a.json")
    assert noise.covers("deep/a.fbs")
    assert not noise.covers("docs/a.md")
    assert len(generated_patterns("a linguist-generated\n" * 900)) == MOST_PATTERNS


def test_a_change_is_measured() -> None:
    size = measure(
        [
            FileChange(10, 2, "engine/core/a.py"),
            FileChange(5, 0, "engine/b.py"),
            FileChange(3, 0, "tests/test_a.py"),
            FileChange(1, 1, "README.md"),
            FileChange(900, 0, "uv.lock"),
        ],
        Noise(),
    )
    assert (size.lines, size.files, size.top_dirs, size.two_level_dirs) == (22, 4, 3, 4)
    assert size.tests
    assert not size.docs_only


def test_a_change_of_generated_files_alone_still_has_folders() -> None:
    size = measure([FileChange(900, 0, "a/uv.lock")], Noise())
    assert (size.lines, size.files, size.top_dirs, size.two_level_dirs) == (0, 0, 1, 1)
    assert measure([FileChange(1, 0, "docs/a.png")], Noise()).docs_only
    assert not measure([], Noise()).docs_only


def test_a_model_is_counted_once() -> None:
    files = [
        FileChange(100, 0, "models/x/modular_x.py"),
        FileChange(800, 0, "models/x/modeling_x.py"),
        FileChange(50, 0, "models/y/modeling_x.py"),
        FileChange(7, 0, "models/x/deep/modeling_x.py"),
    ]
    assert measure(files, Noise()).lines == 157


def test_every_number_of_lines_has_its_range() -> None:
    edges = [0, 10, 11, 50, 51, 200, 201, 500, 501, 1000, 1001]
    names = [name for name in BUCKETS for _ in range(2)][:-1]
    assert [bucket(lines) for lines in edges] == names


@pytest.mark.parametrize(
    ("path", "test"),
    [
        ("tests/a.py", True),
        ("a/Test/b.cc", True),
        ("unit_tests/x", True),
        ("a/test_b.py", True),
        ("a/b_test.cc", True),
        ("a/b.test.ts", True),
        ("a/test_b.sh", False),
        ("testing.py", False),
        ("latest/a.py", False),
        ("contest.py", False),
        ("a_test.", False),
    ],
)
def test_a_test_is_known_by_its_path(path: str, test: bool) -> None:  # noqa: FBT001 - a column
    assert is_test(path) is test


@pytest.mark.parametrize(
    ("path", "docs"),
    [
        ("docs/a.py", True),
        ("a/README.md", True),
        ("LICENSE", True),
        ("CITATION.cff", True),
        ("a/doc/x", True),
        ("document.py", False),
        ("license.py", False),
    ],
)
def test_documentation_is_known_by_its_path(path: str, docs: bool) -> None:  # noqa: FBT001 - a column
    assert is_documentation(path) is docs


@pytest.mark.parametrize(
    ("title", "fix"),
    [
        ("Fix it", True),
        ("[Bugfix] x", True),
        ("fixing y", True),
        ("hot fix", True),
        ("A bug in z", True),
        ("Prefix cache", False),
        ("fixture", False),
        ("Debug", False),
    ],
)
def test_a_title_speaks_of_a_fix(title: str, fix: bool) -> None:  # noqa: FBT001 - a column
    assert is_fix(title) is fix


paths = st.text(alphabet=st.characters(exclude_characters="\0"), min_size=1, max_size=12)
changes = st.lists(
    st.tuples(st.integers(0, 99), st.integers(0, 99), paths, st.none() | paths, st.booleans())
)
commits = st.lists(st.tuples(st.from_regex("[0-9a-f]{40}", fullmatch=True), changes))


@given(commits)
def test_what_git_prints_is_read_back(
    given: list[tuple[str, list[tuple[int, int, str, str | None, bool]]]],
) -> None:
    tokens, expected = [], []
    for sha, files in given:
        tokens.append(f"{COMMIT_MARK}{sha}")
        read = []
        for place, (added, deleted, path, old, binary) in enumerate(files):
            numbers = "-\t-\t" if binary else f"{added}\t{deleted}\t"
            numbers = f"\n{numbers}" if place == 0 else numbers
            tokens += [f"{numbers}{path}"] if old is None else [numbers, old, path]
            read.append(FileChange(0, 0, path) if binary else FileChange(added, deleted, path))
        expected.append((sha, read))
    assert list(read_commits(tokens)) == expected


@given(st.lists(st.text(max_size=20)))
def test_any_tokens_are_survived(tokens: list[str]) -> None:
    assert len(list(read_commits(tokens))) <= len(tokens)
