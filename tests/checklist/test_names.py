from __future__ import annotations

import pytest

from bot.checklist.names import NAME_LIMIT, NameKind, names, parts, telling


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Change scheduler.py.", [(NameKind.FILE, "scheduler.py")]),
        ("See (vllm/core/scheduler.py), please", [(NameKind.FILE, "vllm/core/scheduler.py")]),
        ("tests/test_a.py::test_b fails", [(NameKind.FILE, "tests/test_a.py")]),
        ("the folder tests/core", [(NameKind.FOLDER, "tests/core")]),
        ("the folder csrc/ too", [(NameKind.FOLDER, "csrc/")]),
        ("call drop_empty here", [(NameKind.CODE, "drop_empty")]),
        ("call step() here", [(NameKind.CODE, "step")]),
        (
            "in Scheduler.step and Engine::run",
            [(NameKind.CODE, "Scheduler.step"), (NameKind.CODE, "Engine::run")],
        ),
        ("the BlockManager", [(NameKind.CODE, "BlockManager")]),
        ("either and/or both, e.g. input/output", []),
        ("see https://a.example/b.py and a@b.example", []),
        ("half of 1/2, 3.5 or 12/2024", []),
        ("True, None, nan", []),
        ("fwd/bwd, TE/torchao", []),
        ("in core/engine/", [(NameKind.FOLDER, "core/engine/")]),
        ("x.py" * NAME_LIMIT, []),
        ("()", []),
        (".py", []),
        ("plain words only", []),
        ("a-b.c-d", []),
    ],
)
def test_names_of_code_are_told_from_words(text: str, expected: list[tuple[NameKind, str]]) -> None:
    assert [(name.kind, name.text) for name in names(text)] == expected


def test_a_word_in_a_code_span_is_a_name() -> None:
    assert [name.text for name in names("Let schedule wait.", ("schedule",))] == ["schedule"]
    assert list(names("Let schedule wait.")) == []


def test_a_marked_path_is_a_folder() -> None:
    assert [name.text for name in names("Move it to vllm/core.", ("vllm/core",))] == ["vllm/core"]


def test_what_a_command_names_is_left_out() -> None:
    text = "Change a.py and run pytest tests/test_a.py twice"
    assert [name.text for name in names(text, ("pytest tests/test_a.py",))] == ["a.py"]


def test_names_are_made_of_words() -> None:
    assert parts("Scheduler.stepOnce, FP8Kernels_v2") == {
        "scheduler",
        "step",
        "once",
        "fp",
        "kernel",
        "v",
    }


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("vllm/core/block_manager.py", {"core", "block", "manager"}),
        ("csrc/attention.cu", {"attention"}),
        ("README.md", {"readme"}),
        ("src/utils/__init__.py", set()),
    ],
)
def test_some_words_of_a_path_tell_its_place(path: str, expected: set[str]) -> None:
    assert telling((path,)) == expected
