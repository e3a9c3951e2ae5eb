"""Whether private things may be said in a chat now: what its patient agreed to, by the practice's decision of this moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.conversation import Conversation
from bot.services import Services
from bot.store import Unit
from policies import assurance, disclosure


def warning(services: Services, lang: str) -> str:
    """The version of the warning that is in force; empty where the practice keeps private things off such chats."""
    content = services.content
    return content.version("sharing.warning", lang) if content.practice.relaxed is not None else ""


def is_agreed(services: Services, talk: Conversation, channel: str, now: datetime) -> bool:
    """Whether the patient of a conversation agreed to private things on `channel`, and that holds now."""
    return disclosure.is_agreed(
        talk.consent,
        channel=channel,
        level=assurance.level(talk.identity, now),
        patient_id=talk.identity.patient_id,
        warning=warning(services, talk.lang),
    )


async def end(unit: Unit, talk: Conversation, why: str, actor: str, now: datetime) -> Conversation:
    """The conversation without what was agreed to in it, and the line in the audit. Whoever calls saves it."""
    over = disclosure.ended(talk.consent, why, now)
    if over is None:
        return talk
    await unit.audit.append("sharing.ended", actor, talk.id, {"why": why, "channel": over.channel})
    return replace(talk, consent=over)
