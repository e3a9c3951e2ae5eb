"""Reads one raw update of Telegram, strictly: what a person sent, what to ignore, and what cannot be read at all.

Nothing here trusts the shape of what came in. An update that cannot be read is an `Unreadable` with its number only, so
that it can be put aside without blocking anybody and without a patient's words ending up in a log.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.channels.base import Inbound

CHANNEL = "telegram"
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that are asked for; the fewer there are, the less can go wrong."""

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
GONE = ("kicked", "left")
MEDIA = (  # In this order: an animation also carries a document.
    ("voice", "voice"),
    ("audio", "audio"),
    ("animation", "animation"),
    ("video", "video"),
    ("video_note", "video"),
    ("photo", "photo"),
    ("document", "document"),
    ("sticker", "sticker"),
    ("venue", "location"),
    ("location", "location"),
    ("contact", "contact"),
    ("poll", "poll"),
)
SERVICE = frozenset(
    "pinned_message message_auto_delete_timer_changed write_access_allowed chat_background_set migrate_to_chat_id "
    "migrate_from_chat_id new_chat_members left_chat_member group_chat_created users_shared chat_shared "
    "proximity_alert_triggered".split()
)
"""Notes that Telegram itself puts into a chat; nobody wrote them."""

Json = dict[str, object]


class Unreadable(Exception):
    """An update that cannot be read. Carries its number, if it has one, and never its content."""

    def __init__(self, update_id: int | None) -> None:
        super().__init__("an update cannot be read")
        self.update_id = update_id


@dataclass(frozen=True, slots=True)
class FromPerson:
    """Something a person sent or pressed in a private chat. `query` is set when a press waits to be acknowledged."""

    update_id: int
    event: Inbound
    query: str | None = None


@dataclass(frozen=True, slots=True)
class NotPrivate:
    """Something in a group or channel, where this bot does not speak."""

    update_id: int
    chat: str


@dataclass(frozen=True, slots=True)
class Membership:
    """A person blocked the bot (`blocked`), or let it in again."""

    update_id: int
    chat: str
    blocked: bool


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing to answer: another bot, a note of Telegram's own, a kind that was not asked for."""

    update_id: int


Update = FromPerson | NotPrivate | Membership | Ignored


def read_update(raw: object, at: datetime) -> Update:
    """Read one raw update that came in at `at`. Raises Unreadable."""
    update_id = number_of(raw)
    if update_id is None or not isinstance(raw, dict):
        raise Unreadable(update_id)
    try:
        return _read(raw, update_id, at)
    except (TypeError, ValueError, KeyError, OverflowError, OSError):
        raise Unreadable(update_id) from None


def number_of(raw: object) -> int | None:
    """The number of an update, if it has one."""
    found = raw.get("update_id") if isinstance(raw, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 0 else None


def chat_of(raw: object) -> object:
    """Something that is the same for all updates of one chat; for keeping order before an update is really read."""
    for kind in KINDS:
        part = raw.get(kind) if isinstance(raw, dict) else None
        holder = part.get("message", part) if isinstance(part, dict) else None
        chat = holder.get("chat") if isinstance(holder, dict) else None
        if isinstance(chat, dict) and isinstance(chat.get("id"), int):
            return chat["id"]
    return None


def _read(raw: Json, update_id: int, at: datetime) -> Update:
    kind = next((kind for kind in KINDS if kind in raw), None)
    match kind:
        case "message" | "edited_message":
            return _message(_map(raw[kind]), update_id, at, edited=kind == "edited_message")
        case "callback_query":
            return _press(_map(raw[kind]), update_id, at)
        case "my_chat_member":
            return _membership(_map(raw[kind]), update_id)
        case _:
            return Ignored(update_id)


def _message(message: Json, update_id: int, at: datetime, *, edited: bool) -> Update:
    chat, private = _chat(message)
    if _from_bot(message) or any(name in message for name in SERVICE):
        return Ignored(update_id)
    if not private:
        return NotPrivate(update_id, chat)
    sent_at = _moment(message.get("edit_date") if edited else message.get("date"))
    kind, text, media = _content(message)
    if edited:
        kind = "edit"
    elif kind == "text" and not media and _is_start(text):
        kind, text = "open", text.partition(" ")[2].strip()
    name, quoted = _name(message.get("message_id")), _quoted(message)
    event = Inbound(
        CHANNEL, chat, str(update_id), kind, at, text=text, media=media, sent_at=sent_at, quoted=quoted, message=name
    )
    return FromPerson(update_id, event)


def _content(message: Json) -> tuple[str, str, str]:
    """Kind, words and medium of a message. What a poll says is kept as words, so that it is screened."""
    if "text" in message:
        return "text", _text(message["text"]), ""
    media = next((name for field, name in MEDIA if field in message), "other")
    if media == "poll":
        return "media", _of_poll(_map(message["poll"])), media
    caption = _text(message.get("caption", ""))
    return ("text" if caption.strip() else "media"), caption, media


def _of_poll(poll: Json) -> str:
    """Everything that a poll says: its question, and what can be answered."""
    options = poll.get("options", [])
    said = [_text(_map(one).get("text", "")) for one in options] if isinstance(options, list) else []
    return "\n".join(filter(None, (_text(poll.get("question", "")), *said)))


def _quoted(message: Json) -> str:
    """The words that a person picked out of another message to answer them, unless they are the bot's own."""
    if "quote" not in message or "reply_to_message" in message and _from_bot(_map(message["reply_to_message"])):
        return ""
    return _text(_map(message["quote"]).get("text", ""))


def _is_start(text: str) -> bool:
    """`/start` as Telegram sends it: alone, or with the payload of a deep link. Other words are an utterance."""
    command, _, payload = text.partition(" ")
    payload = payload.strip()
    return command.partition("@")[0] == "/start" and (not payload or PAYLOAD.fullmatch(payload) is not None)


def _press(query: Json, update_id: int, at: datetime) -> Update:
    answer = _text(query["id"])
    if _from_bot(query):
        return Ignored(update_id)
    message = query.get("message")
    if message is None:  # A button of a message that was sent through another chat; it is not ours.
        return Ignored(update_id)
    chat, private = _chat(_map(message))
    if not private:
        return NotPrivate(update_id, chat)
    button = "".join(char for char in _text(query.get("data", "")) if char.isprintable())
    event = Inbound(CHANNEL, chat, str(update_id), "press", at, button=button)
    return FromPerson(update_id, event, query=answer)


def _membership(change: Json, update_id: int) -> Update:
    chat, private = _chat(change)
    status = _text(_map(change["new_chat_member"])["status"])
    if private:
        return Membership(update_id, chat, blocked=status in GONE)
    return Ignored(update_id) if status in GONE else NotPrivate(update_id, chat)


def _chat(holder: Json) -> tuple[str, bool]:
    chat = _map(holder["chat"])
    number = chat["id"]
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError
    return str(number), _text(chat["type"]) == "private"


def _from_bot(holder: Json) -> bool:
    sender = holder.get("from")
    return sender is not None and _map(sender).get("is_bot") is True


def _moment(seconds: object) -> datetime | None:
    if seconds is None:
        return None
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        raise TypeError
    return datetime.fromtimestamp(seconds, UTC)


def _name(number: object) -> str:
    """The number of a message, by which it can be deleted; none where there is none to be read."""
    return str(number) if isinstance(number, int) and not isinstance(number, bool) else ""


def _map(value: object) -> Json:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value.encode(errors="replace").decode()  # Half of a surrogate pair cannot be stored anywhere.
