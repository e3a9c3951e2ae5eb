"""Tells a member of staff by mail what was done to the way they sign in: if it was not they, they are the first to know it.

The mail goes out with the change or not at all, to the address they had before it. Whoever has none is told nothing.
"""

from __future__ import annotations

from datetime import datetime

from bot.content import Content
from bot.store import Unit
from bot.store.types import to_micros

ALERTS = (
    *("password_changed", "password_reset", "factor_reset", "codes_made", "recovery_code_used"),
    *("app_added", "app_removed", "passkey_added", "passkey_removed", "address_changed", "locked"),
)
"""What is told."""


async def alert(content: Content, unit: Unit, staff_id: str | None, what: str, now: datetime) -> None:
    """Put one mail. `what` names its sentence, `mail.account.<what>`.

    For somebody unknown, or without an address, the same is written and goes nowhere: how long it takes tells nobody
    who works here.
    """
    known = next((one for one in await unit.addresses.list() if one.id == staff_id), None)
    address = known.address if known is not None and known.refused_at is None else None
    moment = content.wording("en").moment(now.astimezone(content.practice.zone))
    mail = {
        "subject": content.say("mail.account.subject"),
        "text": content.say("mail.account.body", what=content.say(f"mail.account.{what}"), at=moment),
    }
    key = f"alert:{staff_id or 'unknown'}:{what}:{to_micros(now)}"
    await unit.outbox.put(key, None, "mail" if address else "nowhere", address or "nobody", "staff", mail, now)
