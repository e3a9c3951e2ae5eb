"""Deleting a conversation's words: none of them is left in the database, and requests stay."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest_asyncio
from sqlalchemy import select

from bot.store import open_engine
from bot.store.portal_tables import PORTAL_TOKENS
from bot.store.tables import CONVERSATIONS, ENTRIES, INBOX, ITEMS, OUTBOX
from nlu.understanding import Reader
from tests.integration.store_kit import sealed_words, still_opened
from tests.stories.runner import rehearsing


@pytest_asyncio.fixture
async def talk(tmp_path: Path, keywords: Reader) -> AsyncIterator[Any]:
    """A practice in rehearsal."""
    async with rehearsing(tmp_path / "practice", keywords) as rehearsal:
        yield rehearsal


async def rows(talk: Any, table: Any) -> list[Any]:
    """All rows of a table."""
    async with talk.app.services.store.begin() as unit:
        return await unit.conversations._work.all(select(table))


async def test_no_word_is_left_but_the_request_is(talk: Any) -> None:
    """Somebody who asks for deletion is told that it happened; then it must have happened."""
    for said in ("my chest is crushing and i cant breathe", "my secret is a blue heron"):
        await talk({"say": said})
    assert len(await rows(talk, ENTRIES)) >= 4
    await talk({"say": "delete my chat data"})
    result = await talk({"press": "Yes, delete it"})
    left = await rows(talk, ENTRIES)
    assert [reply["key"] for reply in result["replies"]] == ["my_data.erased"]
    assert len(left) == 1
    assert all(row.event_sealed is None for row in await rows(talk, INBOX))
    assert all(row.payload_sealed is None for row in await rows(talk, OUTBOX) if row.done_at is not None)
    assert len(await rows(talk, ITEMS)) == 1


async def test_no_word_can_be_read_in_a_backup_from_before(talk: Any, tmp_path: Path) -> None:
    """A copy that was made yesterday holds the words; nothing that is left today opens them."""
    for said in ("i need a refill", "Vega", "my secret is a blue heron"):
        await talk({"say": said})
    store, copy = talk.app.services.store, tmp_path / "yesterday.db"
    with closing(sqlite3.connect(str(store.engine.url.database))) as here, closing(sqlite3.connect(copy)) as there:
        here.backup(there)
    backup = open_engine(f"sqlite:///{copy}")
    sealed = await sealed_words(backup)
    await backup.dispose()
    (row,) = await rows(talk, CONVERSATIONS)
    assert "blue heron" in str(await still_opened(store.keys, row.id, sealed))
    result = await talk({"press": "erase_now"})
    assert [reply["key"] for reply in result["replies"]] == ["my_data.erased"]
    assert await still_opened(store.keys, row.id, sealed) == []
    goes_on = await talk({"say": "when are you open"})
    assert goes_on["replies"]


async def test_no_way_in_is_left_that_was_asked_for_there(talk: Any) -> None:
    """A token carries whom it was for and in which conversation; deletion that kept it would not be deletion."""
    for said in ("i forgot my password", "mvega79"):
        result = await talk({"say": said})
    assert "/portal/reset/" in result["mail"][0]["text"]
    assert len(await rows(talk, PORTAL_TOKENS)) == 1
    await talk({"press": "erase_now"})
    assert not await rows(talk, PORTAL_TOKENS)


async def test_a_line_number_is_not_given_out_again(talk: Any) -> None:
    """A page that asks for what is new since line 9 must not be told that there is nothing."""
    await talk({"say": "hello"})
    last = max(row.seq for row in await rows(talk, ENTRIES))
    await talk({"press": "erase_now"})
    assert min(row.seq for row in await rows(talk, ENTRIES)) > last
