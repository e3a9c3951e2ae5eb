"""What is taken along is safe in a spreadsheet: a patient who types a formula must not run anything on a lead's machine."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.sheets import MARK, STARTS, defused, sheet

FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1", " =1+1", "\u00a0=1+1", "\u3000@x", "\uff1d1+1",
    "=cmd|' /C calc'!A0", '=HYPERLINK("http://x.example","click")', "\ufeff=1", "\x00=1+1", "\x01\x02-2+3",
)  # fmt: skip


def read(content):
    text = content.decode("utf-8")
    assert text.startswith(MARK)
    return list(csv.reader(io.StringIO(text.removeprefix(MARK), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_a_text(text):
    """The apostrophe is what spreadsheets themselves write for *this is no formula*."""
    assert defused(text).startswith("'")


@pytest.mark.parametrize("text", ["Vega", "O'Rourke", "914-555-0121", "a=b", "1 - 2", "", "  ", "Núñez", "شكرا", "'=1"])
def test_what_is_no_formula_stays_as_it_is(text):
    """A name with a hyphen in it must not look strange."""
    assert defused(text) == text


@given(st.lists(st.lists(st.text(max_size=30), min_size=1, max_size=4), max_size=4))
def test_no_text_whatever_begins_like_a_formula_or_leaves_its_cell(rows):
    """Quotes, separators and line breaks inside a cell stay inside it."""
    found = read(sheet(rows))
    assert [len(row) for row in found] == [len(row) for row in rows]
    assert not [cell for row in found for cell in row if cell and cell[0] in STARTS]


def test_numbers_stay_numbers_and_nothing_is_nothing():
    """A median of minus nothing is no formula, and a hole is no zero."""
    assert read(sheet([["a", 1, -2.5, None]])) == [["a", "1", "-2.5", ""]]


def test_halves_of_characters_do_not_stop_an_export():
    """A broken phone sends them."""
    assert read(sheet([["\ud83d x"]])) == [["? x"]]
