"""Who may come in to the desk: signing in, who a session belongs to, signing out."""

from __future__ import annotations

import hashlib
import hmac

from bot.services import Services
from bot.views import StaffView
from policies import limits


class SignIn:
    """The door of the desk."""

    def __init__(self, services: Services) -> None:
        self.services = services

    async def sign_in(self, name: str, password: str) -> str | None:
        """A new session token, or None; wrong name, wrong password and locked read the same."""
        now = self.services.clock()
        key = name.strip().casefold()[:100]
        limit = limits.STAFF_SIGN_IN_FAILURES
        async with self.services.store.begin() as unit:
            locked = not limits.within(limit, await unit.limits.count(limit.name, key, now - limit.window))
            staff = await unit.staff.by_name(key)
        right = await self.services.passwords.verify(staff.password_phc if staff else None, password)
        async with self.services.store.begin() as unit:
            if staff is None or not right or locked or not staff.active:
                await unit.limits.hit(limit.name, key, now)
                await unit.audit.append("staff.sign_in_refused", "unknown", "staff", {})
                return None
            await unit.limits.clear(limit.name, key)
            await unit.audit.append("staff.signed_in", staff.id, "staff", {})
            return await unit.staff.open_session(staff.id, now)

    async def who(self, token: str) -> StaffView | None:
        """Who a session token belongs to, within idle and absolute limits."""
        async with self.services.store.begin() as unit:
            session = await unit.staff.find_session(token, self.services.clock(), limits.STAFF_IDLE, limits.STAFF_WHOLE)
        if session is None:
            return None
        csrf = hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()
        return StaffView(session.staff.id, session.staff.name, session.staff.role, csrf)

    async def sign_out(self, token: str) -> None:
        """End a session."""
        async with self.services.store.begin() as unit:
            await unit.staff.end_session(token)
