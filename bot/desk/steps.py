"""What somebody does who is half way in: show a second factor, choose a password of their own, set a factor up."""

from __future__ import annotations

from bot.desk.alerting import alert
from bot.desk.choosing import refuse_password
from bot.desk.enrolling import keep_app, keep_passkey
from bot.desk.part import Part
from bot.desk.proving import ask, means, right_code, right_passkey
from bot.desk.signing import csrf_of
from bot.desk.stepping import OVER, onward
from bot.staff_views import Entry, HalfWay, MadePasskey
from bot.store import HalfSession
from bot.views import DeskError, StaffView
from policies import limits
from policies.passwords import normal
from policies.sign_in import Step, next_step


class HalfWays(Part):
    """The steps between the door and the desk."""

    async def half_way(self, token: str) -> HalfWay | None:
        """Who a half session belongs to and at which step they stand."""
        try:
            half, step = await self._half(token)
        except DeskError:
            return None
        async with self.services.store.look() as unit:
            has = await means(self.services, unit, half.staff.id)
        staff = StaffView(half.staff.id, half.staff.name, half.staff.role, csrf_of(token), step is Step.ENROL)
        return HalfWay(step, staff, has)

    async def turn_back(self, token: str) -> None:
        """End a half session."""
        async with self.services.store.begin() as unit:
            await unit.halves.end(token)

    async def show_code(self, token: str, code: str) -> Entry:
        """A code of the app, or a recovery code, as the second factor."""
        half = await self._at(token, Step.FACTOR)
        how = await right_code(self.services, half.staff.id, code)
        if how is None:
            raise await self._wrong(token)
        return await self._shown(token, how)

    async def question_half_way(self, token: str, page: str) -> str:
        """What a browser is asked for a passkey as the second factor."""
        half = await self._at(token, Step.FACTOR)
        return await ask(self.services, "prove", page, half.staff.id)

    async def show_passkey(self, token: str, answer: str, page: str) -> Entry:
        """A passkey as the second factor."""
        half = await self._at(token, Step.FACTOR)
        async with self.services.store.begin() as unit:
            found = await right_passkey(self.services, unit, "prove", answer, page, half.staff.id)
            if found is None:
                await unit.audit.append("staff.factor_refused", half.staff.id, half.staff.id, {"how": "passkey"})
        if found is None:
            raise DeskError("staff.passkey.refused")
        return await self._shown(token, "passkey")

    async def choose_password(self, token: str, new: str, again: str) -> Entry:
        """A password of one's own in place of the first one."""
        half = await self._at(token, Step.PASSWORD)
        await refuse_password(self.services, half.staff, new, again)
        kept, now = await self.services.passwords.hash(normal(new)), self.services.clock()
        async with self.services.store.begin() as unit:
            await unit.staff.change(half.staff.id, password_phc=kept, must_change=False, password_until=None)
            await unit.halves.end_others(half.staff.id, token)  # They were opened with a password that others know.
            await unit.audit.append("staff.password_changed", half.staff.id, half.staff.id, {})
            await alert(self.services.content, unit, half.staff.id, "password_changed", now)
            return await onward(self.services, unit, token, now)

    async def enrol_app(self, token: str, code: str) -> tuple[Entry, tuple[str, ...]]:
        """Put an app to use and go on with it; the recovery codes, shown this once."""
        half = await self._at(token, Step.ENROL)
        async with self.services.store.begin() as unit:
            codes = await keep_app(self.services, unit, half.staff.id, code)
            if codes is not None:
                return await onward(self.services, unit, token, self.services.clock(), shown="app"), codes
        raise await self._wrong(token)

    async def enrol_passkey(self, token: str, made: MadePasskey) -> tuple[Entry, tuple[str, ...]]:
        """Keep a passkey and go on with it; the recovery codes, shown this once."""
        half = await self._at(token, Step.ENROL)
        async with self.services.store.begin() as unit:
            codes = await keep_passkey(self.services, unit, half.staff.id, made)
            if codes is not None:
                return await onward(self.services, unit, token, self.services.clock(), shown="passkey"), codes
        raise DeskError("staff.passkey.refused")

    async def _half(self, token: str) -> tuple[HalfSession, Step]:
        async with self.services.store.look() as unit:
            half = await unit.halves.find(token, self.services.clock(), limits.STAFF_STEP)
            ways = await unit.factors.ways(half.staff.id) if half else None
        if half is None or ways is None:
            raise DeskError(OVER)
        step = next_step(
            has_factor=ways.factor,
            proved=half.proved_at is not None,
            must_change=half.staff.must_change,
            required=self.services.factor_required,
        )
        return half, step

    async def _at(self, token: str, wanted: Step) -> HalfSession:
        """The half session, if it stands at this step: no step can be taken before its turn."""
        half, step = await self._half(token)
        if step is not wanted:
            raise DeskError(OVER)
        return half

    async def _shown(self, token: str, how: str) -> Entry:
        async with self.services.store.begin() as unit:
            return await onward(self.services, unit, token, self.services.clock(), shown=how)

    async def _wrong(self, token: str) -> DeskError:
        """Count a wrong code, and what to say; after several, one begins at the door again."""
        async with self.services.store.begin() as unit:
            over = await unit.halves.count_try(token) >= limits.STAFF_STEP_TRIES
            if over:
                await unit.halves.end(token)
        return DeskError(OVER if over else "staff.code.wrong")
