"""The labels of a contribution issue."""

from __future__ import annotations

import re

import pytest

from bot.kernel import happening
from bot.kernel.contribution import Stage
from bot.progress.labels import LABELS, ON_HOLD, READY, STAGE_LABELS, wanted
from bot.progress.stages import fold
from tests.support.contributions import NOW, at_stage, life, ready


@pytest.mark.parametrize("stage", Stage)
def test_a_stage_shows_as_one_label(stage: Stage) -> None:
    assert wanted(at_stage(stage)) == {f"coach: {stage}"}


def test_ready_and_hold_show_besides() -> None:
    held = happening.Held(at=NOW, by="grace")
    assert wanted(fold((*life(Stage.BUILDING), ready(), held))) == {
        "coach: building",
        READY.name,
        ON_HOLD.name,
    }
    assert READY.name not in wanted(fold((*life(Stage.BUILDING), ready("Tests"))))
    assert READY.name not in wanted(fold((*life(Stage.OPEN), ready())))


def test_labels_are_such_as_github_takes() -> None:
    assert len({label.name for label in LABELS}) == len(LABELS) == len(Stage) + 2
    assert set(STAGE_LABELS) == set(Stage)
    for label in LABELS:
        assert re.fullmatch("[0-9a-f]{6}", label.colour)
        assert 0 < len(label.description) <= 100
        assert len(label.name) <= 50
