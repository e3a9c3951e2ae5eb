"""Which dates a day said in words stands for, given today."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from nlu.entities.feast_days import day_in
from nlu.entities.when import CalendarDay, Day, FeastDay, FromToday, Month, Week, WeekdayOf, Which

FRIDAY, SATURDAY = 4, 5
RECENT = timedelta(days=60)
"""A day and month gone by no longer ago than this are of this year, not of the next."""


@dataclass(frozen=True, slots=True)
class Dates:
    """One date or a stretch of dates; `doubt` names why it cannot be told, where it cannot."""

    first: date | None = None
    last: date | None = None
    doubt: str | None = None
    recurring: int | None = None  # a weekday that is meant every week

    @property
    def single(self) -> bool:
        """Whether this is one date."""
        return self.first is not None and self.first == self.last


def one(day: date, doubt: str | None = None) -> Dates:
    """One date."""
    return Dates(day, day, doubt)


def resolve(day: Day, today: date) -> Dates:
    """Work out the dates. Nothing is guessed: what cannot be told has a `doubt`."""
    try:
        match day:
            case CalendarDay():
                return _calendar(day, today)
            case WeekdayOf():
                return _weekday(day, today)
            case FromToday():
                return one(_add_months(today, day.months) + timedelta(days=day.days))
            case FeastDay():
                return one(feast_date(day, today) + timedelta(days=day.shift))
            case Week():
                return _week(day, today)
            case Month():
                return _month(day, today)
    except (OverflowError, ValueError):
        return Dates(doubt="not_a_date")


def on(year: int, month: int, day: int) -> date | None:
    """The date, or None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _add_months(start: date, months: int) -> date:
    total = start.year * 12 + start.month - 1 + months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _calendar(day: CalendarDay, today: date) -> Dates:
    if day.day is None:
        return _month(Month(day.month, year=day.year), today)
    if day.month is None:
        found = _day_of_month(day.day, today)
        clash = day.weekday is not None and found.first is not None and found.first.weekday() != day.weekday
        return Dates(doubt="ambiguous") if clash else found
    if day.year is None:
        this_year = on(today.year, day.month, day.day)
        if this_year is not None and today - RECENT <= this_year < today:
            return Dates(this_year, this_year, doubt="past")
        next_year = on(today.year + 1, day.month, day.day)
        when_said = this_year if this_year is not None and this_year >= today else next_year
    else:
        when_said = on(day.year + 2000 if day.short else day.year, day.month, day.day)
    if when_said is None:
        return Dates(doubt="not_a_date")
    clash = day.weekday is not None and when_said.weekday() != day.weekday
    return Dates(doubt="ambiguous") if clash else one(when_said)


def _day_of_month(day: int, today: date) -> Dates:
    for ahead in range(3):
        month = _add_months(today.replace(day=1), ahead)
        when = on(month.year, month.month, day)
        if when and when >= today:
            return one(when)
    return Dates(doubt="not_a_date")


def _weekday(day: WeekdayOf, today: date) -> Dates:
    anchor = day.after or day.before
    if anchor is not None:
        return _beside(day, anchor, today)
    when = _pointed(day, today) + timedelta(weeks=day.weeks)
    return Dates(when, when, recurring=day.weekday if day.plural else None)


def _pointed(day: WeekdayOf, today: date) -> date:
    """Next Tuesday is that of next week; this Tuesday may be today; a plain Tuesday is the first after today."""
    ahead = (day.weekday - today.weekday()) % 7
    match day.which:
        case Which.NEXT:
            return today + timedelta(days=7 + day.weekday - today.weekday())
        case Which.LAST:
            return today - timedelta(days=(today.weekday() - day.weekday - 1) % 7 + 1)
        case Which.THIS:
            return today + timedelta(days=ahead)
        case Which.PLAIN:
            return today + timedelta(days=ahead or 7)


def _beside(day: WeekdayOf, anchor: CalendarDay | FeastDay, today: date) -> Dates:
    """The weekday next after, or last before, another day."""
    told = resolve(anchor, today)
    if told.first is None or told.doubt:
        return Dates(doubt=told.doubt or "ambiguous")
    if day.after is not None:
        return one(told.first + timedelta(days=(day.weekday - told.first.weekday() - 1) % 7 + 1))
    return one(told.first - timedelta(days=(told.first.weekday() - day.weekday - 1) % 7 + 1))


def feast_date(feast: FeastDay, today: date) -> date:
    """The next time a feast comes round, today included."""
    for year in range(today.year, today.year + _FOUR_YEARS):
        when = day_in(feast, year)
        if when and when + timedelta(days=max(feast.shift, 0)) >= today:
            return when
    raise ValueError("a feast comes every year")


_FOUR_YEARS = 9  # until the next 29 February, over a turn of the century too


def _week(week: Week, today: date) -> Dates:
    """A week is its working days, Monday to Friday; of this week, what is left of it."""
    start = today
    if week.of is not None:
        inner = resolve(week.of, today)
        if inner.first is None or inner.doubt:
            return Dates(doubt=inner.doubt or "ambiguous")
        start = inner.first
    monday = start - timedelta(days=start.weekday()) + timedelta(weeks=week.shift)
    if week.weekend:
        return Dates(
            max(monday + timedelta(days=SATURDAY), today) if week.shift >= 0 else monday + timedelta(days=SATURDAY),
            monday + timedelta(days=6),
        )
    first, last = _part_of_week(monday, week.part)
    if first <= today <= last + timedelta(days=2) and week.shift >= 0:
        first, last = max(first, today), last if today <= last else monday + timedelta(days=6)
    return Dates(first, last)


def _part_of_week(monday: date, part: str | None) -> tuple[date, date]:
    begin, end = {"first": (0, 1), "middle": (1, 3), "last": (3, 4)}.get(part or "", (0, FRIDAY))
    return monday + timedelta(days=begin), monday + timedelta(days=end)


def _month(month: Month, today: date) -> Dates:
    """A month alone is no date: the stretch is kept for those who ask for wishes, the doubt for those who need a day."""
    if month.month is None:
        start = _add_months(today.replace(day=1), month.shift)
    else:
        year = month.year or (today.year if month.month >= today.month else today.year + 1)
        start = date(year, month.month, 1)
    if month.day:
        when_said = on(start.year, start.month, month.day)
        return one(when_said) if when_said else Dates(doubt="not_a_date")
    if month.weekday is not None:
        return _nth_weekday(month, start, today)
    last = monthrange(start.year, start.month)[1]
    if month.week:
        begin = min(1 + 7 * (month.week - 1), last - 6)
        return Dates(start.replace(day=begin), start.replace(day=begin + 6))
    begin, end = {"first": (1, 10), "middle": (11, 20), "last": (21, last)}.get(month.part or "", (1, last))
    return Dates(
        max(start.replace(day=begin), min(today, start.replace(day=end))), start.replace(day=end), doubt="incomplete"
    )


def _nth_weekday(month: Month, start: date, today: date) -> Dates:
    """The second Tuesday of a month; of this month named by no name, that of the next once it is gone by."""
    feast = FeastDay(start.month, weekday=month.weekday, which=month.nth)
    when_said = day_in(feast, start.year)
    if when_said and when_said < today and month.month is None and not month.shift:
        following = _add_months(start, 1)
        when_said = day_in(replace(feast, month=following.month), following.year)
    same = when_said is not None and (month.nth or 0) <= 4 or when_said is not None and when_said.month == start.month
    return one(when_said) if when_said and same else Dates(doubt="not_a_date")
