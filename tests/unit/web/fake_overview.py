"""The part of a fake desk that looks over the whole of it: people with addresses, figures, finds and records in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.overviews import Reached, ReminderSent, RemindersPage
from bot.views import DeskError

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

    async def reminders(self, staff):
        return RemindersPage(self.people, ("front_desk",), self.sent)

    async def set_address(self, staff, member, address):
        if "@" not in address and address:
            raise DeskError("staff.reminders.no_address")
        if member not in {one.id for one in self.people}:
            raise DeskError("staff.reminders.nobody")
        self.people = tuple(replace(one, address=address) if one.id == member else one for one in self.people)
