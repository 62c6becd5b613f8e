"""The made pull requests are what the checks and both readers of diffs take."""

from __future__ import annotations

import pytest
from unidiff.patch import PatchSet

from bench.checklist import LARGE_FILES, judged_alone, large_pull_request, pull_requests
from bot.checklist.evaluate import evaluate
from bot.kernel.diff import parse
from bot.kernel.finding import Status


def test_made_pull_requests_are_the_same_each_time_and_of_many_sizes() -> None:
    made = pull_requests(40)
    assert made == pull_requests(40)
    lines = [pull.additions for pull in made]
    assert min(lines) <= 2
    assert max(lines) >= 1_000


def test_both_readers_read_them_whole() -> None:
    for pull in pull_requests(20):
        assert pull.diff is not None
        ours = parse(pull.diff)
        assert ours.is_complete
        theirs = PatchSet.from_string(pull.diff)
        assert [(file.path, file.additions, file.deletions) for file in pull.files] == [
            (file.path, file.additions, file.deletions) for file in ours.files
        ]
        assert [file.path for file in theirs] == [file.path for file in ours.files]


def test_the_checks_find_good_and_bad_in_them() -> None:
    statuses = {finding.status for pull in pull_requests(40) for finding in evaluate(pull)}
    assert {Status.PASS, Status.TIP, Status.FIX} <= statuses


@pytest.mark.parametrize("megabytes", [2, 4])
def test_a_large_diff_is_as_large_as_asked(megabytes: int) -> None:
    pull = large_pull_request(megabytes)
    assert pull.diff is not None
    assert len(pull.diff) / 1_000_000 == pytest.approx(megabytes, rel=0.2)
    assert pull.changed_files == LARGE_FILES


def test_what_a_large_diff_took_is_measured() -> None:
    large = judged_alone(1)
    assert large.files == LARGE_FILES
    assert large.seconds > 0
    assert large.megabytes >= 0
