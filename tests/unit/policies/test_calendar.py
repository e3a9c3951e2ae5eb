"""The practice's time in stretches: without a gap, and counting opening time as the target clock does."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.calendar import stretches
from policies.opening import MIDNIGHT, Hours, add_open_time, is_open

ZONE = ZoneInfo("America/New_York")
DAY = ((time(8), time(12, 30)), (time(13), time(16, 30)))
HOURS = Hours(
    dict.fromkeys(range(5), DAY),
    {
        date(2026, 11, 26): (),
        date(2026, 11, 27): ((time(8), time(12)),),
        date(2026, 11, 28): ((time(9, 15), time(10)),),
    },
)
ALWAYS = Hours(dict.fromkeys(range(7), ((time(0), MIDNIGHT),)), {})
FIRST, UNTIL = date(2026, 10, 25), date(2026, 12, 5)


def counted(hours, zone=ZONE, first=FIRST, until=UNTIL):
    return list(stretches(hours, zone, first, until))


FOUND = counted(HOURS)


def open_until(found, moment):
    """As the database counts it."""
    last = max((one for one in found if one.begins <= moment), key=lambda one: one.begins)
    return last.before + (moment - last.begins if last.open else timedelta())


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "Europe/London", "America/Sao_Paulo", "UTC"])
def test_there_is_no_gap_and_no_stretch_is_longer_than_it_may_be(zone):
    """A moment that falls between two stretches would be counted nowhere."""
    found = counted(HOURS, ZoneInfo(zone), date(2026, 3, 1), date(2026, 11, 30))
    assert all(timedelta(0) < after.begins - before.begins <= timedelta(hours=2) for before, after in pairwise(found))
    assert all(one.begins.astimezone(ZoneInfo(zone)).hour == one.hour for one in found)


@pytest.mark.parametrize(
    ("begin", "end", "hours"),
    [
        ((2026, 11, 23, 8), (2026, 11, 23, 16, 30), 8),  # a day with its break
        ((2026, 11, 23, 12), (2026, 11, 23, 13, 30), 1),
        ((2026, 11, 25, 16), (2026, 11, 27, 9), 1.5),  # over Thanksgiving
        ((2026, 11, 27, 11), (2026, 11, 30, 9), 2.75),  # a half day, and a Saturday that is open
        ((2026, 10, 30, 16), (2026, 11, 2, 9), 1.5),  # over the night on which the clocks change
    ],
)
def test_opening_time_between_two_moments_is_what_a_person_would_count(begin, end, hours):
    """Breaks, holidays, half days and the change of the clocks are how figures go wrong."""
    passed = open_until(FOUND, datetime(*end, tzinfo=ZONE)) - open_until(FOUND, datetime(*begin, tzinfo=ZONE))
    assert passed == timedelta(hours=hours)


def test_a_practice_that_never_closes_counts_every_hour_of_a_year():
    """And the day on which there are twenty-five."""
    found = counted(ALWAYS)
    whole = datetime(2026, 12, 5, tzinfo=ZONE).astimezone(UTC) - datetime(2026, 10, 25, tzinfo=ZONE).astimezone(UTC)
    assert open_until(found, datetime(2026, 12, 5, tzinfo=ZONE)) == whole


@given(begin=st.integers(0, 40 * 24 * 60), span=st.integers(1, 3000))
def test_figures_and_targets_count_the_same_hours(begin, span):
    """Else an answer could be in time by the clock of the list and late on the board."""
    at = datetime(2026, 10, 25, tzinfo=ZONE) + timedelta(minutes=begin)
    due = add_open_time(HOURS, at, timedelta(minutes=span))
    if due.date() <= UNTIL:
        assert open_until(FOUND, due) - open_until(FOUND, at) == timedelta(minutes=span)


@given(minute=st.integers(0, 40 * 24 * 60))
def test_a_stretch_is_open_exactly_when_the_office_is(minute):
    """The same question has one answer."""
    at = datetime(2026, 10, 25, tzinfo=ZONE) + timedelta(minutes=minute)
    last = max((one for one in FOUND if one.begins <= at), key=lambda one: one.begins)
    assert last.open is is_open(HOURS, at)
