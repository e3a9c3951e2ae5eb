"""The worklist: a page of rows by its key, soonest due first by the clock that counts opening time, with counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from bot.desk.part import Part
from bot.queue.item import LIVE, Item
from bot.services import Services
from bot.store import Unit
from bot.store.item_rows import ItemRow, Key
from bot.store.moving import NEVER
from bot.store.people import Face
from bot.store.types import from_micros, to_micros
from bot.store.worklist import Tally, Wanted
from bot.views import ItemView, StaffView
from bot.workviews import Asked, QueuePage
from policies import opening, roles
from policies.proxy import age_on

PAGE = 50
KEY = re.compile(r"(\d{1,18})\.([A-Za-z0-9-]{1,40})\Z", re.ASCII)
URGENT = "red_flag"

COUNTED: Mapping[str, Callable[[Tally], int]] = {
    "open": lambda one: one.count,
    "mine": lambda one: one.mine,
    "unassigned": lambda one: one.count if one.status == "open" else 0,
    "overdue": lambda one: one.overdue,
    "urgent": lambda one: one.count if one.kind == URGENT else 0,
}
"""How many of a tally each view shows."""


class Listing(Part):
    """Pages of the worklist, for a role."""

    async def worklist(self, staff: StaffView, asked: Asked) -> QueuePage:
        """A page of the rows this person may see, with counts."""
        now, lists = self.services.clock(), roles.lists(staff.role)
        if not lists:
            return QueuePage((), {}, {})
        async with self.services.store.look() as unit:
            rows, before, after = await _rows(unit, _wanted(staff, lists, asked, now), asked)
            counts, kinds = await _counts(unit, staff, lists, asked, now)
            faces = await unit.people.faces(row.patient_hash for row in rows if row.patient_hash)
        local = self.services.local_now()
        shown = tuple(listed(self.services, row, faces.get(row.patient_hash or b""), local) for row in rows)
        return QueuePage(shown, counts, kinds, after, before)

    async def waiting(self, staff: StaffView) -> int:
        """How much work in somebody's lists nobody has."""
        lists = roles.lists(staff.role)
        if not lists:
            return 0
        async with self.services.store.look() as unit:
            tallies = await unit.worklist.tallies(lists, staff.name, self.services.clock())
        return sum(one.count for one in tallies if one.status == "open")

    async def changed(self, staff: StaffView, ref: str = "") -> str:
        """A mark that is another one when anything in the worklist, or in one item, has changed."""
        del staff  # A time says nothing about anybody.
        async with self.services.store.look() as unit:
            at = await (unit.worklist.changed_at(ref) if ref else unit.worklist.newest_change())
        return str(to_micros(at)) if at else ""


def listed(services: Services, row: ItemRow | Item, face: Face | None, now: datetime) -> ItemView:
    """A row as a list shows it, with the face of whom it is about. `now` in the practice's zone."""
    due = row.due_at if row.status in LIVE else None
    return ItemView(
        row.ref,
        str(row.kind),
        row.priority,
        str(row.status),
        row.assignee,
        row.created_at,
        due,
        due is not None and due < now,
        row.assurance,
        who(services, face.initials, face.dob, now.date()) if face else who(services),
        left(services, due, now),
        row.role,
        row.outcome,
        row.closed_at,
        due is not None and row.first_reply_at is not None,
        row.moves,
    )


def left(services: Services, due: datetime | None, now: datetime) -> timedelta | None:
    """Opening time until a word is due; less than nothing: so late it is. `now` in the practice's zone."""
    if due is None:
        return None
    practice = services.content.practice
    return opening.open_between(practice.hours, now, due.astimezone(practice.zone))


def who(services: Services, initials: str = "", dob: date | None = None, today: date | None = None) -> str:
    """Initials and an age band: enough to tell rows apart, too little to know somebody by."""
    if dob is None or today is None:
        return services.content.say("staff.queue.unknown_person")
    age = age_on(dob, today)
    return f"{initials}, {age // 10 * 10}\u2013{age // 10 * 10 + 9}"


def _wanted(staff: StaffView, lists: tuple[str, ...], asked: Asked, now: datetime) -> Wanted:
    match asked.show:
        case "mine":
            return Wanted(lists, kind=asked.kind, holder=staff.name)
        case "unassigned":
            return Wanted(lists, ("open",), asked.kind)
        case "overdue":
            return Wanted(lists, kind=asked.kind, due_before=now)
        case "urgent":
            return Wanted(lists, kind=URGENT)
        case "closed":
            return Wanted(lists, (), asked.kind)
        case _:
            return Wanted(lists, kind=asked.kind)


async def _rows(unit: Unit, wanted: Wanted, asked: Asked) -> tuple[tuple[ItemRow, ...], str, str]:
    """The rows of one page, and the keys of its neighbours."""
    read = unit.worklist.page
    if (key := read_key(asked.before)) is not None:
        rows = await read(wanted, PAGE + 1, key, backwards=True)
        if len(rows) > PAGE:  # Else it is the first page, which is shown whole.
            return rows[1:], key_of(rows[1]), key_of(rows[-1])
    key = None if asked.before else read_key(asked.after)
    rows = await read(wanted, PAGE + 1, key)
    more = key_of(rows[PAGE - 1]) if len(rows) > PAGE else ""
    return rows[:PAGE], key_of(rows[0]) if rows and key else "", more


async def _counts(
    unit: Unit, staff: StaffView, lists: tuple[str, ...], asked: Asked, now: datetime
) -> tuple[dict[str, int], dict[str, int]]:
    """How many items each view has of the kind that is asked for, and how many of each kind this view has."""
    tallies = await unit.worklist.tallies(lists, staff.name, now)
    counts = {
        show: sum(counted(one) for one in tallies if show == "urgent" or asked.kind in (None, one.kind))
        for show, counted in COUNTED.items()
    }
    counts["closed"] = await unit.worklist.settled(lists, asked.kind)
    counted = COUNTED.get(asked.show, COUNTED["open"])
    kinds = {kind: sum(counted(one) for one in tallies if one.kind == kind) for kind in roles.kinds(staff.role)}
    return counts, kinds


def key_of(row: ItemRow) -> str:
    """The key of a row as it stands in an address."""
    return f"{to_micros(row.key.at)}.{row.key.ref}"


def read_key(text: str) -> Key | None:
    """The key of an address; None for anything else."""
    found = KEY.match(text)
    if found is None or int(found[1]) > to_micros(NEVER):
        return None
    return Key(from_micros(int(found[1])), found[2])
