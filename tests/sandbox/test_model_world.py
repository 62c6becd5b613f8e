"""What happens in the world, and which events it sends where."""

from __future__ import annotations

import pytest

from bot.clock import VirtualClock
from bot.sandbox.model import ReviewState
from bot.sandbox.world import MissingError, World
from tests.support.sandbox import course


def test_a_push_to_the_fork_moves_the_pull_request_and_tells_only_the_base() -> None:
    made = course()
    made.world.commit(made.fork, "fix", made.alice, "More", {"d.py": "1\n"})
    assert made.events()[1:] == [("pull_request", "synchronize")]
    payload = made.payload()
    assert payload["repository"]["full_name"] == "course/lm"
    assert payload["after"] == made.pull.head_sha == payload["pull_request"]["head"]["sha"]
    assert payload["installation"]["id"] == made.installation.id
    assert payload["organization"]["login"] == "course"
    assert payload["sender"]["login"] == "alice"


def test_a_fork_with_the_app_gets_its_own_events() -> None:
    made = course()
    made.world.install_app(made.app, made.alice, [made.fork])
    made.world.commit(made.fork, "next", made.alice, "Start", {"d.py": "1\n"})
    assert made.events()[2:] == [("create", None), ("push", None)]
    push = made.payload()
    assert push["ref"] == "refs/heads/next"
    assert push["created"] is True
    assert [each["message"] for each in push["commits"]] == ["Start"]
    assert push["head_commit"]["added"] == ["d.py"]


def test_no_event_leaves_without_an_installation() -> None:
    made = course()
    made.world.commit(made.fork, "other", made.alice, "Start", {"d.py": "1\n"})
    made.world.create_issue(made.world.create_repository(made.alice, "own"), made.alice, "Hello")
    assert made.events() == [("installation", "created")]


def test_an_app_hears_only_what_it_subscribed_to() -> None:
    made = course()
    made.installation.events = ("issues",)
    made.world.comment(made.pull, made.alice, "Hello")
    assert made.events() == [("installation", "created")]


def test_checks_write_hears_of_a_rerun_unasked() -> None:
    made = course()
    made.installation.events = ()
    run = made.world.create_check_run(
        made.base, made.app, made.pull.head_sha, "Coach", conclusion="success"
    )
    made.world.rerequest(run, made.mentor)
    assert made.events()[1:] == [("check_run", "rerequested")]
    assert made.payload()["check_run"]["pull_requests"] == []


def test_a_suspended_installation_hears_nothing_but_its_own_end() -> None:
    made = course()
    made.world.suspend(made.installation, made.mentor)
    made.world.comment(made.pull, made.alice, "Hello")
    made.world.unsuspend(made.installation, made.mentor)
    made.world.uninstall(made.installation, made.mentor)
    made.world.comment(made.pull, made.alice, "Hello again")
    assert made.events()[1:] == [
        ("installation", "suspend"),
        ("installation", "unsuspend"),
        ("installation", "deleted"),
    ]


def test_repositories_come_and_go_in_an_installation_on_chosen_ones() -> None:
    made = course()
    chosen = made.world.install_app(made.app, made.alice, [])
    made.world.add_to_installation(chosen, made.fork, made.alice)
    added = made.payload()
    assert [each["full_name"] for each in added["repositories_added"]] == ["alice/lm"]
    made.world.remove_from_installation(chosen, made.fork, made.alice)
    assert made.events()[-2:] == [
        ("installation_repositories", "added"),
        ("installation_repositories", "removed"),
    ]
    with pytest.raises(ValueError, match="covers all repositories"):
        made.world.add_to_installation(made.installation, made.fork, made.alice)


def test_what_the_bot_writes_is_an_event_as_well() -> None:
    made = course()
    comment = made.world.comment(made.pull, made.app.bot, "Hello")
    assert made.payload()["sender"]["login"] == "coach[bot]"
    assert made.payload()["sender"]["type"] == "Bot"
    assert made.payload()["comment"]["performed_via_github_app"]["slug"] == "coach"
    made.world.edit_comment(comment, made.app.bot, "Hello there")
    assert made.payload()["changes"] == {"body": {"from": "Hello"}}
    assert made.payload()["issue"]["pull_request"]["url"].endswith("/pulls/1")


def test_an_edit_that_changes_nothing_sends_nothing() -> None:
    made = course()
    made.world.edit(made.pull, made.alice, title="Fix", body="A plan")
    comment = made.world.comment(made.pull, made.alice, "Hello")
    made.world.edit_comment(comment, made.alice, "Hello")
    made.world.add_label(made.pull, "bug", made.mentor)
    made.world.add_label(made.pull, "bug", made.mentor)
    made.world.remove_label(made.pull, "other", made.mentor)
    made.world.set_draft(made.pull, made.alice, draft=False)
    assert made.events()[1:] == [("issue_comment", "created"), ("pull_request", "labeled")]


def test_the_life_of_a_pull_request_is_told_in_order() -> None:
    made = course()
    world, pull, alice = made.world, made.pull, made.alice
    world.edit(pull, alice, title="Mend", body="Another plan")
    world.set_draft(pull, alice, draft=True)
    world.set_draft(pull, alice, draft=False)
    world.request_review(pull, made.mentor, alice)
    world.close(pull, alice)
    world.close(pull, alice)
    world.reopen(pull, alice)
    world.reopen(pull, alice)
    world.merge(pull, made.mentor)
    assert made.events()[1:] == [
        ("pull_request", "edited"),
        ("pull_request", "converted_to_draft"),
        ("pull_request", "ready_for_review"),
        ("pull_request", "review_requested"),
        ("pull_request", "closed"),
        ("pull_request", "reopened"),
        ("push", None),
        ("pull_request", "closed"),
    ]
    closed = made.payload()["pull_request"]
    assert (closed["state"], closed["merged"]) == ("closed", True)
    assert closed["merged_by"]["login"] == "mentor"
    assert made.base.objects[made.base.branches["main"]].tree.get("c.py") == "new\n"


def test_a_merged_pull_request_keeps_its_diff() -> None:
    made = course()
    before = made.world.diff_of(made.pull)
    made.world.merge(made.pull, made.mentor)
    made.world.commit(made.base, "main", made.mentor, "Later", {"z": "1\n"})
    assert made.world.diff_of(made.pull) == before
    assert [each.message for each in made.world.commits_of(made.pull)] == ["Fix the sum"]


def test_merging_the_base_into_the_branch_leaves_the_diff_alone() -> None:
    made = course()
    before = made.world.diff_of(made.pull)
    made.world.commit(made.base, "main", made.mentor, "Later", {"z": "1\n"})
    tip = made.base.branches["main"]
    made.world.merge_branch(made.fork, "fix", tip, made.alice)
    assert made.pull.base_sha == tip
    assert made.world.diff_of(made.pull) == before


def test_a_force_push_says_so() -> None:
    made = course()
    made.world.install_app(made.app, made.alice, [made.fork])
    start = made.fork.branches["main"]
    made.world.commit(made.fork, "fix", made.alice, "Anew", {"n": "1\n"}, parents=(start,))
    pushes = [n for n, each in enumerate(made.events()) if each == ("push", None)]
    assert made.payload(pushes[-1])["forced"] is True
    assert [file.path for file in made.world.diff_of(made.pull).files] == ["n"]


def test_a_reopened_pull_request_shows_what_was_pushed_meanwhile() -> None:
    made = course()
    made.world.close(made.pull, made.alice)
    made.world.commit(made.fork, "fix", made.alice, "Meanwhile", {"d.py": "1\n"})
    assert made.events()[-1] == ("pull_request", "closed")
    made.world.reopen(made.pull, made.alice)
    assert made.pull.head_sha == made.fork.branches["fix"]


def test_deleting_the_branch_closes_the_pull_request() -> None:
    made = course()
    made.world.delete_branch(made.fork, "fix", made.alice)
    assert made.pull.state == "closed"
    assert made.events()[1:] == [("pull_request", "closed")]


def test_pushing_what_is_there_is_no_push() -> None:
    made = course()
    made.world.push(made.base, "main", made.base.branches["main"], made.mentor)
    assert made.events() == [("installation", "created")]


def test_a_repository_that_leaves_is_no_longer_chosen() -> None:
    made = course()
    ben = made.world.create_user("ben")
    one, two = (made.world.create_repository(ben, name) for name in ("one", "two"))
    chosen = made.world.install_app(made.app, ben, [one, two])
    made.world.suspend(chosen, ben)
    made.world.transfer(one, made.alice, ben)
    made.world.delete_repository(two, ben)
    assert chosen.repositories == []


def test_the_first_push_to_an_empty_history_lists_its_commit() -> None:
    made = course()
    made.world.install_app(made.app, made.alice)
    made.world.create_repository(made.alice, "own", files={"a": "1\n"})
    push = made.payload()
    assert made.events()[-3:] == [("repository", "created"), ("create", None), ("push", None)]
    assert push["before"] == "0" * 40
    assert [each["added"] for each in push["commits"]] == [["a"]]


def test_a_branch_without_commits_of_its_own_pushes_none() -> None:
    made = course()
    made.world.push(made.base, "dev", made.base.branches["main"], made.mentor)
    assert made.payload()["commits"] == []
    made.world.delete_branch(made.base, "dev", made.mentor)
    assert (made.payload()["deleted"], made.payload()["head_commit"]) == (True, None)
    assert made.events()[-2:] == [("delete", None), ("push", None)]


def test_deleting_the_fork_leaves_a_pull_request_without_a_head_repository() -> None:
    made = course()
    made.world.delete_repository(made.fork, made.alice)
    made.world.comment(made.pull, made.mentor, "Where did it go")
    assert (made.pull.state, made.pull.head_repository) == ("closed", None)
    assert made.payload(1)["pull_request"]["head"]["repo"] is None
    with pytest.raises(MissingError, match="alice/lm"):
        made.world.repository("alice/lm")


def test_a_deleted_account_becomes_a_ghost() -> None:
    made = course()
    made.world.delete_user(made.alice)
    made.world.comment(made.pull, made.mentor, "Thank you")
    assert made.payload()["issue"]["user"]["login"] == "ghost"
    with pytest.raises(MissingError):
        made.world.user("alice")


def test_a_renamed_repository_is_found_by_both_names() -> None:
    made = course()
    made.world.rename_repository(made.base, "eval", made.mentor)
    assert made.world.repository("course/lm") is made.world.repository("Course/Eval")
    assert made.payload()["changes"] == {"repository": {"name": {"from": "lm"}}}


def test_a_transferred_repository_belongs_to_the_other_account() -> None:
    made = course()
    other = made.world.create_organisation("other")
    made.world.install_app(made.app, other)
    made.world.transfer(made.base, other, made.mentor)
    assert made.events()[-1] == ("repository", "transferred")
    assert made.payload()["changes"]["owner"]["from"]["organization"]["login"] == "course"
    assert made.world.repository("course/lm").full_name == "other/lm"


def test_a_review_with_lines_opens_threads_that_can_be_resolved() -> None:
    made = course()
    review = made.world.submit_review(
        made.pull,
        made.mentor,
        ReviewState.CHANGES_REQUESTED,
        "Nearly",
        lines=(("a.py", 2, "Why 2"),),
    )
    (thread,) = made.pull.threads
    answer = made.world.reply(thread, made.alice, "Because")
    made.world.resolve(thread, made.mentor)
    made.world.resolve(thread, made.mentor, resolved=False)
    assert made.events()[1:] == [
        ("pull_request_review", "submitted"),
        ("pull_request_review_comment", "created"),
        ("pull_request_review", "submitted"),
        ("pull_request_review_comment", "created"),
        ("pull_request_review_thread", "resolved"),
        ("pull_request_review_thread", "unresolved"),
    ]
    assert made.payload(1)["review"]["state"] == "changes_requested"
    assert made.payload(1)["review"]["id"] == review.id
    assert made.payload(4)["comment"]["in_reply_to_id"] == thread.comments[0].id
    assert made.payload(4)["comment"]["id"] == answer.id


def test_only_the_app_behind_a_check_run_hears_of_a_rerun() -> None:
    made = course()
    other = made.world.create_app(
        made.course, "other", public_key="", permissions={"checks": "write"}, events=("check_run",)
    )
    made.world.install_app(other, made.course)
    run = made.world.create_check_run(made.base, other, made.pull.head_sha, "Theirs")
    assert {each.app.slug for each in made.world.deliveries if each.event == "check_run"} == {
        "coach",
        "other",
    }
    made.world.rerequest(run, made.mentor)
    assert [each.app.slug for each in made.world.deliveries][-1] == "other"
    assert made.events().count(("check_run", "rerequested")) == 1


def test_a_check_run_names_the_pull_request_of_its_own_repository() -> None:
    made = course()
    made.world.commit(made.base, "dev", made.mentor, "Start", {"z": "1\n"})
    pull = made.world.open_pull_request(
        author=made.mentor, head=made.base, head_branch="dev", base=made.base, title="Own"
    )
    made.world.create_check_run(made.base, made.app, pull.head_sha, "Coach")
    run = made.payload()["check_run"]
    assert [each["number"] for each in run["pull_requests"]] == [pull.number]
    assert run["check_suite"]["head_branch"] == "dev"
    assert run["check_suite"]["status"] == "in_progress"


async def test_a_completed_check_run_says_created_and_completed() -> None:
    made = course()
    run = made.world.create_check_run(made.base, made.app, made.pull.head_sha, "Coach")
    await made.clock.advance(60)
    made.world.update_check_run(run, conclusion="success", title="Fine")
    finished = run.completed_at
    await made.clock.advance(60)
    made.world.update_check_run(run, summary="Still fine")
    assert made.events()[1:] == [("check_run", "created"), ("check_run", "completed")]
    assert (run.status, run.completed_at) == ("completed", finished)
    with pytest.raises(ValueError, match="no field 'colour'"):
        made.world.update_check_run(run, colour="red")


def test_visibility_and_archiving_are_told() -> None:
    made = course()
    for value in (True, False):
        made.world.set_private(made.base, made.mentor, private=value)
        made.world.set_archived(made.base, made.mentor, archived=value)
    made.world.add_collaborator(made.base, made.alice, made.mentor)
    assert made.events()[1:] == [
        ("repository", "privatized"),
        ("repository", "archived"),
        ("repository", "publicized"),
        ("repository", "unarchived"),
        ("member", "added"),
    ]


def test_an_issue_lives_and_a_label_is_made_when_missing() -> None:
    made = course()
    issue = made.world.create_issue(made.base, made.alice, "Sum is off", labels=("bug",))
    made.world.edit(issue, made.alice, title="The sum is off")
    made.world.close(issue, made.mentor, "not_planned")
    made.world.reopen(issue, made.mentor)
    made.world.set_locked(issue, made.mentor, locked=True, reason="resolved")
    made.world.remove_label(issue, "BUG", made.mentor)
    assert made.events()[1:] == [
        ("issues", "opened"),
        ("issues", "edited"),
        ("issues", "closed"),
        ("issues", "reopened"),
        ("issues", "locked"),
        ("issues", "unlabeled"),
    ]
    assert made.payload()["issue"]["state_reason"] == "reopened"
    assert issue.number == made.pull.number + 1


def test_a_minimized_comment_shows_its_reason_and_sends_nothing() -> None:
    made = course()
    comment = made.world.comment(made.pull, made.alice, "Old")
    made.world.minimize(comment, made.mentor, "outdated")
    made.world.edit_comment(comment, made.alice, "Older")
    assert made.events()[1:] == [("issue_comment", "created"), ("issue_comment", "edited")]
    assert made.payload()["comment"]["minimized"] == {"reason": "outdated"}


@pytest.mark.parametrize(
    ("who", "word"),
    [("course", "OWNER"), ("mentor", "MEMBER"), ("alice", "NONE")],
)
def test_an_author_is_what_he_is_to_the_repository(who: str, word: str) -> None:
    made = course()
    made.world.comment(made.pull, made.world.user(who), "Hello")
    assert made.payload()["comment"]["author_association"] == word


def test_an_author_becomes_a_collaborator_or_contributor() -> None:
    made = course()
    made.world.merge(made.pull, made.mentor)
    made.world.comment(made.pull, made.alice, "Thanks")
    assert made.payload()["comment"]["author_association"] == "CONTRIBUTOR"
    made.world.add_collaborator(made.base, made.alice, made.mentor)
    made.world.comment(made.pull, made.alice, "Thanks again")
    assert made.payload()["comment"]["author_association"] == "COLLABORATOR"


def test_names_are_taken_once() -> None:
    world = World(VirtualClock())
    alice = world.create_user("alice")
    world.create_repository(alice, "lm")
    with pytest.raises(ValueError, match="is taken"):
        world.create_user("Alice")
    with pytest.raises(ValueError, match="exists in this sandbox"):
        world.create_repository(alice, "LM")


def test_a_deleted_or_former_name_is_free_again() -> None:
    world = World(VirtualClock())
    alice = world.create_user("alice")
    first = world.create_repository(alice, "lm")
    world.rename_repository(first, "other", alice)
    second = world.create_repository(alice, "lm")
    assert world.repository("alice/lm") is second
    world.delete_repository(second, alice)
    world.create_repository(alice, "lm")


def test_a_pull_request_needs_commits() -> None:
    made = course()
    with pytest.raises(ValueError, match="No commits between"):
        made.world.open_pull_request(
            author=made.alice, head=made.fork, head_branch="main", base=made.base, title="None"
        )


def test_retargeting_names_the_old_base() -> None:
    made = course()
    made.world.commit(made.base, "dev", made.mentor, "Start", {"z": "1\n"})
    made.world.retarget(made.pull, "dev", made.alice)
    assert made.payload()["changes"]["base"]["ref"] == {"from": "main"}
    assert made.pull.base_sha == made.base.branches["dev"]


def test_ping_greets_the_webhook() -> None:
    made = course()
    made.world.ping(made.app)
    assert made.events()[-1] == ("ping", None)
    assert made.payload()["hook"]["app_id"] == made.app.id


def test_a_token_has_the_long_form() -> None:
    made = course()
    token = made.world.create_token(made.installation)
    assert token.value.startswith(f"ghs_{made.app.id}_")
    assert token.value.count(".") == 2
    assert 500 <= len(token.value) <= 560
    assert made.world.create_token(made.installation).value != token.value
