"""Setting up what staff prove themselves with: an app or a passkey, and the recovery codes that come with the first of them."""

from __future__ import annotations

import secrets

from bot import passkeys
from bot.desk.alerting import alert
from bot.desk.part import Part
from bot.desk.proving import CHALLENGE, site
from bot.desk.rights import only_fresh
from bot.passkeys import PasskeyRefused
from bot.services import Services
from bot.staff_views import AppSetup, MadePasskey
from bot.store import Unit
from bot.store.vault import otpauth, typed_form
from bot.views import DeskError, StaffView
from policies import limits

LONGEST_NAME = 40
MAKE = "make"


class Enrolment(Part):
    """What both need: whoever is half way in and has to set something up, and whoever is in and wants to."""

    async def begin_app(self, staff: StaffView) -> None:
        """Make a secret for a new app."""
        only_fresh(staff)
        async with self.services.store.begin() as unit:
            await unit.factors.begin_app(staff.id, self.services.clock())

    async def app_setup(self, staff: StaffView) -> AppSetup | None:
        """The app that is being set up; None when none is."""
        only_fresh(staff)
        since = self.services.clock() - limits.STAFF_STEP
        async with self.services.store.look() as unit:
            secret = await unit.factors.pending_app(staff.id, since)
        issuer = str(self.services.content.practice.values["practice.name"])
        return AppSetup(otpauth(secret, staff.name, issuer), typed_form(secret)) if secret else None

    async def question_to_make(self, staff: StaffView, page: str) -> str:
        """What a browser is asked so that it makes a passkey."""
        only_fresh(staff)
        here, challenge, now = site(self.services), secrets.token_bytes(CHALLENGE), self.services.clock()
        if here is None:
            raise DeskError("staff.passkey.nowhere")
        async with self.services.store.begin() as unit:
            known = [one.credential for one in await unit.passkeys.of(staff.id)]
            if len(known) >= limits.STAFF_PASSKEYS:
                raise DeskError("staff.passkey.many")
            await unit.passkeys.ask(challenge, MAKE, page, staff.id, now + limits.STAFF_QUESTION_LIFE)
            handle = unit.passkeys.handle(staff.id)
        return passkeys.to_make(here, challenge, handle, staff.name, known)


async def keep_app(services: Services, unit: Unit, staff_id: str, code: str) -> tuple[str, ...] | None:
    """Put the new app to use; recovery codes, if there were none yet. None for a wrong code."""
    digits, now = "".join(code.split()), services.clock()
    if not await unit.factors.keep_app(staff_id, digits, now, limits.STAFF_STEP):
        return None
    await unit.audit.append("staff.app_added", staff_id, staff_id, {})
    await alert(services.content, unit, staff_id, "app_added", now)
    return await _first_codes(unit, staff_id, services)


async def keep_passkey(services: Services, unit: Unit, staff_id: str, made: MadePasskey) -> tuple[str, ...] | None:
    """Keep a passkey that a browser made; recovery codes, if there were none yet. None when it is not right."""
    here, now = site(services), services.clock()
    try:
        told = passkeys.told(made.answer)
        asked = await unit.passkeys.answered(told.challenge, MAKE, made.page, staff_id, now)
        if here is None or not asked:
            return None
        new = passkeys.made(here, made.answer, told.challenge)
    except PasskeyRefused:
        return None
    name = " ".join(made.name.split())[:LONGEST_NAME] or services.content.say("staff.passkey.unnamed")
    if not await unit.passkeys.add(staff_id, name, new.credential, new.public_key, new.sign_count, now):
        return None
    await unit.audit.append("staff.passkey_added", staff_id, staff_id, {})
    await alert(services.content, unit, staff_id, "passkey_added", now)
    return await _first_codes(unit, staff_id, services)


async def _first_codes(unit: Unit, staff_id: str, services: Services) -> tuple[str, ...]:
    if await unit.factors.codes_left(staff_id):
        return ()
    await unit.audit.append("staff.codes_made", staff_id, staff_id, {})
    return await unit.factors.new_codes(staff_id, services.clock())
