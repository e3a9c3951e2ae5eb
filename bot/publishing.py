"""Publishing a practice's own content: check it, add it to the line of revisions, and put it to use in every process.

Each process looks for a new revision every few seconds and takes it whole: what patients read changes in one step, and
nothing is started anew. A revision that cannot be used is never put to use; the last good one stays.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property

import structlog

from bot.content import Content, ContentError
from bot.content.areas import AREAS
from bot.content.overlay import load_overlaid, overlaid, pieces
from bot.pieces import Change, Fault, Piece, Value
from bot.services import Edition, Services
from bot.store import Revision, StoreError
from bot.views import DeskError

log = structlog.get_logger("frontdoor.content")

TRIES = 4
"""How often publishing begins anew when somebody else published something meanwhile."""
DATES = "answers"
"""The check of review dates: putting back what was good does not wait for them."""
UNSEEN = ("files", "unchecked")
"""Findings after which nothing else was looked at: they count although they were there before."""
Known = frozenset[tuple[str, str, str]]


class NotGood(DeskError):
    """The check found something; `faults` says what."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("staff.practice.error.refused")
        self.faults = faults


class Publishing:
    """What is in use, what may be published, and how a process follows."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._one_at_a_time = asyncio.Lock()
        self._before: tuple[tuple[int, date], Known] | None = None

    @cached_property
    def shipped(self) -> Mapping[str, Piece]:
        """Every piece as the product brought it. Files count from the next start on."""
        return pieces(self.services.data)

    def piece(self, piece_id: str) -> Piece:
        """One piece. Raises DeskError for one that there is not."""
        if piece_id not in self.shipped:
            raise DeskError("staff.practice.error.unknown")
        return self.shipped[piece_id]

    def value(self, piece: Piece, present: Revision | None) -> Value:
        """A piece's value as it is in use after a revision."""
        return piece.value if present is None or present.value is None else present.value

    async def follow(self) -> None:
        """Take what was published or imported elsewhere, if the database can be asked; called every few seconds."""
        self.services.store.lists.forget()
        try:
            await self.refresh()
        except StoreError as error:
            log.warning("content.not_followed", error=error)

    async def refresh(self) -> None:
        """Put the newest revision that can be used to use. Raises StoreError when the database cannot be asked."""
        async with self.services.store.look() as unit:
            newest = await unit.revisions.newest()
        if newest in (self.services.edition.number, self.services.edition.broken):
            return
        for number in range(newest, self.services.edition.number, -1):
            try:
                content, mark = await self._built(number)
            except ContentError as why:
                log.error("content.revision_unusable", error=why)
                continue
            self._use(content, Edition(number, mark, 0 if number == newest else newest))
            return
        self.services.edition = replace(self.services.edition, broken=newest)

    def _use(self, content: Content, edition: Edition) -> None:
        """One step: whoever asks before it gets the old content, whoever asks after it the new."""
        if edition.number > self.services.edition.number:
            self.services.content, self.services.edition = content, edition
            log.info("content.in_use")

    async def _built(self, number: int) -> tuple[Content, str]:
        async with self.services.store.look() as unit:
            rows = await unit.revisions.current(number)
        if not all(row.whole for row in rows):
            raise ContentError("a revision was changed outside the application")
        return await asyncio.to_thread(load_overlaid, self.services.data, self._changes(rows)), rows[-1].mark

    def _changes(self, rows: tuple[Revision, ...]) -> dict[str, Change]:
        zone = self.services.content.practice.zone
        return {row.piece: Change(row.value, row.at.astimezone(zone).date()) for row in rows if row.value is not None}

    async def in_use(self) -> dict[str, Change]:
        """Everything that was published and still stands, by piece."""
        async with self.services.store.look() as unit:
            return self._changes(await unit.revisions.current(await unit.revisions.newest()))

    async def judged(self, piece: Piece, value: Value | None) -> tuple[Fault, ...]:
        """What keeps a value from being published: everything the content check finds about it, or because of it.

        What was wrong elsewhere before stays for whoever looks after that; it keeps nobody from changing the hours.
        """
        if value is not None and (faults := AREAS[piece.area].faults(piece, value)):
            return faults
        today = self.services.local_now().date()
        async with self.services.store.look() as unit:
            newest = await unit.revisions.newest()
            now = self._changes(await unit.revisions.current(newest))
        wanted = {one: change for one, change in now.items() if one != piece.id}
        if value is not None:
            wanted[piece.id] = Change(value, today)
        own = AREAS[piece.area].wheres(piece)
        words = AREAS[piece.area].words(value) if value is not None else ""
        async with self._one_at_a_time:
            found = await asyncio.to_thread(self._checked, wanted, today, dict.fromkeys(own, words))
            if not found:
                return ()
            before = await self._found_before(now, newest, today)
        return tuple(one for one in found if _counts(one, own, before))

    async def _found_before(self, now: Mapping[str, Change], newest: int, today: date) -> Known:
        """What the check says of what is in use."""
        if self._before is None or self._before[0] != (newest, today):
            found = await asyncio.to_thread(self._checked, now, today, {})
            self._before = (newest, today), frozenset((one.check, one.where, one.text) for one in found)
        return self._before[1]

    def _checked(self, changes: Mapping[str, Change], today: date, words: Mapping[str, str]) -> tuple[Fault, ...]:
        try:
            with overlaid(self.services.data, changes) as folder:
                return self.services.check_content(folder, today, words)
        except ContentError as why:
            return (Fault("files", "", str(why)),)

    async def publish(self, actor: str, piece: Piece, value: Value, base: int) -> Revision:
        """Check a value and put it to use everywhere. Raises DeskError, NotGood with what the check found."""
        return await self._added(actor, piece, value, base, None)

    async def put_back(self, actor: str, piece: Piece, number: int, base: int) -> Revision:
        """Let a piece stand as it did after revision `number`, or as the product brought it (0). Raises DeskError."""
        async with self.services.store.look() as unit:
            old = await unit.revisions.by_number(number) if number else None
        if number and (old is None or old.piece != piece.id or not old.whole):
            raise DeskError("staff.practice.error.unknown_revision")
        return await self._added(actor, piece, old.value if old else None, base, number)

    async def _added(self, actor: str, piece: Piece, value: Value | None, base: int, put_back: int | None) -> Revision:
        for _ in range(TRIES):
            async with self.services.store.look() as unit:
                newest, present = await unit.revisions.newest(), await unit.revisions.present(piece.id)
            await self._not_overtaken(present, base)
            faults = await self.judged(piece, value)
            faults = tuple(one for one in faults if put_back is None or one.check != DATES)
            if faults:
                raise NotGood(faults)
            added = await self._add(newest, actor, piece, value, put_back)
            if added is not None:
                await self.refresh()
                self.services.signals.wake("content")
                return added
        raise DeskError("staff.practice.error.busy")

    async def _not_overtaken(self, present: Revision | None, base: int) -> None:
        if present is not None and present.number != base:
            async with self.services.store.look() as unit:
                by = await unit.staff.by_id(present.by)
            who = by.name if by else self.services.content.say("staff.audit.who.operator")
            raise DeskError("staff.practice.error.overtaken", by=who)

    async def _add(
        self, newest: int, actor: str, piece: Piece, value: Value | None, put_back: int | None
    ) -> Revision | None:
        now = self.services.clock()
        async with self.services.store.begin() as unit:
            added = await unit.revisions.add(newest, piece.id, actor, now, value, put_back)
            if added is None:
                return None
            detail = {"revision": added.number, "mark": added.mark[:8]}
            if put_back is None:
                await unit.drafts.drop(piece.id, actor)
                await unit.audit.append("content.published", actor, piece.id, detail)
            else:
                await unit.audit.append("content.put_back", actor, piece.id, {**detail, "put_back": put_back})
        return added


def _counts(fault: Fault, own: tuple[str, ...], before: Known) -> bool:
    """Whether a finding keeps a value from being published: it is about it, or new, or hides what else there may be."""
    known = (fault.check, fault.where, fault.text) in before
    return fault.check in UNSEEN or fault.where in own or not known
