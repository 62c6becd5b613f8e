"""Events as they are stored, and the nouns of a contribution."""

from __future__ import annotations

import dataclasses

import pytest

from bot.kernel import happening
from bot.kernel.contribution import Contribution, Plan, Reference, Stage, Verdict
from bot.kernel.event import Event
from bot.kernel.happening import Unreadable, name_of, restored, stored
from tests.progress.events import EVENTS
from tests.support.contributions import ISSUE, NOW, PULL


@pytest.mark.parametrize("event", EVENTS, ids=name_of)
def test_a_stored_event_comes_back_as_it_was(event: Event) -> None:
    assert restored(stored(event)) == event


def test_the_tests_know_every_kind_of_event() -> None:
    kinds = {each for each in vars(happening).values() if isinstance(each, type)}
    events = {each for each in kinds if issubclass(each, Event)} - {Event}
    assert {type(event) for event in EVENTS} == events


def test_no_two_kinds_of_event_are_stored_under_one_name() -> None:
    names = [name_of(event) for event in EVENTS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", ""),
        (b"\xff", ""),
        (b"[]", ""),
        (b"{}", ""),
        (b'{"event": 7}', ""),
        (b'{"event": "danced", "at": "2026-01-01T00:00:00Z"}', "danced"),
        (b'{"event": "approved"}', "approved"),
        (b'{"event": "approved", "at": "yesterday"}', "approved"),
        (b'{"event": "approved", "at": "2026-01-01T00:00:00"}', "approved"),
    ],
)
def test_what_cannot_be_read_keeps_its_name(data: bytes, name: str) -> None:
    assert restored(data) == Unreadable(name)


def test_further_fields_of_a_newer_version_do_no_harm() -> None:
    data = stored(happening.Approved(at=NOW)).replace(b"{", b'{"mood": "good",', 1)
    assert restored(data) == happening.Approved(at=NOW)


def test_a_reference_is_written_as_people_write_it() -> None:
    assert str(ISSUE) == "vllm-project/vllm#12345"
    assert ISSUE.url == "https://github.com/vllm-project/vllm/issues/12345"
    assert min([PULL, ISSUE, Reference("a/b", 9)]) == Reference("a/b", 9)


@pytest.mark.parametrize("stage", Stage)
def test_three_stages_end_a_contribution(stage: Stage) -> None:
    assert stage.has_ended is (stage in {"merged", "superseded", "dropped"})


def test_the_last_plan_and_the_last_pull_request_hold() -> None:
    assert Contribution().plan is None
    assert Contribution().pull_request is None
    first = Plan("one", "ada", NOW, Verdict(is_good=False))
    second = dataclasses.replace(first, text="two")
    contribution = Contribution(plans=(first, second), pull_requests=(PULL, ISSUE))
    assert contribution.plan == second
    assert contribution.pull_request == ISSUE
