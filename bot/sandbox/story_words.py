"""What the people of the story write."""

from __future__ import annotations

from typing import Final

EXEMPLARY: Final = """\
Fixes EleutherAI/lm-evaluation-harness#1

`exact_match` in `lm_eval/api/metrics.py` strips the prediction but not the reference, so an \
answer is counted as wrong when the data set has a space or a line break after it. This change \
runs the reference through the same `normalize` as the prediction. I verified it with the two new \
tests in `tests/test_metrics.py`; the first one fails on `main`.

### How to see it

```console
$ python -c 'from lm_eval.api.metrics import exact_match; print(exact_match(["Paris"], ["Paris "]))'
0.0
```

Expected `1.0`. With this change it prints `1.0`.

| task | share of references with outer spaces | score before | score after |
|:-----|------:|------:|------:|
| capitals | 3.1 % | 0.612 | 0.641 |
| rivers | 0.0 % | 0.570 | 0.570 |

- [x] The tests pass on my machine: `pytest tests/test_metrics.py`
- [x] No other metric uses `exact_match`
"""

UPSTREAM_METRIC_ISSUE: Final = """\
Some data sets end their answers with a line break. `exact_match` then counts a right answer as \
wrong. It seems that only the prediction is stripped.
"""

UPSTREAM_COLLATOR_ISSUE: Final = """\
With `side="left"` the inputs are padded on the left and the labels on the right, so the loss is \
computed on the wrong positions. No error is raised.
"""

BARE_FIX: Final = "Labels were wrong with left padding."

FIX_WITH_PLAN: Final = """\
Fixes huggingface/transformers#1

With `side="left"`, `collate` in `src/transformers/data/collator.py` pads the inputs on the left \
but the labels on the right, so the loss is computed on the wrong tokens and no error tells. I \
pass `side` on to the labels as well, and refuse an example that has not one label for each input. \
I will verify it with a test that compares both rows of a batch.
"""

REPRODUCTION: Final = """\
Here is the smallest way to see it that I found:

```python
from transformers.data.collator import collate

rows = [{"input_ids": [5, 6], "labels": [5, 6]}, {"input_ids": [8], "labels": [8]}]
print(collate(rows, pad_token=0, side="left")["labels"][1])
```

Expected `[-100, 8]`, but before this change I got `[8, -100]`.
"""

DOCUMENTATION: Final = """\
The guide calls `Int8WeightOnlyConfig(group=32)`, but the argument is named `group_size`, so the \
first example a reader copies fails with a `TypeError`. I corrected the call in \
`docs/source/quantize.md` and added a sentence on what difference to expect. I ran the example \
after the change.
"""

DRAFT: Final = """\
I want to know how many requests a step admits, to see whether the block limit holds them back. \
This adds a counter to `Scheduler.step` in `vllm/core/scheduler.py`.

Still open: where should the number be reported? No issue exists yet; I will ask first.
"""

MENTOR_ON_MIXED: Final = """\
Thank you for the work, Tomas. There are at least three things in here: the windows, the options \
and a benchmark. Which one matters most to you? Start with that one, and keep the others for \
later; nothing is lost.
"""

MIXED_ANSWER: Final = "The windows. I take the rest out of this branch and open it later."

MIXED_TITLE: Final = "Add attention over a sliding window"

MIXED_DESCRIPTION: Final = """\
Adds sliding windows in `vllm/attention/sliding_window.py`: each function scales the scores of one \
window so that they sum to one. Without it a long prompt attends to everything, which is slow.
"""

MENTOR_ON_FIX: Final = """\
This reads well now, Yuki. A maintainer can see the failure in five lines and the test that keeps \
it away. I would open it upstream like this.
"""

QUESTION: Final = """\
Which of the open issues are good for a first pull request, and do I have to ask before I begin?
"""

ANSWER: Final = """\
Choose one that nobody has claimed in the last month, and ask on it in a sentence before you \
begin: what you would change, and how you would show that it works. Then write the same sentence \
into your pull request.
"""

LIFE_OPENING: Final = """\
I would like to begin with something small that people need.

/suggest easy vllm
"""

LIFE_ISSUE: Final = """\
`Scheduler.add` takes a request that needs no block. It is admitted in every step and never leaves.

To see it: `Scheduler(blocks=4).add("empty", 0)`, then call `step()` twice.
"""

LIFE_THIN_PLAN: Final = "/plan Fix the bug."

LIFE_PLAN: Final = (
    "/plan I let `Scheduler.add` in `vllm/core/scheduler.py` refuse a request that needs no block,"
    " with an error that names it, and add a case to `tests/core/test_scheduler.py` that fails"
    " without it."
)

LIFE_AGREEMENT: Final = """\
/approve

A good plan. Begin with the test, then the change is easy.
"""

LIFE_FIRST_DESCRIPTION: Final = "Refuses requests without blocks."

LIFE_TITLE: Final = "[Bugfix][Core] Refuse requests without blocks"

LIFE_DESCRIPTION: Final = (
    "## Purpose\n\n"
    "Fixes #{number}. A request that needs no block was admitted in every step and never left the"
    " queue. `Scheduler.add` in `vllm/core/scheduler.py` now refuses it with an error that names"
    " it.\n\n"
    "## Test Plan\n\n"
    "```bash\npytest tests/core/test_scheduler.py\n```\n\n"
    "## Test Result\n\n"
    "Expected: an error for a request without blocks. Before the change the new test failed, since"
    " nothing was raised; now both tests pass.\n"
)

LIFE_REVIEW: Final = "Looks right. Could the message say how many blocks are needed?"

LIFE_ANSWER: Final = "Done in the last commit, thank you."
