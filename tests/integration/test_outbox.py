"""What turns have decided is delivered: in order, side by side, and whatever the store or the transport does meanwhile."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import text

from bot.bootstrap import build, utc_now
from bot.channels.base import Rendered, TransportError
from bot.outbox import BACK_OFF
from bot.settings import Settings
from bot.store import StoreError
from nlu.understanding import Understanding


class Nobody:
    """A reader that is away."""

    async def read(self, text, lang="en", asked=None):
        return Understanding.unavailable()


class Wire:
    """A transport that does what the test says: `stuck` chats wait for `go`, `trouble` is raised once for each entry."""

    name, private = "telegram", False

    def __init__(self):
        self.sent, self.stuck, self.go, self.trouble = [], set(), asyncio.Event(), []

    async def send(self, address, reply: Rendered):
        if address in self.stuck:
            await self.go.wait()
        if self.trouble:
            raise self.trouble.pop(0)
        self.sent.append((address, reply.text))
        return str(len(self.sent))


class Post:
    """An application of which only the outbox runs, with a clock that can be put forward."""

    def __init__(self, application):
        self.application, self.wire, self.ahead = application, Wire(), timedelta()
        application.services.transports["telegram"] = self.wire
        application.services.clock = lambda: utc_now() + self.ahead

    async def put(self, chat, text, kind="reply"):
        """One decided reply, and the wake-up of its turn."""
        services = self.application.services
        async with services.store.begin() as unit:
            talk = await unit.conversations.find_or_create("telegram", chat, services.clock())
            payload = {"key": "k", "text": text, "buttons": [], "private": False}
            await unit.outbox.put(f"{chat}{text}", talk, "telegram", chat, kind, payload, services.clock())
        services.signals.wake("outbox")

    async def until(self, *texts):
        """Wait until exactly these texts have arrived."""
        async with asyncio.timeout(10):
            while [text for _, text in self.wire.sent] != list(texts):  # noqa: ASYNC110  # nobody tells
                await asyncio.sleep(0.005)


@pytest_asyncio.fixture
async def post(tmp_path):
    """The outbox at work over a store of its own."""
    application = await build(Settings(var=tmp_path), reader=Nobody())
    made = Post(application)
    await application.outbox.start()
    yield made
    made.wire.go.set()
    await application.outbox.stop()
    await application.services.store.close()


async def test_a_reply_that_has_to_wait_holds_up_only_its_own_conversation(post):
    """One patient's slow line must not make the practice silent."""
    post.wire.stuck = {"1"}
    await post.put("1", "first")
    await post.put("1", "second")
    for chat in ("2", "3", "4"):
        await post.put(chat, f"to {chat}")
    await post.until("to 2", "to 3", "to 4")
    post.wire.go.set()
    await post.until("to 2", "to 3", "to 4", "first", "second")


async def test_what_became_of_a_send_is_written_down_as_soon_as_the_store_is_back(post):
    """Otherwise the conversation would stand still until the next start."""
    store = post.application.services.store
    post.wire.stuck = {"1"}
    await post.put("1", "first")
    await post.put("1", "second")
    await asyncio.sleep(0.1)
    working, store.begin = store.begin, away
    post.wire.go.set()
    await post.until("first")
    store.begin = working
    await post.until("first", "second")


async def turns(post, chat, *texts, kind="reply", fails=False):
    """Put in replies as a turn does that takes along what can go at once; whether anything was left."""
    services = post.application.services
    async with services.along() as along, services.store.begin() as unit:
        talk = await unit.conversations.find_or_create("telegram", chat, services.clock())
        for one in texts:
            payload = {"key": "k", "text": one, "buttons": [], "private": False}
            await unit.outbox.put(f"{chat}{one}", talk, "telegram", chat, kind, payload, services.clock())
        left = await along.take(unit)
        if fails:
            raise RuntimeError("the turn broke")
    return left


async def states(post):
    """What is written down of each row, in their order."""
    async with post.application.services.store.look() as unit:
        rows = await unit.outbox._work.run(text("SELECT status, attempts FROM outbox ORDER BY id"))
        return [tuple(row) for row in rows.all()]


async def test_what_a_turn_says_is_on_its_way_once_the_turn_is_saved(post):
    """Saved with the turn as being sent: nothing has to look for it, and nothing has to be woken."""
    post.wire.stuck = {"1"}
    post.application.outbox._told = False
    assert not await turns(post, "1", "first", "second")
    assert await states(post) == [("sending", 1), ("pending", 0)]
    post.wire.go.set()
    await post.until("first", "second")


async def looks_hardly_ever(post, monkeypatch):
    """Nothing is found by looking around any more, only by being told."""
    monkeypatch.setattr("bot.outbox.LOOK_AGAIN", 600.0)
    post.application.outbox._woken.set()
    await asyncio.sleep(0.05)


async def test_what_comes_behind_a_reply_goes_as_soon_as_that_has_landed(post, monkeypatch):
    """Whatever of it somebody waits for; and the rest, by the outbox itself."""
    await looks_hardly_ever(post, monkeypatch)
    post.wire.stuck = {"1"}
    await turns(post, "1", "first", "second")
    await turns(post, "1", "the code", kind="code")
    await turns(post, "1", "last")
    post.wire.go.set()
    await post.until("first", "second", "the code", "last")


async def test_where_too_much_is_under_way_the_rest_goes_once_there_is_room(post, monkeypatch):
    """It would otherwise wait for the next look around."""
    monkeypatch.setattr("bot.outbox.AT_ONCE", 1)
    await looks_hardly_ever(post, monkeypatch)
    post.wire.stuck = {"1"}
    await turns(post, "1", "first")
    assert await turns(post, "2", "second")
    post.application.services.signals.wake("outbox")
    await asyncio.sleep(0.05)
    post.wire.go.set()
    await post.until("first", "second")


async def test_a_turn_that_is_not_saved_sends_nothing_and_what_it_says_the_next_time_goes_once(post):
    """What it took along is put back, and a row of the next try is not mistaken for it."""
    with pytest.raises(RuntimeError):
        await turns(post, "1", "first", fails=True)
    await asyncio.sleep(0.05)
    assert post.wire.sent == []
    await turns(post, "1", "first")
    await post.until("first")
    await asyncio.sleep(1.2)  # The outbox has looked around by then.
    assert await states(post) == [("sent", 1)]
    assert len(post.wire.sent) == 1


async def test_what_was_taken_along_and_may_not_have_been_saved_is_put_back_and_sent(post):
    """The answer to saving can be lost on the line: then nobody else would ever send it."""
    store = post.application.services.store
    saved = store.begin

    @asynccontextmanager
    async def lost():
        async with saved() as unit:
            yield unit
        raise StoreError("The line broke.")

    store.begin = lost
    with pytest.raises(StoreError):
        await turns(post, "1", "first")
    store.begin = saved
    await post.until("first")
    assert post.application.outbox._taking == {}


async def test_what_a_turn_adds_while_others_are_put_back_is_put_back_as_well(post, monkeypatch):
    """It would stay marked as being sent, and nobody would ever send it."""
    outbox, now = post.application.outbox, post.application.services.clock()

    async def let_go(_what, _which):
        outbox._taking[2] = now

    monkeypatch.setattr(post.application.services.store.living, "let_go", let_go)
    outbox._taking[1] = now
    await outbox._put_back()
    assert list(outbox._taking) == [2]
    outbox._taking.clear()


async def test_what_must_not_be_sent_twice_is_never_taken_along(post):
    """A program that ends before it has begun to send it could not tell that from a send that was cut off."""
    post.wire.stuck = {"1"}
    assert await turns(post, "1", "the code", kind="code")
    assert await states(post) == [("pending", 0)]


async def test_nothing_is_taken_along_while_the_program_stops(post):
    """Else it would be cut off in the middle of a send."""
    await post.application.outbox.stop()
    assert await turns(post, "1", "first")
    assert await states(post) == [("pending", 0)]


def away():
    """The store takes nothing."""
    raise StoreError("The disk is full.")


async def test_a_pause_that_was_asked_for_is_never_counted_as_a_failure(post):
    """A long quarrel with Telegram's pace must not end in giving up."""
    post.wire.trouble = [TransportError("flood", retry_after=30.0) for _ in range(3 * len(BACK_OFF))]
    await post.put("1", "patience")
    async with asyncio.timeout(120):
        while post.wire.trouble:
            post.ahead += timedelta(seconds=31)
            post.application.services.signals.wake("outbox")
            await asyncio.sleep(0.01)
    post.ahead += timedelta(seconds=31)
    post.application.services.signals.wake("outbox")
    await post.until("patience")


async def test_stopping_finishes_what_is_in_the_air(post):
    """A restart for a new release must not say things twice."""
    post.wire.stuck = {"1"}
    await post.put("1", "on its way")
    await asyncio.sleep(0.1)
    stopping = asyncio.create_task(post.application.outbox.stop())
    await asyncio.sleep(0.05)
    assert not stopping.done()
    post.wire.go.set()
    await stopping
    async with post.application.services.store.begin() as unit:
        assert await unit.outbox.interrupted(utc_now()) == ()
    assert [text for _, text in post.wire.sent] == ["on its way"]


@pytest.mark.parametrize("steps", range(6))
async def test_a_stop_that_comes_with_a_wake_up_still_stops(post, steps):
    """A cancellation lost between the two would let the application hang at every other restart."""
    await asyncio.sleep(0.05)  # The loop has nothing to do and waits.
    post.application.outbox._woken.set()
    for _ in range(steps):
        await asyncio.sleep(0)
    stopping = asyncio.create_task(post.application.outbox.stop())
    done, _ = await asyncio.wait({stopping}, timeout=5)
    assert done, "the outbox works on"


async def test_a_row_that_cannot_be_read_is_given_up_and_holds_nobody_up(post):
    """One damaged reply must not make the whole practice silent, nor keep it from starting again."""
    await post.put("1", "damaged")
    await post.put("2", "whole")
    store = post.application.services.store
    async with store.begin() as unit:
        damaged = "UPDATE outbox SET status = 'pending', payload_sealed = NULL WHERE key = '1damaged'"
        await unit.outbox._work.run(text(damaged))
    post.application.services.signals.wake("outbox")
    await post.put("3", "after it")
    async with asyncio.timeout(10):
        while not {"whole", "after it"} <= {words for _, words in post.wire.sent}:  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.005)
    async with store.look() as unit:
        rows = await unit.outbox._work.all(text("SELECT status, reason FROM outbox WHERE key = '1damaged'"))
    assert [tuple(row) for row in rows] == [("gave_up", "unreadable")]
