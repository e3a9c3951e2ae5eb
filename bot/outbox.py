"""Delivers what turns have decided: in order within a conversation, retrying what is temporary, giving up what is permanent.

A send whose result is unknown is *uncertain*; the rule of its kind says whether it is sent again. What somebody waits for is taken
for sending in the very unit that puts it here, and goes as soon as that is saved; everything else is found by looking.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot import delivery, notices
from bot.along import TakenAlong
from bot.channels.base import TransportError
from bot.faults import Point, reach
from bot.outgoing import AWAITED, BACK_OFF, SENT_AGAIN, unpack
from bot.services import Services
from bot.stepping import LOOK_EVERY, see_the_time
from bot.store import IN_HAND, OutRow, Unit

log = structlog.get_logger("frontdoor.outbox")

LOOK_AGAIN = 1.0
BATCH = 50
AT_ONCE = 1000
"""Sends under way at the same time, most of them waiting for the pace of their chat."""


class Outbox:
    """Sends due rows. Rows of one conversation and channel go one after the other, all others side by side."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._tasks: tuple[asyncio.Task[None], ...] = ()
        self._flying: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._told = True  # whether something was put in since the last look
        self._taking: dict[int, datetime] = {}  # rows taken in a unit that may or may not have been saved
        self._looked = 0.0
        self._full = False  # whether something was left behind because too much was under way
        self.takes_along = False
        services.along = self.along

    async def start(self) -> None:
        """Settle what a crash interrupted, then deliver until stopped."""
        await self.settle_interrupted()
        await self._look_around()
        self.takes_along = True
        self._tasks = (
            asyncio.create_task(self._hear(), name="outbox ears"),
            asyncio.create_task(self._forever(), name="outbox"),
        )

    async def stop(self, seconds: float = 10.0) -> None:
        """Begin nothing new and finish the sends in flight; what takes longer is settled after the next start."""
        self.takes_along = False
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        if self._flying:
            await asyncio.wait(self._flying, timeout=seconds)
        if late := tuple(self._flying):
            log.warning("outbox.sends_cut_off", count=len(late))
            for task in late:
                task.cancel()
            await asyncio.wait(late)
        await self._put_back_at_the_end()

    async def _put_back_at_the_end(self) -> None:
        try:
            await self._put_back()
        except Exception as error:  # noqa: BLE001  # the database may be away; the next start settles it by the rules
            log.error("outbox.not_put_back", error=error)

    async def settle_interrupted(self) -> int:
        """A row found in the middle of a send that nobody carries on may have arrived: each kind's rule decides.

        How many rows others, or we, have in hand.
        """
        in_hand = 0
        async with self.services.store.begin() as unit:
            now = self.services.clock()
            for row in await unit.outbox.interrupted(now):
                if not await unit.outbox.is_left(row.id):
                    in_hand += 1
                    continue
                if not await unit.outbox.in_the_air(row.id):
                    continue  # Whoever had it in hand has written down what became of it meanwhile.
                if SENT_AGAIN.get(row.kind, False):
                    await unit.outbox.retry(row.id, now, "interrupted")
                else:
                    await unit.outbox.uncertain(row.id, now)
                await delivery.in_doubt(self.services, unit, row)
        return in_hand

    async def _hear(self) -> None:
        async for _ in self.services.signals.listen("outbox"):
            self._told = True
            self._woken.set()

    async def _forever(self) -> None:
        while True:
            self._woken.clear()
            try:
                await self._put_back()
                await self._look_around()
                await self._begin()
            except Exception as error:  # noqa: BLE001  # the database may be away for a while; the loop must outlive that
                log.error("outbox.unreadable", error=error)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN):
                    await self._woken.wait()

    async def flush(self) -> int:
        """Send what is due now and wait for it; return how many rows were handled."""
        begun = await self._begin()
        if self._flying:
            await asyncio.wait(self._flying)
        return begun

    async def _begin(self) -> int:
        """Begin to send what is due, beside what is under way: a chat that has to wait holds up nobody else."""
        now, room = self.services.clock(), min(BATCH, AT_ONCE - len(self._flying))
        told, self._told = self._told, False
        self._full = room <= 0
        if room <= 0 or not told and not await self._something_is_due(now):
            return 0
        async with self.services.store.begin() as unit:
            due = await unit.outbox.due(now, room)
            taken = [row for row in due if await self._take(unit, row, now)]
            self._taking |= {row.id: now for row in taken}
            await self.services.store.living.hold(IN_HAND, self._taking)  # Before anybody can see that it is taken.
        if len(taken) < len(due) or len(due) == room:
            self._woken.set()  # There may be more that could go now.
        for row in taken:
            del self._taking[row.id]
            self._carry(row)
        return len(due)

    @contextlib.asynccontextmanager
    async def along(self) -> AsyncIterator[TakenAlong]:
        """Stands around a unit of work: what is taken in it is sent once it is saved, and put back when it was not."""
        taken = TakenAlong(self.services, self._takes_at_once)
        try:
            yield taken
        except BaseException:
            self._taking |= {row.id: taken.at for row in taken.rows}  # It may have been saved all the same.
            raise
        for row in taken.rows:
            self._carry(row)

    async def _takes_at_once(self, unit: Unit, row: OutRow, now: datetime) -> bool:
        """Take a row right where it is put in. Not while the program stops, or too much is under way."""
        wanted = self.takes_along and row.kind in AWAITED and len(self._flying) < AT_ONCE
        return wanted and await self._take(unit, row, now)

    def _carry(self, row: OutRow) -> None:
        task = asyncio.create_task(self._deliver(row))
        self._flying.add(task)
        task.add_done_callback(self._landed)

    async def _something_is_due(self, now: datetime) -> bool:
        """Looked at without holding up who writes: every send that has landed asks, and mostly there is nothing."""
        async with self.services.store.look() as unit:
            return await unit.outbox.is_due(now)

    async def _put_back(self) -> None:
        """Put back rows whose taking was cut off: it may have been saved, and nobody would ever send them."""
        if not self._taking:
            return
        known = dict(self._taking)  # Turns may add to them meanwhile.
        async with self.services.store.begin() as unit:
            for row_id, taken in known.items():
                await unit.outbox.untake(row_id, taken)
        for row_id in known:
            del self._taking[row_id]
            await self.services.store.living.let_go(IN_HAND, row_id)

    async def _look_around(self) -> None:
        """Now and then: has the clock been put back, has another process died in the middle of a send."""
        if (now := asyncio.get_running_loop().time()) >= self._looked + LOOK_EVERY or not self._looked:
            await see_the_time(self.services)
            in_hand = await self.settle_interrupted() if self.services.store.shared else 0
            # A session that ends with its process ends a moment later: what it had in hand is looked at again soon.
            self._looked = now - LOOK_EVERY + LOOK_AGAIN if in_hand > len(self._flying) else now

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        if self._full:
            self._woken.set()  # There is room again.

    async def _take(self, unit: Unit, row: OutRow, now: datetime) -> bool:
        """Take a row for sending within a unit. False when it may not go now, cannot, or is taken."""
        if not await self._may_go(unit, row, now):
            return False
        if row.channel in self.services.transports:
            return await unit.outbox.sending(row.id, now)  # False: another worker has it.
        await unit.outbox.gave_up(row.id, "no_transport", now)
        await delivery.refused(self.services, unit, row, "no_transport")
        return False

    async def _may_go(self, unit: Unit, row: OutRow, now: datetime) -> bool:
        """Whether what nobody asked for is still wanted and still by day; else it waits, or is dropped."""
        verdict = await notices.at_send(self.services, unit, row)
        if isinstance(verdict, datetime):
            await unit.outbox.postpone(row.id, verdict)
        elif verdict is not None:
            await unit.outbox.drop(row.id, verdict, now)
            if row.ref is not None and row.line is not None:
                await unit.replies.untold((row.ref, row.line), row.channel, verdict)
        return verdict is None

    async def _deliver(self, row: OutRow) -> None:
        try:
            reach(Point.TAKEN)
            external = await self.services.transports[row.channel].send(row.address, unpack(row))
            reach(Point.SENT)
        except TransportError as error:
            trouble = error
        except Exception as error:  # noqa: BLE001  # whatever a library raises, the row must not stay in the air
            trouble = TransportError(type(error).__name__, uncertain=True)
        else:
            await self._settle(row, lambda unit: self._arrived(unit, row, external))
            return
        log.warning(
            "outbox.troubled",
            row=row.id,
            kind=row.kind,
            channel=row.channel,
            reason=trouble.reason,
            permanent=trouble.permanent,
        )
        await self._settle(row, lambda unit: self._troubled(unit, row, trouble))

    async def _settle(self, row: OutRow, work: Callable[[Unit], Awaitable[set[str]]]) -> None:
        """Write down once what became of a send, however long the store is away: else its conversation would stand still."""
        while True:
            try:
                async with self.along() as along, self.services.store.begin() as unit:
                    topics = await work(unit)
                    if await along.take(unit, row.lane):  # The next row of its conversation may go.
                        topics = topics | {"outbox"}
            except Exception as error:  # noqa: BLE001  # it is tried again until it is written
                log.error("outbox.not_settled", error=error)
                await asyncio.sleep(LOOK_AGAIN)
            else:
                await self.services.store.living.let_go(IN_HAND, row.id)
                for topic in topics:
                    self.services.signals.wake(topic)
                return

    async def _arrived(self, unit: Unit, row: OutRow, external: str) -> set[str]:
        new = await unit.outbox.sent(row.id, external, self.services.clock())
        return await delivery.sent(self.services, unit, row) if new else set()

    async def _troubled(self, unit: Unit, row: OutRow, error: TransportError) -> set[str]:
        if not await unit.outbox.in_the_air(row.id):
            return set()
        now = self.services.clock()
        # A pause that was asked for is no failure; and nobody but us stands between a reply and the patient's inbox.
        tired = row.attempts >= len(BACK_OFF) and error.retry_after is None and row.kind != "held"
        if error.uncertain and not SENT_AGAIN.get(row.kind, False):
            await unit.outbox.uncertain(row.id, now)
        elif error.permanent or tired:
            await unit.outbox.gave_up(row.id, error.reason, now)
            return await delivery.refused(self.services, unit, row, error.reason)
        else:
            pause = BACK_OFF[min(row.attempts, len(BACK_OFF) - 1)]
            wait = timedelta(seconds=error.retry_after) if error.retry_after else pause
            await unit.outbox.retry(row.id, now + wait, error.reason)
        return await delivery.in_doubt(self.services, unit, row) if error.uncertain else set()
