"""One's own account: password, second factors, where one is signed in, and saying again who one is."""

from __future__ import annotations

from bot.desk.alerting import alert
from bot.desk.choosing import refuse_password
from bot.desk.enrolling import LONGEST_NAME, keep_app, keep_passkey
from bot.desk.part import Part
from bot.desk.proving import ask, counted, means, right_code, right_passkey, right_password
from bot.desk.rights import only_fresh
from bot.staff_views import AccountView, MadePasskey, Means, PasskeyView, SessionView
from bot.store import Staff, Unit
from bot.views import DeskError, StaffView
from policies import limits
from policies.passwords import normal

Kept = tuple[str, tuple[str, ...]]


class OwnAccount(Part):
    """What somebody who is signed in does about themselves."""

    async def account(self, staff: StaffView, token: str) -> AccountView:
        """How one signs in, and where one is signed in."""
        now = self.services.clock()
        async with self.services.store.look() as unit:
            has, keys = await means(self.services, unit, staff.id), await unit.passkeys.of(staff.id)
            since = await unit.factors.app_since(staff.id)
            sessions = await unit.staff.sessions(staff.id, now, limits.STAFF_IDLE, limits.STAFF_WHOLE)
            here = await unit.staff.session_id(token)
        shown = tuple(PasskeyView(one.id, one.name, one.made_at, one.used_at) for one in keys)
        places = tuple(
            SessionView(
                one.id, one.opened_at, one.seen_at, one.how, one.visit.browser, one.visit.address, one.id == here
            )
            for one in sessions
        )
        return AccountView(has, shown, since, places, self.services.factor_required)

    # --- saying again who one is ---

    async def means_of(self, staff: StaffView) -> Means:
        """What one can show to say again who one is."""
        async with self.services.store.look() as unit:
            return await means(self.services, unit, staff.id)

    async def prove(self, staff: StaffView, token: str, typed: str) -> str:
        """Say again who one is, by code, or by password where that is all there is. A new token."""
        if (await self.means_of(staff)).any:
            how = await right_code(self.services, staff.id, typed)
        else:
            how = "password" if await right_password(self.services, await self._self(staff), typed) else None
        if how is None:
            raise DeskError("staff.code.wrong")
        return await self._proved(staff, token, how)

    async def question_to_prove(self, staff: StaffView, page: str) -> str:
        """What a browser is asked for a passkey by somebody who is signed in."""
        return await ask(self.services, "prove", page, staff.id)

    async def prove_by_passkey(self, staff: StaffView, token: str, answer: str, page: str) -> str:
        """Say again who one is, by passkey. A new token."""
        async with self.services.store.begin() as unit:
            found = await right_passkey(self.services, unit, "prove", answer, page, staff.id)
            if found is None:
                await unit.audit.append("staff.factor_refused", staff.id, staff.id, {"how": "passkey"})
        if found is None:
            raise DeskError("staff.passkey.refused")
        return await self._proved(staff, token, "passkey")

    async def _proved(self, staff: StaffView, token: str, how: str) -> str:
        async with self.services.store.begin() as unit:
            fresh = await unit.staff.rotate(token, proved_at=self.services.clock(), how=how)
            await unit.audit.append("staff.proved", staff.id, staff.id, {"how": how})
        if fresh is None:
            raise DeskError("staff.step.over")
        return fresh

    # --- password ---

    async def change_password(self, staff: StaffView, token: str, old: str, new: str, again: str) -> str:
        """Change one's own password; everything else one is signed in at ends. A new token."""
        me = await self._self(staff)
        if not await right_password(self.services, me, old):
            raise DeskError("staff.password.old")
        await refuse_password(self.services, me, new, again)
        kept = await self.services.passwords.hash(normal(new))
        async with self.services.store.begin() as unit:
            await unit.staff.change(staff.id, password_phc=kept, must_change=False, password_until=None)
            await unit.audit.append("staff.password_changed", staff.id, staff.id, {})
            await alert(self.services.content, unit, staff.id, "password_changed", self.services.clock())
            return await _renewed(unit, staff, token)

    # --- second factors ---

    async def add_app(self, staff: StaffView, token: str, code: str) -> Kept:
        """Put an app to use. A new token, and recovery codes if there were none yet; everything else one is signed in at ends."""
        only_fresh(staff)
        allowed = await counted(self.services, limits.STAFF_CODE_FAILURES, staff.id, self.services.clock())
        async with self.services.store.begin() as unit:
            codes = await keep_app(self.services, unit, staff.id, code) if allowed else None
            if codes is not None:
                await unit.limits.clear(limits.STAFF_CODE_FAILURES.name, staff.id)
                return await _renewed(unit, staff, token), codes
        raise DeskError("staff.code.wrong")

    async def add_passkey(self, staff: StaffView, token: str, made: MadePasskey) -> Kept:
        """Keep a passkey. A new token, and recovery codes if there were none yet; everything else one is signed in at ends."""
        only_fresh(staff)
        async with self.services.store.begin() as unit:
            codes = await keep_passkey(self.services, unit, staff.id, made)
            if codes is not None:
                return await _renewed(unit, staff, token), codes
        raise DeskError("staff.passkey.refused")

    async def rename_passkey(self, staff: StaffView, passkey_id: str, name: str) -> None:
        """Give a passkey another name."""
        only_fresh(staff)
        name = " ".join(name.split())[:LONGEST_NAME]
        if not name:
            raise DeskError("staff.passkey.no_name")
        async with self.services.store.begin() as unit:
            if not await unit.passkeys.rename(staff.id, passkey_id, name):
                raise DeskError("staff.passkey.unknown")

    async def remove_passkey(self, staff: StaffView, token: str, passkey_id: str) -> str:
        """Take a passkey out of use. A new token; everything else one is signed in at ends."""
        only_fresh(staff)
        async with self.services.store.begin() as unit:
            if not await unit.passkeys.remove(staff.id, passkey_id):
                raise DeskError("staff.passkey.unknown")
            await unit.audit.append("staff.passkey_removed", staff.id, staff.id, {})
            await alert(self.services.content, unit, staff.id, "passkey_removed", self.services.clock())
            return await self._less(unit, staff, token)

    async def remove_app(self, staff: StaffView, token: str) -> str:
        """Take the app out of use. A new token; everything else one is signed in at ends."""
        only_fresh(staff)
        async with self.services.store.begin() as unit:
            await unit.factors.drop_app(staff.id)
            await unit.audit.append("staff.app_removed", staff.id, staff.id, {})
            await alert(self.services.content, unit, staff.id, "app_removed", self.services.clock())
            return await self._less(unit, staff, token)

    async def _less(self, unit: Unit, staff: StaffView, token: str) -> str:
        left = await unit.factors.ways(staff.id)
        if not left.factor and self.services.factor_required:
            raise DeskError("staff.factor.last")
        if not left.factor:
            await unit.factors.clear(staff.id)  # Recovery codes stand in for something, and there is nothing any more.
        return await _renewed(unit, staff, token)

    async def new_codes(self, staff: StaffView) -> tuple[str, ...]:
        """Ten new recovery codes in place of the old ones."""
        only_fresh(staff)
        async with self.services.store.begin() as unit:
            if not (await unit.factors.ways(staff.id)).factor:
                raise DeskError("staff.factor.none")
            await unit.audit.append("staff.codes_made", staff.id, staff.id, {})
            await alert(self.services.content, unit, staff.id, "codes_made", self.services.clock())
            return await unit.factors.new_codes(staff.id, self.services.clock())

    # --- where one is signed in ---

    async def end_session(self, staff: StaffView, session_id: str) -> None:
        """Sign out somewhere else."""
        async with self.services.store.begin() as unit:
            if await unit.staff.end_one(staff.id, session_id):
                await unit.audit.append("staff.session_ended", staff.id, staff.id, {})

    async def end_everywhere(self, staff: StaffView) -> None:
        """Sign out everywhere, here too."""
        async with self.services.store.begin() as unit:
            await unit.staff.end_all(staff.id)
            await unit.audit.append("staff.signed_out_everywhere", staff.id, staff.id, {})

    async def _self(self, staff: StaffView) -> Staff:
        async with self.services.store.look() as unit:
            me = await unit.staff.by_id(staff.id)
        if me is None:
            raise DeskError("staff.step.over")
        return me


async def _renewed(unit: Unit, staff: StaffView, token: str) -> str:
    """The session under a new token, and every other one ended: what signs somebody in has changed."""
    fresh = await unit.staff.rotate(token)
    if fresh is None:
        raise DeskError("staff.step.over")
    await unit.staff.end_others(staff.id, fresh)
    return fresh
