"""Small invented trees that stand for the upstream projects of the story."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

METRICS: Final = '''"""How an answer is scored."""


def normalize(text: str) -> str:
    """Return the text as it is compared: without outer spaces, in lower case."""
    return text.strip().lower()


def exact_match(predictions: list[str], references: list[str]) -> float:
    """Return the share of predictions that equal their reference."""
    hits = 0
    for prediction, reference in zip(predictions, references):
        hits += normalize(prediction) == reference.lower()
    return hits / len(references)
'''

METRICS_TEST: Final = """from lm_eval.api.metrics import exact_match


def test_equal_answers_count() -> None:
    assert exact_match(["Paris", "Rome"], ["Paris", "Oslo"]) == 0.5
"""

COLLATOR: Final = '''"""Puts examples of different length into one batch."""

IGNORED = -100


def pad(rows: list[list[int]], fill: int, side: str = "right") -> list[list[int]]:
    """Return the rows at the length of the longest one."""
    longest = max(len(row) for row in rows)
    if side == "right":
        return [row + [fill] * (longest - len(row)) for row in rows]
    return [[fill] * (longest - len(row)) + row for row in rows]


def collate(
    examples: list[dict[str, list[int]]], pad_token: int, side: str = "right"
) -> dict[str, list[list[int]]]:
    """Return one batch of inputs and labels."""
    inputs = [example["input_ids"] for example in examples]
    labels = [example["labels"] for example in examples]
    return {
        "input_ids": pad(inputs, pad_token, side),
        "labels": pad(labels, IGNORED),
    }
'''

COLLATOR_TEST: Final = """from transformers.data.collator import IGNORED, collate


def test_labels_are_ignored_where_inputs_are_padded() -> None:
    examples = [
        {"input_ids": [5, 6, 7], "labels": [5, 6, 7]},
        {"input_ids": [8], "labels": [8]},
    ]
    batch = collate(examples, pad_token=0)
    assert batch["labels"][1] == [8, IGNORED, IGNORED]
"""

SCHEDULER: Final = '''"""Decides which requests run in the next step."""

from dataclasses import dataclass, field


@dataclass
class Step:
    """What one step does."""

    running: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


class Scheduler:
    """Admits requests as long as blocks are free."""

    def __init__(self, blocks: int) -> None:
        self.free = blocks
        self.queue: list[tuple[str, int]] = []

    def add(self, request: str, blocks: int) -> None:
        """Queue a request that needs this many blocks."""
        self.queue.append((request, blocks))

    def step(self) -> Step:
        """Admit what fits, in order."""
        made = Step()
        free = self.free
        for request, blocks in self.queue:
            if blocks <= free:
                free -= blocks
                made.running.append(request)
            else:
                made.waiting.append(request)
        return made
'''

SCHEDULER_TEST: Final = """from vllm.core.scheduler import Scheduler


def test_admits_what_fits() -> None:
    scheduler = Scheduler(blocks=4)
    scheduler.add("a", 3)
    scheduler.add("b", 2)
    assert scheduler.step().running == ["a"]
"""

QUANTIZE_GUIDE: Final = """# Quantize a model

Load the model, choose a configuration and quantize it in place:

```python
from torchao.quantization import Int8WeightOnlyConfig, quantize_

model = load_model().eval()
quantize_(model, Int8WeightOnlyConfig(group=32))
```

The weights are now stored as `int8`; activations keep their type.

## Check the result

Compare the outputs of both models on a few prompts.
"""

CONFIGS: Final = '''"""What `quantize_` can be told."""

from dataclasses import dataclass


@dataclass
class Int8WeightOnlyConfig:
    """Stores weights as int8, one scale for each group of this many."""

    group_size: int = 32
'''


def _options() -> str:
    head = '"""The options of the engine."""\n\nfrom dataclasses import dataclass\n\n\n'
    names = ("block", "cache", "prefill", "decode", "prefix", "swap", "graph", "worker")
    limits = ("size", "limit", "share", "count", "timeout")
    fields = [f"    {name}_{limit}: int = 0" for name in names for limit in limits]
    return f"{head}@dataclass\nclass EngineOptions:\n" + "\n".join(fields) + "\n"


OPTIONS: Final = _options()

UPSTREAMS: Final = MappingProxyType(
    {
        "EleutherAI/lm-evaluation-harness": {
            "README.md": "# lm-evaluation-harness\n\nA small invented stand-in for the real one.\n",
            "lm_eval/api/metrics.py": METRICS,
            "tests/test_metrics.py": METRICS_TEST,
        },
        "huggingface/transformers": {
            "README.md": "# transformers\n\nA small invented stand-in for the real one.\n",
            "src/transformers/data/collator.py": COLLATOR,
            "tests/data/test_collator.py": COLLATOR_TEST,
        },
        "vllm-project/vllm": {
            "README.md": "# vllm\n\nA small invented stand-in for the real one.\n",
            "vllm/core/scheduler.py": SCHEDULER,
            "vllm/engine/options.py": OPTIONS,
            "tests/core/test_scheduler.py": SCHEDULER_TEST,
        },
        "pytorch/ao": {
            "README.md": "# ao\n\nA small invented stand-in for the real one.\n",
            "docs/source/quantize.md": QUANTIZE_GUIDE,
            "torchao/quantization/configs.py": CONFIGS,
        },
    }
)
"""Files by path, by the upstream's full name."""
