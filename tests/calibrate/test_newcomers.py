"""Who is new is told by what the same person did before, under any name."""

from __future__ import annotations

from bot.calibrate.newcomers import People
from bot.calibrate.recognise import Person


def test_name_or_address_make_the_same_person() -> None:
    people = People()
    contributions = [
        Person("Ada L", "ada@example.org"),
        Person("ada l", "12+ada@users.example"),
        Person("AL", "ada@users.example"),
        Person("Bo K", "bo@example.org"),
        Person("Ada Lovelace", "Ada@example.org"),
    ]
    assert [people.contribute(each, 10 * n) for n, each in enumerate(contributions)] == [
        1,
        2,
        3,
        1,
        4,
    ]


def test_a_name_that_anybody_may_have_joins_nobody() -> None:
    people = People()
    assert people.contribute(Person("root", "root@box"), 1) == 1
    assert people.contribute(Person("root", "ada@example.org"), 2) == 1
    assert people.contribute(Person("", ""), 3) == 1
    assert people.contribute(Person("", ""), 4) == 2


def test_an_address_nobody_reads_joins_nobody() -> None:
    people = People()
    assert people.contribute(Person("Ada Lovelace", "noreply@example.org"), 1) == 1
    assert people.contribute(Person("Bo Kane", "noreply@example.org"), 2) == 1


def test_one_can_ask_which_contribution_it_would_have_been() -> None:
    people = People()
    ada = Person("Ada", "ada@example.org")
    assert people.ordinal(ada, 5) == 1
    for when in (10, 20, 30):
        people.contribute(ada, when)
    assert [people.ordinal(ada, when) for when in (5, 10, 15, 31)] == [1, 1, 2, 4]
