"""What may be changed about who works here, whoever changes it: an administrator on a page, or an operator at the terminal.

Each change is in the audit. Nobody can disable or demote the last administrator. Whoever's role, password or factor is
changed by somebody else is signed out everywhere.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from bot.store import Staff, Unit
from bot.store.staff import ADMINISTRATOR
from bot.views import DeskError
from policies import limits, roles

LONGEST_NAME = 60


def good_name(name: str) -> str:
    """A name with single spaces. Raises DeskError for one that cannot be shown to patients."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable() or not any(map(str.isalpha, plain)):
        raise DeskError("staff.people.bad_name")
    return plain


async def add(unit: Unit, actor: str, name: str, role: str, kept: str, now: datetime) -> Staff:
    """Somebody new, with the first password `kept`."""
    name, role = good_name(name), _role(role)
    if await unit.staff.by_name(name) is not None:
        raise DeskError("staff.people.taken", name=name)
    until = now + limits.STAFF_FIRST_PASSWORD_LIFE
    staff = Staff(f"staff-{secrets.token_hex(6)}", name, role, kept, must_change=True, password_until=until)
    await unit.staff.put(staff)
    await unit.audit.append("staff.added", actor, staff.id, {"role": role})
    return staff


async def change_role(unit: Unit, actor: str, staff: Staff, role: str) -> None:
    """Another role. They sign in again, so that no page of the old one stays open."""
    role = _role(role)
    if role == staff.role:
        return
    await _keep_an_administrator(unit, staff)
    await unit.staff.change(staff.id, role=role)
    await unit.staff.end_all(staff.id)
    await unit.audit.append("staff.role_changed", actor, staff.id, {"before": staff.role, "role": role})


async def disable(unit: Unit, actor: str, staff: Staff) -> None:
    """Let somebody in no more, from the next request on."""
    if not staff.active:
        return
    await _keep_an_administrator(unit, staff)
    await unit.staff.change(staff.id, active=False)
    await unit.staff.end_all(staff.id)
    await unit.audit.append("staff.disabled", actor, staff.id, {})


async def enable(unit: Unit, actor: str, staff: Staff) -> None:
    """Let somebody in again, with the password and the factors they had."""
    if staff.active:
        return
    await unit.staff.change(staff.id, active=True)
    await unit.audit.append("staff.enabled", actor, staff.id, {})


async def reset_password(unit: Unit, actor: str, staff: Staff, kept: str, now: datetime) -> datetime:
    """A new first password; until when it opens anything."""
    until = now + limits.STAFF_FIRST_PASSWORD_LIFE
    await unit.staff.change(staff.id, password_phc=kept, must_change=True, password_until=until)
    await unit.staff.end_all(staff.id)
    await unit.audit.append("staff.password_reset", actor, staff.id, {})
    return until


async def reset_factor(unit: Unit, actor: str, staff: Staff) -> None:
    """Take away app, passkeys and recovery codes: at the next sign-in they set one up anew."""
    await unit.factors.clear(staff.id)
    await unit.staff.end_all(staff.id)
    await unit.audit.append("staff.factor_reset", actor, staff.id, {})


async def _keep_an_administrator(unit: Unit, staff: Staff) -> None:
    """Refuse what would leave nobody who can manage people."""
    if staff.role == ADMINISTRATOR and staff.active and not await unit.staff.other_administrators(staff.id):
        raise DeskError("staff.people.last_administrator")


def _role(role: str) -> str:
    if role not in roles.KINDS:
        raise DeskError("staff.people.role")
    return role
