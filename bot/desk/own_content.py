"""The practice's own content at the desk: who may change it, drafts that nobody overwrites, checks, publishing, putting back.

Everybody has a draft of their own of each piece. Whoever publishes second is told, and their draft stays.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from bot.content.areas import AREAS
from bot.content.areas.hours import still_to_come
from bot.desk.own_views import PieceViews
from bot.desk.part import Part
from bot.desk.rights import only_fresh, only_may
from bot.pieces import Piece, Value
from bot.publishing import NotGood, Publishing
from bot.staff_views import OwnContentView, PieceView, RevisionView
from bot.store import Draft
from bot.views import DeskError, StaffView

CHANGE = "content.change"
LONGEST = 8_000
"""Characters of one draft. No text that patients see is half as long."""
LONGEST_LIST = 40_000
A_PAGE = 50
REREAD = ("faq",)
"""Areas in which publishing the same words again has a meaning: they were read again and still hold."""


class OwnContentDesk(Part):
    """Hours, holidays, answers and ready replies, as those who may change them see them."""

    @cached_property
    def publishing(self) -> Publishing:
        """What checks and publishes."""
        return Publishing(self.services)

    @cached_property
    def piece_views(self) -> PieceViews:
        """What shows pieces."""
        return PieceViews(self.services, self.publishing)

    async def own_content(self, staff: StaffView) -> OwnContentView:
        """Everything that can be changed."""
        only_may(staff, CHANGE)
        return await self.piece_views.everything(staff)

    async def piece(self, staff: StaffView, area: str, slug: str) -> PieceView:
        """One piece."""
        only_may(staff, CHANGE)
        return await self.piece_views.one(staff, self._found(area, slug))

    async def save_draft(
        self, staff: StaffView, area: str, slug: str, typed: Mapping[str, Any], version: int, base: int
    ) -> None:
        """Keep what was typed, as the version after the one that the page showed."""
        only_may(staff, CHANGE)
        piece, now = self._found(area, slug), self.services.clock()
        async with self.services.store.begin() as unit:
            present = await unit.revisions.present(piece.id)
            value = self._cleaned(piece, self.publishing.value(piece, present), typed)
            newest = present.number if present else 0
            draft = Draft(piece.id, staff.id, version + 1, min(max(base, 0), newest), now, value)
            if version < 0 or not await unit.drafts.put(draft):
                raise DeskError("staff.practice.error.elsewhere")

    def _cleaned(self, piece: Piece, present: Value, typed: Mapping[str, Any]) -> Value:
        value = AREAS[piece.area].cleaned(present, typed, self.services.local_now().date())
        longest = LONGEST_LIST if piece.area == "hours" else LONGEST
        if len(json.dumps(value, ensure_ascii=False)) > longest:
            raise DeskError("staff.practice.error.too_long")
        return value

    async def check_draft(self, staff: StaffView, area: str, slug: str) -> None:
        """Put one's draft through the content check and keep what it found."""
        only_may(staff, CHANGE)
        piece = self._found(area, slug)
        draft = await self._draft(piece, staff)
        faults = await self.publishing.judged(piece, draft.value)
        async with self.services.store.begin() as unit:
            await unit.drafts.judge(draft, faults)
            await unit.audit.append("content.drafted", staff.id, piece.id, {"problems": len(faults)})

    async def discard_draft(self, staff: StaffView, area: str, slug: str) -> None:
        """Throw one's draft away."""
        only_may(staff, CHANGE)
        piece = self._found(area, slug)
        async with self.services.store.begin() as unit:
            if await unit.drafts.drop(piece.id, staff.id):
                await unit.audit.append("content.discarded", staff.id, piece.id, {})

    async def publish(self, staff: StaffView, area: str, slug: str, version: int) -> None:
        """Check one's draft and put it to use; what the check finds is kept with the draft."""
        only_may(staff, CHANGE)
        only_fresh(staff)
        piece = self._found(area, slug)
        draft = await self._draft(piece, staff)
        if draft.version != version:
            raise DeskError("staff.practice.error.elsewhere")
        await self._says_something_new(piece, draft)
        try:
            await self.publishing.publish(staff.id, piece, draft.value, draft.base)
        except NotGood as refused:
            async with self.services.store.begin() as unit:
                await unit.drafts.judge(draft, refused.faults)
                detail = {"problems": len(refused.faults)}
                await unit.audit.append("content.refused", staff.id, piece.id, detail)
            raise

    async def put_back(self, staff: StaffView, area: str, slug: str, number: int, base: int) -> None:
        """Let a piece stand again as it did after a revision, or as the product brought it (0)."""
        only_may(staff, CHANGE)
        only_fresh(staff)
        await self.publishing.put_back(staff.id, self._found(area, slug), number, base)

    async def revisions(self, staff: StaffView, before: int | None = None) -> tuple[RevisionView, ...]:
        """What was published, newest first."""
        only_may(staff, CHANGE)
        return await self.piece_views.revisions(A_PAGE, before)

    def _found(self, area: str, slug: str) -> Piece:
        for piece in self.publishing.shipped.values():
            if (piece.area, piece.slug) == (area, slug):
                return piece
        raise DeskError("staff.practice.error.unknown")

    async def _draft(self, piece: Piece, staff: StaffView) -> Draft:
        async with self.services.store.look() as unit:
            draft = await unit.drafts.get(piece.id, staff.id)
        if draft is None:
            raise DeskError("staff.practice.error.no_draft")
        return draft

    async def _says_something_new(self, piece: Piece, draft: Draft) -> None:
        async with self.services.store.look() as unit:
            present = await unit.revisions.present(piece.id)
        today, now = self.services.local_now().date(), self.publishing.value(piece, present)
        same = still_to_come(now, today) == still_to_come(draft.value, today)
        if same and piece.area not in REREAD:
            raise DeskError("staff.practice.error.same")
