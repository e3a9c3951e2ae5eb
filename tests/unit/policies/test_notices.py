"""When somebody may be told of something they did not ask for: by which way, with which words they stop it, and not at night."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import limits, notices
from policies.notices import Wishes

ZONE = ZoneInfo("America/New_York")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-24T20:59", "2026-11-24T20:59"),
        ("2026-11-24T21:00", "2026-11-25T08:00"),
        ("2026-11-24T23:59", "2026-11-25T08:00"),
        ("2026-11-25T00:00", "2026-11-25T08:00"),
        ("2026-11-25T07:59", "2026-11-25T08:00"),
        ("2026-11-25T08:00", "2026-11-25T08:00"),
        ("2026-12-31T22:00", "2027-01-01T08:00"),
    ],
)
def test_what_comes_at_night_is_told_in_the_morning(now, then):
    """A phone that rings at three because of a refill is turned off for good."""
    assert notices.first_moment(at(now), Wishes()) == at(then)


def test_who_wants_to_be_told_at_night_is():
    """Some work nights."""
    assert notices.first_moment(at("2026-11-24T03:00"), Wishes(night=True)) == at("2026-11-24T03:00")


@given(st.integers(0, 2 * 365 * 24 * 60))
def test_nobody_is_ever_told_at_night_and_nobody_waits_longer_than_one(minutes):
    """Also in the two nights of the year that have another length."""
    now = at("2026-01-01T00:00") + timedelta(minutes=minutes)
    then = notices.first_moment(now, Wishes())
    assert not notices.is_quiet(then)
    assert now <= then
    assert then.replace(tzinfo=None) - now.replace(tzinfo=None) <= timedelta(hours=11)


@pytest.mark.parametrize(("hour", "night"), [(12, False), (13, True), (14, True), (15, False)])
def test_a_stretch_within_one_day_is_read_as_one(hour, night):
    """A practice may set its quiet hours at noon."""
    assert notices.in_quiet(time(hour), time(13), time(15)) is night


def test_the_figures_are_the_ones_that_are_promised():
    """They stand on the patient's page in words."""
    assert (time(21), time(8)) == (limits.QUIET_FROM, limits.QUIET_UNTIL)


@pytest.mark.parametrize("text", ["STOP", "stop", " Stop. ", "stop!", "UNSUBSCRIBE", "Stop all", "'STOP'"])
def test_words_for_no_more(text):
    """As every message service takes them."""
    assert notices.said(text) is False


@pytest.mark.parametrize("text", ["START", "start", "Start.", "unstop", "start again"])
def test_words_for_again(text):
    """The way back must be as short."""
    assert notices.said(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "",
        "please stop my refill",
        "stop it",
        "cancel",
        "I cannot stop coughing",
        "start a refill",
        "when do you start",
        "no",
        "quit",
        "end",
    ],
)
def test_words_that_are_about_something_else(text):
    """A patient who speaks of a medicine must not lose their notices by it."""
    assert notices.said(text) is None


def test_a_choice_holds_for_its_ways_only():
    """And a way that nobody can choose is not closed by it."""
    assert [name for name in notices.WAYS if Wishes(name).takes("telegram")] == ["both", "telegram"]
    assert [name for name in notices.WAYS if Wishes(name).takes("mail")] == ["both", "mail"]
    assert Wishes("none").takes("terminal")
    assert not Wishes("something of a later release").takes("mail")


@pytest.mark.parametrize(("ways", "then"), [("none", "telegram"), ("mail", "both"), ("both", "both")])
def test_a_way_that_is_asked_for_again_is_added(ways, then):
    """START in a chat takes back no choice about mail."""
    assert Wishes(ways, night=True).with_way("telegram") == Wishes(then, night=True)
