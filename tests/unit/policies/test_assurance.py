"""What has been proven about the person writing, and for how long it holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Assurance, Identity
from policies.assurance import level

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def proven(verified: timedelta, active: timedelta) -> Identity:
    """Somebody who was verified and last active so long ago."""
    return Identity("P", (NOW - verified).isoformat(), (NOW - active).isoformat())


@pytest.mark.parametrize(
    ("verified", "active", "expected"),
    [
        (timedelta(0), timedelta(0), Assurance.VERIFIED),
        (timedelta(minutes=59), timedelta(minutes=14), Assurance.VERIFIED),
        (timedelta(minutes=20), timedelta(minutes=15) - SECOND, Assurance.VERIFIED),
        (timedelta(minutes=20), timedelta(minutes=15), Assurance.LINKED),
        (timedelta(minutes=60) - SECOND, timedelta(0), Assurance.VERIFIED),
        (timedelta(minutes=60), timedelta(0), Assurance.LINKED),
        (timedelta(days=30) - SECOND, timedelta(days=1), Assurance.LINKED),
        (timedelta(days=30), timedelta(0), Assurance.ANONYMOUS),
    ],
)
def test_what_was_proven_lasts_15_minutes_idle_an_hour_in_all_and_30_days_as_a_link(
    verified: timedelta, active: timedelta, expected: Assurance
) -> None:
    """A phone left on a table stops being the patient within a quarter of an hour."""
    assert level(proven(verified, active), NOW) is expected


@pytest.mark.parametrize(
    "identity",
    [
        Identity(),
        Identity(None, NOW.isoformat(), NOW.isoformat()),
        Identity("P", None, NOW.isoformat()),
        Identity("P", NOW.isoformat(), None),
        Identity("P", "yesterday", NOW.isoformat()),
        Identity("P", (NOW + SECOND).isoformat(), NOW.isoformat()),
        Identity("P", NOW.isoformat(), (NOW + SECOND).isoformat()),
    ],
    ids=["nobody", "no patient", "never verified", "never active", "unreadable", "verified later", "active later"],
)
def test_whatever_cannot_be_read_proves_nothing(identity: Identity) -> None:
    """Identity fails closed: a damaged or impossible record is an anonymous one."""
    assert level(identity, NOW) is Assurance.ANONYMOUS


@pytest.mark.parametrize("naive", ["2026-11-23T14:59:00", "2026-11-23"])
def test_a_time_without_a_zone_proves_nothing(naive: str) -> None:
    """It cannot be told when it was; the answer is *anonymous*, not a crash in the middle of a turn."""
    assert level(Identity("P", naive, naive), NOW) is Assurance.ANONYMOUS


SPANS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40))


@given(SPANS, SPANS, SPANS)
def test_waiting_never_proves_more(verified: timedelta, active: timedelta, wait: timedelta) -> None:
    """Time alone can only take assurance away."""
    identity = proven(verified, active)
    assert level(identity, NOW + wait) <= level(identity, NOW)
