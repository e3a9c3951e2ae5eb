"""The page of people: leads look, administrators change. What a change means stands in `bot.desk.staffing`."""

from __future__ import annotations

from bot.desk import staffing
from bot.desk.alerting import alert
from bot.desk.first_password import words
from bot.desk.part import Part
from bot.desk.rights import only_with
from bot.staff_views import MemberView, NewPassword
from bot.store import Staff, Unit
from bot.views import DeskError, StaffView
from policies import limits
from policies.passwords import normal

READ, CHANGE = "people.read", "people.change"


class PeopleDesk(Part):
    """Who works here and as what."""

    async def people(self, staff: StaffView) -> tuple[MemberView, ...]:
        """Everybody, by name."""
        only_with(staff, READ)
        async with self.services.store.look() as unit:
            return tuple([await self._view(unit, one) for one in await unit.staff.list()])

    async def member(self, staff: StaffView, member_id: str) -> MemberView:
        """One member of staff."""
        only_with(staff, READ)
        async with self.services.store.look() as unit:
            return await self._view(unit, await _found(unit, member_id))

    async def add_member(self, staff: StaffView, name: str, role: str) -> NewPassword:
        """Somebody new, with a first password to be handed over."""
        only_with(staff, CHANGE)
        password, now = words(), self.services.clock()
        kept = await self.services.passwords.hash(normal(password))
        async with self.services.store.begin() as unit:
            new = await staffing.add(unit, staff.id, name, role, kept, now)
            return NewPassword(await self._view(unit, new), password, now + limits.STAFF_FIRST_PASSWORD_LIFE)

    async def change_role(self, staff: StaffView, member_id: str, role: str) -> None:
        """Another role; they sign in again."""
        only_with(staff, CHANGE)
        async with self.services.store.begin() as unit:
            await staffing.change_role(unit, staff.id, await _found(unit, member_id), role)

    async def disable(self, staff: StaffView, member_id: str) -> None:
        """Let somebody in no more."""
        only_with(staff, CHANGE)
        async with self.services.store.begin() as unit:
            await staffing.disable(unit, staff.id, await _found(unit, member_id))

    async def enable(self, staff: StaffView, member_id: str) -> None:
        """Let somebody in again."""
        only_with(staff, CHANGE)
        async with self.services.store.begin() as unit:
            await staffing.enable(unit, staff.id, await _found(unit, member_id))

    async def reset_password(self, staff: StaffView, member_id: str) -> NewPassword:
        """A new first password."""
        only_with(staff, CHANGE)
        _not_oneself(staff, member_id)
        password = words()
        kept = await self.services.passwords.hash(normal(password))
        async with self.services.store.begin() as unit:
            found = await _found(unit, member_id)
            until = await staffing.reset_password(unit, staff.id, found, kept, self.services.clock())
            await alert(self.services.content, unit, member_id, "password_reset", self.services.clock())
            return NewPassword(await self._view(unit, await _found(unit, member_id)), password, until)

    async def reset_factor(self, staff: StaffView, member_id: str) -> None:
        """Take away app, passkeys and recovery codes; they set one up anew."""
        only_with(staff, CHANGE)
        _not_oneself(staff, member_id)
        async with self.services.store.begin() as unit:
            await staffing.reset_factor(unit, staff.id, await _found(unit, member_id))
            await alert(self.services.content, unit, member_id, "factor_reset", self.services.clock())

    async def _view(self, unit: Unit, one: Staff) -> MemberView:
        ways, now = await unit.factors.ways(one.id), self.services.clock()
        sessions = await unit.staff.sessions(one.id, now, limits.STAFF_IDLE, limits.STAFF_WHOLE)
        factor = "passkey" if ways.passkeys else "app" if ways.app else "none"
        until = one.password_until if one.must_change else None
        return MemberView(
            one.id, one.name, one.role, one.active, factor, one.must_change, until, one.signed_in_at, len(sessions)
        )


async def _found(unit: Unit, member_id: str) -> Staff:
    found = await unit.staff.by_id(member_id)
    if found is None:
        raise DeskError("staff.people.unknown")
    return found


def _not_oneself(staff: StaffView, member_id: str) -> None:
    """One's own password and factors are changed on one's own page, where the old ones are asked for."""
    if staff.id == member_id:
        raise DeskError("staff.people.yourself")
