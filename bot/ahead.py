"""Messages that the language child reads while they are still being kept, so that a turn waits for it hardly at all.

Only what a turn would ask anyway is asked: the same words, in the same language, with the same question open. A turn that finds
things otherwise asks anew.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.channels.base import Inbound
from bot.conversation import Conversation
from nlu.understanding import Reader, Understanding
from policies.triage import ACUTE, Screening

READ_LENGTH = 4096
"""Characters that understanding and slot reading look at; screening reads everything."""
MOST = 64
"""Messages read ahead at the same time; a flood is not read ahead."""
STALE_AFTER = 5.0
"""Seconds after which a reading that nobody took is asked for anew: a child that was away then may be back."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the language child is asked about a message."""

    text: str
    lang: str
    asked: str | None

    @classmethod
    def about(cls, event: Inbound, talk: Conversation, found: Screening) -> Question | None:
        """The question a message raises; none where it has no words, or where rules are sure of the gravest already."""
        beyond_raising = found.firm().disposition in ACUTE
        if event.kind not in ("text", "edit") or beyond_raising or not event.text.strip():
            return None
        state = talk.open_flow
        return cls(event.text[:READ_LENGTH], talk.lang, f"flow:{state.flow}" if state else None)


@dataclass(frozen=True, slots=True)
class _Begun:
    question: Question
    reading: asyncio.Task[Understanding]
    at: float


class ReadAhead:
    """The readings under way. What nobody takes is dropped after a while, with the words."""

    def __init__(self) -> None:
        self._begun: OrderedDict[tuple[str, str], _Begun] = OrderedDict()

    def begin(self, reader: Reader, event: Inbound, question: Question, besides: Callable[[], object]) -> None:
        """Begin to read an event's message, and do something besides while it is read. Waits for nothing."""
        loop, name = asyncio.get_running_loop(), (event.channel, event.event_id)
        if name in self._begun or len(self._begun) >= MOST:
            return
        reading = asyncio.create_task(_read(reader, question))
        loop.call_soon(besides)  # The message is on its way to the child by then.
        self._begun[name] = begun = _Begun(question, reading, loop.time())
        loop.call_later(STALE_AFTER, self._drop, name, begun)

    async def read(self, reader: Reader, event: Inbound, question: Question) -> Understanding:
        """What a message means, as it was read ahead if the question is still the same."""
        begun = self._begun.pop((event.channel, event.event_id), None)
        if begun is not None:
            if begun.question == question and begun.at + STALE_AFTER > asyncio.get_running_loop().time():
                return await begun.reading
            begun.reading.cancel()
        return await _read(reader, question)

    def forget(self, event: Inbound) -> None:
        """Nobody will ask what this message means."""
        begun = self._begun.pop((event.channel, event.event_id), None)
        if begun is not None:
            begun.reading.cancel()

    def _drop(self, name: tuple[str, str], begun: _Begun) -> None:
        if self._begun.get(name) is begun:
            del self._begun[name]
            begun.reading.cancel()


async def _read(reader: Reader, question: Question) -> Understanding:
    return await reader.read(question.text, question.lang, question.asked)
