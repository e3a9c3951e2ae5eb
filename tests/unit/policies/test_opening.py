"""When the office is open, and how its clock counts: the promises to patients about *when* rest on it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.opening import MIDNIGHT, Hours, add_open_time, is_open, is_open_day, next_opening, open_between

NEW_YORK = ZoneInfo("America/New_York")
DAY = (time(8), time(16, 30))
HALF_DAY = ((time(8), time(12)),)
WITH_BREAK = ((time(8), time(12)), (time(13), time(17)))
OFFICE = Hours(
    weekly=dict.fromkeys(range(5), (DAY,)),
    special={date(2026, 11, 26): (), date(2026, 12, 24): HALF_DAY},
)
BREAKS = Hours(weekly=dict.fromkeys(range(5), WITH_BREAK), special={})
NEVER = Hours(weekly={}, special={})
ALWAYS = Hours(weekly={day: ((time(0), MIDNIGHT),) for day in range(7)}, special={})
UNTIDY = Hours(
    weekly=dict.fromkeys(range(5), ((time(13), time(17)), (time(8), time(11)), (time(10), time(12)))),
    special={date(2026, 12, 24): ((time(10), time(12)), (time(8), time(9)))},
)
"""The same shifts as `BREAKS`, as a hurried hand writes them: out of order, one over the other; a half day with a break."""


def at(text: str) -> datetime:
    """A moment on the practice's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        (OFFICE, "2026-11-23T07:59:59", False),
        (OFFICE, "2026-11-23T08:00:00", True),
        (OFFICE, "2026-11-23T16:29:59", True),
        (OFFICE, "2026-11-23T16:30:00", False),  # closing time is closed: nobody picks up any more
        (OFFICE, "2026-11-28T10:00:00", False),  # a Saturday
        (OFFICE, "2026-11-26T10:00:00", False),  # Thanksgiving, a Thursday
        (OFFICE, "2026-12-24T11:59:00", True),  # a half day
        (OFFICE, "2026-12-24T12:00:00", False),
        (BREAKS, "2026-11-23T12:30:00", False),  # the lunch break
        (BREAKS, "2026-11-23T13:00:00", True),
        (NEVER, "2026-11-23T10:00:00", False),
    ],
)
def test_the_office_is_open_from_opening_to_just_before_closing(hours: Hours, moment: str, expected: bool) -> None:
    """Urgent guidance says *call now* or *go to urgent care* by this alone."""
    assert is_open(hours, at(moment)) is expected


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        (OFFICE, "2026-11-23T06:00:00", "2026-11-23T08:00:00"),
        (OFFICE, "2026-11-23T08:00:00", "2026-11-24T08:00:00"),  # after now, not at it
        (OFFICE, "2026-11-25T17:00:00", "2026-11-27T08:00:00"),  # over the holiday
        (OFFICE, "2026-11-27T17:00:00", "2026-11-30T08:00:00"),  # over the weekend
        (BREAKS, "2026-11-23T12:10:00", "2026-11-23T13:00:00"),  # after the break, the same day
    ],
)
def test_the_next_opening_skips_what_is_closed(hours: Hours, moment: str, expected: str) -> None:
    """A patient is told when messages are really read next."""
    assert next_opening(hours, at(moment)) == at(expected)


def test_a_practice_that_never_opens_promises_nothing() -> None:
    """No date is better than an invented one, and the search ends."""
    assert next_opening(NEVER, at("2026-11-23T10:00:00")) is None


def test_a_half_day_is_a_day_on_which_the_office_opens() -> None:
    """An appointment may be wished for on it; on a holiday not."""
    assert is_open_day(OFFICE, date(2026, 12, 24))
    assert not is_open_day(OFFICE, date(2026, 11, 26))
    assert not is_open_day(OFFICE, date(2026, 11, 28))


@pytest.mark.parametrize(
    ("hours", "begin", "span", "expected"),
    [
        (OFFICE, "2026-11-23T09:00:00", timedelta(hours=2), "2026-11-23T11:00:00"),
        (OFFICE, "2026-11-23T15:30:00", timedelta(hours=2), "2026-11-24T09:00:00"),
        (OFFICE, "2026-11-25T16:00:00", timedelta(hours=1), "2026-11-27T08:30:00"),  # Thanksgiving does not count
        (OFFICE, "2026-11-28T03:00:00", timedelta(minutes=15), "2026-11-30T08:15:00"),
        (OFFICE, "2026-12-24T11:00:00", timedelta(hours=2), "2026-12-25T09:00:00"),  # after a half day
        (BREAKS, "2026-11-23T11:30:00", timedelta(hours=1), "2026-11-23T13:30:00"),  # the break does not count
    ],
)
def test_targets_count_opening_time_only(hours: Hours, begin: str, span: timedelta, expected: str) -> None:
    """Staff are not late because a night or a holiday lay between."""
    assert add_open_time(hours, at(begin), span) == at(expected)


@pytest.mark.parametrize(
    ("before", "first_day"),
    [("2026-03-06T17:00:00", "2026-03-09T08:00:00"), ("2026-10-30T17:00:00", "2026-11-02T08:00:00")],
)
def test_the_office_opens_at_eight_on_the_wall_after_the_clocks_change(before: str, first_day: str) -> None:
    """Daylight saving moves the sun, not the front door; the offset of the promise is the new one."""
    opening = next_opening(OFFICE, at(before))
    assert opening == at(first_day)
    assert opening is not None
    assert opening.utcoffset() == at(first_day).utcoffset()
    assert opening.utcoffset() != at(before).utcoffset()


@pytest.mark.parametrize(("begin", "hours_later"), [("2026-03-08T01:30:00", 2), ("2026-11-01T00:30:00", 4)])
def test_an_hour_of_opening_is_an_hour_on_the_night_the_clocks_change(begin: str, hours_later: int) -> None:
    """A practice open through the night has 23 or 25 hours on these days; a target must not be an hour off."""
    reached = add_open_time(ALWAYS, at(begin), timedelta(hours=hours_later))
    assert reached.timestamp() - at(begin).timestamp() == hours_later * 3600


def test_spans_are_met_in_the_order_of_the_day_however_they_are_written() -> None:
    """Split shifts come out of a settings file in any order; a target counted through them twice would be hours off."""
    assert UNTIDY.spans(date(2026, 11, 23)) == WITH_BREAK
    assert next_opening(UNTIDY, at("2026-11-23T06:00:00")) == at("2026-11-23T08:00:00")
    assert add_open_time(UNTIDY, at("2026-11-23T11:30:00"), timedelta(hours=1)) == at("2026-11-23T13:30:00")
    assert add_open_time(UNTIDY, at("2026-12-24T08:30:00"), timedelta(hours=1)) == at("2026-12-24T10:30:00")


def test_a_day_that_never_closes_loses_no_second_at_midnight() -> None:
    """A practice open round the clock counts twenty-four hours to a day."""
    week = timedelta(days=7)
    assert add_open_time(ALWAYS, at("2026-11-23T09:00:00"), week) == at("2026-11-30T09:00:00")
    assert open_between(ALWAYS, at("2026-11-23T09:00:00"), at("2026-11-30T09:00:00")) == week


@pytest.mark.parametrize(
    ("hours", "begin", "end", "expected"),
    [
        (OFFICE, "2026-11-23T09:00:00", "2026-11-23T11:00:00", timedelta(hours=2)),
        (OFFICE, "2026-11-23T16:00:00", "2026-11-24T08:30:00", timedelta(hours=1)),  # the night does not count
        (OFFICE, "2026-11-25T16:00:00", "2026-11-27T08:30:00", timedelta(hours=1)),  # nor does Thanksgiving
        (OFFICE, "2026-12-24T11:00:00", "2026-12-24T18:00:00", timedelta(hours=1)),  # a half day
        (OFFICE, "2026-11-28T09:00:00", "2026-11-29T18:00:00", timedelta()),  # a weekend
        (BREAKS, "2026-11-23T11:30:00", "2026-11-23T13:30:00", timedelta(hours=1)),  # nor the break
        (OFFICE, "2026-11-24T08:30:00", "2026-11-23T16:00:00", timedelta(hours=-1)),  # late by an hour of work
        (NEVER, "2026-11-23T09:00:00", "2026-12-23T09:00:00", timedelta()),
        (ALWAYS, "2026-03-08T01:00:00", "2026-03-08T05:00:00", timedelta(hours=3)),  # spring forward
        (ALWAYS, "2026-11-01T00:00:00", "2026-11-01T05:00:00", timedelta(hours=6)),  # fall back
    ],
)
def test_how_late_something_is_counts_opening_time_only(
    hours: Hours, begin: str, end: str, expected: timedelta
) -> None:
    """What came in an hour before closing is not sixteen hours late at opening."""
    assert open_between(hours, at(begin), at(end)) == expected


MOMENTS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 31))  # noqa: DTZ001  # wall-clock times, the zone is added below


@given(MOMENTS)
def test_the_next_opening_is_the_first_moment_that_is_open(moment: datetime) -> None:
    """At the promised moment the door is open, and a second before it was not."""
    opening = next_opening(OFFICE, moment.replace(tzinfo=NEW_YORK))
    assert opening is not None
    assert is_open(OFFICE, opening)
    assert not is_open(OFFICE, opening - timedelta(seconds=1))


@given(MOMENTS, st.integers(min_value=1, max_value=20 * 60))
def test_a_target_falls_inside_opening_hours(moment: datetime, minutes: int) -> None:
    """A target at midnight would be missed by everybody."""
    begin = moment.replace(tzinfo=NEW_YORK)
    target = add_open_time(OFFICE, begin, timedelta(minutes=minutes))
    assert target > begin
    assert is_open(OFFICE, target - timedelta(microseconds=1))


@given(MOMENTS, st.integers(min_value=1, max_value=20 * 60))
def test_what_is_counted_forward_is_counted_back(moment: datetime, minutes: int) -> None:
    """The clock that sets a target and the clock that says how much of it is left are the same clock."""
    begin, span = moment.replace(tzinfo=NEW_YORK), timedelta(minutes=minutes)
    assert open_between(BREAKS, begin, add_open_time(BREAKS, begin, span)) == span
