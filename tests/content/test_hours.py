"""The practice's hours as they stand in its file: split shifts, half days, and what cannot be meant."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from bot.content.files import ContentError
from bot.content.practice import load_practice
from policies.opening import MIDNIGHT

FACTS = """
facts:
  practice.timezone: {{value: America/New_York}}
  office.hours:
    value: {hours}
  office.holidays:
    value: {holidays}
"""
SPLIT = '[{days: [mon, wed], opens: "13:00", closes: "24:00"}, {days: [mon], opens: "08:00", closes: "12:00"}]'
HOLIDAYS = (
    "[{date: 2026-11-26}, "
    '{date: 2026-12-24, opens: "08:00", closes: "12:00"}, '
    '{date: 2026-12-31, spans: [{opens: "11:00", closes: "12:00"}, {opens: "08:00", closes: "10:00"}]}]'
)


def written(folder: Path, hours: str = SPLIT, holidays: str = HOLIDAYS) -> Path:
    """A file of facts."""
    path = folder / "practice.yml"
    path.write_text(FACTS.format(hours=hours, holidays=holidays), encoding="utf-8")
    return path


def test_split_shifts_and_half_days_are_read_as_they_are_meant(tmp_path: Path) -> None:
    """Targets and promises to patients follow from these spans."""
    hours = load_practice(written(tmp_path)).hours
    morning, late = (time(8), time(12)), (time(13), MIDNIGHT)
    assert hours.spans(date(2026, 11, 23)) == (morning, late)
    assert hours.spans(date(2026, 11, 25)) == (late,)
    assert hours.spans(date(2026, 11, 26)) == ()
    assert hours.spans(date(2026, 12, 24)) == (morning,)
    assert hours.spans(date(2026, 12, 31)) == ((time(8), time(10)), (time(11), time(12)))


@pytest.mark.parametrize("closes", ["08:00", "07:30", "00:00"])
def test_a_span_that_ends_before_it_begins_is_refused(tmp_path: Path, closes: str) -> None:
    """It would count as closed without a word, and every target would be wrong."""
    with pytest.raises(ContentError, match=r"office\.hours"):
        load_practice(written(tmp_path, f'[{{days: [mon], opens: "08:00", closes: "{closes}"}}]'))
