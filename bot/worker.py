"""Keeps turns running: each conversation in order, different conversations side by side, red flags first."""

from __future__ import annotations

import asyncio

import structlog

from bot.conversation import ConversationId
from bot.intake import Intake
from bot.turn import Turns

log = structlog.get_logger("frontdoor.worker")

SIDE_BY_SIDE = 16
LOOK_AGAIN = 2.0
"""Seconds between looks at the inbox itself, so that nothing depends on a wake-up that was missed."""


class Worker:
    """Runs turns until stopped. What is left when it stops is done after the next start."""

    def __init__(self, intake: Intake, turns: Turns) -> None:
        self.intake = intake
        self.turns = turns
        self._running: dict[ConversationId, asyncio.Task[None]] = {}
        self._again: set[ConversationId] = set()
        self._slots = asyncio.Semaphore(SIDE_BY_SIDE)
        self._loop: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self) -> None:
        """Begin with whatever a crash left waiting."""
        self._loop = asyncio.create_task(self._forever(), name="worker")

    async def stop(self, seconds: float = 10.0) -> None:
        """Begin nothing more and finish the turns under way. One that takes longer is undone whole, and done after the next start."""
        self._stopping = True
        if self._loop:
            self._loop.cancel()
            await asyncio.wait({self._loop})
        if self._running:
            await asyncio.wait(self._running.values(), timeout=seconds)
        if late := tuple(self._running.values()):
            log.warning("worker.turns_undone", count=len(late))
            for task in late:
                task.cancel()
            await asyncio.wait(late)

    async def idle(self) -> None:
        """Wait until nothing waits and nothing runs. For pages without script, rehearsals and tests."""
        while True:
            while not self.intake.arrived.empty():
                self.wake(self.intake.arrived.get_nowait())
            if not self._running:
                return
            await asyncio.wait(self._running.values(), return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(0)

    async def drain(self) -> None:
        """Look at the inbox itself and answer all of it."""
        await self._look()
        await self.idle()

    async def _forever(self) -> None:
        while True:
            await self._look()
            try:
                async with asyncio.timeout(LOOK_AGAIN):
                    while True:
                        self.wake(await self.intake.arrived.get())
            except TimeoutError:
                continue

    async def _look(self) -> None:
        try:
            async with self.turns.services.store.look() as unit:
                waiting = await unit.inbox.waiting()
        except Exception as error:  # noqa: BLE001  # the database may be away for a while; the loop must outlive that
            log.error("worker.inbox_unreadable", error=error)
            return
        for conversation_id in waiting:
            self.wake(conversation_id)

    def wake(self, conversation_id: ConversationId) -> None:
        """See to it that the conversation is looked at, now or after the turn it is in."""
        if self._stopping:
            return
        if conversation_id in self._running:
            self._again.add(conversation_id)
            return
        task = asyncio.create_task(self._converse(conversation_id))
        self._running[conversation_id] = task

    async def _converse(self, conversation_id: ConversationId) -> None:
        try:
            async with self._slots:
                while not self._stopping and await self.turns.next_turn(conversation_id):
                    pass
        except Exception as error:  # noqa: BLE001  # one conversation's trouble must not stop the others
            log.error("worker.turn_failed", conversation=conversation_id, error=error)
        finally:
            del self._running[conversation_id]
            if conversation_id in self._again:
                self._again.discard(conversation_id)
                self.wake(conversation_id)
