"""Who may come in to the desk: name and password, or a passkey; who a session belongs to; signing out.

Unknown, wrong, locked, disabled and run out read the same, and cost the same work.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress

from bot.desk.alerting import alert
from bot.desk.part import Part
from bot.desk.proving import ask, counted, name_key, right_passkey, site
from bot.desk.stepping import onward, visit_of
from bot.staff_views import Caller, Entry, Means
from bot.store import Staff
from bot.views import DeskError, StaffView
from policies import limits, sign_in
from policies.passwords import normal


class SignIn(Part):
    """The door of the desk."""

    async def sign_in(self, name: str, password: str, caller: Caller) -> Entry | None:
        """The first step, or None; unknown, wrong, locked, disabled and run out read the same and cost the same."""
        now, limit = self.services.clock(), limits.STAFF_SIGN_IN_FAILURES
        key = name_key(name)
        allowed = await counted(self.services, limit, key, now)
        async with self.services.store.look() as unit:
            per_address = limits.STAFF_SIGN_IN_FAILURES_PER_ADDRESS
            tries = await unit.limits.count(per_address.name, network(caller), now - per_address.window)
            staff = await unit.staff.by_name(key)
        right = await self.services.passwords.verify(staff.password_phc if staff else None, normal(password))
        opens = staff is not None and staff.active and sign_in.still_opens(staff.password_until, now)
        if staff is None or not (right and opens and allowed and limits.within(per_address, tries)):
            await self._refused(staff, caller, "password", key)
            return None
        async with self.services.store.begin() as unit:
            await unit.limits.clear(limit.name, key)
            half = await unit.halves.open(staff.id, now, "password", visit_of(caller), proved=False)
            return await onward(self.services, unit, half, now)

    async def question(self, caller: Caller) -> str:
        """What a browser is asked for a passkey by somebody nobody knows yet."""
        asked = await counted(self.services, limits.STAFF_QUESTIONS_PER_ADDRESS, network(caller), self.services.clock())
        if not asked:
            raise DeskError("staff.passkey.refused")
        return await ask(self.services, "enter", caller.page, None)

    async def sign_in_by_passkey(self, answer: str, caller: Caller) -> Entry | None:
        """Come in with a passkey alone; None when it is not right."""
        now, limit = self.services.clock(), limits.STAFF_SIGN_IN_FAILURES_PER_ADDRESS
        async with self.services.store.begin() as unit:
            tries = await unit.limits.count(limit.name, network(caller), now - limit.window)
            shown = await right_passkey(self.services, unit, "enter", answer, caller.page, None)
            staff = await unit.staff.by_id(shown.staff_id) if shown else None
            if staff is not None and staff.active and limits.within(limit, tries):
                half = await unit.halves.open(staff.id, now, "passkey", visit_of(caller), proved=True)
                return await onward(self.services, unit, half, now)
        await self._refused(staff, caller, "passkey")
        return None

    async def _refused(self, staff: Staff | None, caller: Caller, how: str, key: str | None = None) -> None:
        """Write it down. `key`: the name that was tried; whose door this try has locked is told so, once."""
        now, limit = self.services.clock(), limits.STAFF_SIGN_IN_FAILURES
        async with self.services.store.begin() as unit:
            await unit.limits.hit(limits.STAFF_SIGN_IN_FAILURES_PER_ADDRESS.name, network(caller), now)
            subject = staff.id if staff else "unknown"
            await unit.audit.append("staff.sign_in_refused", "unknown", subject, {"how": how})
            if key and await unit.limits.count(limit.name, key, now - limit.window) == limit.times:
                await alert(self.services.content, unit, staff.id if staff else None, "locked", now)

    async def who(self, token: str) -> StaffView | None:
        """Who a session token belongs to, within idle and absolute limits. The token of a half session is nobody's."""
        now = self.services.clock()
        async with self.services.store.begin() as unit:
            session = await unit.staff.find_session(token, now, limits.STAFF_IDLE, limits.STAFF_WHOLE)
        if session is None or (self.services.factor_required and session.how == "password"):
            return None  # The second also ends what was opened while this was a demonstration.
        fresh = sign_in.is_fresh(session.proved_at, now)
        return StaffView(session.staff.id, session.staff.name, session.staff.role, csrf_of(token), fresh)

    async def sign_out(self, token: str) -> None:
        """End a session."""
        async with self.services.store.begin() as unit:
            await unit.staff.end_session(token)

    async def at_the_door(self) -> Means:
        """What the sign-in page may offer to somebody nobody knows yet: where passkeys can be used."""
        here = site(self.services)
        return Means(site=here.origin if here else "")

    async def a_password_is_enough(self) -> bool:
        """Whether this is a demonstration in which nobody needs a second factor. The page says so."""
        return not self.services.factor_required


def csrf_of(token: str) -> str:
    """The token that the forms of a session carry."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


def network(caller: Caller) -> str:
    """Whom an address counts for. A household has a whole network of the new kind, so its first half counts."""
    try:
        address = ipaddress.ip_address(caller.address)
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))
