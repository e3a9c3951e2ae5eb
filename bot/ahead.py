"""Messages that the language child reads while they are still being kept, so that a turn waits for it hardly at all.

Only what a turn would ask anyway is asked: the same words, in the same language, with the same question open. A turn that finds
things otherwise asks anew.
"""

from __future__ import annotations

import asyncio
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


class ReadAhead:
    """The readings under way, by the event they are about. What nobody takes is dropped after a while, with the words."""

    def __init__(self) -> None:
        self._begun: dict[tuple[str, str], tuple[Question, asyncio.Task[Understanding]]] = {}

    def begin(self, reader: Reader, event: Inbound, question: Question, besides: Callable[[], object]) -> None:
        """Begin to read an event's message, and do something besides while it is read. Waits for nothing."""
        if event.name in self._begun or len(self._begun) >= MOST:
            return
        loop, reading = asyncio.get_running_loop(), asyncio.create_task(_read(reader, question))
        loop.call_soon(besides)  # The message is on its way to the child by then.
        self._begun[event.name] = begun = (question, reading)
        loop.call_later(STALE_AFTER, self._drop, event, begun)

    async def read(self, reader: Reader, event: Inbound, question: Question) -> Understanding:
        """What a message means, as it was read ahead if the question is still the same."""
        before, reading = self._begun.get(event.name, (None, None))
        if reading is not None and before == question:
            del self._begun[event.name]
            return await reading
        self.forget(event)
        return await _read(reader, question)

    def forget(self, event: Inbound) -> None:
        """Nobody will ask what this message means."""
        _, reading = self._begun.pop(event.name, (None, None))
        if reading is not None:
            reading.cancel()

    def _drop(self, event: Inbound, begun: tuple[Question, asyncio.Task[Understanding]]) -> None:
        if self._begun.get(event.name) is begun:
            self.forget(event)


async def _read(reader: Reader, question: Question) -> Understanding:
    return await reader.read(question.text, question.lang, question.asked)
