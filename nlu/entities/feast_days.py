"""On which date a feast falls in a year."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from nlu.entities.when import FeastDay


def day_in(feast: FeastDay, year: int) -> date | None:
    """Return the date of a feast, without its shift; None in a year that has no such day."""
    try:
        return _fixed(feast, year) if feast.day is not None else _counted(feast, year)
    except ValueError:
        return None


def _fixed(feast: FeastDay, year: int) -> date:
    return date(year, feast.month, feast.day or 1)


def _counted(feast: FeastDay, year: int) -> date:
    """The n-th weekday of a month, or its last."""
    weekday, which = feast.weekday or 0, feast.which or 1
    if which < 0:
        last = date(year, feast.month, monthrange(year, feast.month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, feast.month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))
