"""Puts patients whom an earlier release has kept under the hashes that search finds them by; in small parts, once."""

from __future__ import annotations

import asyncio

from bot.services import Services

NOTE, DONE = "finds", "done"
AT_ONCE = 200


async def index_patients(services: Services) -> int:
    """Go on where the last start left off, until everybody is done; return how many parts it took."""
    parts = 0
    while True:
        async with services.store.begin() as unit:
            kept = await unit.notes.get(NOTE) or ""
            if kept == DONE:
                return parts
            last = await unit.searching.catch_up(bytes.fromhex(kept), AT_ONCE)
            await unit.notes.set(NOTE, last.hex() if last else DONE)
        parts += 1
        await asyncio.sleep(0)  # Whoever waits for the database goes first.
