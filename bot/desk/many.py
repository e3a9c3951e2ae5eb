"""The same done with several items by one press: each by the same deed as on its own page, whole or not at all.

What was ticked names how many moves each item had made when it was seen. So a repeated press changes nothing, and
nobody closes what a colleague has begun in the meantime.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from bot.desk.acts import Hands
from bot.desk.passing import Passing
from bot.desk.rows import found_by
from bot.queue.item import LIVE, Item, Status
from bot.views import DeskError, StaffView
from bot.workviews import MANY, OF_A_KIND, OUTCOMES, Did, HandTo, Ticked, Wish, outcomes
from policies import limits, roles

log = structlog.get_logger("frontdoor.desk")

SAID = ("finishing", "no_conversation", "nobody_there", "too_late_to_undo", "cannot_end_so")
"""Refusals whose reason does not depend on how the item stands now."""


class Many(Hands, Passing):
    """Does the same with several items."""

    async def many(self, staff: StaffView, ticked: Sequence[Ticked], wish: Wish) -> tuple[Did, ...]:
        """Do it with each; what became of each, in their order. Raises DeskError, with nothing done, for no sensible wish."""
        if wish.verb not in MANY:
            raise DeskError("staff.many.error.what")
        if not ticked:
            raise DeskError("staff.many.error.none")
        if len(ticked) > limits.MANY_AT_ONCE:
            raise DeskError("staff.many.error.many", n=str(limits.MANY_AT_ONCE))
        if wish.verb == "close" and wish.text not in OUTCOMES:
            raise DeskError("staff.many.error.outcome")
        if wish.verb == "transfer" and not wish.to:
            raise DeskError("staff.many.error.to")
        return tuple([await self._one(staff, one, wish) for one in ticked])

    async def hands(self, staff: StaffView) -> tuple[HandTo, ...]:
        """Whom items can be handed to: the roles, then colleagues."""
        say = self.services.content.say
        to_roles = [HandTo(f"role:{role}", say(f"staff.role.{role}"), role) for role in roles.HANDED_TO]
        async with self.services.store.look() as unit:
            people = [one for one in await unit.staff.list() if one.active and one.id != staff.id]
        return (
            *to_roles,
            *(HandTo(f"staff:{one.id}", one.name, one.role) for one in people if one.role in roles.KINDS),
        )

    async def _one(self, staff: StaffView, one: Ticked, wish: Wish) -> Did:
        """One of them. Whatever goes wrong with it is told, and does not stop the others."""
        try:
            await self._do(staff, one, wish)
        except DeskError as refused:
            return await self._not_done(staff, one, wish, refused)
        except Exception as error:  # noqa: BLE001  # nothing of this one was done; the others are none of its business
            log.error("desk.many_failed", error=error, ref=one.ref)
            return Did(one.ref, why="staff.many.why.broken")
        return Did(one.ref, await self._kind(one.ref), one.moves + 1)

    async def _do(self, staff: StaffView, one: Ticked, wish: Wish) -> None:
        if wish.verb == "undo":
            await self.undo(staff, one.ref, one.moves)
        elif wish.verb == "transfer":
            await self.hand_on(staff, one.ref, wish.to, wish.text, one.moves)
        else:
            if wish.verb == "close" and wish.text in OF_A_KIND:
                await self._may_end(staff, one.ref, wish.text)
            await self.act_on(staff, one.ref, wish.verb, wish.text, moves=one.moves)

    async def _may_end(self, staff: StaffView, ref: str, outcome: str) -> None:
        """Refuse an end that requests of this kind do not have."""
        async with self.services.store.look() as unit:
            item = await found_by(unit, staff, ref)
        if outcome not in outcomes(item.kind.value):
            raise DeskError("staff.error.cannot_end_so")

    async def _kind(self, ref: str) -> str:
        async with self.services.store.look() as unit:
            item = await unit.queue.get(ref)
        return item.kind.value if item else ""

    async def _not_done(self, staff: StaffView, one: Ticked, wish: Wish, refused: DeskError) -> Did:
        """Why not; or that it was done by the same press before."""
        async with self.services.store.look() as unit:
            item = await unit.queue.get(one.ref)
            to = next((who.name for who in await unit.staff.list() if wish.to == f"staff:{who.id}"), None)
        if item is not None and _done_before(item, staff, one, wish, to):
            return Did(one.ref, item.kind.value, item.moves)
        if item is None or not roles.may_see(staff.role, item.kind.value, item.role):
            return Did(one.ref, why="staff.many.why.no_such_item")
        why, holder = _why(item, staff, wish, refused)
        return Did(one.ref, item.kind.value, why=f"staff.many.why.{why}", params={"by": holder})


def _done_before(item: Item, staff: StaffView, one: Ticked, wish: Wish, to: str | None) -> bool:
    """Whether the very move that is wished was made from where it was ticked, by whoever wishes it again."""
    if item.moves != one.moves + 1:
        return False
    if wish.verb == "undo":  # Who undid it is not kept with the item; who may not see it is told nothing.
        return item.last is None and roles.may_see(staff.role, item.kind.value, item.role)
    if item.last is None or (item.last.verb, item.last.by) != (wish.verb, staff.name):
        return False
    if wish.verb == "transfer":
        return item.assignee == to if to else wish.to == f"role:{item.role}"
    return wish.verb != "close" or item.outcome == wish.text


def _why(item: Item, staff: StaffView, wish: Wish, refused: DeskError) -> tuple[str, str]:
    """Why it was not done, by how it stands now; and who has it."""
    reason = refused.key.rpartition(".")[2]
    if reason in SAID:
        return reason, ""
    if item.status not in LIVE:
        return item.status.value, ""
    if item.status is Status.TAKEN and item.assignee != staff.name:
        return "held", item.assignee or ""
    if item.status is Status.OPEN and wish.verb != "take" and reason in ("not_holder", "not_possible_now"):
        return "not_taken", ""
    return ("yours" if wish.verb == "take" and item.status is Status.TAKEN else "moved_on"), ""
