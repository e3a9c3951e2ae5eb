"""Answers that are more than words: times for a visit, a booked visit, a refill approved or declined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.desk.acting import Deed
from bot.desk.acts import Hands, must_hold
from bot.desk.rows import found_by
from bot.queue.item import Kind
from bot.views import DeskError, StaffView
from bot.visiting import USUAL_MINUTES, file_of
from nlu.understanding import JsonValue
from policies import opening

MOST_TIMES = 3
LENGTHS = (15, 20, 30, 45, 60, 90)
"""Minutes that a visit can take."""
FURTHEST = timedelta(days=366)
LONGEST_NOTE = 1_000
CANCELLING = "cancel"


class Deciding(Hands):
    """What whoever holds a request decides about it; the patient is told in true words, and it is finished where nothing is left."""

    async def propose(
        self, staff: StaffView, ref: str, times: Sequence[str], minutes: int, note: str = "", key: str = ""
    ) -> None:
        """Propose times for a visit, of which the patient takes one in the chat or none."""
        async with self.doing(staff, ref, "item.propose") as deed:
            deed.key = key
            found = self._times(deed, times)
            if len(found) > MOST_TIMES:
                raise DeskError("staff.error.many_times", n=str(MOST_TIMES))
            await self._visit(deed, "proposed", found, minutes, note)

    async def book(self, staff: StaffView, ref: str, time: str, minutes: int, note: str = "", key: str = "") -> None:
        """Book a visit: the patient is told, both can put it in their calendars, and the request is finished."""
        async with self.doing(staff, ref, "item.book") as deed:
            deed.key = key
            await self._visit(deed, "booked", self._times(deed, [time]), minutes, note)

    async def decide(self, staff: StaffView, ref: str, *, approve: bool, words: str = "", key: str = "") -> None:
        """Approve a refill, perhaps with a word, or decline it with the reason; the request is finished."""
        verb, words = "approved" if approve else "declined", words.strip()
        async with self.doing(staff, ref, f"item.{verb}") as deed:
            deed.key = key
            must_hold(deed)
            if deed.item.kind is not Kind.REFILL:
                raise DeskError("staff.error.not_possible_now", status=deed.item.status.value)
            if not approve and not words:
                raise DeskError("staff.error.no_reason")
            await self._said(deed, verb, words, {"then": verb}, "")

    async def visit_file(self, staff: StaffView, ref: str) -> str | None:
        """The visit of a request as a file for a calendar; None while there is none."""
        async with self.services.store.look() as unit:
            return file_of(self.services, await found_by(unit, staff, ref))

    async def _visit(self, deed: Deed, move: str, times: tuple[str, ...], minutes: int, note: str) -> None:
        must_hold(deed)
        long = minutes if minutes in LENGTHS else USUAL_MINUTES
        joined = "|".join(times)
        kept: dict[str, JsonValue] = {"times": joined, "minutes": long}
        words = self.services.content.wording("en").value("times", joined)
        words = f"\n{words}" if len(times) > 1 else words
        await self._said(deed, move, note, kept | ({"then": "booked"} if move == "booked" else {}), words)

    async def _said(self, deed: Deed, move: str, note: str, kept: dict[str, JsonValue], times: str) -> None:
        """One line of the thread that says to staff what was decided; the patient reads it in words of their own."""
        note = note.strip()[:LONGEST_NOTE]
        text = self.services.content.say(f"staff.said.{move}", times=times)
        await self.answer(deed, f"{text}\n\n{note}" if note else text, move, {**kept, "note": note})

    def _times(self, deed: Deed, typed: Sequence[str]) -> tuple[str, ...]:
        """Times of the practice's clock that a visit can be at, each once, the earliest first."""
        if deed.item.kind is not Kind.APPOINTMENT or deed.item.fields.get("task") == CANCELLING:
            raise DeskError("staff.error.not_possible_now", status=deed.item.status.value)
        found = sorted({self._time(one) for one in typed if one.strip()})
        if not found:
            raise DeskError("staff.error.no_time")
        return tuple(at.isoformat() for at in found)

    def _time(self, typed: str) -> datetime:
        practice, now = self.services.content.practice, self.services.local_now()
        try:
            at = datetime.fromisoformat(typed.strip())
        except ValueError:
            raise DeskError("staff.error.time_unreadable") from None
        at = at.astimezone(practice.zone) if at.tzinfo else at.replace(tzinfo=practice.zone)
        words = self.services.content.wording("en").moment(at)
        if not now < at < now + FURTHEST:
            raise DeskError("staff.error.time_past", when=words)
        if not opening.is_open(practice.hours, at):
            raise DeskError("staff.error.closed_then", when=words)
        return at
