"""Whom reminders reach: the addresses of staff, roles of which nobody can be mailed, and what went out lately."""

from __future__ import annotations

import re

from bot.desk.alerting import alert
from bot.desk.part import Part
from bot.desk.rights import only_may
from bot.overviews import Reached, ReminderSent, RemindersPage
from bot.store.addresses import Addressee
from bot.views import DeskError, StaffView
from policies import roles

CHANGE = "reminders.change"
LATEST = 20
LONGEST = 254
ADDRESS = re.compile(
    r"[^\s@<>()\[\],;:\\\"\x00-\x1f]+@[^\s@<>()\[\],;:\\\"\x00-\x1f]+\.[^\s@<>()\[\],;:\\\"\x00-\x1f.]+\Z"
)


class Reminding(Part):
    """The page of reminders."""

    async def reminders(self, staff: StaffView) -> RemindersPage:
        """Whom reminders reach: everybody for who looks after the desk, oneself for all others."""
        all_of_it = roles.may(staff.role, CHANGE)
        async with self.services.store.look() as unit:
            people = await unit.addresses.list()
            latest = await unit.reminders.latest(roles.lists(staff.role), LATEST)
        shown = tuple(_reached(one, staff, change=all_of_it) for one in people if all_of_it or one.id == staff.id)
        sent = tuple(ReminderSent(one.ref, one.kind, one.step, one.at, one.mails) for one in latest)
        return RemindersPage(shown, _unreached(people) if all_of_it else (), sent)

    async def set_address(self, staff: StaffView, member: str, address: str) -> None:
        """Where a member of staff is reminded; empty: nowhere. The audit says that it changed, and not to what."""
        if member != staff.id:
            only_may(staff, CHANGE)
        address = address.strip()
        if address and not is_address(address):
            raise DeskError("staff.reminders.no_address")
        async with self.services.store.begin() as unit:
            if member not in {one.id for one in await unit.addresses.list()}:
                raise DeskError("staff.reminders.nobody")
            await alert(self.services.content, unit, member, "address_changed", self.services.clock())
            if address:
                await unit.addresses.put(member, address, self.services.clock())
            else:
                await unit.addresses.remove(member)
            await unit.audit.append("staff.address_changed", staff.id, member, {"set": bool(address)})


def is_address(text: str) -> bool:
    """Whether this could be an e-mail address, of one person and in one line."""
    return len(text) <= LONGEST and ADDRESS.match(text) is not None


def _reached(one: Addressee, staff: StaffView, *, change: bool) -> Reached:
    mine = one.id == staff.id
    return Reached(one.id, one.name, one.role, one.address or "", one.refused_at, mine, change or mine)


def _unreached(people: tuple[Addressee, ...]) -> tuple[str, ...]:
    """Roles that reminders go to and of which nobody can be mailed, leads among them."""
    reached = {one.role for one in people if one.address and one.refused_at is None}
    reached |= {"lead"} if "administrator" in reached else set()
    here = {one.role for one in people}
    asked = [role for role in roles.KINDS if role != "administrator" and (roles.kinds(role) or role in here)]
    return tuple(role for role in asked if role not in reached)
