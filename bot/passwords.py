"""Staff passwords: Argon2id, off the event loop, two at a time at most, the same work whether the name is known or not."""

from __future__ import annotations

import asyncio

from bot.store.vault import hash_password, verify_password

AT_ONCE = 2


class Passwords:
    """Hashes and checks passwords."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._decoy: str | None = None

    async def hash(self, password: str) -> str:
        """The password as it is kept."""
        async with self._slots:
            return await asyncio.to_thread(hash_password, password)

    async def verify(self, kept: str | None, password: str) -> bool:
        """Whether the password is right. An unknown name (None) costs the same and is never right."""
        if self._decoy is None:
            self._decoy = await self.hash("decoy")
        async with self._slots:
            right = await asyncio.to_thread(verify_password, kept or self._decoy, password[:1024])
        return right and kept is not None
