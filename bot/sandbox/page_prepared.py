"""Commits that the page offers ready-made, so that one press shows what a check says to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.sandbox.trees import Tree


@dataclass(frozen=True, slots=True)
class Prepared:
    """A commit of one new file.

    Attributes:
        key: Its name in the form.
        label: What the button says.
        path: Where the file goes; `{n}` becomes the first number that is free.
        text: The file's text, with the same `{n}`.
    """

    key: str
    label: str
    path: str
    text: str
    message: str

    def change(self, tree: Tree) -> dict[str, str]:
        """Return the file to commit on top of this tree."""
        number = 1
        while tree.get(self.path.format(n=number)) is not None:
            number += 1
        return {self.path.format(n=number): self.text.format(n=number)}


_TEST = '''"""The smallest input and a repeated one; both went wrong before the change."""

import pytest


@pytest.mark.parametrize("size", [0, 1, {n}])
def test_the_result_has_the_size_of_the_input(size: int) -> None:
    assert len(list(range(size))) == size


def test_the_input_stays_as_it_was() -> None:
    items = [3, 1, 2]
    sorted(items)
    assert items == [3, 1, 2]
'''

_DOCUMENTATION = """# How to see the change at work

1. Install the branch.
2. Run the example of the description.
3. Compare the output with the one before the change.
"""

_LARGE: Final = "".join(f"SETTING_{number} = {number}\n" for number in range(900))

PREPARED: Final = (
    Prepared("test", "Push a small test", "tests/test_prepared_{n}.py", _TEST, "Add a test"),
    Prepared(
        "docs",
        "Push a page of documentation",
        "docs/prepared_{n}.md",
        _DOCUMENTATION,
        "Explain how to try the change",
    ),
    Prepared(
        "large",
        "Push 900 lines that do not belong here",
        "settings/prepared_{n}.py",
        _LARGE,
        "Add all settings at once",
    ),
)


def by_key(key: str) -> Prepared | None:
    """Return the prepared commit of this name."""
    return next((each for each in PREPARED if each.key == key), None)
