"""Branches, files and pull requests through the sandbox's GraphQL."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from bot.github import setup_documents as documents
from tests.support.sandbox import course, stage

if TYPE_CHECKING:
    from tests.support.sandbox import Stage

OBJECT = '{ repository(owner: "course", name: "lm") { object(expression: "%s") { oid } } }'


async def refusal(here: Stage, document: str, token: str, **values: object) -> str:
    """Return the words with which a mutation is refused."""
    answer = await here.query(document, token, input=values)
    return str(answer.json["errors"][0]["message"])


def file(contents: str) -> dict[str, Any]:
    return {"additions": [{"path": "a.py", "contents": contents}]}


async def test_a_file_is_named_by_branch_and_path() -> None:
    async with stage() as here:
        found = (await here.query(OBJECT % "HEAD:a.py")).json["data"]["repository"]["object"]
        assert len(found["oid"]) == 40
        for nothing in ("HEAD:z.py", "nowhere:a.py"):
            there = (await here.query(OBJECT % nothing)).json["data"]["repository"]
            assert there["object"] is None
        assert "errors" in (await here.query(OBJECT % "HEAD")).json


async def test_the_root_lists_its_files_and_folders() -> None:
    made = course()
    files = {"docs/a.md": "a\n", "docs/b.md": "b\n", "LICENSE": "MIT License\n"}
    made.world.commit(made.base, "main", made.mentor, "More", files)
    root = '{ repository(owner: "course", name: "lm") { licenseInfo { spdxId } description'
    root += ' root: object(expression: "%s:") { ... on Tree { entries { name type } } } } }'
    async with stage(made) as here:
        found = (await here.query(root % "HEAD")).json["data"]["repository"]
        gone = (await here.query(root % "nowhere")).json["data"]["repository"]
    names = [(each["name"], each["type"]) for each in found["root"]["entries"]]
    assert names == [("LICENSE", "blob"), ("a.py", "blob"), ("b.py", "blob"), ("docs", "tree")]
    assert (found["licenseInfo"], found["description"]) == ({"spdxId": "MIT"}, None)
    assert gone["root"] is None


async def test_a_licence_that_is_not_known_is_said_to_be_one() -> None:
    made = course()
    asked = '{ repository(owner: "course", name: "lm") { licenseInfo { spdxId } } }'
    async with stage(made) as here:
        none = (await here.query(asked)).json["data"]["repository"]["licenseInfo"]
        made.world.commit(made.base, "main", made.mentor, "Say", {"LICENSE": "Ask me\n"})
        odd = (await here.query(asked)).json["data"]["repository"]["licenseInfo"]
    assert (none, odd) == (None, {"spdxId": "NOASSERTION"})


async def test_what_cannot_be_is_refused() -> None:
    made = course()
    repository, head = made.base.node_id, made.base.branches["main"]
    ref: dict[str, Any] = {"repositoryId": repository, "oid": head}
    pull = {"repositoryId": repository, "baseRefName": "main", "title": "A"}
    there = {"repositoryNameWithOwner": "course/lm", "branchName": "main"}
    commit: dict[str, Any] = {"branch": there, "message": {"headline": "A"}}
    async with stage(made) as here:
        mentor, alice = here.user_token(made.mentor), here.user_token(made.alice)
        for document, values, said in (
            (documents.CREATE_BRANCH, {**ref, "name": "a"}, "not valid"),
            (documents.CREATE_BRANCH, {**ref, "name": "refs/heads/main"}, "already exists"),
            (documents.OPEN_PULL_REQUEST, {**pull, "headRefName": "no"}, "blank"),
            (documents.OPEN_PULL_REQUEST, {**pull, "headRefName": "main"}, "No commits"),
        ):
            assert said in await refusal(here, document, mentor, **values)
        moved = {**commit, "expectedHeadOid": "0" * 40, "fileChanges": file("")}
        assert "Expected branch" in await refusal(here, documents.COMMIT, mentor, **moved)
        odd = {**commit, "expectedHeadOid": head, "fileChanges": file("?")}
        assert "Base64" in await refusal(here, documents.COMMIT, mentor, **odd)
        lost = {**moved, "branch": {**there, "branchName": "no"}}
        assert "resolve" in await refusal(here, documents.COMMIT, mentor, **lost)
        denied = await refusal(here, documents.CREATE_BRANCH, alice, **ref, name="refs/heads/a")
        assert "correct permissions" in denied


async def test_the_app_may_not_write_files() -> None:
    made = course()
    there = {"repositoryNameWithOwner": "course/lm", "branchName": "main"}
    async with stage(made) as here:
        contents = base64.b64encode(b"new").decode()
        said = await refusal(
            here,
            documents.COMMIT,
            here.token,
            branch=there,
            message={"headline": "A"},
            expectedHeadOid=made.base.branches["main"],
            fileChanges=file(contents),
        )
    assert "not accessible by integration" in said


async def test_a_branch_has_one_open_pull_request() -> None:
    made = course()
    made.world.commit(made.base, "more", made.mentor, "More", {"d.py": "new\n"})
    pull = {"repositoryId": made.base.node_id, "baseRefName": "main", "title": "More"}
    async with stage(made) as here:
        text, mentor = documents.OPEN_PULL_REQUEST, here.user_token(made.mentor)
        first = await here.query(text, mentor, input={**pull, "headRefName": "more"})
        assert first.json["data"]["createPullRequest"]["pullRequest"]["url"]
        assert "already exists" in await refusal(here, text, mentor, **pull, headRefName="more")
