"""The part of a fake desk that looks over the whole of it: people with addresses, figures, finds and records in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.desk.disclosing import SECTIONS
from bot.overviews import (
    BoardPage,
    Figure,
    FoundPage,
    Load,
    Reached,
    RecordPage,
    ReminderSent,
    RemindersPage,
    Section,
    Spread,
)
from bot.views import DeskError
from policies.roles import ALL

NOW = datetime(2026, 11, 23, 15, 10, tzinfo=UTC)


class FakeOverview:
    """Answers by simple rules, as the desk would for who looks after it."""

    people = (
        Reached("s1", "Nora Quill", "nurse", "nora@practice.example", None, True, True),
        Reached("s2", "Felix Ardent-Montgomery", "front_desk", "", None, False, True),
        Reached("s3", "Lena Okafor", "lead", "lena@practice.example", NOW, False, True),
    )
    sent = (
        ReminderSent("WH-9RF1", "red_flag", "lead", NOW, 1),
        ReminderSent("WH-9RF1", "red_flag", "role", NOW, 2),
        ReminderSent("WH-2QX9", "refill", "holder", NOW, 1),
    )

    async def search(self, staff, ask):
        if not ask.fields:
            raise DeskError("staff.search.nothing_asked")
        self.searches.append(ask)
        return f"search{len(self.searches)}"

    async def found(self, staff, search, after=""):
        number = search.removeprefix("search")
        if not number.isdigit() or not 0 < int(number) <= len(self.searches):
            raise DeskError("staff.search.gone")
        pages = [page for page in self.items.values() if page.row.kind != "refill" or staff.role != "front_desk"]
        rows = tuple(replace(page.row, closed_at=NOW if page.outcome else None) for page in pages)
        return FoundPage(self.searches[int(number) - 1], rows[4:] if after else rows[:4], "" if after else "1.WH-1AB2")

    @property
    def searches(self):
        return self.__dict__.setdefault("_searches", [])

    async def board(self, staff, since, until, *, export=False):
        if staff.role not in ("lead", "administrator", "nurse"):  # The fakes' one nurse looks after the desk as well.
            raise DeskError("staff.error.not_your_role")
        self.looked.append(("board", since, until, export))
        return board_page(since or date(2026, 10, 25), until or date(2026, 11, 23))

    async def record(self, staff, ask, form):
        if len(ask.reason) < 10:
            raise DeskError("staff.record.no_reason")
        if not ask.ref and (not ask.name or ask.dob is None):
            raise DeskError("staff.record.who")
        self.looked.append(("record", ask, form))
        return record_page(ask.reason)

    async def reminders(self, staff):
        return RemindersPage(self.people, ("front_desk",), self.sent)

    @property
    def looked(self):
        return self.__dict__.setdefault("_looked", [])

    async def set_address(self, staff, member, address):
        if "@" not in address and address:
            raise DeskError("staff.reminders.no_address")
        if member not in {one.id for one in self.people}:
            raise DeskError("staff.reminders.nobody")
        self.people = tuple(replace(one, address=address) if one.id == member else one for one in self.people)


def record_page(reason):
    """A patient's record, some of it by somebody who means no good."""
    hostile = "<script>alert(1)</script>=1+1"
    parts = {
        "person": (("First name", "Marisol"), ("Last name", hostile), ("Medicines", "")),
        "requests": (
            ("WH-7K2M", "Visit request", "Closed", NOW, NOW, NOW, "Answered", "Nora Quill", "Confirmed", "self", None),
        ),
        "messages": (
            ("WH-7K2M", 1, NOW, "Patient", None, "Mornings are best for me. " * 6),
            ("WH-7K2M", 2, NOW, "Staff", "Nora Quill", "\u0634\u0643\u0631\u0627 \u202e Thursday at nine."),
        ),
        "readers": ((NOW, "Nora Quill", "Nurse", "Opened the request", "WH-7K2M"),),
        "handed": ((NOW, "Lena Okafor", "Page to print", reason),),
    }
    sections = tuple(Section(name, SECTIONS[name], tuple(parts.get(name, ()))) for name in SECTIONS)
    return RecordPage("Marisol Vega", date(1979, 8, 12), NOW, "Lena Okafor", reason, sections)


def spread(n):
    """Times of some length."""
    one = timedelta(minutes=7)
    return Spread(n, n * one, 3 * n * one, 2 * n * one, 11 * n * one) if n else Spread()


def figure(by, key, n):
    """A group of so many requests."""
    return Figure(by, key, n, n * 4 // 5, n * 3 // 5, n // 2, spread(n * 4 // 5), spread(n // 2))


def board_page(since, until):
    """A month of a busy practice."""
    load = tuple(Load(kind, 3 * n % 7, n % 3, n % 2, NOW if 3 * n % 7 else None) for n, kind in enumerate(ALL))
    kinds = tuple(figure("kind", kind, 40 - 6 * n) for n, kind in enumerate(ALL))
    hours = tuple(figure("hour", str(hour), max(0, 18 - (hour - 11) ** 2 // 3)) for hour in range(24))
    days = tuple(figure("weekday", str(day), (34, 28, 25, 31, 22, 3, 0)[day]) for day in range(7))
    whole = figure("all", "", 150)
    ages = ((4, 1), (3, 2), (2, 2), (1, 0), (0, 1), (0, 0))
    return BoardPage(since, until, NOW, load, ages, (whole, *kinds, *hours, *days))
