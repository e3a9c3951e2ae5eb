"""What opens a conversation inside Telegram, with the real store: Telegram's word, once, and only on one's own."""

from __future__ import annotations

import asyncio
import random
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.bootstrap import add_telegram, build
from bot.settings import Secret, Settings
from policies.init_data import FRESH_FOR
from tests.emulator import TOKEN
from tests.emulator.launch import init_data, launch_fields, signed
from tests.emulator.tampering import TAMPERINGS, tampered
from tests.integration.staff_kit import NoReader
from tests.integration.store_kit import NOW, Clock

BASE = "https://portal.example.com"
PAT, SAM = 4711, 815


class House:
    """One practice with a bot, and two people who have written to it."""

    def __init__(self, application):
        self.office, self.services = application.office, application.services
        self.pat = self.sam = ""

    async def begin(self):
        async with self.services.store.begin() as unit:
            self.pat = await unit.conversations.find_or_create("telegram", str(PAT), NOW)
            self.sam = await unit.conversations.find_or_create("telegram", str(SAM), NOW)

    async def shown(self, address):
        """The conversation that a window shows."""
        async with self.services.store.look() as unit:
            return await unit.conversations.find("web", address)

    async def windows(self):
        """How many windows there are in all."""
        async with self.services.store.look() as unit:
            return [len(await unit.conversations.windows(one)) for one in (self.pat, self.sam)]


@asynccontextmanager
async def practice(folder: Path, clock: Clock):
    settings = Settings(var=folder, base_url=BASE, telegram_token=Secret(TOKEN))
    application = await build(settings, reader=NoReader(), clock=clock)
    add_telegram(application)
    house = House(application)
    await house.begin()
    try:
        yield house
    finally:
        await application.services.store.close()


@pytest.fixture
async def house(tmp_path, clock):
    async with practice(tmp_path, clock) as one:
        yield one


async def test_a_launch_opens_exactly_the_conversation_of_who_taps(house):
    """Nothing in the address says whose it is: only Telegram does."""
    assert await house.office.open_app(init_data(PAT, TOKEN, NOW.timestamp()), "a" * 64)
    assert await house.office.open_app(init_data(SAM, TOKEN, NOW.timestamp()), "b" * 64)
    assert await house.shown("a" * 64) == house.pat
    assert await house.shown("b" * 64) == house.sam
    async with house.services.store.look() as unit:
        asked = await unit.inbox.oldest(house.pat)
        opened = [line for line in await unit.audit.of_subject(house.pat, 5) if line.event == "window.opened"]
    assert (asked.event.kind, asked.event.channel) == ("open", "web")
    assert len(opened) == 1


async def test_a_launch_counts_once_in_whatever_order_it_is_written(house):
    """Whoever reads an address over a shoulder, or out of a history, must be too late."""
    text = init_data(PAT, TOKEN, NOW.timestamp())
    parts = text.split("&")
    assert await house.office.open_app(text, "a" * 64)
    for number, again in enumerate(
        (text, "&".join(reversed(parts)), "&".join(sorted(parts)), text.replace("query", "%71uery"))
    ):
        assert not await house.office.open_app(again, f"{number:064d}")
    assert await house.windows() == [2, 1]


async def test_of_twenty_who_bring_the_same_launch_at_once_one_is_let_in(house):
    """Two requests in the same instant must not both be the first."""
    text = init_data(PAT, TOKEN, NOW.timestamp())
    let_in = await asyncio.gather(*(house.office.open_app(text, f"{number:064d}") for number in range(20)))
    assert let_in.count(True) == 1
    assert await house.windows() == [2, 1]


async def test_a_restart_forgets_no_launch(tmp_path):
    """A memory that dies with the process would let everything of the last minutes in again."""
    clock, text = Clock(), init_data(PAT, TOKEN, NOW.timestamp())
    async with practice(tmp_path, clock) as house:
        assert await house.office.open_app(text, "a" * 64)
    clock.now += timedelta(minutes=1)
    async with practice(tmp_path, clock) as house:
        assert not await house.office.open_app(text, "b" * 64)


async def test_tidying_keeps_a_launch_for_as_long_as_it_would_be_taken(house, clock):
    """Else the tidying would let it in; and a list that only grows would be the other mistake."""
    text = init_data(PAT, TOKEN, NOW.timestamp())
    assert await house.office.open_app(text, "a" * 64)
    for wait, gone in ((FRESH_FOR, 0), (timedelta(days=2), 1)):
        clock.now = NOW + wait
        async with house.services.store.begin() as unit:
            assert await unit.tidy(clock.now) == gone
        assert not await house.office.open_app(text, "b" * 64)


async def test_who_never_wrote_to_the_bot_opens_nothing(house):
    """There is no conversation of theirs, and nobody else's is one."""
    for number in (1, 47110, 10**12):
        assert not await house.office.open_app(init_data(number, TOKEN, NOW.timestamp()), "a" * 64)
    assert await house.windows() == [1, 1]
    assert await house.shown("a" * 64) is None


async def test_a_chat_number_that_the_data_speak_of_opens_nothing(house):
    """Only the signed account counts: a chat beside it could be anybody's."""
    chat = {**launch_fields(10**12, NOW.timestamp()), "chat": f'{{"id":{PAT},"type":"private","title":"x"}}'}
    assert not await house.office.open_app(signed(chat, TOKEN), "a" * 64)
    receiver = {**launch_fields(10**12, NOW.timestamp()), "receiver": f'{{"id":{PAT}}}', "start_param": str(PAT)}
    assert not await house.office.open_app(signed(receiver, TOKEN), "a" * 64)


async def test_of_a_thousand_tampered_and_replayed_launches_none_opens_anything(house):
    """Forged, swapped, expired, future, doubled, cut, flipped, or simply brought again."""
    chance, kept = random.Random("a thousand"), []
    for number in range(30):
        kept.append(init_data(PAT, TOKEN, NOW.timestamp() - number))
        assert await house.office.open_app(kept[-1], f"{number:064d}")
    before = await house.windows()
    tries = [
        tampered(how, PAT, NOW.timestamp() - chance.randrange(300), chance, TOKEN)
        for how in TAMPERINGS
        for _ in range(70)
    ]
    tries += ["&".join(chance.sample(one.split("&"), 5)) for one in kept for _ in range(6)]
    assert len(tries) >= 1000
    assert [text for text in tries if await house.office.open_app(text, "e" * 64)] == []
    assert await house.shown("e" * 64) is None
    assert await house.windows() == before


async def test_nothing_of_a_launch_reaches_the_log(house, capfd):
    """Names and numbers of people stand in it."""
    await house.office.open_app(init_data(10**12 + 7, TOKEN, NOW.timestamp()), "a" * 64)
    await house.office.open_app(init_data(PAT, "1:wrong", NOW.timestamp()), "a" * 64)
    out, err = capfd.readouterr()
    assert "app.refused" in out + err
    for word in ("Pat", "query_id", "1000000000007", "4711", TOKEN):
        assert word not in out + err


async def test_a_practice_without_a_bot_opens_nothing(tmp_path, clock):
    """There is no key to check with, and no key is no permission."""
    application = await build(Settings(var=tmp_path, base_url=BASE), reader=NoReader(), clock=clock)
    assert not await application.office.open_app(init_data(PAT, TOKEN, NOW.timestamp()), "a" * 64)
    await application.services.store.close()


@pytest.mark.parametrize(
    ("base", "app"),
    [
        (BASE, {"telegram": f"{BASE}/app"}),
        ("http://127.0.0.1:8080", {}),
        ("https://localhost", {}),
        ("https://10.0.0.4", {}),
        ("http://portal.example.com", {}),
    ],
)
async def test_pages_open_inside_telegram_only_from_the_open_network(tmp_path, clock, base, app):
    """Telegram refuses a message with any other address under its button; there the single-use link is the way."""
    settings = Settings(var=tmp_path, base_url=base, telegram_token=Secret(TOKEN))
    application = await build(settings, reader=NoReader(), clock=clock)
    add_telegram(application)
    assert application.services.apps == app
    await application.services.store.close()
