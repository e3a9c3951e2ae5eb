"""When somebody is reminded of a request that waits: by the practice's own hours, step by step, and who it is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import roles
from policies.opening import Hours, add_open_time, is_open
from policies.watchdog import HOLDER, LEAD, PATIENCE, ROLE, Late, Reachable, patience, steps_due, whom

ZONE = ZoneInfo("America/New_York")
DAY = ((time(8), time(12, 30)), (time(13), time(16, 30)))
HOURS = Hours(dict.fromkeys(range(5), DAY), {date(2026, 11, 26): (), date(2026, 11, 27): ((time(8), time(12)),)})
MONDAY = datetime(2026, 11, 23, tzinfo=ZONE)


def at(day=0, hour=10, minute=0):
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def late(due, **changes):
    standing = changes.get("kind", "refill")
    return Late(**{"ref": "K7M-4RXC", "kind": "refill", "list": standing, "priority": "today", "due": due} | changes)


def test_at_the_target_the_role_is_reminded_and_an_opening_hour_later_the_lead():
    """Today's work waits an hour for a second pair of eyes."""
    one = late(at(hour=10))
    assert steps_due(one, HOURS, at(hour=9, minute=59)) == ()
    assert steps_due(one, HOURS, at(hour=10)) == (ROLE,)
    assert steps_due(one, HOURS, at(hour=10, minute=59)) == (ROLE,)
    assert steps_due(one, HOURS, at(hour=11)) == (ROLE, LEAD)


def test_the_clock_stands_still_at_lunch_at_night_and_on_a_holiday():
    """A lead is not mailed on Thanksgiving about what was due on Wednesday at half past four."""
    one = late(at(2, 16), priority="today")
    assert steps_due(one, HOURS, at(2, 16, 20)) == (ROLE,)
    for closed in (at(2, 17), at(3, 10), at(4, 7, 59), at(5, 10)):
        assert steps_due(one, HOURS, closed) == ()
    assert steps_due(one, HOURS, at(4, 8, 29)) == (ROLE,)
    assert steps_due(one, HOURS, at(4, 8, 30)) == (ROLE, LEAD)
    noon = late(at(hour=12, minute=20))
    assert steps_due(noon, HOURS, at(hour=13, minute=49)) == (ROLE,)
    assert steps_due(noon, HOURS, at(hour=13, minute=50)) == (ROLE, LEAD)


def test_half_a_day_counts_half():
    """The Friday after Thanksgiving ends at noon."""
    one = late(at(4, 11, 30))
    assert steps_due(one, HOURS, at(4, 13)) == ()
    assert steps_due(one, HOURS, at(7, 8, 29)) == (ROLE,)
    assert steps_due(one, HOURS, at(7, 8, 30)) == (ROLE, LEAD)


def test_the_night_the_clocks_change_makes_no_difference_of_an_hour():
    """On Sunday the first of November two o'clock comes twice."""
    before = datetime(2026, 10, 30, 16, 0, tzinfo=ZONE)
    after = datetime(2026, 11, 2, 8, 30, tzinfo=ZONE)
    one = late(before)
    assert steps_due(one, HOURS, after - timedelta(minutes=1)) == (ROLE,)
    assert steps_due(one, HOURS, after) == (ROLE, LEAD)


def test_who_has_taken_it_is_reminded_instead_of_the_role():
    """Everybody else has work of their own."""
    one = late(at(hour=10), holder="Nora", taken_at=at(hour=8))
    assert steps_due(one, HOURS, at(hour=10)) == (HOLDER,)
    assert steps_due(one, HOURS, at(hour=11)) == (HOLDER, LEAD)


def test_who_takes_what_is_late_already_is_left_in_peace_for_a_while():
    """A mail in the minute of taking helps nobody to answer."""
    one = late(at(hour=10), holder="Nora", taken_at=at(hour=10, minute=30))
    assert steps_due(one, HOURS, at(hour=11, minute=29)) == ()
    assert steps_due(one, HOURS, at(hour=11, minute=30)) == (HOLDER,)


@pytest.mark.parametrize("priority", ["now", "today", "routine", "whatever"])
def test_how_long_somebody_waits_depends_on_how_urgent_it_is(priority):
    """An urgent follow-up is with the lead within a quarter of an hour."""
    one, span = late(at(hour=8), priority=priority), patience(priority)
    lead = add_open_time(HOURS, at(hour=8), span)
    assert span == PATIENCE.get(priority, PATIENCE["routine"])
    assert LEAD not in steps_due(one, HOURS, lead - timedelta(minutes=1))
    assert LEAD in steps_due(one, HOURS, lead)


MINUTES = st.integers(-29 * 24 * 60, 20 * 24 * 60)


@given(due=MINUTES, now=MINUTES, priority=st.sampled_from(sorted(PATIENCE)), taken=st.none() | MINUTES)
def test_nobody_is_mailed_too_early_or_while_the_office_is_closed(due, now, priority, taken):
    """Whatever the times: no step before the target, none at night, and the lead never before the first reminder."""
    due, now = at(0, 0, due), at(0, 0, now)
    taken_at = None if taken is None else at(0, 0, taken)
    one = late(due, priority=priority, holder="Nora" if taken_at else None, taken_at=taken_at)
    steps = steps_due(one, HOURS, now)
    assert not steps or (is_open(HOURS, now) and due <= now)
    assert steps in ((), (ROLE,), (ROLE, LEAD), (HOLDER,), (HOLDER, LEAD))


PEOPLE = tuple(Reachable(name, name, role, f"{name}@x.example") for name, role in (
    ("nora", "nurse"), ("nils", "nurse"), ("felix", "front_desk"), ("petra", "portal_support"), ("lena", "lead"), ("adam", "administrator"),
))  # fmt: skip


@pytest.mark.parametrize("kind", roles.ALL)
def test_the_role_is_everybody_who_may_take_that_kind_and_nobody_else(kind):
    """A reminder to who cannot open the request is noise and a hint at once."""
    found = whom(late(at(), kind=kind), ROLE, PEOPLE)
    assert found
    assert all(kind in roles.kinds(one.role) for one in found)
    assert not {"lead", "administrator"} & {one.role for one in found}


def test_the_lead_is_the_lead_and_only_without_one_the_administrator():
    """Somebody must hear of it; not everybody."""
    assert [one.name for one in whom(late(at()), LEAD, PEOPLE)] == ["lena"]
    assert [one.name for one in whom(late(at()), LEAD, PEOPLE[:4] + PEOPLE[5:])] == ["adam"]


def test_a_holder_who_cannot_be_mailed_is_nobody():
    """Then it is the lead's turn; the rule says so by an empty answer."""
    assert whom(late(at(), holder="Gone"), HOLDER, PEOPLE) == ()
    assert [one.name for one in whom(late(at(), holder="nils"), HOLDER, PEOPLE)] == ["nils"]
