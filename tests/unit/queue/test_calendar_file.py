"""A visit as a file: read by every calendar, and silent about what it is for."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.queue.calendar_file import Visit, calendar_file

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
VISIT = Visit("K7M-4RXC", datetime(2026, 12, 1, 14, 30, tzinfo=NEW_YORK), 20, booked=True, changes=3)


def properties(text):
    """The file as a calendar reads it: lines joined again where they go on, names and values."""
    assert text.endswith("\r\n")
    lines = text[:-2].replace("\r\n ", "").split("\r\n")
    return [tuple(line.split(":", 1)) for line in lines]


def test_the_file_says_when_and_how_long_in_a_way_that_no_zone_can_change():
    """A calendar on a journey shows the right hour."""
    found = dict(properties(calendar_file(VISIT, "Visit", "Reference", "desk.example", NOW)))
    assert (found["DTSTART"], found["DTEND"], found["DTSTAMP"]) == (
        "20261201T193000Z",
        "20261201T195000Z",
        "20261124T150000Z",
    )
    assert (found["STATUS"], found["CLASS"], found["SEQUENCE"]) == ("CONFIRMED", "PRIVATE", "3")


def test_a_visit_that_is_not_booked_yet_is_tentative_and_is_the_same_visit_later():
    """The newer file takes the place of the older one; nobody has two visits in their calendar."""
    early = Visit(VISIT.ref, VISIT.at, 20, booked=False, changes=1)
    before, after = (dict(properties(calendar_file(one, "Visit", "R", "desk.example", NOW))) for one in (early, VISIT))
    assert before["STATUS"] == "TENTATIVE"
    assert before["UID"] == after["UID"] == "K7M-4RXC@desk.example"
    assert int(before["SEQUENCE"]) < int(after["SEQUENCE"])


def test_the_file_is_whole():
    """A property that is missing makes some calendars refuse it without a word."""
    names = [name for name, _ in properties(calendar_file(VISIT, "Visit", "R", "h", NOW))]
    assert names[:4] == ["BEGIN", "VERSION", "PRODID", "METHOD"]
    assert names[-2:] == ["END", "END"]
    assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION"} <= set(names)


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_words_can_break_out_of_their_line(summary, description):
    """A practice's name with a comma, a semicolon or a line break is still only a name."""
    text = calendar_file(VISIT, summary, description, "h", NOW)
    found = properties(text)
    assert [name for name, _ in found] == [name for name, _ in properties(calendar_file(VISIT, "", "", "h", NOW))]
    for line in text.encode("utf-8", "surrogatepass").split(b"\r\n"):
        assert len(line) <= 75
