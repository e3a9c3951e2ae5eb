"""What Telegram knows: chats, messages, waiting updates, commands, and the log of every call."""

from __future__ import annotations

import asyncio
import copy
import itertools
import time
from collections import defaultdict
from dataclasses import dataclass, field

BOT_ID = 7000000001
FIRST_UPDATE = 824_000_001
BOT = {"id": BOT_ID, "is_bot": True, "first_name": "Front Door", "username": "frontdoor_bot"}


class Refusal(Exception):
    """The API refuses a call: its error code, its description, and the seconds to wait if it is about pace."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code, self.description, self.retry_after = code, description, retry_after


@dataclass(frozen=True)
class Call:
    """One call of the bot, as it came in and as it was answered."""

    method: str
    params: dict
    at: float
    outcome: str = "ok"  # ok | refused | fault


@dataclass
class Chat:
    """One chat and the messages in it, by number."""

    id: int
    type: str = "private"
    blocked: bool = False
    left: bool = False
    messages: dict[int, dict] = field(default_factory=dict)
    keyboards: dict[int, dict] = field(default_factory=dict)

    def public(self) -> dict:
        """The chat as it stands in a message."""
        name = {"first_name": "Pat"} if self.type == "private" else {"title": "A group"}
        return {"id": self.id, "type": self.type, **name}


class World:
    """The state behind one bot."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.calls: list[Call] = []
        self.updates: list[dict] = []  # not confirmed yet, oldest first
        self.queries: dict[str, dict] = {}
        self.files: dict[str, bytes] = {}
        self.profile: dict[str, object] = {}
        self.webhook: dict[str, object] = {"url": ""}
        self.allowed: list[str] | None = None
        self.arrived = asyncio.Condition()
        self.next_update = FIRST_UPDATE
        self._message_ids: dict[int, itertools.count] = defaultdict(lambda: itertools.count(1))
        self._query_ids = itertools.count(5_000_000_000_000_000)

    def chat(self, chat_id: int) -> Chat:
        """The chat with this number. Raises Refusal as Telegram does for one that the bot has never seen."""
        if chat_id not in self.chats:
            raise Refusal(400, "Bad Request: chat not found")
        return self.chats[chat_id]

    def next_message_id(self, chat_id: int) -> int:
        """The number of the next message of a chat."""
        return next(self._message_ids[chat_id])

    def next_query_id(self) -> str:
        """The name of the next press."""
        return str(next(self._query_ids))

    def next_update_id(self) -> int:
        """The number of the next update."""
        self.next_update += 1
        return self.next_update - 1

    def put(self, chat: Chat, message: dict) -> dict:
        """Keep a message in its chat."""
        chat.messages[message["message_id"]] = message
        return message

    def bot_message(self, chat: Chat, **content: object) -> dict:
        """A message of the bot."""
        number = self.next_message_id(chat.id)
        head = {"message_id": number, "from": BOT, "chat": chat.public(), "date": int(time.time())}
        return self.put(chat, {**head, **content})

    async def push(self, kind: str, body: dict) -> int:
        """Put an update into the queue and wake whoever waits for it; its number."""
        update = {"update_id": self.next_update_id(), kind: copy.deepcopy(body)}  # Later edits do not change it.
        await self.push_raw(update)
        return update["update_id"]

    async def push_raw(self, update: dict) -> None:
        """Put an update into the queue as it stands, whatever it is."""
        kinds = [kind for kind in update if kind != "update_id"]
        if self.allowed and kinds and kinds[0] in KNOWN_KINDS and kinds[0] not in self.allowed:
            return
        self.updates.append(update)
        async with self.arrived:
            self.arrived.notify_all()

    def confirm(self, before: int) -> None:
        """Forget every update before this number."""
        self.updates = [one for one in self.updates if one.get("update_id", before) >= before]


KNOWN_KINDS = frozenset({"message", "edited_message", "callback_query", "my_chat_member", "channel_post"})
