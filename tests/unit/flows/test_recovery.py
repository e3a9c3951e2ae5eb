"""Recovery asks exactly what the sign-in screen asks, takes another way where one is said, and files a token nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.practice import load_practice
from bot.conversation import Assurance, Facts, FlowState, PatientId, Person, Standing
from bot.effects import Effect, Enqueue, Recover, Say
from bot.flows.answers import accounts
from bot.flows.engine import Answer, Fill, Resume, take_turn
from bot.flows.recovery import NEEDS, RECOVERY, meant, other_path, path
from bot.flows.spec import Invalid, Phase
from tests.unit.flows.sample import NOW
from tests.unit.nlu.entities.known import LEXICON

FACTS = Facts(now=NOW, lexicon=LEXICON, new_ref="R-1")
SAID = {
    "first_name": "Marisol",
    "last_name": "Vega",
    "username": "mvega79",
    "token": "K7QM-2X9P-4RTD",
    "email": "marisol.vega@example.com",
    "dob": "8/12/1979",
    "zip": "10549",
    "trouble": "it says error 12",
}
TAKEN = {**SAID, "token": "K7QM2X9P4RTD", "dob": "1979-08-12"}
ME = Person(
    PatientId("A"), "Marisol", "Vega", date(1979, 8, 12), email="a@example.com", zip="10549", account_username="mv"
)


def asked_of(state: FlowState, effects: tuple[Effect, ...]) -> str:
    """The question that is open."""
    assert state.phase == Phase.ASKING
    return [effect.key for effect in effects if isinstance(effect, Say)][-1].split(".")[1]


def walk(way: str, facts: Facts = FACTS) -> tuple[FlowState, tuple[Effect, ...], list[str]]:
    """Answer every question of one way."""
    state, effects = take_turn(RECOVERY, FlowState("recovery", 1, 1, heard={"path": way}), Resume(), facts)
    asked = []
    while state.phase == Phase.ASKING:
        asked.append(asked_of(state, effects))
        state, effects = take_turn(RECOVERY, state, Answer(SAID[asked[-1]]), facts)
    return state, effects, asked


@pytest.mark.parametrize("way", ["username", "password", "token", "all"])
def test_each_way_asks_exactly_what_the_practice_says(way: str) -> None:
    """The facts stand in data/practice.yml, from the practice's own page; one more would be one too many."""
    needs = load_practice(Path(__file__).resolve().parents[3] / "data/practice.yml").values[f"recovery.{way}.needs"]
    _, effects, asked = walk(way)
    assert sorted(asked) == sorted(needs)
    assert effects == (Recover(way, {slot: TAKEN[slot] for slot in NEEDS[way]}),)


@pytest.mark.parametrize("way", NEEDS)
def test_what_is_said_afterwards_depends_on_the_way_only(way: str) -> None:
    """The portal's answer for known and unknown people is one and the same word."""
    state, _, _ = walk(way)
    closed, effects = take_turn(RECOVERY, state, Fill({"portal": "too_many"}), FACTS)
    assert closed.phase == Phase.CLOSED
    assert effects == (Say("recovery.too_many"),)


def test_a_link_is_shown_in_private_only() -> None:
    """Whoever reads along on Telegram must not set the password first."""
    state, _, _ = walk("token")
    _, effects = take_turn(RECOVERY, state, Fill({"portal": "https://x/portal/reset/abc"}), FACTS)
    assert [effect.private for effect in effects if isinstance(effect, Say)] == [True]


@pytest.mark.parametrize("way", NEEDS)
def test_staff_get_the_facts_and_never_the_token(way: str) -> None:
    """A token is a secret, also from those who will help."""
    state, _, _ = walk(way)
    _, effects = take_turn(RECOVERY, state, Fill({"portal": "handed"}), FACTS)
    items = [effect for effect in effects if isinstance(effect, Enqueue)]
    assert [(item.kind, item.ref, item.patient_id, item.assurance) for item in items] == [
        ("recovery", "R-1", None, "ANONYMOUS")
    ]
    assert set(items[0].fields) == {"path", *NEEDS[way]} - {"token"}


def test_every_fact_is_asked_in_private() -> None:
    """Telegram carries none of them."""
    assert {ask.slot for ask in RECOVERY.asks if not ask.private} == {"path", "portal"}


def test_a_verified_person_is_asked_nothing_that_is_on_file() -> None:
    """They have just proven all of it."""
    facts = replace(FACTS, me=ME, level=Assurance.VERIFIED)
    for way in ("username", "password", "all"):
        assert walk(way, facts)[2] == []


def test_a_proxy_says_whom_it_is_about() -> None:
    """What is on file is theirs, and the lost account may be the other one."""
    facts = replace(FACTS, me=ME, level=Assurance.VERIFIED, acts_for=(Standing(ME, "b", "f", on_file=True),))
    assert walk("password", facts)[2] == ["username"]


@pytest.mark.parametrize(
    ("words", "way"),
    [
        ("username", "username"), ("My user name", "username"), ("I forgot my username", "username"),
        ("the password one", "password"), ("my password doesn't work", "password"), ("password", "password"),
        ("I know my username but forgot the password", "password"),
        ("it's the password i forgot, not the username", "password"),
        ("both", "all"), ("I forgot both of them", "all"), ("can't remember my user id or password", "all"),
        ("neither", "all"), ("everything", "all"), ("I lost everything", "all"),
        ("I have a token", "token"), ("support gave me a reset code", "token"), ("reset token", "token"),
    ],
)  # fmt: skip
def test_what_was_lost_is_read_from_words(words: str, way: str) -> None:
    """As people say it, not as the buttons print it."""
    assert path(words, FACTS, {}) == way


@pytest.mark.parametrize("words", ["purple", "", "yes", "?", "Vega"])
def test_what_says_nothing_of_it_is_asked_again(words: str) -> None:
    """No guess: a wrong way costs more than one more question."""
    with pytest.raises(Invalid, match="which"):
        path(words, FACTS, {})


@pytest.mark.parametrize(
    ("words", "asked", "taken", "then"),
    [
        ("I forgot both", "username", "password", ("path", "all")),
        ("I don't know that either", "username", "password", ("path", "all")),
        ("no idea", "username", "password", ("path", "all")),
        ("I forgot my username too", "username", "password", ("path", "all")),
        ("my username is gone", "username", "password", ("path", "all")),
        ("I also forgot my password", "last_name", "username", ("path", "all")),
        ("actually it is my password that I forgot", "last_name", "username", ("path", "password")),
        ("I have a reset token", "email", "username", ("path", "token")),
        ("no token", "token", "token", ("path", None)),
        ("I don't have it", "token", "token", ("path", None)),
        ("mvega79", "username", "password", None),
        ("Both", "last_name", "username", ("path", "all")),
        ("All", "last_name", "username", None),
        ("Vega", "last_name", "username", None),
        ("no idea", "zip", "all", None),
        ("my username is mvega79", "username", "password", None),
    ],
)
def test_an_answer_may_take_another_way(words: str, asked: str, taken: str, then: tuple[str, str] | None) -> None:
    """Whoever turns out to have lost more is not sent back to the start, and a name is not taken for a change of mind."""
    assert other_path(words, asked, {"path": taken}) == then


def test_a_first_message_with_the_username_has_not_lost_it() -> None:
    """The reader may hear both lost where only one is."""
    assert meant("all", {"username": "mvega79"}) == "password"
    assert meant("username", {"token": "K7QM"}) == "token"
    assert meant("all", {"email": "a@example.com"}) == "all"


@given(st.text(max_size=300))
def test_any_words_are_read_without_trouble(words: str) -> None:
    """The words come from anybody."""
    assert accounts.lost(words) in (None, *NEEDS)
    assert accounts.named(words) in (None, "username", "password")
    assert isinstance(accounts.is_unknown(words), bool)
