"""The board: load, ages and times of the desk, counted by the database; for who looks after it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import date, timedelta

from bot.desk.part import Part
from bot.desk.rights import only_fresh, only_may
from bot.overviews import BoardPage, Figure, Load, Spread
from bot.store import Unit
from bot.store.figures import AGES, BY, CountRow, LoadRow, SpreadRow
from bot.views import StaffView
from policies import roles
from policies.calendar import stretches

USUAL = timedelta(days=29)
"""How far back the board looks when nobody says."""
LONGEST = timedelta(days=1100)
AHEAD = timedelta(days=400)
"""How far ahead the calendar is counted, so that it is counted about once a year."""
NOTE = "calendar"
HOURS, WEEKDAYS = tuple(map(str, range(24))), tuple(map(str, range(7)))
Times = dict[tuple[str, str], dict[str, SpreadRow]]


class Board(Part):
    """Figures of the desk."""

    async def board(
        self, staff: StaffView, since: date | None, until: date | None, *, export: bool = False
    ) -> BoardPage:
        """The figures of a range of days; the last thirty if none is named. `export`: they are taken along."""
        only_may(staff, "board.read")
        if export:
            only_fresh(staff)
        await self.count_hours()
        now, kinds = self.services.local_now(), roles.kinds(staff.role)
        first, last = _range(since, until, now.date())
        begins, ends = self.services.midnight(first), self.services.midnight(last + timedelta(days=1))
        async with self.services.store.look(heavy=True) as unit:  # Of years, on SQLite, most of a second.
            load = await unit.figures.load(kinds, now)
            ages = await unit.figures.ages(kinds, now)
            counts = await unit.figures.counts(kinds, begins, ends)
            spreads = await unit.figures.spreads(kinds, begins, ends)
        async with self.services.store.begin() as unit:
            detail = {"since": first.isoformat(), "until": last.isoformat()}
            await unit.audit.append("board.exported" if export else "board.read", staff.id, "board", detail)
        groups = range(len(AGES) + 1)
        aged = tuple((ages.get((one, "open"), 0), ages.get((one, "taken"), 0)) for one in groups)
        return BoardPage(first, last, now, _loads(load, kinds), aged, _figures(counts, spreads, kinds))

    async def count_hours(self) -> None:
        """Count the practice's opening time anew where its hours have changed, or a year has passed."""
        async with self.services.store.look() as unit:
            wanted, fits = await self._calendar(unit)
        if fits:
            return
        practice, (first, until) = self.services.content.practice, wanted
        async with self.services.store.begin() as unit:
            # The note comes first: of two programs that count at the same time, one waits for the other here.
            await unit.notes.set(NOTE, f"{self._hours_mark()} {first.isoformat()} {until.isoformat()}")
            await unit.figures.put_calendar(stretches(practice.hours, practice.zone, first, until))

    async def _calendar(self, unit: Unit) -> tuple[tuple[date, date], bool]:
        """From when until when hours should be counted, and whether those that are kept will do."""
        today, oldest = self.services.local_now().date(), await unit.figures.first()
        first = min(today, oldest.astimezone(self.services.content.practice.zone).date()) if oldest else today
        kept = (await unit.notes.get(NOTE) or "").split()
        wanted = (first - timedelta(days=1), today + AHEAD)
        if len(kept) != 3 or kept[0] != self._hours_mark():
            return wanted, False
        return wanted, date.fromisoformat(kept[1]) <= first and date.fromisoformat(kept[2]) > today + timedelta(days=2)

    def _hours_mark(self) -> str:
        practice = self.services.content.practice
        told = repr((sorted(practice.hours.weekly.items()), sorted(practice.hours.special.items()), practice.zone.key))
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def _range(since: date | None, until: date | None, today: date) -> tuple[date, date]:
    """The days that are looked at: none of them in the future, the first not behind the last, and not too many."""
    last = min(until or today, today)
    first = since if since is not None else last - USUAL
    return max(min(first, last), last - LONGEST), last


def _loads(rows: tuple[LoadRow, ...], kinds: tuple[str, ...]) -> tuple[Load, ...]:
    """One row for each kind, in the order of the kinds; what nobody asked for lately is there too, with nothing."""
    found = {row.kind: row for row in rows}
    return tuple(
        Load(row.kind, row.open, row.taken, row.overdue, row.oldest)
        if (row := found.get(kind))
        else Load(kind, 0, 0, 0, None)
        for kind in kinds
    )


def _figures(
    counts: tuple[CountRow, ...], spreads: tuple[SpreadRow, ...], kinds: tuple[str, ...]
) -> tuple[Figure, ...]:
    """One figure for each group there can be."""
    times: Times = defaultdict(dict)
    for row in spreads:
        times[row.by, row.key][row.measure] = row
    came = {(row.by, row.key): row for row in counts}
    keys = {"all": ("",), "kind": kinds, "hour": HOURS, "weekday": WEEKDAYS}
    return tuple(_figure(by, key, came.get((by, key)), times[by, key]) for by in BY for key in keys[by])


def _figure(by: str, key: str, row: CountRow | None, times: dict[str, SpreadRow]) -> Figure:
    if row is None:
        return Figure(by, key)
    first, done = _spread("first", times), _spread("done", times)
    return Figure(by, key, row.came, row.answered, row.in_time, row.closed, first, done)


def _spread(name: str, times: dict[str, SpreadRow]) -> Spread:
    opened, clock = times.get(f"{name}_open"), times.get(f"{name}_clock")
    if opened is None or clock is None:
        return Spread()
    return Spread(clock.count, opened.median, opened.ninth, clock.median, clock.ninth)
