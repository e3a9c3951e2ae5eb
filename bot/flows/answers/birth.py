"""A date of birth, or why it cannot be told."""

from __future__ import annotations

from datetime import date

from bot.flows.answers.resolve import on
from nlu.entities import Scan
from nlu.entities.tokens import norm_at
from nlu.entities.when import CalendarDay

OLDEST = 120
"""Nobody is older."""
OLDEST_SHORT = 115
"""Nobody who is older writes to us: what lets most two-digit years be read in one way only."""


def date_of_birth(day: CalendarDay, today: date) -> tuple[date | None, str | None]:
    """Return the date, or the reason it cannot be told: incomplete, ambiguous, future, not_a_date."""
    if day.day is None or day.month is None or day.year is None:
        return None, "incomplete"
    years = (1900 + day.year, 2000 + day.year) if day.short else (day.year,)
    real = [when for year in years if (when := on(year, day.month, day.day))]
    if not real:
        return None, "not_a_date"
    oldest = OLDEST_SHORT if day.short else OLDEST
    lived = [when for when in real if when <= today and today.year - when.year <= oldest]
    if len(lived) == 1:
        return lived[0], None
    if lived:
        return None, "ambiguous"
    return None, "future" if all(when > today for when in real) else "not_a_date"


def birth_begun(reading: Scan) -> bool:
    """Whether a date of birth is named and figures follow that make no date ("dob is 9-something-1983")."""
    tokens = reading.tokens
    for at in range(len(tokens)):
        named = tokens[at].norm in ("dob", "born") or (tokens[at].norm == "birth" and norm_at(tokens, at - 1) == "of")
        if named and any(tokens[index].is_number for index in range(at + 1, min(at + 4, len(tokens)))):
            return True
    return False
