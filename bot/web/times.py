"""Days, times and spans in the practice's zone, in the words of the content."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.views import ItemView
from bot.web.settings import WebSettings

Say = Callable[..., str]


class Times:
    """Puts moments into words for the pages."""

    def __init__(self, say: Say, settings: WebSettings) -> None:
        self._say = say
        self._settings = settings

    def now(self) -> datetime:
        """The present moment in the practice's zone."""
        return self._settings.clock().astimezone(self._settings.zone)

    def time(self, at: datetime) -> str:
        """The time of day."""
        local = at.astimezone(self._settings.zone)
        half = self._say(f"calendar.{'am' if local.hour < 12 else 'pm'}")
        return self._say("calendar.time", hour=str(local.hour % 12 or 12), minute=f"{local.minute:02d}", half=half)

    def day(self, at: datetime) -> str:
        """Today, yesterday, or the date."""
        local = at.astimezone(self._settings.zone).date()
        ago = (self.now().date() - local).days
        if ago in (0, 1):
            return self._say("web.day.yesterday" if ago else "web.day.today")
        if abs(ago) > 300:
            return self.date(at)
        month = self._say(f"calendar.month.{local.month}")
        return self._say(
            "calendar.date", weekday=self._say(f"calendar.weekday.{local.weekday()}"), month=month, day=str(local.day)
        )

    def brief(self, at: datetime) -> str:
        """The time of a moment of today, the day of any other: what a narrow column has room for."""
        return self.time(at) if at.astimezone(self._settings.zone).date() == self.now().date() else self.day(at)

    def date(self, at: datetime) -> str:
        """The date with its year, which stays right however old the page is."""
        local = at.astimezone(self._settings.zone).date()
        month = self._say(f"calendar.month.{local.month}")
        return self._say("calendar.date_year", month=month, day=str(local.day), year=str(local.year))

    def stamp(self, at: datetime) -> str:
        """Date with its year, and time."""
        return self._say("calendar.moment", date=self.date(at), time=self.time(at))

    def moment(self, at: datetime) -> str:
        """Day and time."""
        return self._say("calendar.moment", date=self.day(at), time=self.time(at))

    def span(self, span: timedelta) -> str:
        """A length of time, in its largest unit."""
        minutes = max(1, int(abs(span).total_seconds() // 60))
        unit, size = ("days", 1440) if minutes >= 2880 else ("hours", 60) if minutes >= 120 else ("minutes", 1)
        return self._say(f"staff.span.{unit}", n=str(minutes // size))

    def due(self, row: ItemView) -> str:
        """How long until staff owe a word, or how late it is, in opening time; or that they owe none."""
        if row.left is None:
            return self._say("staff.work.answered") if row.status in ("open", "taken") else ""
        late = row.overdue or row.left < timedelta(0)
        key = "staff.queue.late_by" if late else "staff.queue.due_in"
        return self._say(key, span=self.span(row.left))
