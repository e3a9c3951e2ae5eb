"""Places, privacy, length, buttons, plain words, and facts that stand once."""

from __future__ import annotations

import pytest

from bot.checks.facts import check_facts
from bot.checks.places import check_places
from bot.checks.plainness import check_plainness
from bot.checks.reading_level import grade, syllables
from bot.checks.report import Weight
from bot.checks.sayable import by_key, sayables
from bot.checks.shape import check_shape
from bot.checks.world import World
from bot.content import Text
from tests.content.changed import about, with_text


def found_in_places(world: World, key: str, text: Text | str, lang: str = "en") -> list[str]:
    """What the check of places finds about one changed text."""
    changed = with_text(world, key, text, lang)
    return about(check_places(changed, by_key(sayables(changed))), f"{lang} {key}")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("shared.menu", "Call {office.fone}."),  # no such fact
        ("thread.taken", "Taken: {reference}."),  # not what is filled here
        ("appointment.when.ask", "Which day for your {reason}?"),  # not asked when a visit is moved
        ("appointment.reason.ask", "Why, and {when}?"),  # asked later
        ("faq.fee", "It is {price}."),
    ],
)
def test_a_place_that_nothing_fills_is_found(world: World, key: str, words: str) -> None:
    """It would stop the turn in front of the patient."""
    assert [one for one in found_in_places(world, key, words) if one.startswith("places: nothing fills")]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("shared.menu", "Call {office.phone}."),
        ("thread.taken", "Taken: {ref}."),
        ("appointment.review", "Please check.\n{lines}"),
        ("appointment.provider.not_set_up", "{provider} is not here."),
        ("verify.contact_fact.domain_typo", "Did you mean {likely}?"),
        ("shared.read_later", "Again {opens}."),
    ],
)
def test_a_place_that_is_filled_is_let_through(world: World, key: str, words: str) -> None:
    """Facts, what the source hands in, earlier answers, and what a refusal carries."""
    assert found_in_places(world, key, words) == []


def test_a_second_language_has_the_same_places(world: World) -> None:
    """A reference that stands in English must not be lost in translation."""
    assert found_in_places(world, "thread.taken", "Tomado.", "es") == ["places: has other places than in en."]


@pytest.mark.parametrize("name", ["text", "by", "provider", "medication"])
def test_public_words_hold_nothing_of_a_patient(world: World, name: str) -> None:
    """They go to a channel that is not private, whatever was filled into the private ones."""
    found = found_in_places(world, "thread.reply", Text("{by}: {text} {ref}", f"News about {{{name}}}."))
    assert f"privacy: the public words hold {{{name}}}, and their channel is not private." in found


def test_nothing_of_a_patient_is_said_before_anybody_is_verified(world: World) -> None:
    """The greeting cannot know a name, so a greeting with a name in it is a mistake about to happen."""
    found = found_in_places(world, "shared.welcome", "Hello {first_name}.")
    assert "privacy: holds {first_name} and can be said before anybody is verified: say it without." in found


def found_in_shape(world: World, key: str, text: str) -> list[str]:
    """What the check of form finds about one changed text."""
    return about(check_shape(with_text(world, key, text)), f"en {key}")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("word " * 900, "length: has 4499 characters; at most 4096 are shown."),
        ("", "shape: has no words."),
        ("Call the the office.", "shape: has the same word twice"),
        ("Go to the {emergency.place}.", "shape: has the same word twice"),
        ("It opens soon..", "shape: has stray punctuation"),
        ("Call <b>now</b>.", "shape: has markup"),
    ],
)
def test_a_text_out_of_shape_is_found(world: World, words: str, what: str) -> None:
    """With its facts in their places, since that is how it is read."""
    assert [one for one in found_in_shape(world, "shared.empty", words.strip()) if one.startswith(what)]


def test_a_long_text_is_a_warning_only(world: World) -> None:
    """An answer may need the room; somebody should look at it all the same."""
    findings = list(check_shape(with_text(world, "shared.empty", "a few plain words, " * 60)))
    assert [one.weight for one in findings if one.where == "en shared.empty"] == [Weight.WARNING]


def test_a_button_too_long_for_a_telephone_is_found(world: World) -> None:
    """Beyond about forty characters a button is cut off."""
    assert found_in_shape(world, "button.menu", "Take me back to everything you can do for me") != []


@pytest.mark.parametrize(
    ("key", "words", "where"),
    [
        ("button.menu", "stop", "en the dialogue"),
        ("appointment.contact.email", "In this chat", "en appointment.contact"),
        ("appointment.contact.email", "Back", "en appointment.contact"),
        ("appointment.when.label", "Reason", "en appointment.review"),
    ],
)
def test_two_buttons_that_read_the_same_are_found(world: World, key: str, words: str, where: str) -> None:
    """A person who hears or sees two equal buttons cannot choose."""
    assert len(about(check_shape(with_text(world, key, words)), where)) == 1


FACTS_WRITTEN_OUT = [
    ("Call (914) 232-1919.", "support.phone"),
    ("Call 914.232.1919.", "support.phone"),
    ("Fax it to 1-866-575-4832.", "forms.fax"),
    ("Write to whm-portal@northwell.edu.", "support.email"),
    ("Sign in at nextmd.com.", "portal.site"),
    ("We open at 8:00.", "office.hours"),
    ("We close at 4:30 pm.", "office.hours"),
    ("We open at 8 a.m.", "office.hours"),
    ("Call 911 now.", "emergency.number"),
    ("Text 988.", "crisis.number"),
    ("Choose option 3.", "support.option"),
]


@pytest.mark.parametrize(("words", "_fact"), FACTS_WRITTEN_OUT)
def test_a_fact_written_out_is_found(world: World, words: str, _fact: str) -> None:
    """The day the number changes, it must change everywhere."""
    found = about(check_facts(with_text(world, "shared.empty", words)), "en shared.empty")
    assert [one for one in found if one.startswith("facts: writes out a fact")]


@pytest.mark.parametrize(
    "words",
    ["Say it like 914-555-0100.", "Any day after 3.", "It lasts ten minutes.", "Call {office.phone}."],
)
def test_a_figure_that_is_no_fact_is_let_through(world: World, words: str) -> None:
    """Examples and plain numbers are not the practice's."""
    assert about(check_facts(with_text(world, "shared.empty", words)), "en shared.empty") == []


HARD = (
    "Notwithstanding the aforementioned considerations, individuals experiencing difficulties authenticating "
    "themselves are encouraged to communicate immediately with the administrative representatives responsible."
)


def test_a_text_that_is_hard_to_read_is_found(world: World) -> None:
    """Half of the grown-ups in the country read at or below this level."""
    found = about(check_plainness(with_text(world, "shared.empty", HARD)), "en shared.empty")
    assert found[0].startswith("reading level: grade")


def test_guidance_is_held_to_a_plainer_level(world: World) -> None:
    """It is read by somebody who is frightened."""
    plainer = "Call the number if your symptoms become more serious and nobody is able to call you back soon."
    level = grade(plainer)
    assert level is not None
    assert 7 < level <= 8, level
    assert about(check_plainness(with_text(world, "shared.empty", plainer)), "en shared.empty") == []
    assert about(check_plainness(with_text(world, "guidance.emergency", plainer)), "en guidance.emergency") != []


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("call", 1),
        ("office", 2),
        ("emergency", 4),
        ("provider", 3),
        ("needed", 2),
        ("asked", 1),
        ("table", 2),
        ("911", 1),
        ("you're", 1),
    ],
)
def test_syllables_are_counted_about_as_spoken(word: str, count: int) -> None:
    """The grade rests on it."""
    assert syllables(word) == count
