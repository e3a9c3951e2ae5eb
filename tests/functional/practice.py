"""A practice in a fresh place for one test, and short words for what people do in it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.doors.recording import Clock
from bot.doors.rehearse import Rehearsal
from bot.settings import Settings
from bot.store import Store, work
from bot.store.vault import Key, Place
from nlu.understanding import Reader

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = ROOT / "data" / "demo" / "people.yml"
AT = datetime.fromisoformat("2026-11-24T10:15:00-05:00")


def watched(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a store does from now on, in order: every statement to either database, and every record that it opens."""
    done: list[str] = []
    opens = work.open_sealed

    def opened(key: Key, place: Place, sealed: bytes) -> bytes:
        if place.table != "demo_mails":  # The rehearsal itself looks into its mailbox, which fills.
            done.append(f"opened: {place.table} {place.column}")
        return opens(key, place, sealed)

    monkeypatch.setattr(work, "open_sealed", opened)
    for engine in (store.engine, store.keys._engine):
        event.listen(engine.sync_engine, "before_cursor_execute", lambda _c, _x, said, *_r: done.append(said))
    return done


class Practice:
    """A rehearsal with verbs: `says`, `presses`, `verifies`."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.rehearsal = rehearsal
        self.code = ""

    async def does(self, who: str = "1", **event: Any) -> Mapping[str, Any]:
        """One event of one person."""
        result = await self.rehearsal({"conversation": who, **event})
        for mail in result["mail"]:
            found = re.search(r"\b(\d{8})\b", mail["text"])
            self.code = found.group(1) if found else self.code
        return result

    async def says(self, text: str, who: str = "1") -> Mapping[str, Any]:
        """Somebody writes."""
        return await self.does(who, say=text)

    async def verifies(
        self, who: str = "1", name: str = "Vega", dob: str = "8/12/1979", contact: str = "10549"
    ) -> Mapping[str, Any]:
        """Somebody answers the questions of verification and types the mailed code."""
        for text in (name, dob, contact):
            await self.says(text, who)
        return await self.says(self.code, who)


@asynccontextmanager
async def practice(folder: Path, reader: Reader, channel: str = "web") -> AsyncIterator[Practice]:
    """A practice with the demo people, on a Tuesday morning."""
    rehearsal = Rehearsal(Settings(var=folder), reader, Clock(AT), channel)  # type: ignore[arg-type]  # any reader with up and down serves
    await rehearsal.open(PEOPLE)
    try:
        yield Practice(rehearsal)
    finally:
        await rehearsal.close()


def keys(result: Mapping[str, Any]) -> list[str]:
    """The keys of what was said."""
    return [reply["key"] for reply in result["replies"]]


def words(result: Mapping[str, Any]) -> str:
    """All that was said."""
    return "\n".join(reply["text"] for reply in result["replies"])
