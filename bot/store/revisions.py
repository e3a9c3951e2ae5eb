"""What the practice published of its own content, and the drafts of it. Nothing that was published is ever changed or deleted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, func, select, update

from bot.pieces import Fault, Value, mark_of
from bot.store.content_tables import DRAFTS, REVISIONS
from bot.store.errors import ErasedRecord, TamperedRecord
from bot.store.work import PRACTICE, Work, keepable


@dataclass(frozen=True, slots=True)
class Revision:
    """One change that was published. `value` is None where a piece stands again as the product brought it.

    Not `whole`: it does not open, because somebody changed it outside the application.
    """

    number: int
    piece: str
    by: str
    at: datetime
    put_back: int | None
    mark: str
    value: Value | None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody is writing. `faults` is what the check found, None while it was not checked."""

    piece: str
    staff_id: str
    version: int
    base: int
    at: datetime
    value: Value
    faults: tuple[Fault, ...] | None = None


class Revisions:
    """The line of what was published."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def newest(self) -> int:
        """The number of the newest revision; 0 when there is none."""
        row = await self._work.first(select(func.max(REVISIONS.c.number)))
        return int(row[0]) if row and row[0] is not None else 0

    async def current(self, upto: int) -> tuple[Revision, ...]:
        """The newest revision of each piece, of those up to a number."""
        last = select(func.max(REVISIONS.c.number)).where(REVISIONS.c.number <= upto).group_by(REVISIONS.c.piece)
        return await self._found(select(REVISIONS).where(REVISIONS.c.number.in_(last)).order_by(REVISIONS.c.number))

    async def present(self, piece: str) -> Revision | None:
        """The newest revision of one piece."""
        found = await self.of(piece, 1)
        return found[0] if found else None

    async def of(self, piece: str, limit: int) -> tuple[Revision, ...]:
        """The revisions of one piece, newest first."""
        newest_first = REVISIONS.c.number.desc()
        return await self._found(
            select(REVISIONS).where(REVISIONS.c.piece == keepable(piece)).order_by(newest_first).limit(limit)
        )

    async def list(self, limit: int, before: int | None = None) -> tuple[Revision, ...]:
        """Every revision, newest first."""
        some = select(REVISIONS).order_by(REVISIONS.c.number.desc()).limit(limit)
        return await self._found(some if before is None else some.where(REVISIONS.c.number < before))

    async def by_number(self, number: int) -> Revision | None:
        """One revision."""
        found = await self._found(select(REVISIONS).where(REVISIONS.c.number == number))
        return found[0] if found else None

    async def add(
        self, after: int, piece: str, by: str, at: datetime, value: Value | None, put_back: int | None = None
    ) -> Revision | None:
        """Publish a value as the revision after `after`; None when somebody else was quicker."""
        last = await self._work.first(select(REVISIONS.c.mark).where(REVISIONS.c.number == after))
        number, mark = after + 1, mark_of(str(last.mark) if last else "", piece, value)
        sealed = await self._work.seal(PRACTICE, REVISIONS, "value", _place(number, piece), {"value": value})
        row = {"number": number, "piece": piece, "by": by, "at": at, "put_back": put_back, "mark": mark}
        added = await self._work.add_once(REVISIONS, {**row, "value_sealed": sealed})
        return Revision(number, piece, by, at, put_back, mark, value) if added else None

    async def _found(self, wanted: Select[Any]) -> tuple[Revision, ...]:
        return tuple([await self._opened(row) for row in await self._work.all(wanted)])

    async def _opened(self, row: Row[Any]) -> Revision:
        place = _place(row.number, row.piece)
        told = (row.number, row.piece, row.by, row.at, row.put_back, row.mark)
        try:
            opened = await self._work.open(PRACTICE, REVISIONS, "value", place, row.value_sealed)
        except (TamperedRecord, ErasedRecord):
            return Revision(*told, value=None, whole=False)
        return Revision(*told, value=opened["value"])


class Drafts:
    """What is being written: one draft a piece and person."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def get(self, piece: str, staff_id: str) -> Draft | None:
        """Somebody's draft of a piece."""
        found = await self._found(self._of(piece, staff_id))
        return found[0] if found else None

    async def list(self) -> tuple[Draft, ...]:
        """Everybody's drafts."""
        return await self._found(select(DRAFTS).order_by(DRAFTS.c.piece, DRAFTS.c.at))

    async def put(self, draft: Draft) -> bool:
        """Keep a draft in place of the version before it; False when that is not the one that is kept."""
        values = {
            "version": draft.version,
            "base": draft.base,
            "at": draft.at,
            "draft_sealed": await self._sealed(draft),
        }
        if draft.version == 1:
            whose = {"piece": draft.piece, "staff_id": draft.staff_id}
            return await self._work.add_once(DRAFTS, {**whose, **values})
        here = (*_whose(draft.piece, draft.staff_id), DRAFTS.c.version == draft.version - 1)
        return await self._work.changed(update(DRAFTS).where(*here).values(values))

    async def judge(self, draft: Draft, faults: Iterable[Fault]) -> None:
        """Keep what the check found of this very version."""
        judged = Draft(draft.piece, draft.staff_id, draft.version, draft.base, draft.at, draft.value, tuple(faults))
        here = (*_whose(draft.piece, draft.staff_id), DRAFTS.c.version == draft.version)
        await self._work.run(update(DRAFTS).where(*here).values(draft_sealed=await self._sealed(judged)))

    async def drop(self, piece: str, staff_id: str) -> bool:
        """Keep a draft no longer; whether there was one."""
        return await self._work.changed(delete(DRAFTS).where(*_whose(piece, staff_id)))

    def _of(self, piece: str, staff_id: str) -> Select[Any]:
        return select(DRAFTS).where(*_whose(piece, staff_id))

    async def _sealed(self, draft: Draft) -> bytes:
        told = None if draft.faults is None else [[f.check, f.where, f.text, list(f.lines)] for f in draft.faults]
        place = f"{draft.piece}:{draft.staff_id}"
        return await self._work.seal(PRACTICE, DRAFTS, "draft", place, {"value": draft.value, "faults": told})

    async def _found(self, wanted: Select[Any]) -> tuple[Draft, ...]:
        return tuple([await self._opened(row) for row in await self._work.all(wanted)])

    async def _opened(self, row: Row[Any]) -> Draft:
        place = f"{row.piece}:{row.staff_id}"
        opened = await self._work.open(PRACTICE, DRAFTS, "draft", place, row.draft_sealed)
        told = opened["faults"]
        faults = None if told is None else tuple(Fault(one[0], one[1], one[2], tuple(one[3])) for one in told)
        return Draft(row.piece, row.staff_id, row.version, row.base, row.at, opened["value"], faults)


def _place(number: int, piece: str) -> str:
    return f"{number}:{piece}"


def _whose(piece: str, staff_id: str) -> tuple[Any, ...]:
    return DRAFTS.c.piece == keepable(piece), DRAFTS.c.staff_id == keepable(staff_id)
