"""The forms of hours, holidays and words: what a browser sends becomes a value, and the value stands in the form again."""

from __future__ import annotations

import pytest

from bot.pieces import Fault
from bot.staff_views import FAULTS, DraftView, PieceRow, PieceView
from bot.web.own_forms import BLANK_DAYS, differing, fault_rows, kind_of, to_show, typed_in, wrong_rows
from tests.unit.web.fakes import CONTENT, NOW

WEEK = {"mon": ["08:00", "16:30"], "tue": ["08:00", "18:00", "10:00", "10:15", "12:00", "13:00"]}
DAYS = {"days": [{"date": "2026-12-25", "name": "Christmas Day", "times": []}]}


def view(area="faq", value=None, draft=None, faults=None, shown="", now=""):
    """One piece as a page gets it."""
    row = PieceRow(area, "x", "X", 0, "", None, None, late=False, mine=draft is not None, others=())
    mine = DraftView(draft, 1, NOW, faults, shown, behind=False) if draft else None
    return PieceView(row, "x", "en", value or {"answer": "x"}, now, "", (), mine, (), ())


def fields_of(form) -> dict[str, str]:
    """What a browser sends for a form that nobody touched."""
    fields = {}
    for row in form["rows"]:
        fields |= {f"{row['id']}_{number}": time for number, time in enumerate(row["times"])}
        fields |= {f"{row['id']}_{name}": row[name] for name in ("date", "name") if name in row}
    return fields


@pytest.mark.parametrize(
    ("area", "value", "kind"),
    [
        ("hours", WEEK, "week"),
        ("hours", DAYS, "days"),
        ("canned", {"text": ""}, "ready"),
        ("faq", {"answer": ""}, "answer"),
    ],
)
def test_each_kind_of_piece_has_its_form(area, value, kind):
    """A table for hours, a list for days, a box for words."""
    assert kind_of(view(area, value)) == kind


def test_a_week_that_nobody_touched_is_the_same_week():
    """Two breaks a day, if the practice has them, are two pairs of columns for every day."""
    piece = view("hours", WEEK)
    form = to_show(piece, None)
    assert form["breaks"] == 2
    assert {len(row["times"]) for row in form["rows"]} == {6}
    typed = typed_in(piece, fields_of(form))
    assert (typed["mon"], typed["tue"], typed["sun"]) == (WEEK["mon"], WEEK["tue"], [])


def test_a_list_that_nobody_touched_is_the_same_list_with_room_for_more():
    """Empty rows are for new days and are no days themselves."""
    piece = view("hours", DAYS)
    form = to_show(piece, None)
    assert len(form["rows"]) == 1 + BLANK_DAYS
    typed = typed_in(piece, fields_of(form))["days"]
    assert typed[0] == DAYS["days"][0]
    assert all(not one["date"] and not one["name"] for one in typed[1:])


def test_a_day_that_is_ticked_is_taken_out():
    """Whatever else stands in its row."""
    piece = view("hours", DAYS)
    assert typed_in(piece, {**fields_of(to_show(piece, None)), "d0_gone": "yes"})["days"][0]["date"] == ""


@pytest.mark.parametrize("name", ["d9999_date", "d-1_date", "d\u0661_date", "d1_role", "mon_99", "value", "days"])
def test_fields_that_are_not_of_the_form_are_nothing(name):
    """A browser may send anything."""
    assert typed_in(view("hours", DAYS), {name: "2027-01-01"}) == {"days": []}
    assert typed_in(view(), {name: "x"}) == {"answer": ""}


def test_what_was_just_typed_stands_before_the_draft_and_the_draft_before_what_is_in_use():
    """A refused form must come back as it was filled in."""
    piece = view(value={"answer": "now"}, draft={"answer": "draft"})
    assert to_show(piece, {"answer": "typed"})["value"] == {"answer": "typed"}
    assert to_show(piece, None)["value"] == {"answer": "draft"}
    assert to_show(view(value={"answer": "now"}), None)["value"] == {"answer": "now"}


def test_a_finding_is_told_with_its_line_its_day_or_its_row():
    """And without what the page says already."""
    words = {"answer": "one\ntwo " + "x" * 90}
    found = (
        Fault("facts", "en faq.fee", "writes out a fact", (2, 7)),
        Fault("places", "", "nothing fills {x}; the intent list fills: facts only."),
    )
    rows = fault_rows(view(draft=words, faults=found))
    assert rows[0].lines == ((2, words["answer"].split("\n")[1][:70]),)
    assert rows[1].text == "nothing fills {x}"
    week = fault_rows(view("hours", WEEK, WEEK, (Fault("closes_first", "tue"),)))
    assert (week[0].day, wrong_rows(week)) == (1, {"tue"})
    days = fault_rows(view("hours", DAYS, DAYS, (Fault("over", "row 1", "2020-01-01"), Fault("screening", "x", "y"))))
    assert (days[0].row, days[0].name, days[1].kind, wrong_rows(days)) == (1, "Christmas Day", "other", {"d0"})


def test_every_finding_has_words():
    """Whatever the check is called, whoever reads it learns what to do."""
    assert [one for one in FAULTS if not CONTENT.has(f"staff.practice.fault.{one}")] == []


def test_a_changed_list_is_told_by_what_came_and_what_went():
    """Nobody compares two lists of fourteen days by eye."""
    piece = view("hours", DAYS, DAYS, (), shown="a\nc", now="a\nb")
    assert differing(piece) == [("added", "c"), ("removed", "b")]
    assert differing(view(draft={"answer": "x"}, shown="y")) == []
