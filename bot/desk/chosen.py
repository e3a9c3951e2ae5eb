"""What a patient chose, for their record: how they want to be told, and what they agreed to in their chats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.content import Content
from bot.conversation import Conversation
from bot.overviews import Cell
from bot.store import Unit

Rows = list[tuple[Cell, ...]]


async def wishes(content: Content, unit: Unit, patient_id: str, chats: Sequence[Conversation]) -> Rows:
    """How the patient wants to be told that something waits, and in which chats they wrote STOP."""
    say, kept = content.say, await unit.wishes.chosen(patient_id)
    rows: Rows = []
    if kept:
        night = say("staff.record.word.yes") if kept[0].night else say("staff.record.word.no")
        rows += [(say("staff.record.wish.ways"), say(f"web.devices.ways.{kept[0].ways}"), kept[1])]
        rows += [(say("staff.record.wish.night"), night, kept[1])]
    for number, talk in enumerate(chats, start=1):
        chat, windows = say("staff.record.chat", n=str(number)), await unit.conversations.windows(talk.id)
        muted = [say(f"staff.record.word.{one.channel}") for one in windows if one.muted]
        rows += [(say("staff.record.wish.stop"), f"{chat}, {one}", None) for one in muted]
    return rows


def agreed(content: Content, chats: Sequence[Conversation]) -> Rows:
    """What the patient agreed to, chat by chat, with the version of the words it was under, and when and why it ended."""
    say = content.say
    rows: Rows = []
    for number, talk in enumerate(chats, start=1):
        if talk.privacy_agreed:
            what, since = say("staff.record.agreed.privacy"), _moment(talk.privacy_at)
            rows += [(number, what, talk.privacy_agreed, since, None, None)]
        if (one := talk.consent) is not None:
            why = say(f"staff.record.ended.{one.why}") if one.why else None
            what = say("staff.record.agreed.private")
            rows += [(number, what, one.version, _moment(one.at), _moment(one.ended_at), why)]
    return rows


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
