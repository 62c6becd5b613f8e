"""What the profile of a project makes of what happens there, and whose turn that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.review.stories import ASKED, RED
from tests.support.timelines import (
    check,
    comment,
    happened,
    label,
    push,
    review,
    unlabel,
)

if TYPE_CHECKING:
    from tests.support.timelines import Node

PROJECTS: dict[str, tuple[str, list[Node], str]] = {
    "vllm: red is normal before a label": (
        "vllm-project/vllm",
        [push(0.5, check("pre-run-check", "FAILURE"), RED)],
        "reviewer",
    ),
    "vllm: and after the approval waits for it": (
        "vllm-project/vllm",
        [push(0.5, RED), review(1, "APPROVED")],
        "gate",
    ),
    "vllm: with the label red is the author's": (
        "vllm-project/vllm",
        [push(0.5, RED), label(1, "ready")],
        "author",
    ),
    "vllm: with the label the first check is the past": (
        "vllm-project/vllm",
        [push(0.5, check("pre-run-check", "FAILURE")), label(1, "ready"), review(2, "APPROVED")],
        "gate",
    ),
    "vllm: a missing sign-off is the author's at once": (
        "vllm-project/vllm",
        [push(0.5, check("DCO", "FAILURE"))],
        "author",
    ),
    "vllm: a conflict that the bot tells": (
        "vllm-project/vllm",
        [comment(1, "mergify[bot]", "There are merge conflicts, please rebase.")],
        "author",
    ),
    "vllm: a bot's label stands until it goes": (
        "vllm-project/vllm",
        [label(1, "needs-rebase", "mergify"), comment(2, "author", "Done.")],
        "author",
    ),
    "vllm: it went": (
        "vllm-project/vllm",
        [label(1, "needs-rebase", "mergify"), unlabel(2, "needs-rebase", "mergify")],
        "reviewer",
    ),
    "vllm: a person's label is answered": (
        "vllm-project/vllm",
        [label(1, "action-required"), comment(2, "author", "Done.")],
        "reviewer",
    ),
    "vllm: silence is not the author's fault": (
        "vllm-project/vllm",
        [label(90, "stale", "github-actions")],
        "reviewer",
    ),
    "transformers: a reviewer waits for green checks": (
        "huggingface/transformers",
        [push(0.5, check("tests", None))],
        "ci",
    ),
    "flash-attention: no check runs on pull requests": (
        "Dao-AILab/flash-attention",
        [push(0.5, RED)],
        "reviewer",
    ),
    "xla: what runs inside Google is not the author's": (
        "openxla/xla",
        [push(0.5, check("import/copybara", "FAILURE")), review(1, "APPROVED")],
        "gate",
    ),
    "pytorch: the author may land what is approved": (
        "pytorch/pytorch",
        [review(1, "APPROVED")],
        "author",
    ),
    "pytorch: unless he has asked": (
        "pytorch/pytorch",
        [review(1, "APPROVED"), comment(2, "author", "What is missing, @maintainer?")],
        "gate",
    ),
    "pytorch: a reviewer who has it landed wants nothing before": (
        "pytorch/pytorch",
        [
            comment(1, "maintainer", "Please split it."),
            comment(2, "maintainer", "@pytorchbot merge"),
        ],
        "ci",
    ),
    "pytorch: the landing is at work": (
        "pytorch/pytorch",
        [review(1, "APPROVED"), comment(2, "maintainer", "@pytorchbot merge -f 'lint only'")],
        "ci",
    ),
    "pytorch: another name of the bot": (
        "pytorch/pytorch",
        [review(1, "APPROVED"), comment(2, "author", "@pytorchmergebot merge")],
        "ci",
    ),
    "pytorch: another command lands nothing": (
        "pytorch/pytorch",
        [ASKED, comment(2, "author", "@pytorchbot rebase")],
        "author",
    ),
    "pytorch: an empty comment is no command": (
        "pytorch/pytorch",
        [ASKED, comment(2, "author", "")],
        "author",
    ),
    "pytorch: the landing failed": (
        "pytorch/pytorch",
        [
            review(1, "APPROVED"),
            comment(2, "author", "@pytorchbot merge"),
            comment(3, "pytorchmergebot", "## Merge failed. One job failed."),
        ],
        "author",
    ),
    "pytorch: and is tried again": (
        "pytorch/pytorch",
        [
            review(1, "APPROVED"),
            comment(3, "pytorchmergebot", "## Merge failed. One job failed."),
            comment(4, "author", "@pytorchbot merge"),
        ],
        "ci",
    ),
    "pytorch: reverted": (
        "pytorch/pytorch",
        [
            review(1, "APPROVED"),
            label(2, "Merged", "pytorchmergebot"),
            happened("ClosedEvent", 2, "pytorchmergebot"),
            happened("ReopenedEvent", 3, "pytorchmergebot"),
        ],
        "author",
    ),
    "lm-eval: the agreement is not signed": (
        "EleutherAI/lm-evaluation-harness",
        [comment(1, "CLAassistant", "You need to sign our Contributor License Agreement.")],
        "author",
    ),
    "lm-eval: now it is": (
        "EleutherAI/lm-evaluation-harness",
        [
            comment(1, "CLAassistant", "You need to sign our Contributor License Agreement."),
            comment(2, "CLAassistant", "All committers have signed the CLA."),
        ],
        "reviewer",
    ),
    "lm-eval: a bot that only names the agreement": (
        "EleutherAI/lm-evaluation-harness",
        [comment(1, "helper[bot]", "About our agreement: see the guide.")],
        "reviewer",
    ),
    "deepspeed: its bot tells of a missing sign-off": (
        "deepspeedai/DeepSpeed",
        [comment(1, "chatgpt-codex[bot]", "The commits lack a Signed-off-by line.")],
        "author",
    ),
    "deepspeed: its bot tells something else": (
        "deepspeedai/DeepSpeed",
        [comment(1, "chatgpt-codex[bot]", "Rename this, please.")],
        "reviewer",
    ),
    "deepspeed: the check for sign-offs calls the author as if it waited": (
        "deepspeedai/DeepSpeed",
        [push(0.5, check("DCO", "ACTION_REQUIRED"))],
        "author",
    ),
    "jax: the agreement is there": (
        "jax-ml/jax",
        [
            comment(1, "googlebot", "You have to sign the Contributor License Agreement."),
            comment(2, "googlebot", "CLAs look good, thanks!"),
        ],
        "reviewer",
    ),
    "jax: what was approved is tested where nobody outside sees it": (
        "jax-ml/jax",
        [review(1, "APPROVED"), label(2, "pull ready", "maintainer")],
        "ci",
    ),
    "jax: until the label goes": (
        "jax-ml/jax",
        [
            review(1, "APPROVED"),
            label(2, "pull ready", "maintainer"),
            unlabel(3, "pull ready", "maintainer"),
        ],
        "gate",
    ),
    "pytorch: a landing that failed and about which the author asks is the maintainers'": (
        "pytorch/pytorch",
        [
            review(1, "APPROVED"),
            comment(2, "author", "@pytorchbot merge"),
            comment(3, "pytorchmergebot", "## Merge failed"),
            comment(4, "author", "@colleague it lacks a core reviewer, can you have it merged?"),
        ],
        "gate",
    ),
    "xla: what is imported is on its way": (
        "openxla/xla",
        [
            review(1, "APPROVED"),
            happened(
                "CrossReferencedEvent",
                2,
                "copybara-service",
                source={"__typename": "PullRequest", "title": "PR #7: Prepack", "merged": False},
            ),
        ],
        "ci",
    ),
    "xla: what another program names is not": (
        "openxla/xla",
        [
            review(1, "APPROVED"),
            happened(
                "CrossReferencedEvent",
                2,
                "dependabot",
                source={"__typename": "PullRequest", "title": "Bump a library", "merged": False},
            ),
        ],
        "gate",
    ),
    "pytorch: a landing that failed for another's reason is the maintainers'": (
        "pytorch/pytorch",
        [
            review(1, "APPROVED"),
            comment(2, "author", "@pytorchbot merge"),
            comment(3, "pytorchmergebot", "## Merge failed"),
            comment(4, "author", "My change does not touch the file that it names."),
        ],
        "gate",
    ),
    "transformers: a red quality check is the author's": (
        "huggingface/transformers",
        [push(0.5, check("check_code_quality", "FAILURE")), review(5, "APPROVED")],
        "author",
    ),
    "transformers: unless a reviewer mends it": (
        "huggingface/transformers",
        [
            push(0.5, check("check_code_quality", "FAILURE")),
            review(5, "APPROVED", body="I will do the style in another pull request."),
        ],
        "gate",
    ),
}
