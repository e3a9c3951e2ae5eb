"""What the Telegram channel keeps in the practice's store: how far it has read, what was put aside, who blocked it."""

from __future__ import annotations

from bot import linking
from bot.store import Store


class Ledger:
    """Durable notes of one bot. Every method raises what the store raises when it is away."""

    def __init__(self, store: Store, bot_id: str) -> None:
        self._store = store
        self._offset = f"telegram.offset.{bot_id}"
        self._profile = f"telegram.profile.{bot_id}"

    async def offset(self) -> int | None:
        """The number of the first update that is not settled yet."""
        found = await self._get(self._offset)
        return int(found) if found else None

    async def may_read(self) -> bool:
        """Whether this is the process that reads for this bot. Telegram hands out updates to one at a time."""
        return await self._store.living.leads("telegram", self._offset)

    async def move(self, offset: int) -> None:
        """Everything before `offset` is settled."""
        await self._set(self._offset, str(offset))

    async def profile(self) -> str | None:
        """The fingerprint of the commands and descriptions that Telegram has."""
        return await self._get(self._profile)

    async def set_profile(self, fingerprint: str) -> None:
        """Telegram has these commands and descriptions now."""
        await self._set(self._profile, fingerprint)

    async def dead_letter(self, update_id: int | None, why: str) -> None:
        """An update is put aside: its number and the reason, never its content."""
        async with self._store.begin() as unit:
            await unit.audit.append("telegram.put_aside", "bot", "telegram", {"update": update_id, "why": why})

    async def writable(self) -> bool:
        """Whether the store takes anything at all right now."""
        try:
            await self._set("telegram.alive", "1")
        except Exception:  # noqa: BLE001  # whatever the store raises, the answer is no
            return False
        return True

    async def membership(self, chat: str, *, blocked: bool) -> None:
        """A person blocked the bot, or let it in again. Whoever blocks it is linked to nobody in this chat any more."""
        async with self._store.begin() as unit:
            conversation = await unit.conversations.find("telegram", chat)
            event = "telegram.blocked" if blocked else "telegram.unblocked"
            await unit.audit.append(event, "patient", conversation or "telegram", {})
            if blocked:
                await linking.blocked(unit, "telegram", chat, self._store.clock())

    async def _get(self, name: str) -> str | None:
        async with self._store.look() as unit:
            return await unit.notes.get(name)

    async def _set(self, name: str, value: str) -> None:
        async with self._store.begin() as unit:
            await unit.notes.set(name, value)
