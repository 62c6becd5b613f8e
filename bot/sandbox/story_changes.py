"""What the students of the story change: files by path."""

from __future__ import annotations

from typing import Final

from bot.sandbox.story_trees import (
    COLLATOR,
    COLLATOR_TEST,
    METRICS,
    METRICS_TEST,
    OPTIONS,
    QUANTIZE_GUIDE,
    SCHEDULER,
)

METRICS_FIX: Final = {
    "lm_eval/api/metrics.py": METRICS.replace("== reference.lower()", "== normalize(reference)"),
    "tests/test_metrics.py": METRICS_TEST
    + """

def test_spaces_around_the_reference_do_not_matter() -> None:
    assert exact_match(["Paris"], [" Paris\\n"]) == 1.0


def test_spaces_inside_an_answer_still_matter() -> None:
    assert exact_match(["New York"], ["NewYork"]) == 0.0
""",
}

COLLATOR_FIX: Final = {
    "src/transformers/data/collator.py": COLLATOR.replace(
        '''    """Return one batch of inputs and labels."""
    inputs = [example["input_ids"] for example in examples]
    labels = [example["labels"] for example in examples]
    return {
        "input_ids": pad(inputs, pad_token, side),
        "labels": pad(labels, IGNORED),
    }
''',
        '''    """Return one batch of inputs and labels, both padded on the same side.

    Raises:
        ValueError: When an example has not one label for each input.
    """
    for number, example in enumerate(examples):
        if len(example["input_ids"]) != len(example["labels"]):
            raise ValueError(f"example {number}: one label for each input is needed")
    inputs = [example["input_ids"] for example in examples]
    labels = [example["labels"] for example in examples]
    return {
        "input_ids": pad(inputs, pad_token, side),
        "labels": pad(labels, IGNORED, side),
    }
''',
    )
}

COLLATOR_FIX_TEST: Final = {
    "tests/data/test_collator.py": "import pytest\n\n"
    + COLLATOR_TEST
    + """

def test_labels_follow_the_inputs_when_padding_is_on_the_left() -> None:
    examples = [
        {"input_ids": [5, 6, 7], "labels": [5, 6, 7]},
        {"input_ids": [8], "labels": [8]},
    ]
    batch = collate(examples, pad_token=0, side="left")
    assert batch["input_ids"][1] == [0, 0, 8]
    assert batch["labels"][1] == [IGNORED, IGNORED, 8]


def test_a_missing_label_is_named() -> None:
    with pytest.raises(ValueError, match="example 0"):
        collate([{"input_ids": [1, 2], "labels": [1]}], pad_token=0)
"""
}

GUIDE_FIX: Final = {
    "docs/source/quantize.md": QUANTIZE_GUIDE.replace(
        "Int8WeightOnlyConfig(group=32)", "Int8WeightOnlyConfig(group_size=32)"
    ).replace(
        "Compare the outputs of both models on a few prompts.",
        "Compare the outputs of both models on a few prompts. A difference in the third digit is "
        "usual;\na different answer is a reason to try a smaller `group_size`.",
    )
}

SCHEDULER_COUNTS: Final = {
    "vllm/core/scheduler.py": SCHEDULER.replace(
        "        self.queue: list[tuple[str, int]] = []\n",
        "        self.queue: list[tuple[str, int]] = []\n        self.steps = 0\n"
        "        self.admitted = 0\n",
    ).replace(
        "        return made\n",
        "        self.steps += 1\n        self.admitted += len(made.running)\n"
        "        return made\n\n"
        "    def admitted_per_step(self) -> float:\n"
        '        """Return how many requests a step admits on average; 0 before the first."""\n'
        "        return self.admitted / self.steps if self.steps else 0.0\n",
    )
}


def _kernel(name: str, cases: int) -> str:
    """Return a long module of the sort that comes from copying a function again and again."""
    parts = [f'"""Sliding windows, {name}."""\n\nimport math\n']
    parts.extend(
        f"\n\ndef {name}_{size}(scores: list[float], start: int) -> list[float]:\n"
        f"    window = scores[start : start + {size}]\n"
        f"    total = math.fsum(window) or 1.0\n"
        f"    print({name!r}, {size}, total)\n"
        f"    return [score / total for score in window]\n"
        for size in range(1, cases + 1)
    )
    return "".join(parts)


MIXED: Final = {
    "vllm/attention/sliding_window.py": _kernel("attention", 48),
    "vllm/attention/sliding_cache.py": _kernel("cache", 30),
    "vllm/worker/window_runner.py": _kernel("runner", 26),
    "vllm/engine/options.py": OPTIONS.replace(": int = 0", ": int=0"),
    "benchmarks/windows.py": _kernel("benchmark", 12),
    "notes.txt": "try window 64 again\nask about the cache\n",
}

MIXED_TAKEN_OUT: Final[dict[str, str | None]] = {
    "vllm/attention/sliding_cache.py": None,
    "vllm/worker/window_runner.py": None,
    "vllm/engine/options.py": OPTIONS,
    "benchmarks/windows.py": None,
    "notes.txt": None,
}
"""What goes into pull requests of its own; None removes a file."""
