"""The worklist of a desk in memory: every row there is, by simple rules."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from bot.views import DeskError
from bot.workviews import (
    Around,
    Asked,
    CannedView,
    Did,
    Handed,
    HandTo,
    Present,
    QueuePage,
    StoryLine,
    TakenBack,
    VisitView,
)

FITS = {
    "open": lambda row, _me: row.status in ("open", "taken"),
    "mine": lambda row, me: row.status == "taken" and row.assignee == me,
    "unassigned": lambda row, _me: row.status == "open",
    "overdue": lambda row, _me: row.overdue,
    "urgent": lambda row, _me: row.kind == "red_flag" and row.status in ("open", "taken"),
    "closed": lambda row, _me: row.status in ("closed", "withdrawn"),
}
KINDS = ("message", "appointment", "refill", "recovery", "callback", "red_flag")


PEOPLE = (HandTo("staff:ruth", "Ruth Amsel", "nurse"), HandTo("staff:felix", "Felix", "front_desk"))
ROLES = (HandTo("role:front_desk", "Front desk", "front_desk"), HandTo("role:provider", "Provider", "provider"))
CANNED = (
    CannedView("message.received", "We have it", "Hello Marisol, you will hear from us here [by when]."),
    CannedView("message.visit", "Better in person", "Hello Marisol, please ask for a visit."),
)
FILE = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


class FakeWork:
    """What `bot.workviews.WorkDesk` adds to a desk. `undoable` and `stories` are what a test puts there."""

    page = 50
    undoable: ClassVar[dict[str, tuple[int, str]]] = {}
    stories: ClassVar[dict[str, tuple[StoryLine, ...]]] = {}
    visits: ClassVar[dict[str, VisitView]] = {}
    taken_back: TakenBack | None = None
    refuses: str = ""
    others = Present()
    pages: ClassVar[list[tuple[str, str, str]]] = []
    typed: ClassVar[list[tuple[str, str, bool]]] = []

    async def _decided(self, staff, ref, verb, *words):
        page = await self.item(staff, ref)
        self.acts.append((ref, verb, *(str(one) for one in words)))
        if self.refuses:
            raise DeskError(self.refuses, when="Sunday", n="3")
        if not page.mine:
            raise DeskError("staff.error.not_holder", by=page.row.assignee)

    async def propose(self, staff, ref, times, minutes, note="", key=""):
        await self._decided(staff, ref, "propose", "|".join(times), minutes, note)

    async def book(self, staff, ref, time, minutes, note="", key=""):
        await self._decided(staff, ref, "book", time, minutes, note)

    async def decide(self, staff, ref, *, approve, words="", key=""):
        await self._decided(staff, ref, "approve" if approve else "decline", words)

    async def visit_file(self, staff, ref):
        await self.item(staff, ref)
        return FILE if ref in self.visits else None

    async def looks(self, staff, ref, page):
        await self.item(staff, ref)
        self.pages.append((ref, staff.name, page))

    async def leaves(self, page):
        self.pages[:] = [one for one in self.pages if one[2] != page]

    async def types(self, staff, ref, *, typing):
        await self.item(staff, ref)
        self.typed.append((ref, staff.name, typing))

    async def present(self, staff, ref):
        await self.item(staff, ref)
        return self.others

    async def there(self, staff, ref):
        return repr(self.others)

    async def around(self, staff, ref):
        page = await self.item(staff, ref)
        undo, verb = self.undoable.get(ref, (0, ""))
        hands = (ROLES, PEOPLE) if page.mine and page.row.status == "taken" else ((), ())
        plans = page.mine and page.row.kind == "appointment"
        return Around(
            undo,
            verb,
            10.0 if undo else 0.0,
            CANNED if page.mine else (),
            *hands,
            ref in self.stories,
            self.visits.get(ref) or (VisitView() if plans else None),
            page.mine and page.row.kind == "refill",
        )

    async def story(self, staff, ref):
        return self.stories[ref]

    async def transfer(self, staff, ref, to, note=""):
        page = await self.item(staff, ref)
        self.acts.append((ref, "transfer", to, note))
        if not page.mine:
            raise DeskError("staff.error.not_holder", by=page.row.assignee)
        if to not in {one.value for one in (*ROLES, *PEOPLE)}:
            raise DeskError("staff.error.nobody_there")
        role = to.removeprefix("role:") if to.startswith("role:") else None
        self.put(ref, status="open" if role else "taken", assignee=None if role else "Ruth Amsel", role=role)
        return Handed(role != "provider", 7)

    async def hands(self, staff):
        return (*ROLES, *PEOPLE)

    async def many(self, staff, ticked, wish):
        self.acts.append(("many", wish.verb, wish.to, wish.text, *((one.ref, one.moves) for one in ticked)))
        if self.refuses:
            raise DeskError(self.refuses, n="50")
        return tuple([await self._one_of(staff, one, wish) for one in ticked])

    async def _one_of(self, staff, one, wish):
        try:
            if wish.verb == "transfer":
                await self.transfer(staff, one.ref, wish.to, wish.text)
            else:
                await self.act(staff, one.ref, wish.verb, wish.text)
        except DeskError as refused:
            known = refused.key != "staff.error.no_such_item"
            why = "held" if known else "no_such_item"
            return Did(one.ref, "appointment" if known else "", why=f"staff.many.why.{why}", params={"by": "Ruth"})
        return Did(one.ref, self.items[one.ref].row.kind, one.moves + 1)

    async def undo(self, staff, ref, moves):
        self.acts.append((ref, "undo", str(moves), ""))
        if self.undoable.get(ref, (0, ""))[0] != moves:
            raise DeskError("staff.error.too_late_to_undo")
        self.put(ref, status="taken", assignee=staff.name, role=None)

    async def take_back(self, staff, ref, seq):
        page = await self.item(staff, ref)
        self.acts.append((ref, "take_back", str(seq), ""))
        line = next((one for one in page.thread if (one.seq, one.delivery) == (seq, "held")), None)
        if line is None:
            raise DeskError("staff.error.sent_already")
        self.put(ref, thread=tuple(one for one in page.thread if one.seq != seq))
        return self.taken_back or TakenBack("replied", line.text)

    async def worklist(self, staff, asked: Asked):
        every = [page.row for page in self.items.values()]
        rows = [row for row in every if FITS[asked.show](row, staff.name) and asked.kind in (None, row.kind)]
        counts = {
            show: sum(fits(row, staff.name) and asked.kind in (None, row.kind) for row in every)
            for show, fits in FITS.items()
        }
        kinds = {kind: sum(FITS[asked.show](row, staff.name) and row.kind == kind for row in every) for kind in KINDS}
        begin = int(asked.after or asked.before or 0)
        ends = begin + self.page
        return QueuePage(
            tuple(rows[begin:ends]),
            counts,
            kinds,
            str(ends) if len(rows) > ends else "",
            str(max(0, begin - self.page)) if begin else "",
        )

    async def waiting(self, staff):
        return sum(page.row.status == "open" for page in self.items.values())

    async def changed(self, staff, ref=""):
        what = str(self.items.get(ref) if ref else list(self.items.values()))
        return hashlib.sha256(what.encode()).hexdigest()[:16]  # As short as the time that the desk's own mark is.
