"""Opening hours as rows of a form: what is typed, what is kept in the file, and what patients read must be the same hours."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.areas.area import tidy
from bot.content.areas.hours import HOURS, all_days, words_of
from bot.content.areas.rows import row_faults, row_of, spans_of, tidied
from bot.content.areas.week_words import week_in_words
from bot.pieces import Piece

DATA = Path(__file__).parents[3] / "data"
WORDS = words_of(DATA, "en")
WEEK = Piece("hours", "office.hours", {"mon": ["08:00", "16:30"]})
DAYS = Piece("hours", "office.holidays", {"days": [{"date": "2026-11-26", "name": "Thanksgiving Day", "times": []}]})
TODAY = date(2026, 11, 27)
EDGES = st.lists(st.integers(0, 1439), min_size=2, max_size=8, unique=True).filter(lambda edges: len(edges) % 2 == 0)


def clock(minutes: int) -> str:
    """Minutes of the day as a form has them."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@given(EDGES)
def test_whatever_hours_a_file_has_stand_in_the_form_and_come_back(edges: list[int]) -> None:
    """Saving a page without touching it must change nothing, breaks and all."""
    edges = sorted(edges)
    spans = list(zip(map(clock, edges[::2]), map(clock, edges[1::2]), strict=True))
    row = row_of(spans)
    assert spans_of(row) == spans
    assert list(row_faults(row, "mon")) == []


@given(st.lists(st.sampled_from(["", "08:00", "12:00", "00:00", "23:59", "8:00", "x"]), max_size=10))
def test_no_row_of_times_breaks_the_page(row: list[str]) -> None:
    """Whatever a browser sends is either hours that make sense or a fault that says so."""
    faults = list(row_faults(row, "mon"))
    if not faults:
        spans = spans_of(row)
        edges = [edge for span in spans for edge in span]
        assert edges == sorted(set(edges))


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["08:00", ""], "unfinished_times"),
        (["", "16:00"], "unfinished_times"),
        (["08:00", "16:00", "12:00", ""], "unfinished_times"),
        (["16:00", "08:00"], "closes_first"),
        (["08:00", "08:00"], "closes_first"),
        (["08:00", "16:00", "16:00", "17:00"], "break_outside"),
        (["08:00", "16:00", "13:00", "12:00"], "break_outside"),
        (["08:00", "16:00", "12:00", "12:00"], "break_outside"),
        (["08:00", "16:00", "07:00", "09:00"], "break_outside"),
        (["25:00", "26:00"], "unfinished_times"),
    ],
)
def test_hours_that_cannot_be_meant_are_named(row: list[str], fault: str) -> None:
    """Each would count as closed, or as open, without a word."""
    assert [(one.check, one.where) for one in row_faults(row, "tue")] == [(fault, "tue")]


def test_a_day_may_end_at_midnight() -> None:
    """A form knows no twenty-four o'clock; the file does."""
    assert spans_of(["20:00", "00:00"]) == [("20:00", "24:00")]
    assert row_of([("20:00", "24:00")]) == ["20:00", "00:00"]


def test_breaks_that_were_left_empty_are_dropped() -> None:
    """The form always shows one."""
    assert tidied(["08:00", "16:00", "", "", "", ""]) == ["08:00", "16:00"]
    assert tidied(["", "", "", ""]) == []


@pytest.mark.parametrize(
    ("week", "said"),
    [
        ({day: ["08:00", "16:30"] for day in ("mon", "tue", "wed", "thu", "fri")}, "Monday to Friday, 8:00 am to 4:30 pm"),
        (
            {"mon": ["08:00", "17:00", "12:00", "13:00"], "wed": ["08:00", "17:00", "12:00", "13:00"], "sat": ["09:00", "12:00"]},
            "Monday and Wednesday, 8:00 am to 12:00 pm and 1:00 pm to 5:00 pm; Saturday, 9:00 am to 12:00 pm",
        ),
        ({"sat": ["20:00", "00:00"], "sun": ["20:00", "00:00"]}, "Saturday and Sunday, 8:00 pm to midnight"),
        (
            {"mon": ["08:00", "12:00"], "tue": ["08:00", "12:00"], "wed": ["08:00", "12:00"], "sat": ["08:00", "12:00"]},
            "Monday to Wednesday and Saturday, 8:00 am to 12:00 pm",
        ),
    ],
)  # fmt: skip
def test_a_week_is_told_as_people_tell_it(week: dict[str, list[str]], said: str) -> None:
    """Patients read this in every promise of an answer."""
    assert week_in_words(week, WORDS) == said


def test_a_week_without_an_open_day_is_refused() -> None:
    """Nothing could ever be promised, and every request would be on time for ever."""
    assert [one.check for one in HOURS.faults(WEEK, {"mon": [], "tue": []})] == ["never_open"]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"date": "", "name": "Snow day", "times": []}, "no_date"),
        ({"date": "2027-02-30", "name": "Snow day", "times": []}, "no_date"),
        ({"date": "2026-11-03", "name": "Election day", "times": []}, "over"),
        ({"date": "2027-01-04", "name": "", "times": []}, "no_name"),
        ({"date": "2027-01-04", "name": "<b>Snow</b>", "times": []}, "no_name"),
        ({"date": "2027-01-04", "name": "x" * 61, "times": []}, "no_name"),
        ({"date": "2027-01-04", "name": "Snow day", "times": ["12:00", "08:00"]}, "closes_first"),
    ],
)
def test_a_single_day_that_cannot_be_meant_is_named_by_its_row(typed: dict[str, object], fault: str) -> None:
    """A year mistyped must not make a holiday disappear among those that are over."""
    value = HOURS.cleaned(DAYS.value, {"days": [typed]}, TODAY)
    assert [(one.check, one.where) for one in HOURS.faults(DAYS, value)] == [(fault, "row 1")]


def test_days_that_are_over_are_kept_and_empty_rows_are_not() -> None:
    """What was promised last week was counted with last week's holidays."""
    new = {"date": "2027-01-04", "name": "Snow day", "times": ["", "", "", ""]}
    value = HOURS.cleaned(DAYS.value, {"days": [{"date": "", "name": " ", "times": ["", ""]}, new, new]}, TODAY)
    assert [one["date"] for one in all_days(value)] == ["2026-11-26", "2027-01-04", "2027-01-04"]
    assert [(one.check, one.where) for one in HOURS.faults(DAYS, value)] == [("twice", "row 2")]


def test_days_stand_in_the_order_of_the_year_however_they_were_typed() -> None:
    """Whoever looks for a date looks from top to bottom."""
    typed = [{"date": day, "name": "x", "times": []} for day in ("2027-05-01", "", "2027-01-04")]
    assert [one["date"] for one in HOURS.cleaned(DAYS.value, {"days": typed}, TODAY)["days"]] == [
        "2027-01-04",
        "2027-05-01",
        "",
    ]


def test_words_are_kept_without_what_nobody_sees() -> None:
    """A pasted character that turns text around would turn the patient's page around; one that joins letters belongs there."""
    assert tidy("a\u202eb\x00c\ufeff \r\n\td  \n\n") == "abc\n d"
    assert tidy("می\u200cخواهم") == "می\u200cخواهم"
    assert tidy("e\u0301") == "\u00e9"
