"""The other side of the chat: a person who types, edits, taps, sends pictures, and can block the bot."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from tests.emulator.launch import fragment, init_data
from tests.emulator.world import Chat, World

FILE = {"file_unique_id": "u1", "file_size": 4}
MEDIA = {
    "photo": lambda file_id: [{"file_id": file_id, "width": 90, "height": 90, **FILE}],
    "voice": lambda file_id: {"file_id": file_id, "duration": 3, "mime_type": "audio/ogg", **FILE},
    "audio": lambda file_id: {"file_id": file_id, "duration": 3, **FILE},
    "video": lambda file_id: {"file_id": file_id, "width": 90, "height": 90, "duration": 3, **FILE},
    "video_note": lambda file_id: {"file_id": file_id, "length": 90, "duration": 3, **FILE},
    "document": lambda file_id: {"file_id": file_id, "file_name": "scan.pdf", **FILE},
    "sticker": lambda file_id: {
        "file_id": file_id,
        "type": "regular",
        "width": 90,
        "height": 90,
        "is_animated": False,
        "is_video": False,
        **FILE,
    },
    "location": lambda _: {"latitude": 41.26, "longitude": -73.68},
    "contact": lambda _: {"phone_number": "+19145550121", "first_name": "Pat", "user_id": 1},
    "poll": lambda _: {
        "id": "9",
        "question": "Which day?",
        "options": [],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
    },
    "dice": lambda _: {"emoji": "🎲", "value": 4},
}


class Person:
    """One person in a private chat with the bot (or in a group)."""

    def __init__(self, world: World, chat: Chat, user_id: int, token: str = "") -> None:
        self.world, self.chat, self.id, self.token = world, chat, user_id, token

    def _sender(self) -> dict:
        return {"id": self.id, "is_bot": False, "first_name": "Pat", "language_code": "en"}

    def _message(self, content: dict, date: int | None = None) -> dict:
        number = self.world.next_message_id(self.chat.id)
        head = {"message_id": number, "from": self._sender(), "chat": self.chat.public()}
        return self.world.put(self.chat, {**head, "date": date or int(time.time()), **content})

    async def say(self, text: str, *, date: int | None = None, **extra: object) -> int:
        """Type a text; the number of the update."""
        content: dict[str, object] = {"text": text, **extra}
        if text.startswith("/"):
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.partition(" ")[0])}]
        return await self.world.push("message", self._message(content, date))

    async def start(self, payload: str = "") -> int:
        """Open the chat, perhaps by a deep link."""
        return await self.say(f"/start {payload}".strip())

    async def send(self, kind: str, caption: str = "") -> int:
        """Send something that is no text."""
        file_id = f"file{len(self.world.files) + 1}"
        self.world.files[file_id] = b"data"
        content: dict[str, object] = {kind: MEDIA[kind](file_id)}
        if caption:
            content["caption"] = caption
        return await self.world.push("message", self._message(content))

    async def edit(self, text: str) -> int:
        """Change the last text that this person typed."""
        mine = (one for one in reversed(self.chat.messages.values()) if one["from"]["id"] == self.id)
        last = next(one for one in mine if "text" in one)
        last.update(text=text, edit_date=int(time.time()))
        return await self.world.push("edited_message", last)

    async def tap(self, label: str) -> int:
        """Tap a button by its label or data, on the newest message that has it."""
        for message in reversed(self.chat.messages.values()):
            for button in buttons_of(message):
                if label in (button["text"], button.get("callback_data")) and "callback_data" in button:
                    return await self._press(message, button["callback_data"])
        raise AssertionError(f"no button {label!r}; the newest are {self.labels()}")

    def opens(self, label: str, theme: dict[str, str] | None = None) -> str:
        """Tap a button that opens a Mini App: the address as a client opens it, with its word on who taps."""
        for message in reversed(self.chat.messages.values()):
            for button in buttons_of(message):
                if label == button["text"] and "web_app" in button:
                    return button["web_app"]["url"] + fragment(init_data(self.id, self.token), theme)
        raise AssertionError(f"no Mini App under {label!r}; the newest are {self.labels()}")

    async def _press(self, message: dict, data: str) -> int:
        name = self.world.next_query_id()
        query = {"id": name, "from": self._sender(), "message": message, "chat_instance": "42", "data": data}
        self.world.queries[name] = {"at": time.time(), "answered": False}
        return await self.world.push("callback_query", query)

    async def block(self) -> int:
        """Block the bot."""
        return await self._member("kicked")

    async def unblock(self) -> int:
        """Let the bot in again."""
        return await self._member("member")

    async def _member(self, status: str) -> int:
        self.chat.blocked = status == "kicked"
        user = {"id": 7000000001, "is_bot": True, "first_name": "Front Door"}
        old = {"status": "member" if status == "kicked" else "kicked", "user": user, "until_date": 0}
        change = {
            "chat": self.chat.public(),
            "from": self._sender(),
            "date": int(time.time()),
            "old_chat_member": old,
            "new_chat_member": {"status": status, "user": user, "until_date": 0},
        }
        return await self.world.push("my_chat_member", change)

    def replies(self) -> list[dict]:
        """What the bot has written into this chat, oldest first."""
        return [one for one in self.chat.messages.values() if one["from"]["is_bot"]]

    def texts(self) -> list[str]:
        """The texts of `replies`."""
        return [one["text"] for one in self.replies()]

    def labels(self) -> list[str]:
        """The labels under the newest reply that has any."""
        found = ([button["text"] for button in buttons_of(one)] for one in reversed(self.replies()))
        return next((labels for labels in found if labels), [])

    async def reads(self, wanted: str | Callable[[list[str]], bool], seconds: float = 10.0) -> str:
        """Wait until the bot has written something that holds these words; that text."""
        for _ in range(int(seconds * 100)):
            if callable(wanted):
                if wanted(self.texts()):
                    return self.texts()[-1]
            elif found := next((text for text in reversed(self.texts()) if wanted in text), None):
                return found
            await asyncio.sleep(0.01)
        raise AssertionError(f"never read {wanted!r}; the last were {self.texts()[-4:]}")


def buttons_of(message: dict) -> list[dict]:
    """The inline buttons under a message, in order."""
    return [button for row in (message.get("reply_markup") or {}).get("inline_keyboard", []) for button in row]
