"""From an upstream pull request as it was read to events."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel import happening
from bot.kernel.contribution import Reference, Stage
from bot.kernel.happening import name_of
from bot.progress.stages import fold
from bot.progress.watching import Upstream, news
from tests.support.contributions import NOW, PULL, at_stage, life

if TYPE_CHECKING:
    from datetime import datetime

    from bot.kernel.contribution import Contribution

DAY = timedelta(days=1)
OPENED = NOW + 2 * DAY
SEEN = Upstream(PULL, OPENED)
REVIEWED = replace(SEEN, reviewed_at=OPENED + DAY)
CLOSED = replace(SEEN, closed_at=NOW + 30 * DAY)
LANDED = replace(REVIEWED, closed_at=NOW + 30 * DAY, landed_at=NOW + 30 * DAY)
SETTLED = replace(CLOSED, superseded_at=NOW + 31 * DAY, instead=Reference("a/b", 9))
LONG_AGO = Upstream(PULL, NOW - 99 * DAY, reviewed_at=NOW - 98 * DAY)


def after(stage: Stage, seen: Upstream) -> Contribution:
    events = life(stage)
    return fold((*events, *news(fold(events), seen)))


@pytest.mark.parametrize(
    ("stage", "seen", "names", "end"),
    [
        (Stage.BUILDING, SEEN, ["pull_request_opened"], Stage.OPEN),
        (Stage.BUILDING, REVIEWED, ["pull_request_opened", "review_started"], Stage.REVIEW),
        (Stage.BUILDING, CLOSED, [], Stage.BUILDING),
        (Stage.BUILDING, LANDED, ["merged"], Stage.MERGED),
        (Stage.OPEN, SEEN, [], Stage.OPEN),
        (Stage.OPEN, REVIEWED, ["review_started"], Stage.REVIEW),
        (Stage.OPEN, CLOSED, ["pull_request_closed"], Stage.BUILDING),
        (Stage.OPEN, LANDED, ["review_started", "merged"], Stage.MERGED),
        (Stage.OPEN, LONG_AGO, ["review_started"], Stage.REVIEW),
        (Stage.REVIEW, REVIEWED, [], Stage.REVIEW),
        (Stage.REVIEW, CLOSED, ["pull_request_closed"], Stage.BUILDING),
        (Stage.REVIEW, LANDED, ["merged"], Stage.MERGED),
        (Stage.REVIEW, SETTLED, ["superseded"], Stage.SUPERSEDED),
        (Stage.DROPPED, SEEN, [], Stage.DROPPED),
        (Stage.DROPPED, LANDED, ["merged"], Stage.MERGED),
        (Stage.SUPERSEDED, LANDED, ["merged"], Stage.MERGED),
        (Stage.MERGED, LANDED, [], Stage.MERGED),
    ],
)
def test_only_what_is_not_known_is_news(
    stage: Stage, seen: Upstream, names: list[str], end: Stage
) -> None:
    assert [name_of(event) for event in news(at_stage(stage), seen)] == names
    assert after(stage, seen).stage is end
    assert not after(stage, seen).ignored


def test_a_pull_request_that_was_named_late_has_its_past_afterwards() -> None:
    contribution = after(Stage.OPEN, replace(LONG_AGO, landed_at=NOW - 90 * DAY))
    assert contribution.stage is Stage.MERGED
    assert [stage for stage, _ in contribution.entered][-3:] == [
        Stage.OPEN,
        Stage.REVIEW,
        Stage.MERGED,
    ]


def test_a_pull_request_that_is_opened_again_goes_on() -> None:
    closed = fold((*life(Stage.REVIEW), *news(at_stage(Stage.REVIEW), CLOSED)))
    (again, review) = news(closed, REVIEWED)
    assert isinstance(again, happening.PullRequestOpened)
    assert isinstance(review, happening.ReviewStarted)
    events = (*closed.happened, again, review)
    assert fold(events).stage is Stage.REVIEW


def test_what_settled_the_issue_is_kept() -> None:
    assert after(Stage.OPEN, SETTLED).superseded_by == Reference("a/b", 9)


def moments() -> st.SearchStrategy[datetime | None]:
    return st.one_of(st.none(), st.integers(-9, 40).map(lambda days: NOW + days * DAY))


@given(
    st.sampled_from(Stage),
    st.builds(
        Upstream,
        st.just(PULL),
        st.integers(-9, 40).map(lambda days: NOW + days * DAY),
        reviewed_at=moments(),
        closed_at=moments(),
        landed_at=moments(),
        superseded_at=moments(),
    ),
)
def test_news_is_news_once(stage: Stage, seen: Upstream) -> None:
    events = life(stage)
    fresh = news(fold(events), seen)
    once = fold((*events, *fresh))
    assert once == fold((*events, *fresh, *news(fold(events), seen)))
    assert not once.ignored
    if not once.stage.has_ended:
        assert news(once, seen) == ()
