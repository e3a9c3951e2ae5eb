"""Which windows are linked to a patient: who is told of a new one, how one is unlinked, what ends all of them.

A window is linked while its conversation belongs to somebody who was confirmed in it within the last thirty days.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot import sharing
from bot.conversation import Assurance, Conversation, ConversationId, Identity, PatientId
from bot.services import Services
from bot.store import Unit, Window
from policies import assurance, limits

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
MAIL = "mail"


def is_linked(talk: Conversation, now: datetime) -> bool:
    """Whether a conversation belongs to somebody now."""
    return assurance.level(talk.identity, now) >= Assurance.LINKED


async def confirmed(services: Services, unit: Unit, before: Conversation, after: Conversation, key: str) -> bool:
    """Somebody has just been confirmed. Their windows are linked from now on, unless they were to the same person before."""
    now, who = services.clock(), after.identity.patient_id
    if is_linked(before, now) and before.identity.patient_id == who:
        return False
    await unit.windows.linked(after.id, now)
    return await tell(services, unit, after, key)


async def tell(services: Services, unit: Unit, talk: Conversation, key: str) -> bool:
    """Mail the patient that something new is linked, so that they hear of it if it was not them. Whether a mail is on its way."""
    now, say = services.clock(), services.content.say
    await unit.audit.append("window.linked", "patient", talk.id, {})
    person = await unit.people.get(PatientId(talk.identity.patient_id or ""))
    if person is None or not person.email or not await unit.limits.may(limits.LINK_MAILS_PER_DAY, person.id, now):
        return False
    subject, text = say("mail.linked.subject", talk.lang), say("mail.linked.body", talk.lang)
    mail: dict[str, Any] = {"subject": subject, "text": text}
    return await unit.outbox.put(f"linked:{key}", talk.id, MAIL, person.email, "linked", mail, now)


async def opened(services: Services, unit: Unit, conversation_id: ConversationId, address: str, via: str) -> bool:
    """Show a conversation in one more browser. Whether a mail about it is on its way.

    A page inside Telegram belongs to the chat that it was opened from, which is linked already: nobody is mailed about it.
    """
    now, talk = services.clock(), await unit.conversations.load(conversation_id)
    linked = talk is not None and is_linked(talk, now)
    await unit.windows.drop_old(conversation_id, "app", now - limits.APP_KEPT)
    await unit.conversations.bind(conversation_id, "web", address, now, via=via, linked=linked)
    await unit.audit.append("window.opened", "patient", conversation_id, {"channel": "web"})
    return (
        via == "link"
        and linked
        and talk is not None
        and await tell(services, unit, talk, f"{via}:{services.random_below(2**64):x}")
    )


async def windows_of(unit: Unit, patient_id: str, now: datetime) -> tuple[Window, ...]:
    """Every window that is linked to a patient now."""
    found: list[Window] = []
    for one in await unit.conversations.of_patient(patient_id, now - limits.LINKED_FOR):
        found += await unit.conversations.windows(one)
    return tuple(found)


async def blocked(unit: Unit, channel: str, address: str, now: datetime) -> None:
    """A person blocked us on a channel: if that chat was anybody's, it is not any more."""
    found = await unit.conversations.find(channel, address)
    talk = await unit.conversations.load(found) if found else None
    if talk is None:
        return
    if talk.identity.patient_id is None:  # It is nobody's, and stays that; only what was agreed to there ends.
        await unit.conversations.save(await sharing.end(unit, talk, "unlinked", "patient", now))
        return
    windows = await unit.conversations.windows(talk.id)
    for window in windows:
        if (window.channel, window.address) == (channel, address):
            await unit.conversations.part(window, now)
    talk = await sharing.end(unit, talk, "unlinked", "patient", now)
    await unit.conversations.save(replace(talk, blocked_on=channel))
    await unit.audit.append("window.unlinked", "patient", talk.id, {"channel": channel, "why": "blocked"})


async def unlink(unit: Unit, window: Window, actor: str, now: datetime) -> None:
    """Unlink one window; what was agreed to in that chat ends with it."""
    found = await unit.conversations.find(window.channel, window.address)
    talk = await unit.conversations.load(found) if found else None
    if talk is not None and talk.consent is not None and talk.consent.channel == window.channel:
        await unit.conversations.save(await sharing.end(unit, talk, "unlinked", actor, now))
    await unit.conversations.part(window, now)


async def end_all(unit: Unit, patient_id: str, why: str, now: datetime) -> int:
    """What a patient was confirmed by has changed: every window of theirs is unlinked. How many there were."""
    ended = 0
    for one in await unit.conversations.of_patient(patient_id, BEGINNING):
        talk = await unit.conversations.load(one)
        if talk is None:
            continue
        for window in await unit.conversations.windows(one):
            await unit.conversations.part(window, now)
            ended += 1
        talk = await sharing.end(unit, talk, "unlinked", "operator", now)
        await unit.conversations.save(replace(talk, identity=Identity(), flows=(), hide_before=now.isoformat()))
        await unit.audit.append("window.unlinked", "operator", one, {"why": why})
    return ended
