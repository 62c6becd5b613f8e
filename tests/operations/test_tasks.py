"""The work of a database, as an operator names it."""

from __future__ import annotations

import pytest

from bot.kernel.errors import UserError
from bot.operations.tasks import parse_subject


@pytest.mark.parametrize("text", ["", "pull_request", "pull_request:", "kitten:7"])
def test_a_subject_of_another_form_is_refused_with_the_right_one(text: str) -> None:
    with pytest.raises(UserError, match="kind:key"):
        parse_subject(text)
