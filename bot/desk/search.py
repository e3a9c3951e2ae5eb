"""Searching for requests: by reference, name, birthday, days, kind and outcome; each role finds only what is its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from bot.desk.part import Part
from bot.desk.worklist import key_of, listed, read_key
from bot.overviews import FoundPage, SearchAsk
from bot.queue.refs import read_ref
from bot.store import Unit
from bot.store.item_rows import ItemRow, Key
from bot.store.searching import Wanted
from bot.views import DeskError, StaffView
from policies import roles

PAGE = 25
DAYS = ("dob", "since", "until")


class Search(Part):
    """The page of search."""

    async def search(self, staff: StaffView, ask: SearchAsk) -> str:
        """Search (audited, without the words); the name under which this search can be looked at for a while."""
        if not ask.fields:
            raise DeskError("staff.search.nothing_asked")
        if ask.ref and read_ref(ask.ref) is None:
            raise DeskError("staff.search.no_reference")
        async with self.services.store.begin() as unit:
            if ask.name and not unit.searching.by_name(ask.name):
                raise DeskError("staff.search.no_name")
            ident = await unit.searching.keep(staff.id, _flat(ask), self.services.clock())
            await unit.audit.append("search.made", staff.id, "search", {"fields": list(ask.fields)})
        return ident

    async def found(self, staff: StaffView, search: str, after: str = "") -> FoundPage:
        """A page of what one's own search finds now. Raises DeskError for a search that is somebody else's, or too old."""
        async with self.services.store.look() as unit:
            kept = await unit.searching.kept(search, staff.id, self.services.clock())
            if kept is None:
                raise DeskError("staff.search.gone")
            ask = _unflat(kept)
            rows = await self._rows(unit, staff, ask, read_key(after))
            faces = await unit.people.faces(row.patient_hash for row in rows[:PAGE] if row.patient_hash)
        now = self.services.local_now()
        shown = tuple(listed(self.services, row, faces.get(row.patient_hash or b""), now) for row in rows[:PAGE])
        last = rows[PAGE - 1] if len(rows) > PAGE else None
        return FoundPage(ask, shown, key_of(last) if last else "")

    async def _rows(self, unit: Unit, staff: StaffView, ask: SearchAsk, key: Key | None) -> tuple[ItemRow, ...]:
        """One more than a page holds. Of kinds that are not for this role nothing is found, as if there were none."""
        apart = set(roles.ALL) - {ask.kind} if ask.kind else set()  # lists of another kind hold nothing of this one
        lists = tuple(one for one in roles.lists(staff.role) if one not in apart)
        if not lists:
            return ()
        names = tuple(unit.searching.by_name(ask.name)) if ask.name else ()
        dob = unit.searching.by_birthday(ask.dob) if ask.dob else None
        since = self.services.midnight(ask.since) if ask.since else None
        until = self.services.midnight(ask.until + timedelta(days=1)) if ask.until else None
        wanted = Wanted(lists, names, dob, since, until, ask.outcome or None, ask.kind or None)
        if not ask.ref:
            return await unit.searching.page(wanted, PAGE + 1, key)
        named = await unit.searching.by_ref(read_ref(ask.ref) or "", lists)
        return tuple([row for row in named if await self._fits(unit, row, wanted)])

    async def _fits(self, unit: Unit, row: ItemRow, wanted: Wanted) -> bool:
        """Whether the item of a reference is also what the other fields say."""
        if wanted.of_person or wanted.since or wanted.until or wanted.outcome or wanted.kind:
            behind = Key(row.created_at + timedelta(microseconds=1), "")
            return row.ref in {one.ref for one in await unit.searching.page(wanted, PAGE, behind)}
        return True


def _flat(ask: SearchAsk) -> dict[str, str]:
    """What was asked, as it is kept."""
    days = {name: day.isoformat() for name in DAYS if (day := getattr(ask, name))}
    return {"ref": ask.ref, "name": ask.name, "kind": ask.kind, "outcome": ask.outcome, **days}


def _unflat(kept: Mapping[str, str]) -> SearchAsk:
    """What was kept, as it was asked."""
    dob, since, until = (date.fromisoformat(kept[name]) if name in kept else None for name in DAYS)
    return SearchAsk(kept["ref"], kept["name"], dob, since, until, kept["kind"], kept["outcome"])
