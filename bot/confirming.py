"""Who looks at one of the patient's own pages: confirmed on that window now, or nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.conversation import Conversation, Facts
from bot.gather import gather
from bot.patient_views import NotConfirmed
from bot.services import Services
from bot.store import Unit
from policies import assurance


async def confirmed(services: Services, unit: Unit, channel: str, address: str) -> tuple[Conversation, Facts]:
    """Who is confirmed on a private window now, and what they may see. Raises NotConfirmed."""
    found = await unit.conversations.find(channel, address)
    talk = await unit.conversations.load(found) if found else None
    facts = await gather(services, unit, talk, channel) if talk else None
    if talk is None or facts is None or facts.me is None or not facts.private:
        raise NotConfirmed
    return talk, facts


async def stay(unit: Unit, talk: Conversation, facts: Facts) -> datetime:
    """Who opens a page does something, and stays confirmed for it as in the chat; when it ends otherwise."""
    identity = replace(talk.identity, active_at=facts.now.isoformat())
    await unit.conversations.save(replace(talk, identity=identity))
    return assurance.verified_until(identity, facts.now)
