"""Finding patients by name and birthday without reading anybody: blind indexes of keyed hashes.

Each name is kept whole and by its parts, first, last and both together, in one form for everything that people write
differently. Whoever steals the database cannot try names on it; they see only which rows share one. The items of a patient
stand under the same hashes, by their age: however many people share a name, a page of finds costs what a page holds.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import date, datetime
from itertools import product
from typing import Any

from sqlalchemy import Select, Text, bindparam, delete, literal, select, union

from bot.conversation import Person
from bot.store.errors import ErasedRecord
from bot.store.find_tables import FINDS, ITEM_FINDS
from bot.store.tables import ITEMS, PATIENTS
from bot.store.types import Moment
from bot.store.vault import canonical_find, name_parts
from bot.store.work import Work

USE = "find"
MOST_WORDS = 6
AT_ONCE = 500
_INDEXED = select(FINDS.c.patient_hash).where(FINDS.c.patient_hash == PATIENTS.c.id_hash).exists()
_AFTER = (
    select(PATIENTS.c.id_hash, PATIENTS.c.identity_sealed)
    .where(PATIENTS.c.id_hash > bindparam("after"), ~_INDEXED)
    .order_by(PATIENTS.c.id_hash)
    .limit(bindparam("most"))
)


class Finds:
    """Keeps the indexes, and says under which hashes somebody stands."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def put(self, person: Person) -> None:
        """Keep under which hashes a patient is found, in place of what was kept before."""
        who = self._work.secrets.hash("patient", person.id)
        await self._put(who, person.first_name, person.last_name, person.dob)

    async def catch_up(self, after: bytes, limit: int) -> bytes | None:
        """Index patients whom an earlier release put there, behind one of them; the last one done, or None at the end.

        Whoever is found already is not read again: of a hundred thousand imported people that would be minutes of work.
        """
        rows = await self._work.all(_AFTER, {"after": after, "most": limit})
        await self._work.prepare(f"p:{row.id_hash.hex()}" for row in rows)
        async for who, identity in self._opened(rows):
            dob = date.fromisoformat(identity["dob"])
            await self._put(who, identity["first_name"], identity["last_name"], dob)
        return rows[-1].id_hash if rows else None

    def by_name(self, text: str) -> list[bytes]:
        """The hashes that a name may stand under, however it is written: `Vega`, `Marisol Vega`, `Vega, Marisol`."""
        if "," in text:
            last, _, first = text.partition(",")
            return self._hashes(_both(first, last) if canonical_find(first) else _one(last))
        words = [word for word in text.split() if canonical_find(word)][:MOST_WORDS]
        whole = " ".join(words)
        splits = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
        named = [name for a, b in splits for name in (*_both(a, b), *_both(b, a))]
        return self._hashes([*_one(whole), *named] if words else [])

    def by_birthday(self, dob: date) -> bytes:
        """The hash of a birthday."""
        return self._work.secrets.hash(USE, "dob", dob.isoformat())

    async def put_item(self, ref: str, created_at: datetime, patient: bytes | None, actor: bytes | None) -> None:
        """Keep under which hashes an item is found: those of whom it is about and of who asked. Reads nobody."""
        people = [one for one in (patient, actor) if one]
        if people:
            named = select(FINDS.c.find_hash, literal(created_at, Moment), literal(ref, Text)).distinct()
            await self._fill(named.where(FINDS.c.patient_hash.in_(people)))

    def rows(self, who: bytes, first_name: str, last_name: str, dob: date) -> list[dict[str, bytes]]:
        """The rows under which a patient stands."""
        firsts, lasts = _ways(first_name), _ways(last_name)
        names: list[tuple[str, ...]] = [*(("first", one) for one in firsts), *(("last", one) for one in lasts)]
        names += [("both", first, last) for first, last in product(firsts, lasts)]
        hashes = {*self._hashes(names), self.by_birthday(dob)}
        return [{"find_hash": one, "patient_hash": who} for one in sorted(hashes)]

    async def _put(self, who: bytes, first_name: str, last_name: str, dob: date) -> None:
        rows = self.rows(who, first_name, last_name, dob)
        kept = await self._work.all(select(FINDS.c.find_hash).where(FINDS.c.patient_hash == who))
        if {row.find_hash for row in kept} == {row["find_hash"] for row in rows}:
            return
        await self._work.run(delete(FINDS).where(FINDS.c.patient_hash == who))
        await self._work.run(FINDS.insert(), rows)
        await self._renew_items(who)

    async def _renew_items(self, who: bytes) -> None:
        """Somebody is called otherwise now: so are the items that they are found by."""
        theirs = [select(ITEMS.c.ref).where(one == who) for one in (ITEMS.c.patient_hash, ITEMS.c.actor_hash)]
        refs = [row.ref for row in await self._work.all(union(*theirs))]
        for start in range(0, len(refs), AT_ONCE):
            part = refs[start : start + AT_ONCE]
            await self._work.run(delete(ITEM_FINDS).where(ITEM_FINDS.c.ref.in_(part)))
            for one in (ITEMS.c.patient_hash, ITEMS.c.actor_hash):
                named = select(FINDS.c.find_hash, ITEMS.c.created_at, ITEMS.c.ref).join_from(
                    ITEMS, FINDS, FINDS.c.patient_hash == one
                )
                await self._fill(named.where(ITEMS.c.ref.in_(part)))

    async def _fill(self, found: Select[Any]) -> None:
        insert = self._work.insert(ITEM_FINDS).from_select(["find_hash", "created_at", "ref"], found)
        await self._work.run(insert.on_conflict_do_nothing())

    def _hashes(self, names: Iterable[tuple[str, ...]]) -> list[bytes]:
        return list(dict.fromkeys(self._work.secrets.hash(USE, *name) for name in names))

    async def _opened(self, rows: Iterable[Any]) -> AsyncIterator[tuple[bytes, dict[str, Any]]]:
        for row in rows:
            who = row.id_hash.hex()
            try:
                yield row.id_hash, await self._work.open(f"p:{who}", PATIENTS, "identity", who, row.identity_sealed)
            except ErasedRecord:
                continue  # Whose key was destroyed is found no more; everybody else still is.


def _ways(name: str) -> list[str]:
    """A name as it is looked for: whole, and by its parts."""
    return list(dict.fromkeys([canonical_find(name), *name_parts(name)[:MOST_WORDS]]))


def _one(name: str) -> list[tuple[str, ...]]:
    canonical = canonical_find(name)
    return [("last", canonical), ("first", canonical)] if canonical else []


def _both(first: str, last: str) -> list[tuple[str, ...]]:
    return [("both", canonical_find(first), canonical_find(last))]
