"""Whether what somebody shows proves who they are: codes, passkeys and passwords, each within its limits.

A try is counted before it is looked at, and for good: of many that come at the same moment no more pass than are allowed.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from bot import passkeys
from bot.desk.alerting import alert
from bot.passkeys import PasskeyRefused, Site, site_of
from bot.services import Services
from bot.staff_views import Means
from bot.store import Passkey, Staff, Unit
from bot.store.factors import looks_like_recovery
from bot.views import DeskError
from policies import limits
from policies.passwords import normal

CHALLENGE = 32
LONGEST_NAME = 100


def name_key(name: str) -> str:
    """What wrong passwords for a name are counted under, however it was typed."""
    return " ".join(name.split()).casefold()[:LONGEST_NAME]


def site(services: Services) -> Site | None:
    """The site that passkeys of this practice are made for; None where there can be none."""
    return site_of(services.base_url, str(services.content.practice.values["practice.name"]))


async def means(services: Services, unit: Unit, staff_id: str) -> Means:
    """What somebody has besides a password."""
    ways, here = await unit.factors.ways(staff_id), site(services)
    return Means(ways.passkeys, ways.app, ways.codes, here.origin if here else "")


async def counted(services: Services, limit: limits.Limit, key: str, now: datetime) -> bool:
    """Count one for good, then say whether it was still allowed."""
    async with services.store.begin() as unit:
        await unit.limits.hit(limit.name, key, now)
    async with services.store.look() as unit:
        return await unit.limits.count(limit.name, key, now - limit.window) <= limit.times


async def right_password(services: Services, staff: Staff, typed: str) -> bool:
    """Whether somebody who is known types their own password, within the limit of signing in."""
    limit, now, key = limits.STAFF_SIGN_IN_FAILURES, services.clock(), name_key(staff.name)
    allowed = await counted(services, limit, key, now)
    right = await services.passwords.verify(staff.password_phc, normal(typed))
    if not (right and allowed):
        return False
    async with services.store.begin() as unit:
        await unit.limits.clear(limit.name, key)
    return True


async def right_code(services: Services, staff_id: str, typed: str) -> str | None:
    """How a code proves who somebody is: `app`, `recovery`, or None. A right one is used up; a wrong one is counted."""
    limit, day, now = limits.STAFF_CODE_FAILURES, limits.STAFF_CODE_FAILURES_PER_DAY, services.clock()
    allowed = await counted(services, limit, staff_id, now)
    async with services.store.begin() as unit:
        wrong = await unit.limits.count(day.name, staff_id, now - day.window)
        how = await _matched(unit, staff_id, typed, now) if allowed and limits.within(day, wrong) else None
        if how is None:
            await unit.limits.hit(day.name, staff_id, now)
            await unit.audit.append("staff.factor_refused", staff_id, staff_id, {"how": "code"})
        else:
            await unit.limits.clear(limit.name, staff_id)
        if how == "recovery":
            left = await unit.factors.codes_left(staff_id)
            await unit.audit.append("staff.recovery_code_used", staff_id, staff_id, {"left": left})
            await alert(services.content, unit, staff_id, "recovery_code_used", now)
    return how


async def _matched(unit: Unit, staff_id: str, typed: str, now: datetime) -> str | None:
    digits = "".join(typed.split())
    if digits.isdecimal():
        return "app" if await unit.factors.use_app_code(staff_id, digits, now) else None
    used = looks_like_recovery(typed) and await unit.factors.use_recovery_code(staff_id, typed)
    return "recovery" if used else None


async def ask(services: Services, purpose: str, page: str, staff_id: str | None) -> str:
    """What a browser is asked so that it shows a passkey: one of somebody's own, or any. Raises DeskError."""
    here, challenge, now = site(services), secrets.token_bytes(CHALLENGE), services.clock()
    if here is None:
        raise DeskError("staff.passkey.nowhere")
    async with services.store.begin() as unit:
        known = [one.credential for one in await unit.passkeys.of(staff_id)] if staff_id else []
        await unit.passkeys.ask(challenge, purpose, page, staff_id, now + limits.STAFF_QUESTION_LIFE)
    return passkeys.to_show(here, challenge, known)


async def right_passkey(
    services: Services, unit: Unit, purpose: str, answer: str, page: str, staff_id: str | None
) -> Passkey | None:
    """The passkey that an answer shows, if it is right: asked by this page, not used before, and of this person."""
    here, now = site(services), services.clock()
    try:
        told = passkeys.told(answer)
        asked = await unit.passkeys.answered(told.challenge, purpose, page, staff_id, now)
        found = await unit.passkeys.by_credential(told.credential)
        if here is None or not asked or found is None or staff_id not in (None, found.staff_id):
            return None
        if told.handle is not None and told.handle != unit.passkeys.handle(found.staff_id):
            return None
        count = passkeys.shown(here, answer, told.challenge, found.public_key, found.sign_count)
    except PasskeyRefused:
        return None
    return found if await unit.passkeys.used(found, count, now) else None
