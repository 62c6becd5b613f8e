"""Whose turn it is, rule by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.shipped import shipped_projects
from tests.support.timelines import (
    GENERIC,
    at,
    check,
    comment,
    happened,
    judged,
    label,
    person,
    pull,
    push,
    remark,
    request,
    review,
    thread,
    unlabel,
)

if TYPE_CHECKING:
    from bot.projects.model import Project
    from tests.support.timelines import Node


def project(name: str) -> Project:
    return shipped_projects().get(name)


ASKED = review(1, "CHANGES_REQUESTED", body="Please add a test.")
GREEN = check("tests", "SUCCESS")
RED = check("tests", "FAILURE")

STORIES: dict[str, tuple[list[Node], str]] = {
    "an opened one waits for a reviewer": ([], "reviewer high opened"),
    "changes are asked for": ([ASKED], "author high changes_requested"),
    "commits answer them": ([ASKED, push(2)], "reviewer high pushed"),
    "a commit of the maintainer does not": (
        [ASKED, push(2, by="maintainer")],
        "author high changes_requested",
    ),
    "a commit without an account is the author's": (
        [ASKED, push(2, by=None)],
        "reviewer high pushed",
    ),
    "a merge of the base does not answer": (
        [ASKED, push(2, headline="Merge branch 'main' into topic")],
        "author high changes_requested",
    ),
    "a force-push answers": (
        [ASKED, happened("HeadRefForcePushedEvent", 2, "author", afterCommit={"oid": "x"})],
        "reviewer high force_pushed",
    ),
    "words answer": ([ASKED, comment(2, "author", "Done, please look.")], "reviewer high comment"),
    "thanks alone do not": ([ASKED, comment(2, "author", "Thanks!")], "author high c"),
    "a promise does not": ([ASKED, comment(2, "author", "I will fix it soon.")], "author high c"),
    "a command to a bot does not": ([ASKED, comment(2, "author", "/retest")], "author high c"),
    "a review of the author is an answer and no review": (
        [ASKED, review(2, "COMMENTED", "author", "It is tested already, see line 4.")],
        "reviewer high reviewed",
    ),
    "an empty review of the author is made of replies": (
        [ASKED, review(2, "COMMENTED", "author")],
        "reviewer medium reviewed",
    ),
    "the author cannot approve": ([review(1, "APPROVED", "author")], "reviewer high opened"),
    "the author cannot ask himself": (
        [review(1, "CHANGES_REQUESTED", "author")],
        "reviewer high opened",
    ),
    "asking for the review again hands it over": (
        [ASKED, request(2)],
        "reviewer high review_requested",
    ),
    "a maintainer asking a colleague does not": (
        [ASKED, request(2, "colleague", "maintainer")],
        "author high c",
    ),
    "a request that is taken back leaves it with reviewers": (
        [
            request(0.1),
            happened(
                "ReviewRequestRemovedEvent", 1, "author", requestedReviewer=person("maintainer")
            ),
        ],
        "reviewer medium opened",
    ),
    "a team can be asked": (
        [happened("ReviewRequestedEvent", 1, "author", requestedReviewer={"slug": "core"})],
        "reviewer high opened",
    ),
    "a mention with a question calls the author": (
        [comment(1, "maintainer", "@author which card is this for?")],
        "author high comment",
    ),
    "a question to nobody in particular is the author's": (
        [comment(1, "maintainer", "Why is the copy needed?")],
        "author high comment",
    ),
    "a question of somebody whose part is unclear is less sure": (
        [comment(1, "helper", "Why is the copy needed?", "CONTRIBUTOR")],
        "author medium comment",
    ),
    "a question of a user moves nothing": (
        [comment(1, "user", "When will this be in, @author?", "NONE")],
        "reviewer high opened",
    ),
    "a question to a colleague is the reviewers'": (
        [comment(1, "maintainer", "@colleague could you look at the kernel?")],
        "reviewer high opened",
    ),
    "a remark without a wish leaves doubt": (
        [comment(1, "maintainer", "We measured the same on another card.")],
        "reviewer low opened",
    ),
    "a reviewer who will look later keeps the turn": (
        [comment(1, "maintainer", "I'll look at this next week.")],
        "reviewer high opened",
    ),
    "a promise of a reviewer takes his own question back": (
        [
            comment(1, "maintainer", "Why is the copy needed?"),
            comment(2, "maintainer", "I see it now. I'll review it tomorrow."),
        ],
        "reviewer high comment",
    ),
    "a bot's comment moves nothing": (
        [comment(1, "helper[bot]", "@author please rename this. Could you?")],
        "reviewer high opened",
    ),
    "a bot's review moves nothing": (
        [
            review(1, "CHANGES_REQUESTED", "helper[bot]", "Please rename."),
            review(2, "APPROVED", "helper[bot]"),
            review(3, "COMMENTED", "helper[bot]", "Please rename."),
        ],
        "reviewer high opened",
    ),
    "a review with a wish is the author's": (
        [review(1, "COMMENTED", body="Please split this.")],
        "author high reviewed",
    ),
    "a review without a wish too, less sure": (
        [review(1, "COMMENTED", body="Interesting: the old code did it the other way round.")],
        "author medium reviewed",
    ),
    "a review of remarks that were not read is the author's": (
        [review(1, "COMMENTED")],
        "author medium reviewed",
    ),
    "a review that promises more is the reviewer's": (
        [review(1, "COMMENTED", body="I'll go through the rest tomorrow.")],
        "reviewer high opened",
    ),
    "an approval leaves the merge to a maintainer": (
        [push(0.5, GREEN), review(1, "APPROVED")],
        "gate high approved",
    ),
    "an approval without checks is less sure": ([review(1, "APPROVED")], "gate medium approved"),
    "an approval with a wish is the author's": (
        [review(1, "APPROVED", body="Good. Please rebase.")],
        "author medium approved",
    ),
    "an approval of a stranger is none": (
        [review(1, "APPROVED", "user", "", "NONE")],
        "reviewer high opened",
    ),
    "an approval that calls a colleague is the reviewers'": (
        [review(1, "APPROVED", body="Fine for me. @colleague can you look too?")],
        "reviewer medium opened",
    ),
    "words of a maintainer can approve": (
        [comment(1, "maintainer", "LGTM")],
        "gate medium comment",
    ),
    "so can those of somebody of whom GitHub tells nothing": (
        [comment(1, "somebody", "LGTM", "")],
        "gate medium comment",
    ),
    "an approval of somebody whose part is unclear is less sure": (
        [push(0.5, GREEN), review(1, "APPROVED", "helper", "", "CONTRIBUTOR")],
        "gate medium approved",
    ),
    "a dismissed review whose history is not told counts no more": (
        [review(1, "DISMISSED", body="Please split this.")],
        "reviewer high opened",
    ),
    "words of others cannot": (
        [comment(1, "helper", "LGTM", "CONTRIBUTOR")],
        "reviewer high opened",
    ),
    "one approves and another wants changes": (
        [review(1, "APPROVED", "colleague"), review(2, "CHANGES_REQUESTED", body="Not yet.")],
        "author high changes_requested",
    ),
    "the other looks again after the push": (
        [
            review(1, "APPROVED", "colleague"),
            review(2, "CHANGES_REQUESTED", body="Not yet."),
            push(3),
        ],
        "reviewer high pushed",
    ),
    "an approval after changes takes them back": (
        [ASKED, push(2, GREEN), review(3, "APPROVED")],
        "gate high approved",
    ),
    "who approved and is asked again has to look again": (
        [review(1, "APPROVED"), push(2), request(3)],
        "reviewer high review_requested",
    ),
    "a request after an approval wants one more reviewer": (
        [review(1, "APPROVED"), request(3, "colleague", "maintainer")],
        "reviewer medium review_requested",
    ),
    "running checks after an approval are awaited": (
        [push(0.5, check("tests", None)), review(1, "APPROVED")],
        "ci high approved",
    ),
    "running checks do not keep a reviewer from looking": (
        [push(0.5, check("tests", None))],
        "reviewer medium opened",
    ),
    "red checks are the author's": ([push(0.5, RED)], "author medium check"),
    "a missing sign-off surely is": (
        [push(0.5, check("DCO", "FAILURE"))],
        "author high check",
    ),
    "coverage holds nobody up": (
        [push(0.5, check("codecov/patch", "FAILURE"))],
        "reviewer high opened",
    ),
    "new commits forget red checks": ([push(0.5, RED), push(1)], "reviewer high pushed"),
    "red checks that the author calls unrelated": (
        [push(0.5, RED), comment(1, "author", "The failure is unrelated, it is red on main too.")],
        "reviewer high comment",
    ),
    "a check that needs a maintainer": (
        [push(0.5, check("deploy", "ACTION_REQUIRED"))],
        "gate high check",
    ),
    "a gate that is red after the approval": (
        [push(0.5, check("PR label check", "FAILURE")), review(1, "APPROVED")],
        "gate high approved",
    ),
    "the merge queue": (
        [review(1, "APPROVED"), happened("AddedToMergeQueueEvent", 2)],
        "ci high added_to_merge_queue",
    ),
    "out of the queue with failed checks": (
        [
            review(1, "APPROVED"),
            happened("AddedToMergeQueueEvent", 2),
            happened("RemovedFromMergeQueueEvent", 3, reason="failed_checks"),
        ],
        "author medium removed_from_merge_queue",
    ),
    "out of the queue by hand": (
        [
            review(1, "APPROVED"),
            happened("AddedToMergeQueueEvent", 2),
            happened("RemovedFromMergeQueueEvent", 3, reason="manual"),
        ],
        "gate medium removed_from_merge_queue",
    ),
    "merging by itself is awaited": (
        [review(1, "APPROVED"), happened("AutoMergeEnabledEvent", 2)],
        "ci high auto_merge_enabled",
    ),
    "merging by itself that was switched off": (
        [
            review(1, "APPROVED"),
            happened("AutoMergeEnabledEvent", 2),
            happened("AutoMergeDisabledEvent", 3),
        ],
        "gate medium auto_merge_disabled",
    ),
    "a draft is the author's": (
        [happened("ConvertToDraftEvent", 1, "author")],
        "author high converted_to_draft",
    ),
    "ready for review": (
        [happened("ReadyForReviewEvent", 1, "author")],
        "reviewer high ready_for_review",
    ),
    "ready after changes answers them": (
        [
            ASKED,
            happened("ConvertToDraftEvent", 2, "author"),
            happened("ReadyForReviewEvent", 3, "author"),
        ],
        "reviewer high ready_for_review",
    ),
    "the author asks to wait": (
        [comment(1, "author", "Please hold off, I am still debugging this.")],
        "author medium comment",
    ),
    "the author who says what he is going to do keeps the turn": (
        [comment(1, "author", "I'll rewrite the loader and push that on Monday.")],
        "author medium comment",
    ),
    "what a reviewer says on a question of the author's is for him": (
        [
            comment(1, "author", "I do not know which formatter the check means."),
            comment(2, "maintainer", "The versions are pinned in the extra called quality."),
        ],
        "author medium comment",
    ),
    "a reviewer who mends it himself asks nothing": (
        [
            comment(1, "maintainer", "@author the formatting is off."),
            comment(2, "maintainer", "Hi @author, I pushed the fix."),
        ],
        "reviewer high comment",
    ),
    "red that a reviewer says is nobody's fault is not the author's": (
        [push(0.5, RED), comment(5, "maintainer", "You need not mind the failing test.")],
        "reviewer low comment",
    ),
    "red about which the author asks is with the one who is asked": (
        [push(0.5, RED), comment(5, "author", "@maintainer can you make out what fails?")],
        "reviewer high comment",
    ),
    "it can go in once the checks are through": (
        [push(0.5, GREEN), comment(5, "maintainer", "With green checks it can go in.")],
        "gate medium comment",
    ),
    "somebody who is only named in an approval is not called": (
        [review(1, "APPROVED", body="Fine. @colleague this touches your part.")],
        "gate medium approved",
    ),
    "somebody who is asked in an approval is called": (
        [review(1, "APPROVED", body="Fine. @colleague, a second look please.")],
        "reviewer medium opened",
    ),
    "somebody who is asked to merge is at the gate": (
        [review(1, "APPROVED"), comment(2, "maintainer", "@colleague will you merge it?")],
        "gate medium approved",
    ),
    "whoever was called has looked once he speaks": (
        [
            review(1, "APPROVED", body="Fine. @colleague, a second look please."),
            comment(2, "colleague", "Please resolve the conflict, then that is all.", "MEMBER"),
            push(3),
        ],
        "gate medium pushed",
    ),
    "whoever was called and will come to it still has it": (
        [
            review(1, "APPROVED", body="Fine. @colleague, a second look please."),
            comment(2, "colleague", "I'll get to it tomorrow.", "MEMBER"),
        ],
        "reviewer medium opened",
    ),
    "an approval that was too early counts no more": (
        [
            review(1, "APPROVED"),
            comment(2, "maintainer", "Wait, that was too early: please name the version."),
            push(3),
        ],
        "reviewer medium pushed",
    ),
    "and again once its reviewer is content": (
        [
            review(1, "APPROVED"),
            comment(2, "maintainer", "Wait, that was too early: please name the version."),
            push(3),
            comment(4, "maintainer", "Good"),
        ],
        "gate medium comment",
    ),
    "a condition with the approval is answered by doing it": (
        [
            comment(1, "maintainer", "Could you fix the lint? Other than that I am glad to merge!"),
            push(2),
        ],
        "gate medium pushed",
    ),
    "agreeing answers who asked for it": (
        [
            comment(1, "maintainer", "LGTM. @author could you sign the CLA please?"),
            comment(2, "author", "@cla-service agree"),
        ],
        "gate medium comment",
    ),
    "a user of the change who tells the author of it wants nothing": (
        [comment(1, "helper", "@author it builds here, the log is attached.", "CONTRIBUTOR")],
        "reviewer low opened",
    ),
    "a maintainer who tells the author something wants it looked at": (
        [comment(1, "maintainer", "@author there are two sets of kernels.")],
        "author high comment",
    ),
    "reopened": (
        [happened("ClosedEvent", 1), happened("ReopenedEvent", 2)],
        "reviewer high reopened",
    ),
    "closed": ([happened("ClosedEvent", 1)], "nobody high closed"),
    "what is not known is stepped over": (
        [{"__typename": "SubscribedEvent", "createdAt": at(1)}, {"createdAt": at(1)}],
        "reviewer high opened",
    ),
}


@pytest.mark.parametrize("story", STORIES)
def test_the_turn_follows_what_happened(story: str) -> None:
    items, expected = STORIES[story]
    now = judged(pull(*items)).now
    turn, level, event = expected.split()
    assert (now.turn, now.level) == (turn, level)
    assert now.because.kind.startswith(event)


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


@pytest.mark.parametrize("story", PROJECTS)
def test_a_projects_profile_gives_labels_bots_and_checks_their_meaning(story: str) -> None:
    name, items, turn = PROJECTS[story]
    assert judged(pull(*items), project(name)).now.turn == turn


def test_the_stale_mark_leaves_doubt() -> None:
    marked = pull(label(90, "stale", "github-actions"))
    assert judged(marked, project("vllm-project/vllm")).now.level == "medium"


def test_an_author_of_the_staff_merges_what_is_approved() -> None:
    approved = pull(review(1, "APPROVED"), authorAssociation="MEMBER")
    assert judged(approved).now.turn == "author"


def test_a_person_who_sets_labels_is_a_maintainer_whatever_github_shows() -> None:
    shown_as_nobody = comment(2, "insider", "Why is the copy needed?", "NONE")
    assert judged(pull(label(1, "bug", "insider"), shown_as_nobody)).now.turn == "author"
    assert judged(pull(request(1, "insider"), shown_as_nobody)).now.level == "high"


@pytest.mark.parametrize(
    ("remarks", "more", "expected"),
    [
        ((remark(1, "maintainer", "Why so?"),), [], "author high"),
        ((remark(1, "maintainer", "Why so?"), remark(2, "author", "For speed.")), [], "reviewer h"),
        ((remark(1, "maintainer", "Why so?"), remark(2, "author", "Will do.")), [], "author high"),
        ((remark(1, "maintainer", "Why so?"),), [push(2)], "reviewer low"),
        ((remark(1, "maintainer", "Why so?"),), [comment(2, "author", "All done.")], "reviewer l"),
        ((remark(1, "maintainer", "Nice!"),), [], "reviewer high"),
        ((remark(1, "helper[bot]", "Why so?"),), [], "reviewer high"),
        ((remark(1, "user", "Why so?", "NONE"),), [], "author low"),
        (
            (remark(1, "maintainer", "Why so?"), remark(2, "maintainer", "Ah, thanks.")),
            [],
            "reviewer high",
        ),
        ((remark(1, "maintainer", "Why so?"),), [review(1, "COMMENTED")], "author high"),
        ((remark(1, "maintainer", "Why so?"),), [review(1, "APPROVED")], "author high"),
        ((remark(1, "maintainer", "Why so?"),), [review(2, "APPROVED")], "gate medium"),
    ],
)
def test_threads_are_wishes(remarks: tuple[Node, ...], more: list[Node], expected: str) -> None:
    now = judged(pull(*more, threads=(thread("t", *remarks),))).now
    assert f"{now.turn} {now.level}".startswith(expected)


@pytest.mark.parametrize(
    ("remarks", "more", "fields", "expected"),
    [
        ([], [push(2)], {}, "reviewer low"),
        ([remark(3, "author", "For speed.")], [push(2)], {}, "reviewer high"),
        ([], [push(2)], {"isOutdated": True}, "reviewer high"),
        ([], [push(2)], {"isResolved": True}, "reviewer high"),
        ([], [push(2), request(3)], {}, "reviewer high"),
        ([], [push(2), happened("ReadyForReviewEvent", 3, "author")], {}, "reviewer high"),
        ([remark(3, "maintainer", "And now?")], [push(2)], {}, "author high"),
        ([], [push(2, GREEN), review(3, "APPROVED")], {}, "gate high"),
    ],
)
def test_threads_left_without_a_word_make_it_less_sure(
    remarks: list[Node], more: list[Node], fields: Node, expected: str
) -> None:
    asked = thread("t", remark(1, "maintainer", "Why so?"), *remarks, **fields)
    now = judged(pull(*more, threads=(asked,))).now
    assert f"{now.turn} {now.level}" == expected


def test_who_wants_something_of_an_approved_change_looks_at_the_answer() -> None:
    late = [review(1, "APPROVED"), review(2, "COMMENTED", "colleague", "Please add a test.")]
    assert judged(pull(*late)).now.turn == "author"
    assert judged(pull(*late, push(3))).now.turn == "reviewer"
    own = [review(1, "APPROVED"), review(2, "COMMENTED", body="Please add a test.")]
    assert judged(pull(*own, push(3))).now.turn == "gate"


def test_where_threads_are_read_an_empty_review_of_the_author_says_nothing_more() -> None:
    asked = thread("t", remark(1, "maintainer", "Why so?"))
    assert judged(pull(review(2, "COMMENTED", "author"), threads=(asked,))).now.turn == "author"


def test_red_without_a_name_is_the_maintainers_where_they_start_the_checks() -> None:
    commit = push(0.5)
    commit["commit"]["statusCheckRollup"] = {"state": "FAILURE"}
    assert judged(pull(commit), project("NVIDIA/cutlass")).now.turn == "reviewer"
    assert judged(pull(commit), project("huggingface/accelerate")).now.turn == "author"


def test_the_last_answered_thread_answers_its_review() -> None:
    threads = (
        thread("one", remark(1, "maintainer", "Why?"), remark(2, "author", "For speed.")),
        thread("two", remark(1, "maintainer", "How?"), remark(3, "author", "By copying.")),
    )
    asked = pull(review(1, "CHANGES_REQUESTED"), threads=threads)
    assert judged(asked, day=2.5).now.turn == "author"
    assert judged(asked).now.turn == "reviewer"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"mergeable": "CONFLICTING"}, "author conflict"),
        ({"mergeStateStatus": "DIRTY"}, "author conflict"),
        ({"mergeable": "UNKNOWN", "reviewDecision": None}, "reviewer opened"),
        ({"reviewDecision": "APPROVED"}, "gate review_decision"),
        ({"reviewDecision": "CHANGES_REQUESTED"}, "author review_decision"),
        ({"isDraft": True}, "author converted_to_draft"),
        ({"mergeQueueEntry": {"enqueuedAt": at(1)}}, "ci added_to_merge_queue"),
        ({"state": "MERGED", "mergedAt": at(1)}, "nobody merged"),
        ({"merged": True}, "nobody merged"),
        ({"state": "CLOSED", "closedAt": at(1)}, "nobody closed"),
        ({"closed": True}, "nobody closed"),
    ],
)
def test_a_state_that_no_event_tells_counts_too(fields: Node, expected: str) -> None:
    now = judged(pull(**fields)).now
    assert f"{now.turn} {now.because.kind}" == expected


def test_approvals_that_are_too_few_leave_it_with_reviewers() -> None:
    approved = pull(review(1, "APPROVED"), reviewDecision="REVIEW_REQUIRED")
    assert judged(approved).now.turn == "reviewer"


def test_merging_by_itself_is_read_as_a_state_too() -> None:
    approved = pull(review(1, "APPROVED"), autoMergeRequest={"enabledAt": None})
    assert judged(approved).now.turn == "ci"


def test_a_request_to_who_has_reviewed_is_one_to_look_again() -> None:
    waiting = {"nodes": [{"requestedReviewer": person("maintainer")}, {"requestedReviewer": None}]}
    assert judged(pull(ASKED, reviewRequests=waiting)).now.turn == "reviewer"
    assert judged(pull(ASKED, request(2), reviewRequests=waiting)).now.since.day == 4


def test_resolved_threads_answer_and_nothing_tells_since_when() -> None:
    asked = thread("t", remark(1, "maintainer", "Why so?"), isResolved=True)
    now = judged(pull(threads=(asked,), updatedAt=at(2))).now
    assert (now.turn, now.level, now.because.kind) == ("reviewer", "medium", "thread_resolved")


@pytest.mark.parametrize(
    ("state", "turn"), [("APPROVED", "reviewer"), ("CHANGES_REQUESTED", "reviewer")]
)
def test_a_dismissed_review_counts_until_it_was_dismissed(state: str, turn: str) -> None:
    given = review(1, "DISMISSED", body="So so.")
    dismissal = happened(
        "ReviewDismissedEvent",
        3,
        previousReviewState=state,
        review={"id": given["id"], "author": person("maintainer")},
    )
    dismissed = pull(given, dismissal)
    before = {"APPROVED": "gate", "CHANGES_REQUESTED": "author"}[state]
    assert judged(dismissed, day=2).now.turn == before
    assert judged(dismissed).now.turn == turn


def test_a_dismissal_can_name_the_reviewer_only() -> None:
    dismissal = happened("ReviewDismissedEvent", 3, review={"author": person("maintainer")})
    assert judged(pull(ASKED, dismissal)).now.turn == "reviewer"


def test_what_comes_later_is_not_seen() -> None:
    story = pull(ASKED, push(2), review(3, "APPROVED"), happened("MergedEvent", 4), state="MERGED")
    turns = [judged(story, day=day).now.turn for day in (0, 1, 2, 3, 4)]
    assert turns == ["reviewer", "author", "reviewer", "gate", "nobody"]
    assert judged(story, day=3).state == "open"


def test_a_label_that_was_taken_off_was_there_from_the_start() -> None:
    story = pull(unlabel(3, "action-required"))
    assert judged(story, project("vllm-project/vllm"), day=2).now.turn == "author"
    assert judged(story, project("vllm-project/vllm")).now.turn == "reviewer"


def test_a_label_without_an_event_counts_from_the_reading_on() -> None:
    labels = {"nodes": [{"name": "needs-rebase"}, {"name": ""}]}
    story = pull(comment(3, "author", "Ready."), labels=labels)
    assert judged(story, project("vllm-project/vllm"), day=2).now.turn == "reviewer"
    assert judged(story, project("vllm-project/vllm")).now.turn == "author"


def test_the_checks_of_an_older_commit_do_not_count() -> None:
    late = check("tests", "FAILURE", startedAt=at(1), completedAt=at(4))
    assert judged(pull(push(1, late), push(3))).now.turn == "reviewer"


def test_a_check_is_pending_between_its_start_and_its_end() -> None:
    ended = check("tests", "SUCCESS", startedAt=at(1), completedAt=at(3))
    story = pull(push(1, ended), review(1.5, "APPROVED"))
    assert judged(story, day=2).now.turn == "ci"
    assert judged(story).now.turn == "gate"


def test_where_some_checks_are_required_the_others_hold_nobody_up() -> None:
    checks = (check("tests", "SUCCESS", isRequired=True), check("nightly", "FAILURE"))
    assert judged(pull(push(1, *checks))).now.turn == "reviewer"


def test_the_checks_of_the_head_may_stand_at_the_pull_request() -> None:
    red = pull(push(1), statusCheckRollup={"contexts": {"nodes": [check("tests", "FAILURE")]}})
    assert (judged(red).now.turn, judged(red).now.since.day) == ("author", 3)


def test_the_latest_reviews_are_reviews() -> None:
    assert judged(pull(latestReviews={"nodes": [review(1, "APPROVED")]})).now.turn == "gate"


def test_a_state_holds_from_a_moment_after_the_newest_event_on() -> None:
    story = pull(comment(1, "author", "Ready."), mergeable="CONFLICTING", updatedAt=at(9))
    assert judged(story, day=1).now.turn == "reviewer"
    assert judged(story, day=1.1).now.turn == "author"


def test_a_status_and_a_rollup_without_its_checks_are_read() -> None:
    status = {"__typename": "StatusContext", "context": "ci", "state": "ERROR", "createdAt": at(1)}
    assert judged(pull(push(0.5, status))).now.turn == "author"
    commit = push(0.5)
    commit["commit"]["statusCheckRollup"] = {"state": "FAILURE"}
    assert judged(pull(commit)).now.turn == "author"


def test_runs_that_wait_for_approval_are_the_maintainers() -> None:
    commit = push(0.5)
    suites = [{"conclusion": "ACTION_REQUIRED", "app": {"slug": "ci"}}, {"conclusion": "SUCCESS"}]
    commit["commit"]["checkSuites"] = {"nodes": suites}
    assert judged(pull(commit)).now.turn == "gate"


def test_a_deleted_author_is_nobody_in_particular() -> None:
    gone = pull(comment(1, "x", "Done."), author=None)
    now = judged(gone, GENERIC).now
    assert (now.turn, now.level) == ("reviewer", "low")
