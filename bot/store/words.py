"""The words of a conversation, sealed with a key of their own that is destroyed when the words are deleted.

Under it stand what was said and shown, what waits to be answered or sent, and the unfinished answers. What staff still need
(where the conversation is seen, its requests and their threads) stands under other keys and stays readable.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Integer, Table, Text, bindparam, delete, select, update

from bot.store.keybox import FIRST
from bot.store.tables import CONVERSATIONS, METADATA
from bot.store.types import to_micros
from bot.store.vault import CannotOpen, kid_of
from bot.store.work import Work, conversation_subject

FIRST_OF_WORDS = FIRST + 1
"""What is sealed under a lower number is from before words had a key of their own: the conversation's key opens it."""

NEWCOMERS = 8
"""Conversations whose keys are made at once: as many keys of nobody, two for each, may be left when a program ends."""

DOOMED_KEYS = Table(
    "doomed_keys",
    METADATA,
    Column("subject", Text, primary_key=True),
    Column("kid", Integer, primary_key=True),
)
"""Keys that are to be destroyed because their words were deleted. A crash between the two must not spare them."""

HERE = CONVERSATIONS.c.id == bindparam("conversation")
CHANGE = update(CONVERSATIONS).where(HERE)
"""One conversation; a change of it, of whatever columns."""
_CURRENT = select(CONVERSATIONS.c.words_kid).where(HERE)
_CURRENT_KEPT = _CURRENT.with_for_update(read=True, key_share=True)


class Words:
    """Seals and opens the words of conversations, and takes a fresh key for one of them."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def begin(self) -> str:
        """The name of a conversation that begins now, with its keys made and kept: its own, and that of its words.

        Some are made at once, so that most who write for the first time do not wait for the disk once more. What a
        program that ends leaves over are keys of nobody.
        """
        spare = self._work.keys.spare
        if not spare:
            fresh = [uuid.uuid4().hex for _ in range(NEWCOMERS)]
            names = [name for one in fresh for name in _first_keys(one)]
            await self._work.keys.make(names, to_micros(self._work.clock()))
            spare.extend(fresh)
        conversation_id = spare.pop()
        self._work.word_keys[conversation_id] = FIRST_OF_WORDS
        return conversation_id

    async def seal(self, conversation_id: str, table: Table, column: str, row: str, value: Mapping[str, Any]) -> bytes:
        """Seal words for their place, with the key that the conversation has now."""
        kid = await self._current(conversation_id)
        return await self._work.seal(words_subject(conversation_id), table, column, row, value, kid)

    async def open(self, conversation_id: str, table: Table, column: str, row: str, sealed: bytes) -> dict[str, Any]:
        """Open sealed words. Raises ErasedRecord when they were deleted, TamperedRecord when they do not belong there."""
        return await self._work.open(_subject(conversation_id, sealed), table, column, row, sealed)

    async def can_open(self, conversation_id: str, sealed: bytes) -> bool:
        """Whether the key of these words is still there: what is known by heart of them goes with it."""
        return await self._work.keys.find(_subject(conversation_id, sealed), kid_of(sealed)) is not None

    async def renew(self, conversation_id: str) -> None:
        """Seal with a fresh key from now on; the old one is destroyed once this unit is saved."""
        self._work.talks.forget(conversation_id)
        old = await self._current(conversation_id)
        await self._work.run(CHANGE, {"conversation": conversation_id, "words_kid": old + 1})
        self._work.word_keys[conversation_id] = old + 1
        insert = self._work.insert(DOOMED_KEYS).values(subject=words_subject(conversation_id), kid=old)
        await self._work.run(insert.on_conflict_do_nothing())
        self._work.doomed.append((words_subject(conversation_id), old))

    async def doomed(self) -> tuple[tuple[str, int], ...]:
        """Keys that are still to be destroyed."""
        return tuple((row.subject, row.kid) for row in await self._work.all(select(DOOMED_KEYS)))

    async def strike(self, subject: str, kid: int) -> None:
        """A key was destroyed: it stands on the list no more."""
        here = (DOOMED_KEYS.c.subject == subject, DOOMED_KEYS.c.kid == kid)
        await self._work.run(delete(DOOMED_KEYS).where(*here))

    async def lag_behind(self, destroyed: Mapping[str, int]) -> tuple[str, ...]:
        """Conversations that still seal with a key of theirs that was destroyed, as in a copy put back after a deletion."""
        found = select(CONVERSATIONS.c.id, CONVERSATIONS.c.words_kid).where(CONVERSATIONS.c.id.in_(list(destroyed)))
        return tuple(row.id for row in await self._work.all(found) if row.words_kid <= destroyed[row.id])

    async def step_over(self, conversation_id: str, destroyed: int) -> None:
        """Never seal with a destroyed key: count on from the highest of them."""
        self._work.word_keys[conversation_id] = destroyed

    async def _current(self, conversation_id: str) -> int:
        """The number of the key to seal with, held until this unit ends: a deletion beside it waits, or has been."""
        known = self._work.word_keys.get(conversation_id)
        if known is not None:
            return known
        question = _CURRENT_KEPT if self._work.locks else _CURRENT
        row = await self._work.first(question, {"conversation": conversation_id})
        number = int(row[0]) if row else FIRST_OF_WORDS
        self._work.word_keys[conversation_id] = number
        return number


def words_subject(conversation_id: str) -> str:
    """The name of the key that seals a conversation's words."""
    return f"w:{conversation_id}"


def conversation_of(subject: str) -> str:
    """Whose words a key seals."""
    return subject.removeprefix("w:")


def _first_keys(conversation_id: str) -> tuple[tuple[str, int], ...]:
    """The keys that a conversation begins with, by subject and number."""
    return (conversation_subject(conversation_id), FIRST), (words_subject(conversation_id), FIRST_OF_WORDS)


def _subject(conversation_id: str, sealed: bytes) -> str:
    """The name of the key that words were sealed with."""
    return conversation_subject(conversation_id) if _is_from_before(sealed) else words_subject(conversation_id)


def _is_from_before(sealed: bytes) -> bool:
    try:
        return kid_of(sealed) < FIRST_OF_WORDS
    except CannotOpen:
        return False  # Whatever it is, opening it says so.
