"""Whatever stands in a diff, a title and a description, for whichever project."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bot.checklist.background import Rival
from bot.checklist.evaluate import evaluate
from bot.checklist.remarks import remarks
from bot.checklist.render import LIMIT, check_run, comment
from bot.kernel.contribution import ContributionKind
from bot.kernel.errors import UserError
from bot.local.change import Change
from bot.local.patch import cleaned, decoded
from bot.local.telling import as_data, as_text
from bot.shipped import background_of, shipped_projects
from tests.support.hostile import FRAGMENTS, UNHURRIED, dangers, hostile_text
from tests.support.pull_requests import NOON, commit

if TYPE_CHECKING:
    from bot.checklist.background import Background

PATHS = st.one_of(
    st.sampled_from(("src/a.py", "tests/test_a.py", "docs/a.md", "a.ipynb", "uv.lock", "x.cu")),
    st.sampled_from(FRAGMENTS),
    st.text(max_size=12),
)
CODE = st.one_of(
    st.sampled_from(
        (
            "print(x)",
            "breakpoint()",
            "    assert a == b",
            "def test_a():",
            "# return old(x)",
            "TEST(A, B) { EXPECT_EQ(a, b); }",
            '"""',
            "\\ No newline at end of file",
            "@@ -1 +1 @@",
        )
    ),
    hostile_text(3),
)


@st.composite
def parts(draw: st.DrawFn) -> str:
    """One file of a diff, its counts right or wrong."""
    path = draw(PATHS)
    lines = draw(st.lists(st.builds(str.__add__, st.sampled_from("+- "), CODE), max_size=8))
    old = sum(line[:1] != "+" for line in lines) + draw(st.sampled_from((0, 0, 0, 1)))
    new = sum(line[:1] != "-" for line in lines)
    head = draw(st.sampled_from(("", "new file mode 100644\n", "rename from a\nrename to b\n")))
    start = draw(st.sampled_from((0, 1, 7, 999_999_999)))
    return (
        f"diff --git a/{path} b/{path}\n{head}--- a/{path}\n+++ b/{path}\n"
        f"@@ -{start},{old} +{start},{new} @@ {draw(CODE)}\n" + "".join(f"{x}\n" for x in lines)
    )


DIFFS = st.one_of(st.lists(parts(), min_size=1, max_size=4).map("".join), hostile_text(20))


@cache
def project_names() -> tuple[str, ...]:
    return tuple(project.name for project in shipped_projects())


@st.composite
def changes(draw: st.DrawFn) -> Change:
    messages = draw(st.lists(hostile_text(4), max_size=3))
    return Change(
        diff=draw(DIFFS),
        title=draw(hostile_text(4)),
        body=draw(hostile_text(20)),
        commits=tuple(commit(message) for message in messages),
        commit_count=len(messages),
    )


@st.composite
def backgrounds(draw: st.DrawFn) -> Background:
    return replace(
        background_of(draw(st.sampled_from(project_names()))),
        plan=draw(st.one_of(st.none(), hostile_text(8))),
        kind=draw(st.one_of(st.none(), st.sampled_from(ContributionKind))),
        behind=draw(st.sampled_from((None, 0, 5_000))),
        rivals=draw(
            st.one_of(
                st.none(),
                st.lists(
                    st.builds(Rival, st.just(7), hostile_text(2), hostile_text(2)), max_size=2
                ),
            ).map(lambda found: None if found is None else tuple(found))
        ),
    )


@UNHURRIED
@given(changes(), backgrounds())
def test_nothing_breaks_pings_or_links(change: Change, background: Background) -> None:
    name = background.norms.project
    one = change.as_pull_request(name, NOON)
    findings = evaluate(one, background)
    text = comment(one, findings, background)
    assert dangers(text) == []
    assert len(text) < LIMIT
    assert f"`{name}`" in text
    assert check_run(one, findings, background).summary.strip() in text
    for remark in remarks(change.diff, findings):
        remark.message.encode()
    json.dumps(as_data(name, findings), ensure_ascii=False).encode()
    "\n".join(as_text(name, findings, width=80, paint=lambda words, _: words)).encode()


@UNHURRIED
@given(st.binary(max_size=300), DIFFS)
def test_any_bytes_are_a_diff_or_a_told_mistake(noise: bytes, diff: str) -> None:
    raw = diff.encode("utf-8", "replace")
    for given_bytes in (noise, noise + raw, raw + noise):
        try:
            found = cleaned(decoded(given_bytes), "x.diff")
        except UserError:
            continue
        assert Change(found).as_pull_request(None, NOON).files
