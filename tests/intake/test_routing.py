from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.payload import Payload
from bot.intake.routing import _RULES, Identity, NotJson, Own, Route, route
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import APP_SCOPE
from bot.policy.allowed import Allowed

ALLOWED = Allowed(accounts=frozenset({"course"}), installations=frozenset({77}))
IDENTITY = Identity(slug="upstream-coach", app_id=4711)
PULL_REQUEST = (Subject(SubjectKind.PULL_REQUEST, "9#5"),)
INSTALLATION = (Subject(SubjectKind.INSTALLATION, "3"),)


def payload(action: str = "opened", /, **fields: object) -> dict[str, Any]:
    return {
        "action": action,
        "sender": {"login": "student", "type": "User"},
        "repository": {"id": 9, "owner": {"login": "Course"}},
        "installation": {"id": 3},
        **fields,
    }


def routed(
    event: str, body: dict[str, Any], identity: Identity = IDENTITY
) -> Route | Own | NotJson:
    return route(event, msgspec.json.encode(body), ALLOWED, identity)


PR: dict[str, Any] = {"pull_request": {"number": 5, "base": {"repo": {"id": 9}}}}
ISSUE: dict[str, Any] = {"issue": {"number": 5}}
PR_AS_ISSUE: dict[str, Any] = {"issue": {"number": 5, "pull_request": {"url": "x"}}}
IN_THE_FORK = {"number": 6, "base": {"repo": {"id": 8}}}


def check(*pull_requests: object) -> dict[str, Any]:
    return {"pull_requests": list(pull_requests)}


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ("pull_request", payload("synchronize", **PR)),
        ("pull_request", payload("labeled", **PR)),
        ("pull_request", payload("an action of next year", **PR)),
        ("pull_request_review", payload("submitted", **PR)),
        ("pull_request_review_comment", payload("created", **PR)),
        ("pull_request_review_thread", payload("resolved", **PR)),
        ("issue_comment", payload("created", **PR_AS_ISSUE)),
        ("check_run", payload("rerequested", check_run=check(PR["pull_request"], IN_THE_FORK))),
        ("check_run", payload("requested_action", check_run=check({"number": 5}))),
        ("check_suite", payload("rerequested", check_suite=check(PR["pull_request"]))),
    ],
)
def test_what_happens_to_a_pull_request_leads_to_it(event: str, body: dict[str, Any]) -> None:
    assert routed(event, body) == Route(body["action"], "3", PULL_REQUEST)


def test_our_own_check_run_names_its_pull_request_where_github_does_not() -> None:
    run = {"pull_requests": [], "external_id": "pull_request:9#5"}

    found = routed("check_run", payload("rerequested", check_run=run))

    assert found == Route("rerequested", "3", PULL_REQUEST)


def test_our_check_run_of_a_policy_names_its_policy() -> None:
    run_ = {"pull_requests": [], "external_id": "policy:9"}
    assert routed("check_run", payload("rerequested", check_run=run_)) == Route(
        "rerequested", "3", (Subject(SubjectKind.POLICY, "9"),)
    )


@pytest.mark.parametrize(
    "external_id",
    [
        None,
        "",
        "policy:8",
        "pull_request:8#5",
        "pull_request:9#",
        "pull_request:9#5 ",
        "installation:9#5",
    ],
)
def test_another_external_id_leads_nowhere(external_id: str | None) -> None:
    run = {"pull_requests": [], "external_id": external_id}

    found = routed("check_run", payload("rerequested", check_run=run))

    assert isinstance(found, Route)
    assert found.subjects == ()


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ("issues", payload("opened", **ISSUE)),
        ("issues", payload("edited", **ISSUE)),
        ("issues", payload("labeled", **ISSUE)),
        ("issues", payload("assigned", **ISSUE)),
        ("issues", payload("something_new", **ISSUE)),
        ("issue_comment", payload("created", **ISSUE)),
        ("issue_comment", payload("edited", issue={"number": 5, "pull_request": None})),
    ],
)
def test_what_happens_to_an_issue_leads_to_the_contribution(
    event: str, body: dict[str, Any]
) -> None:
    found = routed(event, body)
    assert isinstance(found, Route)
    assert found.subjects == (Subject(SubjectKind.CONTRIBUTION, "9#5"),)


@pytest.mark.parametrize(
    ("event", "action"),
    [
        ("installation", "created"),
        ("installation", "suspend"),
        ("installation_repositories", "added"),
        ("installation_target", "renamed"),
        *(
            ("repository", action)
            for action in (
                "archived",
                "created",
                "deleted",
                "privatized",
                "publicized",
                "renamed",
                "transferred",
                "unarchived",
            )
        ),
    ],
)
def test_what_changes_the_coverage_leads_to_the_installation(event: str, action: str) -> None:
    assert routed(event, payload(action)) == Route(action, "3", INSTALLATION)


OWN = ".github/upstream-coach.yml"


def push(name: str, *touched: str, ref: str = "refs/heads/main") -> dict[str, Any]:
    repository = {"id": 9, "name": name, "default_branch": "main", "owner": {"login": "Course"}}
    commits = [{"added": [], "modified": [path], "removed": []} for path in touched]
    return payload(repository=repository, ref=ref, commits=commits)


@pytest.mark.parametrize(
    "body",
    [
        push(".github", "README.md"),
        push(".github", "upstream-coach.yml"),
        push("engine", "src/a.py", OWN),
        push("engine"),
        payload(**push("engine") | {"commits": [{"added": [OWN]}, {"removed": ["b"]}]}),
        payload(**push("engine") | {"commits": [{"removed": [OWN]}]}),
    ],
)
def test_a_push_that_may_change_a_policy_leads_to_it(body: dict[str, Any]) -> None:
    found = routed("push", body)
    assert isinstance(found, Route)
    assert found.subjects == (Subject(SubjectKind.POLICY, "9"),)


def pushed(ref: str, *, fork: bool = True, deleted: bool = False) -> dict[str, Any]:
    """Return a push into a fork."""
    body = push("engine", "src/a.py", ref=ref)
    return body | {"repository": body["repository"] | {"fork": fork}, "deleted": deleted}


@pytest.mark.parametrize("branch", ["topic", "ada/fix-1", "wip/ä", "refs/heads/x"])
def test_a_push_into_another_branch_of_a_fork_leads_to_that_branch(branch: str) -> None:
    found = routed("push", pushed(f"refs/heads/{branch}"))
    assert isinstance(found, Route)
    assert found.subjects == (Subject(SubjectKind.BRANCH, f"9:{branch}"),)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (pushed("refs/heads/topic", fork=False), "not the default branch"),
        (pushed("refs/heads/topic", deleted=True), "not the default branch"),
        (pushed("refs/tags/v1"), "not the default branch"),
        (pushed("refs/heads/main"), "touches no policy file"),
        (pushed("refs/heads/a\nb"), "nobody would give"),
        (pushed("refs/heads/" + 251 * "x"), "nobody would give"),
    ],
)
def test_other_pushes_lead_to_no_branch(body: dict[str, Any], words: str) -> None:
    found = routed("push", body)
    assert isinstance(found, Route)
    assert not found.subjects
    assert words in found.ignored


@pytest.mark.parametrize(
    ("event", "body", "words"),
    [
        ("push", payload(), "synchronize"),
        ("push", push(".github", ref="refs/heads/topic"), "not the default branch"),
        ("push", push("engine", OWN, ref="refs/tags/main"), "not the default branch"),
        ("push", push("engine", "upstream-coach.yml"), "touches no policy file"),
        ("push", payload(repository=None), "names no repository"),
        ("ping", payload(), "answers"),
        ("public", payload(), "publicized"),
        ("sponsorship", payload(), "nothing reacts to sponsorship"),
        ("pull_request", payload("milestoned", **PR), "milestoned changes nothing"),
        ("pull_request", payload("opened"), "names no pull request"),
        ("pull_request_review", payload(**PR, repository=None), "names no pull request"),
        ("issues", payload("pinned", **ISSUE), "pinned changes nothing"),
        ("issues", payload("opened"), "names no issue"),
        ("issues", payload("opened", **ISSUE, repository=None), "names no issue"),
        ("issue_comment", payload("created"), "names no issue"),
        ("issue_comment", payload(**PR_AS_ISSUE, repository=None), "names no issue"),
        ("check_run", payload("completed", check_run=check({"number": 5})), "completed asks"),
        ("check_run", payload("", check_run=check({"number": 5})), "no action asks"),
        ("check_run", payload("rerequested", check_run=check()), "no pull request of its"),
        ("check_run", payload("rerequested", check_run=check(IN_THE_FORK)), "no pull request of"),
        ("check_run", payload("rerequested"), "names no check"),
        ("check_suite", payload("requested", check_suite=check()), "requested asks"),
        ("check_suite", payload("rerequested", repository=None), "names no check"),
        ("repository", payload("edited"), "edited does not change"),
        ("repository", payload(""), "no action does not change"),
    ],
)
def test_everything_else_is_ignored_with_the_reason(
    event: str, body: dict[str, Any], words: str
) -> None:
    result = routed(event, body)
    assert isinstance(result, Route)
    assert not result.subjects
    assert result.scope == "3"
    assert words in result.ignored


@pytest.mark.parametrize(
    ("event", "body"),
    [("pull_request", payload(**PR)), ("installation", payload("created"))],
)
def test_a_payload_without_an_installation_belongs_to_the_app(
    event: str, body: dict[str, Any]
) -> None:
    result = routed(event, body | {"installation": None})
    assert isinstance(result, Route)
    assert (result.scope, result.subjects) == (APP_SCOPE, ())
    assert "no installation" in result.ignored


@pytest.mark.parametrize(
    ("fields", "is_allowed"),
    [
        ({"repository": {"id": 9, "owner": {"login": "COURSE"}}}, True),
        ({"repository": {"id": 9, "owner": {"login": "stranger"}}}, False),
        ({"repository": {"id": 9, "owner": {"login": "x"}}, "installation": {"id": 77}}, True),
        ({"repository": {"id": 9}, "organization": {"login": "Course"}}, True),
        ({"repository": {"id": 9}, "organization": {"login": "stranger"}}, False),
        ({"repository": {"id": 9, "owner": {"name": "no login"}}}, False),
    ],
)
def test_only_installations_that_the_policy_names_get_a_subject(
    fields: dict[str, Any], *, is_allowed: bool
) -> None:
    result = routed("pull_request", payload(**PR) | fields)
    assert isinstance(result, Route)
    assert bool(result.subjects) == is_allowed
    assert ("is not allowed" in result.ignored) != is_allowed


@pytest.mark.parametrize("login", ["course", "stranger"])
def test_the_account_of_an_installation_event_is_its_own(login: str) -> None:
    body = payload("created", repository=None, installation={"id": 3, "account": {"login": login}})
    renamed = payload("renamed", repository=None, account={"login": login})
    for event, each in (("installation", body), ("installation_target", renamed)):
        result = routed(event, each)
        assert isinstance(result, Route)
        assert bool(result.subjects) == (login == "course")


def test_an_empty_policy_allows_nobody() -> None:
    body = msgspec.json.encode(payload(**PR))
    result = route("pull_request", body, Allowed(), IDENTITY)
    assert isinstance(result, Route)
    assert result.ignored == "installation 3 (Course) is not allowed"


BOT = {"login": "upstream-coach[bot]", "type": "Bot"}
OUR_COMMENT = {"comment": {"performed_via_github_app": {"id": 4711}}}


@pytest.mark.parametrize(
    ("sender", "comment", "identity", "is_own"),
    [
        (BOT, {}, IDENTITY, True),
        (BOT, {}, Identity(), False),
        (BOT, OUR_COMMENT, Identity(), False),
        (BOT, OUR_COMMENT, Identity(app_id=4711), True),
        (BOT, OUR_COMMENT, Identity(app_id=1), False),
        (BOT, {"comment": {"performed_via_github_app": None}}, Identity(app_id=4711), False),
        ({"login": "student", "type": "User"}, OUR_COMMENT, IDENTITY, False),
        ({"login": "upstream-coach", "type": "User"}, {}, IDENTITY, False),
        (None, {}, IDENTITY, False),
    ],
)
def test_the_coach_knows_its_own_doing(
    sender: object, comment: dict[str, Any], identity: Identity, *, is_own: bool
) -> None:
    body = payload("edited", **PR_AS_ISSUE, **comment, sender=sender)
    assert (routed("issue_comment", body, identity) == Own()) == is_own


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"null",
        b'{"action":5}',
        b'{"installation":{"id":"3"}}',
        b'{"installation":{"id":0}}',
        b'{"installation":{"id":99999999999999999999}}',
        b'{"repository":{"id":1.5}}',
        b'{"pull_request":[]}',
    ],
)
def test_an_unexpected_shape_is_recorded_with_the_place(body: bytes) -> None:
    result = route("pull_request", body, ALLOWED, IDENTITY)
    assert isinstance(result, Route)
    assert (result.scope, result.subjects) == (APP_SCOPE, ())
    assert result.ignored.startswith("unexpected payload: Expected")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"payload=%7B%7D",
        b'{"action":"\xff"}',
        b"{",
        b"{} {}",
        b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
def test_what_is_not_json_is_refused_in_one_short_line(body: bytes) -> None:
    result = route("pull_request", body, ALLOWED, IDENTITY)
    assert isinstance(result, NotJson)
    assert result.reason.isprintable()
    assert len(result.reason) < 300


def test_a_hostile_action_is_cut_and_made_printable() -> None:
    result = routed("repository_dispatch", payload("a\0b\n" + "c" * 1000))
    assert isinstance(result, Route)
    assert result.action == "a?b?" + "c" * 96 + "..."


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
FIELDS = Payload.__struct_fields__
EVENTS = (*_RULES, "ping")


@given(event=st.sampled_from(EVENTS) | st.text(), body=st.binary())
def test_no_bytes_raise(event: str, body: bytes) -> None:
    assert isinstance(route(event, body, ALLOWED, IDENTITY), Route | NotJson)


@given(
    event=st.sampled_from(EVENTS),
    changes=st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=3),
)
def test_no_json_raises_and_a_subject_or_a_reason_comes_out(
    event: str, changes: dict[str, Any]
) -> None:
    body = payload(**PR, **PR_AS_ISSUE, check_run=check(), check_suite=check()) | changes
    result = routed(event, body)
    assert isinstance(result, Route | Own)
    if isinstance(result, Route):
        assert bool(result.subjects) != bool(result.ignored)
        assert all(text.isprintable() for text in (result.action, result.ignored))


@given(name=st.text(max_size=50), title=st.text())
def test_text_of_users_never_changes_the_way(name: str, title: str) -> None:
    body = payload(pull_request={"number": 5, "title": title, "head": {"ref": name}})
    assert routed("pull_request", body) == Route("opened", "3", PULL_REQUEST)
