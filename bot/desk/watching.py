"""Who else looks at a request, and who is typing: so that two people do not answer at once."""

from __future__ import annotations

from bot.desk.part import Part
from bot.desk.rows import found_by
from bot.views import StaffView
from bot.workviews import Present
from policies import limits


class Watching(Part):
    """Keeps and tells who is there."""

    async def looks(self, staff: StaffView, ref: str, page: str) -> None:
        """An open page shows an item to somebody, now. Its holder says so again every few seconds."""
        async with self.services.store.begin() as unit:
            await found_by(unit, staff, ref)
            await unit.presence.here(page, ref, staff.id, self.services.clock())

    async def leaves(self, page: str) -> None:
        """A page is closed."""
        async with self.services.store.begin() as unit:
            await unit.presence.gone(page)
        self.services.signals.wake("queue")

    async def types(self, staff: StaffView, ref: str, *, typing: bool) -> None:
        """Somebody types on their page of an item, or has stopped."""
        async with self.services.store.begin() as unit:
            await found_by(unit, staff, ref)
            await unit.presence.typing(ref, staff.id, self.services.clock() if typing else None)
        self.services.signals.wake("queue")

    async def present(self, staff: StaffView, ref: str) -> Present:
        """Who else is there, for somebody who may open the item."""
        async with self.services.store.look() as unit:
            await found_by(unit, staff, ref)
        return await self._there(staff, ref)

    async def there(self, staff: StaffView, ref: str) -> str:
        """A mark that is another one when somebody comes, goes, or begins or stops to type. Says nothing about whom."""
        return repr(await self._there(staff, ref))

    async def _there(self, staff: StaffView, ref: str) -> Present:
        now = self.services.clock()
        async with self.services.store.look() as unit:
            found = await unit.presence.others(ref, staff.id, now - limits.PRESENT_FOR, now - limits.TYPING_FOR)
        typing = tuple(name for name, types in found if types)
        return Present(tuple(name for name, types in found if not types), typing)
