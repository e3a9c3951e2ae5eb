"""What may be said where. Private things stay off a channel that is not private."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Assurance, Consent, Facts
from policies.disclosure import (
    Fact,
    Over,
    ended,
    is_agreed,
    is_private,
    may_offer,
    may_read_old,
    may_show,
    of_patient,
    takes_down,
    why_over,
)

CHANNELS = ("web", "terminal", "telegram", "sms", "", "WEB", "web ")


@pytest.mark.parametrize("channel", CHANNELS)
def test_only_the_practices_own_channels_are_private(channel: str) -> None:
    """A channel nobody has thought about is not private until somebody has."""
    assert is_private(channel) is (channel in ("web", "terminal"))


@given(st.text())
def test_no_made_up_name_is_private(channel: str) -> None:
    """Exactly two names are."""
    assert is_private(channel) is (channel in {"web", "terminal"})


FACTS = tuple(Fact)
NO_WORDS = None  # The rules look at no word.
FORCE = "the warning in force"
AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
GIVEN = Consent(FORCE, AT.isoformat(), "telegram", "P-1")
EARLY = replace(GIVEN, patient_id=None)
"""Agreed to before it was known who writes."""


def agreed(consent: Consent | None, **changed: object) -> bool:
    """Whether a consent holds for its own patient, linked, in Telegram, with one thing changed."""
    here = {"channel": "telegram", "level": Assurance.LINKED, "patient_id": "P-1", "warning": FORCE} | changed
    return is_agreed(consent, **here)  # type: ignore[arg-type]  # a table of arguments


def says(fact: Fact, channel: str, consent: Consent | None, level: Assurance) -> bool:
    """The whole rule: fact, channel, level, consent."""
    return may_show(fact, private=is_private(channel), agreed=agreed(consent, channel=channel, level=level))


@pytest.mark.parametrize("fact", FACTS)
@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("level", list(Assurance))
@pytest.mark.parametrize("consent", [None, GIVEN, EARLY])
def test_the_whole_table(fact: Fact, channel: str, level: Assurance, consent: Consent | None) -> None:
    """What is open may go anywhere and all to the practice's own channels; to Telegram private things that were agreed to, no others."""
    linked = level >= Assurance.LINKED
    theirs = consent is GIVEN and linked or consent is EARLY and not linked
    shared = fact is Fact.PRIVATE and channel == "telegram" and theirs
    assert says(fact, channel, consent, level) is (fact is Fact.OPEN or is_private(channel) or shared)


@given(st.sampled_from(FACTS), st.text(), st.sampled_from(list(Assurance)), st.text(), st.text())
def test_without_a_consent_nothing_but_the_open_goes_anywhere_else(
    fact: Fact, channel: str, level: Assurance, patient: str, warning: str
) -> None:
    """Whatever the practice decided and whoever writes: strict is what holds until somebody agreed."""
    shared = is_agreed(None, channel=channel, level=level, patient_id=patient, warning=warning)
    assert not shared
    assert may_show(fact, private=is_private(channel), agreed=shared) is (fact is Fact.OPEN or is_private(channel))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"warning": ""}, Over.SWITCHED_OFF),
        ({"warning": "other words"}, Over.REWORDED),
        ({"patient_id": "P-2"}, Over.SOMEBODY_ELSE),
        ({"patient_id": None}, Over.SOMEBODY_ELSE),
        ({"level": Assurance.ANONYMOUS}, Over.LAPSED),
        ({"channel": "sms"}, Over.ENDED),
        ({"channel": "web"}, Over.ENDED),
        ({}, None),
        ({"level": Assurance.VERIFIED}, None),
    ],
)
def test_a_consent_ends_with_whatever_it_rests_on(changed: dict[str, object], why: Over | None) -> None:
    """It belongs to one person, in one chat, under one wording, for as long as the practice allows it."""
    here = {"channel": "telegram", "level": Assurance.LINKED, "patient_id": "P-1", "warning": FORCE} | changed
    assert why_over(GIVEN, **here) is why  # type: ignore[arg-type]  # a table of arguments


def test_an_early_consent_becomes_theirs_who_is_confirmed_and_nobody_elses() -> None:
    """Who agreed before proving who they are is the same person a minute later; the next one in that chat is not."""
    theirs = of_patient(EARLY, "P-1")
    assert theirs == GIVEN
    assert of_patient(theirs, "P-2") == GIVEN
    assert not agreed(theirs, patient_id="P-2")
    assert of_patient(None, "P-1") is None


def test_what_has_ended_stays_ended() -> None:
    """Neither a second end nor a proof of identity brings it back."""
    over = ended(GIVEN, "asked", AT)
    assert over is not None
    assert (over.why, over.ended_at) == ("asked", AT.isoformat())
    assert not agreed(over)
    assert ended(over, "signed_out", AT) is None
    assert ended(None, "asked", AT) is None
    assert of_patient(ended(EARLY, "asked", AT), "P-1") == ended(EARLY, "asked", AT)


@pytest.mark.parametrize("fact", FACTS)
@pytest.mark.parametrize("warning", ["", FORCE])
@pytest.mark.parametrize("has", [True, False])
@pytest.mark.parametrize("channel", CHANNELS)
def test_the_choice_is_offered_only_where_it_can_be_had(fact: Fact, warning: str, has: bool, channel: str) -> None:
    """Not where the practice keeps such things off, not for what never goes there, and not twice."""
    facts = Facts(AT, NO_WORDS, private=is_private(channel), channel=channel, agreed=has, warning=warning)
    wanted = bool(warning) and channel == "telegram" and fact is Fact.PRIVATE and not has
    assert may_offer(facts, fact) is wanted


@pytest.mark.parametrize("fact", FACTS)
@pytest.mark.parametrize("has", [True, False])
@pytest.mark.parametrize("identity", [True, False])
def test_what_was_typed_is_deleted_where_it_should_not_stay(fact: Fact, has: bool, identity: bool) -> None:
    """Whatever is private where nobody agreed to it; who somebody is and what they write to the office in any case."""
    facts = Facts(AT, NO_WORDS, private=False, channel="telegram", agreed=has, warning=FORCE)
    gone = fact is not Fact.OPEN and (identity or fact is Fact.PAGE_ONLY or not has)
    assert takes_down(fact, facts, identity_or_body=identity) is gone
    assert not takes_down(fact, replace(facts, private=True), identity_or_body=identity)


@pytest.mark.parametrize("level", list(Assurance))
def test_an_old_private_line_is_read_again_by_a_verified_person_only(level: Assurance) -> None:
    """The phone may have changed hands since it was shown."""
    assert may_read_old(private_text=True, level=level) is (level is Assurance.VERIFIED)
    assert may_read_old(private_text=False, level=level)
