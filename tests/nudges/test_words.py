"""The words: the same in every language, kind, and safe to post."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from bot.kernel.contribution import Stage
from bot.kernel.errors import UserError
from bot.kernel.markdown import BlockKind, read
from bot.nudges.drafts import FILE, load_drafts
from bot.nudges.fields import BLAME, FIELDS
from bot.nudges.restraint import Comment, Item
from bot.nudges.rung import FOR_MENTORS, Rung
from bot.nudges.saying import Manner, manner
from bot.nudges.situation import Because, OpenThread, Pull, Turn
from bot.nudges.stall import Due, due
from bot.nudges.tell import tell
from bot.nudges.words import LARGEST, load_words
from bot.policy.model import Commands, Policy
from bot.review.events import Kind
from bot.shipped import (
    shipped,
    shipped_drafts,
    shipped_folder,
    shipped_languages,
    shipped_projects,
)
from tests.nudges.stories import FOLDER, STORIES, page, told
from tests.support.nudges import COHORT, MONDAY, on, ping, project, situation, stale

if TYPE_CHECKING:
    from bot.nudges.situation import Situation
    from bot.policy.model import Cohort

LANGUAGES = sorted(shipped_languages().codes)
ENGLISH = Manner(shipped_languages().get("en"), shipped_drafts())
FILES = shipped_folder("words")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_are_those_of_the_golden_files(language: str) -> None:
    golden = (FOLDER / f"{language}.md").read_text(encoding="utf-8")
    assert page(language) == golden, "run `python -m tests.nudges.stories` and read it aloud"


def test_a_span_of_one_day_has_words_of_its_own() -> None:
    spans = {code: shipped_languages().get(code).days(1) for code in LANGUAGES}
    assert spans == {"de": "einem Tag", "en": "a day", "es": "un d\u00eda"}


def test_every_rung_and_nearly_every_text_is_in_the_golden_files() -> None:
    shown = {
        rung
        for rung in Rung
        for story in STORIES.values()
        for one in story
        if due_rung(one) is rung
    }
    assert shown == set(Rung)
    everything = page("en")
    texts = shipped_languages().get("en").texts
    for key, text in texts.items():
        if not key.startswith("event."):
            longest = max(re.split(r"\{\w+\}", text), key=len)
            assert longest.strip() in everything, key


def due_rung(one: Situation) -> Rung:
    found = due(one)
    assert isinstance(found, Due)
    return found.rung


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", STORIES)
def test_a_nudge_is_calm_short_and_mentions_only_whom_it_is_for(language: str, story: str) -> None:
    text = told(language, story)
    assert not re.search("[!\u00a1]", text.replace("<!--", ""))
    assert len(text) < 1600
    mentioned = set(re.findall(r"(?<![\w`])@([\w-]+)", text))
    assert mentioned <= {"ada", "grace", "mira"}
    assert not [word for word in BLAME[language] if word in f" {text.casefold()}"]


@pytest.mark.parametrize("story", STORIES)
def test_a_nudge_says_whose_turn_since_when_what_to_do_and_how_to_be_left_in_peace(
    story: str,
) -> None:
    text = told("en", story)
    assert "since" in text
    assert "October" in text
    assert "I keep quiet about it" in text
    assert re.search(r"`/(snooze 1w|hold)`", text)


def test_a_prefix_stands_before_every_command_where_the_policy_wants_it() -> None:
    text = told("en", "your turn: remarks are open", "/coach")
    assert "`/coach snooze 1w`" in text
    assert "`/coach not-my-turn`" in text


@pytest.mark.parametrize(
    ("policy", "cohort", "language", "prefix"),
    [
        (Policy(version=1), COHORT, "en", ""),
        (Policy(version=1, language="de"), COHORT, "de", ""),
        (Policy(version=1, language="fr"), COHORT, "en", ""),
        (Policy(version=1, commands=Commands(prefix="/c", prefix_only=True)), COHORT, "en", "/c"),
        (Policy(version=1, commands=Commands(prefix="/c")), COHORT, "en", ""),
    ],
)
def test_a_course_is_spoken_to_as_its_policy_says(
    policy: Policy,
    cohort: Cohort,
    language: str,
    prefix: str,
) -> None:
    found = manner(policy, cohort, shipped_languages(), shipped_drafts())
    assert (found.words.language, found.prefix) == (language, prefix)


def test_a_cohorts_own_language_goes_before_the_organisations() -> None:
    own = structs.replace(COHORT, language="es")
    found = manner(Policy(version=1, language="de"), own, shipped_languages(), shipped_drafts())
    assert found.words.language == "es"


def test_what_usually_gives_somebody_the_turn_has_words() -> None:
    silent = {
        Kind.DRAFTED,
        Kind.UNREQUESTED,
        Kind.DECISION,
        Kind.AUTO_MERGE,
        Kind.NO_AUTO_MERGE,
        Kind.UNQUEUED,
        Kind.QUEUED,
        Kind.CROSS_REFERENCED,
        Kind.REFERENCED,
        Kind.CLOSED,
        Kind.MERGED,
    }
    assert {f"event.{kind}" for kind in set(Kind) - silent} <= set(FIELDS)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("language: en", "language: de", "language is de; the name of the file says en."),
        ("  to_do: ", "  to_dos: ", "step.to_do is missing; translate it from nudges.en.yaml."),
        ("  to_do: ", "  to_dos: ", "step.to_dos is not used; leave it out."),
        ("{checks}. Push", "{check}. Push", "step.ci_red lacks {checks};"),
        (
            "{checks}. Push",
            "{check}. Push",
            "has {check}, which is not filled in; known there: {checks}.",
        ),
        ('the main branch"', 'the {0} branch"', "known there: none."),
        ("just ask.", "just ask { now.", "has a brace that belongs to no field; take it out."),
        (
            "just ask.",
            "just ask!",
            "step.with_mentor_alone has an exclamation mark; say it calmly.",
        ),
        ("just ask.", "you must ask.", "says 'you must', which can sound like blame;"),
        ("{weekday}, {day} {month}", "{day} {month}", "calendar.day lacks {weekday};"),
        ("{days} days", "days", "calendar.more_days lacks {days};"),
        ("Monday,", '"Monday!",', "calendar has an exclamation mark"),
        ("[Monday, ", "[", "Expected `array` of length >= 7"),
        ("turn:", "turns:", "config/words/nudges.en.yaml: "),
        ("language: en", "language: [", "Compare it with nudges.en.yaml."),
    ],
)
def test_words_that_are_not_in_order_are_told_with_file_key_and_fix(
    old: str, new: str, problem: str
) -> None:
    name = "words/nudges.en.yaml"
    with pytest.raises(UserError) as caught:
        load_words(FILES | {name: FILES[name].replace(old, new, 1)})
    assert problem in str(caught.value)
    assert "config/words/nudges.en.yaml" in str(caught.value)


def test_every_problem_of_every_language_is_told_at_once() -> None:
    broken = {name: text.replace("just ask.", "!") for name, text in FILES.items()}
    broken["words/nudges.de.yaml"] = broken["words/nudges.de.yaml"].replace("einfach.", "jetzt!")
    with pytest.raises(UserError) as caught:
        load_words(broken)
    assert len(str(caught.value).splitlines()) == 2


def test_a_course_may_add_a_language() -> None:
    french = FILES["words/nudges.en.yaml"].replace("language: en", "language: fr")
    assert "fr" in load_words(FILES | {"words/nudges.fr.yaml": french}).codes


def test_without_english_or_with_too_much_nothing_starts() -> None:
    with pytest.raises(UserError, match="is missing; put it back"):
        load_words({})
    with pytest.raises(UserError, match="shorten it"):
        load_words({"words/nudges.en.yaml": "x" * (LARGEST + 1)})
    with pytest.raises(UserError, match=r"nudges\.en\.yaml"):
        load_words({"words/nudges.en.yaml": "\ud800"})


@pytest.mark.parametrize("text", ["review: Hello", "review: [", "\ud800", "{}"])
def test_drafts_that_are_not_in_order_are_refused(text: str) -> None:
    with pytest.raises(UserError, match=r"config/words/draft\.yaml"):
        load_drafts(text)


def test_a_draft_names_the_day_where_the_student_is() -> None:
    one = situation(on(13), turn=Turn.REVIEWER, since=on(5, 20), time_zone="Asia/Tokyo")
    assert "since 6 October" in shipped_drafts().of(one)


@pytest.mark.parametrize("mark", ["@ada", "#1", "`x`", "{who}"])
def test_a_draft_mentions_nobody_and_links_nothing(mark: str) -> None:
    with pytest.raises(UserError):
        load_drafts(shipped(FILE).replace("Hello", mark))


@pytest.mark.parametrize(
    ("fields", "inside"),
    [
        ({"turn": Turn.CI}, "Whose turn it is now I cannot tell well."),
        ({"turn": Turn.AUTHOR}, "It has been your turn"),
        ({"turn": Turn.GATE}, "It has been the maintainers' turn"),
        ({"because": Because(event="cross_referenced", at=MONDAY)}, "a change there"),
        ({"because": None, "stage": Stage.OPEN}, "a change there"),
    ],
)
def test_a_stale_bots_warning_fits_any_turn(fields: dict[str, Any], inside: str) -> None:
    facts = project(stale=stale(30, 14))
    one = situation(on(12, 10, 0, 11), updated=MONDAY, project_facts=facts, **fields)
    assert inside in spoken(one, Rung.STALE)


def test_without_a_rule_there_is_no_date_to_warn_of() -> None:
    assert "will close it" not in spoken(situation(on(8)), Rung.STALE)


def test_who_is_to_be_mentioned_there_is_shown_and_not_mentioned() -> None:
    facts = project(ping=ping(7, mention="@acme/oncall"))
    text = spoken(situation(on(13), turn=Turn.REVIEWER, project_facts=facts), Rung.PING)
    assert "(@\u200bacme/oncall)" in text


def test_a_contribution_without_title_is_named_by_its_key() -> None:
    one = situation(on(8), pull=Pull.NONE, stage=Stage.AGREED, title="", address="")
    item = Item(one, Due(Rung.PLAN, on(8), ("grace",), "So."))
    assert "**About `7#\u200b12`.**" in tell(Comment((item, item), ("grace",)), ENGLISH)


PROJECTS = {each.name: each for each in shipped_projects()}


@pytest.mark.parametrize("name", PROJECTS)
def test_no_word_is_drafted_where_a_project_is_not_known_to_allow_it(name: str) -> None:
    ai = PROJECTS[name].ai
    is_allowed = ai is not None and ai.drafting_allowed
    drafts = shipped_drafts()
    lines = [getattr(drafts, each).split("{since}")[0][:30] for each in drafts.__struct_fields__]
    for fields in (
        {"turn": Turn.REVIEWER},
        {"turn": Turn.GATE, "awaited": ("gpu",)},
        {"turn": Turn.GATE, "is_approved": True},
        {"turn": Turn.AUTHOR},
    ):
        seen: dict[str, Any] = {"updated": MONDAY, "failing": ("lint",)} | fields
        one = situation(on(13), project_facts=PROJECTS[name], **seen)
        for language in LANGUAGES:
            speech = Manner(shipped_languages().get(language), drafts)
            for rung in Rung:
                text = spoken(one, rung, speech)
                is_drafted = "```" in text or any(line in text for line in lines)
                assert is_drafted is (is_allowed and rung is Rung.PING), (rung, language)


def test_the_projects_allow_and_forbid_drafts() -> None:
    allowed = {each.ai.drafting_allowed for each in PROJECTS.values() if each.ai is not None}
    assert len(PROJECTS) >= 18
    assert allowed >= {True, False}


def spoken(one: Situation, rung: Rung, speech: Manner = ENGLISH) -> str:
    item = Item(one, Due(rung, on(8), ("ada",), "So."))
    return tell(Comment((item,), ("ada",)), speech)


HOSTILE = st.text(st.characters(codec="utf-8"), max_size=60).map(
    lambda text: f"{text}@everyone #1 http://github.com/a/b <!-- ![x](y) ``` {text}"
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(set(Rung) - FOR_MENTORS)), HOSTILE, st.sampled_from(LANGUAGES))
def test_nothing_that_others_wrote_is_live(rung: Rung, noise: str, language: str) -> None:
    one = situation(
        on(13),
        title=noise,
        because=Because(event="labeled", at=MONDAY, who=noise, what=noise, link=noise),
        open_threads=(OpenThread(path=noise, by=noise, line=3),),
        failing=(noise,),
        awaited=(noise,),
        is_mendable=False,
        labels=(noise,),
    )
    item = Item(one, Due(rung, on(8), ("ada", "grace"), "So."))
    speech = Manner(shipped_languages().get(language), shipped_drafts())
    text = tell(Comment((item,), ("ada",)), speech)
    assert "@everyone" not in text
    assert "#1" not in text
    assert "://github.com" not in text
    assert not [block for block in read(text) if block.kind is BlockKind.REMARK or block.pictures]
