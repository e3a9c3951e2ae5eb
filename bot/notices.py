"""Whether a patient is told of something now, later or not at all: asked when a notice is written, and again when it goes.

At most one notice on each way until everything is read; none at night, none where the patient wants none, and none to a chat
that is not theirs any more.
"""

from __future__ import annotations

from datetime import datetime

from bot.conversation import Assurance, Conversation
from bot.queue.delivery import TOLD_BY, UNWANTED, Step
from bot.services import Services
from bot.store import OutRow, Unit, Window
from policies import assurance, limits, notices

NOTICE, NEWS, MAIL = "notice", "news", "mail"
"""Kinds of what is sent: word that an answer waits; what became of a request, said unasked; either by mail."""


async def first_moment(
    services: Services, unit: Unit, line: tuple[str, int], way: str, now: datetime, *, muted: bool = False
) -> datetime | None:
    """When the patient may be told by this way that a reply waits; None: they know already, or want no word of it."""
    ref = line[0]
    wishes = await unit.wishes.of_item(ref)
    if muted or not wishes.takes(way):
        await unit.replies.notice(line, way, Step.QUEUED, now, UNWANTED)
        return None
    if await unit.replies.was_told(ref, way):
        return None
    return _by_day(services, wishes, now)


async def moment(
    services: Services, unit: Unit, kind: str, window: Window, told: tuple[str, int] | None, now: datetime
) -> datetime | None:
    """When something may go to a window; None for what is not wanted there. What answers somebody goes now."""
    if told and not window.private:
        return await first_moment(services, unit, told, window.channel, now, muted=window.muted)
    if kind != NEWS:
        return now
    return None if window.muted else _to_who_is_up(services, window, now)


async def at_send(services: Services, unit: Unit, row: OutRow) -> datetime | str | None:
    """The last question before something unasked goes: None lets it go, a time puts it off, a reason drops it."""
    told = row.line is not None and row.kind in (NOTICE, MAIL)
    if row.channel not in TOLD_BY or not (told or row.kind == NEWS):
        return None
    window = None
    if row.channel != MAIL:
        window = await unit.conversations.window(row.channel, row.address)
        if window is None or await unit.conversations.find(row.channel, row.address) != row.conversation_id:
            return "unlinked"
    if window is not None and window.muted:
        return UNWANTED
    if row.ref is not None and told:
        return await _notice_at_send(services, unit, row.ref, row.channel)
    now = services.clock()
    return _later(_to_who_is_up(services, window, now), now) if window else None


async def _notice_at_send(services: Services, unit: Unit, ref: str, way: str) -> datetime | str | None:
    wishes = await unit.wishes.of_item(ref)
    if not wishes.takes(way):
        return UNWANTED
    if not await unit.replies.any_unread(ref):
        return "read"
    now = services.clock()
    return _later(_by_day(services, wishes, now), now)


def _to_who_is_up(services: Services, window: Window, now: datetime) -> datetime:
    """Now for somebody who is awake, else once the night is over."""
    awake = window.used_at is not None and now - window.used_at < limits.AWAKE_FOR
    return now if awake else _by_day(services, notices.Wishes(), now)


def _by_day(services: Services, wishes: notices.Wishes, now: datetime) -> datetime:
    """The very moment, unless it lies in the practice's night."""
    if not services.by_day:
        return now
    return max(now, notices.first_moment(now.astimezone(services.content.practice.zone), wishes))


def _later(at: datetime, now: datetime) -> datetime | None:
    return at if at > now else None


async def is_off(
    unit: Unit, talk: Conversation, channel: str, level: Assurance, windows: tuple[Window, ...] | None
) -> bool:
    """Whether nothing unasked goes to a conversation's chat: STOP was written there, or its patient chose so."""
    if windows is None:
        windows = await unit.conversations.windows(talk.id)
    if any(window.muted for window in windows if window.channel == channel):
        return True
    who = talk.identity.patient_id if level >= Assurance.LINKED else None
    return bool(who and not (await unit.wishes.of(who)).takes(channel))


async def turn(services: Services, unit: Unit, talk: Conversation, window: Window | None, *, on: bool) -> None:
    """STOP or START was written in a chat. START also takes back that its patient chose another way than this one."""
    if window is None:
        return  # It was unlinked meanwhile, and is not written to anyway.
    now, channel = services.clock(), window.channel
    await unit.windows.mute(talk.id, channel, None if on else now)
    who = talk.identity.patient_id if assurance.level(talk.identity, now) >= Assurance.LINKED else None
    if on and who and not (wishes := await unit.wishes.of(who)).takes(channel):
        await unit.wishes.put(who, wishes.with_way(channel), now)
