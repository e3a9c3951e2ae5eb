"""What became of a staff reply, written down as it happens; and the phone task for what cannot be told in any other way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot import notices
from bot.conversation import Conversation, ConversationId, PatientId
from bot.effects import Enqueue
from bot.gather import unused_ref
from bot.perform import Scene, perform
from bot.queue.delivery import NOWHERE, Step, why
from bot.queue.item import Item, ThreadEntry
from bot.services import Services
from bot.store import OutRow, Unit

MAIL = "mail"
LOOKED_AT_WITHIN = timedelta(minutes=10)
"""An answer that was put before somebody who is there is mailed about when it was not looked at for so long."""
TASKED = ("notice", "receipt", "mail")
"""Kinds that somebody waits for: what cannot be delivered of them is told by phone."""


# --- a reply is written ---------------------------------------------------------------------------------------


async def announce(
    services: Services, unit: Unit, talk: Conversation, item: Item, line: tuple[str, int], *, waits: bool
) -> None:
    """Tell the patient by mail that an answer waits, at once or when nobody has looked at it; note it when there is no way."""
    now = services.clock()
    person = await unit.people.get(PatientId(item.actor_id or item.patient_id or ""))
    if person is not None and person.email:
        at = await notices.first_moment(services, unit, line, MAIL, now)
        if at is not None:
            await _mail(services, unit, talk, person.email, line, at if waits else max(at, now + LOOKED_AT_WITHIN))
    elif waits and not await _other_way(services, unit, talk):
        told, way = ("blocked", talk.blocked_on) if talk.blocked_on else ("no_way", NOWHERE)
        await unit.replies.notice(line, way, Step.REFUSED, now, told)
        await _phone(services, unit, talk, line[0], told, way, f"phone:{line[0]}:{line[1]}")


async def _mail(
    services: Services, unit: Unit, talk: Conversation, address: str, line: tuple[str, int], due: datetime
) -> None:
    """One mail without content. Nothing waits behind it: a code that is asked for meanwhile goes at once."""
    say, (ref, seq), later = services.content.say, line, due > services.clock()
    mail: dict[str, Any] = {"subject": say("mail.reply.subject", talk.lang), "text": say("mail.reply.body", talk.lang)}
    key = f"notice:{ref}:{seq}"
    await unit.outbox.put(key, talk.id, MAIL, address, MAIL, mail, due, ref=ref, line=seq, apart=later)
    await unit.replies.notice(line, MAIL, Step.QUEUED, due, "later" if later else None)


async def _other_way(services: Services, unit: Unit, talk: Conversation) -> bool:
    """Whether the conversation is seen anywhere that speaks up by itself, as a page does not."""
    windows = await unit.conversations.windows(talk.id)
    return any(window.channel != "web" and window.channel in services.transports for window in windows)


# --- something was sent, or not -------------------------------------------------------------------------------


async def sent(services: Services, unit: Unit, row: OutRow) -> set[str]:
    """A row has arrived. Words that were shown on a private window were read with that."""
    if row.ref is None or row.line is None:
        return set()
    line, now = (row.ref, row.line), services.clock()
    await _held(unit, row)
    await unit.replies.notice(line, row.channel, Step.NOTIFIED, now)
    if row.payload.get("private"):
        await unit.replies.is_read(line, now)
    return {"queue"}


async def in_doubt(services: Services, unit: Unit, row: OutRow) -> set[str]:
    """Nobody knows whether a row has arrived."""
    if row.ref is None or row.line is None:
        return set()
    await _held(unit, row)
    await unit.replies.notice((row.ref, row.line), row.channel, Step.UNCERTAIN, services.clock())
    return {"queue"}


async def refused(services: Services, unit: Unit, row: OutRow, reason: str) -> set[str]:
    """A row will never arrive: it is noted, and somebody is to phone."""
    told, talk = why(reason, row.channel), await _held(unit, row)
    if row.ref is not None and row.line is not None:
        await unit.replies.notice((row.ref, row.line), row.channel, Step.REFUSED, services.clock(), told)
        await unit.audit.append("reply.refused", "outbox", row.ref, {"channel": row.channel, "reason": reason})
    if row.kind == "staff" and told == "mailbox":
        await unit.addresses.refused(row.address, services.clock())
        await unit.audit.append("reminder.refused", "outbox", "staff", {"reason": reason})
    if row.kind in TASKED and talk is not None:
        await _phone(services, unit, talk, row.ref, told, row.channel, f"out{row.id}")
    return {"queue"}


async def _held(unit: Unit, row: OutRow) -> Conversation | None:
    """The conversation of a row, held before its items, as turns hold it: two that wait for each other never finish."""
    return await unit.conversations.load(ConversationId(row.conversation_id)) if row.conversation_id else None


async def _phone(
    services: Services, unit: Unit, talk: Conversation, ref: str | None, told: str, way: str, key: str
) -> None:
    """A task to phone, for today, that names the thread and why. While one about the same is open it only gets a line more."""
    about, say = ref or talk.id, services.content.say
    if task := await unit.replies.live_task(about):
        words = say("staff.delivery.again", way=say(f"value.way.{way}"), why=say(f"value.why.{told}"))
        await unit.queue.thread_add(task, ThreadEntry("bot", words, services.clock()), key=key)
        return
    item = await unit.queue.get(ref) if ref else None
    task = await unused_ref(services, unit)
    patient, actor = (item.patient_id, item.actor_id) if item else (talk.identity.patient_id, None)
    fields = {**({"ref": ref} if ref else {}), "why": told, "way": way}
    basis = item.basis if item else "self"
    scene = Scene(services, unit, talk, (), None, key=key, now=services.clock(), actor="outbox")
    await perform(scene, (Enqueue(task, "callback", "today", fields, patient, actor, basis, "LINKED"),))
    await unit.replies.task_made(about, task)


# --- a reply is read ------------------------------------------------------------------------------------------


async def looked_at(services: Services, unit: Unit, talk: Conversation, entries: tuple[int, ...]) -> bool:
    """The patient's private page has shown these lines. Whether a reply was read by that for the first time."""
    now = services.clock()
    lines = await unit.replies.read(talk.id, entries, now)
    await _were_read(services, unit, lines, now)
    if lines:
        await unit.replies.spare(talk.id, now)
    return bool(lines)


async def opened(services: Services, unit: Unit, talk: Conversation, ref: str, lines: tuple[int, ...]) -> bool:
    """The page of one matter has shown these lines of its thread. `talk`: the conversation that the matter belongs to."""
    now = services.clock()
    read = await unit.replies.read_of(ref, lines, now)
    await _were_read(services, unit, read, now)
    if read:
        await unit.conversations.save(replace(talk, waiting=await unit.replies.unshown(talk.id)))
        await unit.replies.spare(talk.id, now)
    return bool(read)


async def _were_read(services: Services, unit: Unit, lines: tuple[tuple[str, int], ...], now: datetime) -> None:
    """For the audit, and for whoever is about to phone because of them."""
    for ref, seq in lines:
        await unit.audit.append("reply.read", "patient", ref, {"line": seq})
        if task := await unit.replies.live_task(ref):
            entry = ThreadEntry("bot", services.content.say("staff.delivery.read_meanwhile", ref=ref), now)
            await unit.queue.thread_add(task, entry, key=f"read:{ref}:{seq}")
