"""What happens on a pull request, and the turn, how sure it is and the event that it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.timelines import (
    at,
    check,
    comment,
    happened,
    person,
    push,
    request,
    review,
)

if TYPE_CHECKING:
    from tests.support.timelines import Node

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
        "gate medium approved",
    ),
    "so does an approval without checks": ([review(1, "APPROVED")], "gate medium approved"),
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
        "gate medium approved",
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
        "reviewer medium comment",
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
        "author medium comment",
    ),
    "the author who will do more and asks for a look all the same hands it over": (
        [comment(1, "author", "@maintainer I'll rework the test file meanwhile, have a look.")],
        "reviewer high opened",
    ),
    "what a colleague mends needs nothing of the author any more": (
        [
            comment(1, "maintainer", "Please free the cached plan too."),
            comment(2, "colleague", "I took care of this one.", "MEMBER"),
        ],
        "reviewer medium comment",
    ),
    "good, and the rest is the reviewer's own": (
        [comment(1, "maintainer", "Looks good! I'll push the branch here and test it.")],
        "gate medium comment",
    ),
    "an approver who looks into what is red himself has the turn": (
        [
            push(0.5, RED),
            review(5, "APPROVED", body="Very clean. The red tests are odd, I'll dig into them."),
        ],
        "reviewer medium approved",
    ),
    "a colleague who can give it the last look is called": (
        [review(1, "APPROVED", body="@colleague can give it the last look when he is back.")],
        "reviewer medium opened",
    ),
    "a colleague whose approval is missing is called": (
        [
            review(1, "APPROVED"),
            comment(2, "maintainer", "@colleague the bot will only merge with your approval."),
        ],
        "reviewer medium comment",
    ),
    "a maintainer who asks of what only a contributor approved looks at the answer": (
        [
            review(1, "APPROVED", "helper", association="CONTRIBUTOR"),
            comment(2, "maintainer", "Has this run anywhere yet?"),
            comment(3, "author", "Yes, on our test beds."),
        ],
        "reviewer medium comment",
    ),
    "a signed agreement answers who asked for it": (
        [
            push(0.5, check("EasyCLA", "SUCCESS", completedAt=at(30))),
            review(1, "APPROVED"),
            comment(1.1, "maintainer", "Please sign the CLA."),
        ],
        "gate medium check",
    ),
    "merging by itself that a red check of another's holds up is a maintainer's": (
        [
            push(0.5, RED),
            review(5, "APPROVED"),
            happened("AutoMergeEnabledEvent", 6, "maintainer"),
            comment(7, "author", "The red test is unrelated, is that why it waits?"),
        ],
        "gate medium comment",
    ),
    "how to bring the branch up to date, told after a question, is answered by that": (
        [
            comment(1, "author", "What am I missing?"),
            comment(2, "maintainer", "Merge main into your branch first."),
            push(3, headline="Merge branch 'main' into topic"),
        ],
        "reviewer high pushed",
    ),
    "an author who asks for nothing but the checks waits for a maintainer": (
        [
            ASKED,
            push(2, GREEN),
            comment(3, "author", "Both done. Could you start the workflows again?"),
        ],
        "gate medium comment",
    ),
    "an author who says that the checks need leave waits for a maintainer": (
        [comment(1, "author", "Rebased; it looks like CI has to be approved once more.")],
        "gate medium comment",
    ),
    "who asks for the checks and for a look waits for a reviewer": (
        [comment(1, "author", "Could you run the tests for me and review this?")],
        "reviewer high opened",
    ),
    "a maintainer who spoke since has the turn as before": (
        [
            comment(1, "author", "Could you start the workflows?"),
            comment(2, "maintainer", "I will look at it tomorrow."),
        ],
        "reviewer high comment",
    ),
    "an author who asks one more person to approve waits for that person": (
        [
            review(1, "APPROVED"),
            comment(2, "author", "@colleague would you have a look at the docs part?"),
        ],
        "reviewer medium comment",
    ),
    "an author who asks whoever approved waits for the merge": (
        [review(1, "APPROVED"), comment(2, "author", "@maintainer is your approval enough?")],
        "gate medium approved",
    ),
    "that workflows await approval is for a maintainer": (
        [comment(1, "author", "The linter is content; two workflows are awaiting approval.")],
        "gate medium comment",
    ),
    "who asks to have it run again waits for a maintainer": (
        [ASKED, comment(2, "author", "Style mended, would you run it again?")],
        "gate medium comment",
    ),
    "what goes into a copy of the project's own is found good": (
        [comment(1, "maintainer", "I take it over into an internal PR.")],
        "gate medium comment",
    ),
    "a program's label says that the agreement is signed": (
        [
            comment(1, "maintainer", "Nice. The CLA has to be signed, please."),
            happened("LabeledEvent", 2, "bot[bot]", label={"name": "CLA: yes"}),
        ],
        "reviewer high labeled",
    ),
    "a red linter that the author finds another's is for the reviewers": (
        [
            push(0.5, check("lint", "FAILURE")),
            comment(1, "author", "It passes on my machine, this one does not look related."),
        ],
        "reviewer high comment",
    ),
    "that it was still a draft holds nothing back": (
        [
            happened("ReadyForReviewEvent", 1, "author"),
            comment(2, "author", "I had not seen that it was still a draft."),
        ],
        "reviewer high ready_for_review",
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
