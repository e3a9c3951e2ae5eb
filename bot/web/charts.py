"""The board in pictures and in rows: what is drawn, how it is said, and the numbers behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from bot.overviews import BoardPage, Figure, Spread
from bot.web.plots import Group, Mark, Plot, Table, bars, columns
from bot.web.sheets import Cell

Say = Callable[..., str]
Take = Callable[[Figure], Spread]
AGE_NAMES = ("hour", "four", "day", "three", "week", "more")
COLUMNS = (
    "came", "answered", "in_time", "first_open_median", "first_open_ninth", "first_clock_median", "first_clock_ninth",
    "closed", "done_open_median", "done_open_ninth", "done_clock_median", "done_clock_ninth",
)  # fmt: skip
"""What a row of the sheet tells of a group, in hours where it is a time."""
TIMES = ("open_median", "open_ninth", "clock_median", "clock_ninth")


class Charts:
    """Draws the board with the words of the content."""

    def __init__(self, say: Say) -> None:
        self._say = say

    def plots(self, page: BoardPage) -> tuple[Plot, ...]:
        """Every plot of the board, in the order in which they are looked at."""
        return (
            self._load(page),
            self._ages(page),
            self._times("first", page, lambda one: one.first),
            self._times("done", page, lambda one: one.done),
            self._came("hour", page, every=3),
            self._quick("hour", page, every=3),
            self._came("weekday", page),
            self._quick("weekday", page),
        )

    def sheet(self, page: BoardPage) -> Iterable[list[Cell]]:
        """The numbers behind all of it, to be taken along."""
        head = [self._say(f"staff.board.sheet.{name}") for name in ("by", "group", *COLUMNS)]
        yield [*head, *(self._say(f"staff.board.sheet.{name}") for name in ("open", "taken", "overdue"))]
        live = {one.kind: (one.open, one.taken, one.overdue) for one in page.load}
        for one in page.figures:
            now = live.get(one.key, ()) if one.by == "kind" else ()
            told: list[Cell] = [self._say(f"staff.board.by.{one.by}"), self.group(one), *_cells(one)]
            yield [*told, *(now or (None, None, None))]
        for name, (waiting, taken) in zip(AGE_NAMES, page.ages, strict=True):
            first: list[Cell] = [self._say("staff.board.by.age"), self._say(f"staff.board.age.{name}")]
            yield [*first, *([None] * len(COLUMNS)), waiting, taken, None]

    def group(self, one: Figure) -> str:
        """The name of a group of requests."""
        match one.by:
            case "kind":
                return self._say(f"staff.kind.{one.key}")
            case "hour":
                return self._say("staff.board.hour", hour=f"{int(one.key):02d}")
            case "weekday":
                return self._say(f"calendar.weekday.{one.key}")
            case _:
                return self._say("staff.kind.all")

    def span(self, span: timedelta | None) -> str:
        """A length of time: minutes up to two hours, then hours."""
        if span is None:
            return self._say("staff.board.nothing")
        minutes = span / timedelta(minutes=1)
        if minutes < 119.5:
            return self._say("staff.span.minutes", n=f"{minutes:.0f}")
        return self._say("staff.span.hours", n=f"{minutes / 60:.0f}" if minutes >= 600 else f"{minutes / 60:.1f}")

    def _words(self, name: str) -> tuple[str, str]:
        return self._say(f"staff.board.plot.{name}.title"), self._say(f"staff.board.plot.{name}.text")

    def _legend(self, *names: str) -> tuple[str, ...]:
        return tuple(self._say(f"staff.board.series.{name}") for name in names)

    def _load(self, page: BoardPage) -> Plot:
        title, text = self._words("load")
        legend = self._legend("open", "taken", "overdue")
        rows = [(self._say(f"staff.kind.{one.kind}"), (one.open, one.taken, one.overdue)) for one in page.load]
        groups = [Group(name, tuple(Mark(n, str(n)) for n in numbers)) for name, numbers in rows]
        table = Table((self._say("staff.kind.label"), *legend), tuple((name, *map(str, n)) for name, n in rows))
        return Plot("load", title, text, legend, bars(groups), table)

    def _ages(self, page: BoardPage) -> Plot:
        title, text = self._words("ages")
        legend = self._legend("open", "taken")
        names = [self._say(f"staff.board.age.{name}") for name in AGE_NAMES]
        rows = list(zip(names, page.ages, strict=True))
        groups = [Group(name, tuple(Mark(n, str(n)) for n in numbers)) for name, numbers in rows]
        table = Table((self._say("staff.board.by.age"), *legend), tuple((name, *map(str, n)) for name, n in rows))
        return Plot("ages", title, text, legend, bars(groups), table)

    def _times(self, name: str, page: BoardPage, take: Take) -> Plot:
        title, text = self._words(name)
        legend = self._legend("median", "ninth")
        figures = [*page.by("kind"), *page.by("all")]
        groups = [
            Group(self.group(one), tuple(Mark(_hours(span), self.span(span)) for span in _open(take(one))))
            for one in figures
        ]
        return Plot(name, title, text, legend, bars(groups), self._time_table("kind", figures, take))

    def _came(self, by: str, page: BoardPage, every: int = 1) -> Plot:
        name = f"came_{by}"
        title, text = self._words(name)
        groups = [Group(self._tick(one), (Mark(one.came, str(one.came)),)) for one in page.by(by)]
        head = (self._say(f"staff.board.by.{by}"), *(self._say(f"staff.board.sheet.{n}") for n in COLUMNS[:3]))
        rows = tuple((self.group(one), str(one.came), str(one.answered), str(one.in_time)) for one in page.by(by))
        return Plot(name, title, text, (), columns(groups, every), Table(head, rows))

    def _quick(self, by: str, page: BoardPage, every: int = 1) -> Plot:
        name = f"first_{by}"
        title, text = self._words(name)
        groups = [
            Group(self._tick(one), (Mark(_hours(one.first.open_median), self.span(one.first.open_median)),))
            for one in page.by(by)
        ]
        table = self._time_table(by, page.by(by), lambda one: one.first)
        return Plot(name, title, text, (), columns(groups, every), table)

    def _tick(self, one: Figure) -> str:
        return one.key if one.by == "hour" else self.group(one)[:3]

    def _time_table(self, by: str, figures: Iterable[Figure], take: Take) -> Table:
        head = (self._say(f"staff.board.by.{by}"), self._say("staff.board.count"), *self._legend(*TIMES))
        rows = []
        for one in figures:
            spread = take(one)
            rows.append((self.group(one), str(spread.count), *(self.span(getattr(spread, name)) for name in TIMES)))
        return Table(head, tuple(rows))


def _open(spread: Spread) -> tuple[timedelta | None, timedelta | None]:
    return spread.open_median, spread.open_ninth


def _hours(span: timedelta | None) -> float | None:
    return None if span is None else round(span / timedelta(hours=1), 2)


def _cells(one: Figure) -> list[Cell]:
    """The numbers of a group as the sheet has them."""
    first, done = ([_hours(getattr(spread, name)) for name in TIMES] for spread in (one.first, one.done))
    return [one.came, one.answered, one.in_time, *first, one.closed, *done]
