"""The Telegram channel within the whole application, over real sockets: its address, its outages, its fairness."""

import asyncio
import contextlib
import json

import httpx
import pytest

from bot.store import StoreError
from tests.emulator import TOKEN
from tests.functional.telegram_site import HOOK_WORD, telegram_site

HEADERS = {"X-Telegram-Bot-Api-Secret-Token": HOOK_WORD, "Content-Type": "application/json"}


async def test_the_webhook_is_open_to_telegram_and_to_nobody_else(tmp_path, keywords):
    """The address may become known; without the word it gives nothing away and takes nothing in."""
    async with telegram_site(tmp_path, keywords, "webhook") as site, httpx.AsyncClient(trust_env=False) as client:
        hook = f"{site.base}/telegram/k7Xq"
        pat = site.emulator.person(11)
        update = {"update_id": 1, "message": pat._message({"text": "how much does the portal cost?"})}
        body = json.dumps(update)
        assert (await client.post(hook, content=body, headers={"Content-Type": "application/json"})).status_code == 403
        assert (await client.get(hook)).status_code in (404, 405)
        assert (await client.post(hook, content=b"{", headers=HEADERS)).status_code == 400
        assert (await client.post(hook, content=b" " * 1_100_000, headers=HEADERS)).status_code == 413
        assert pat.texts() == []
        for _ in range(2):
            assert (await client.post(hook, content=body, headers=HEADERS)).status_code == 200
        await pat.reads(site.say("faq.fee"))
        await asyncio.sleep(0.3)
        assert len(pat.texts()) == 1


async def test_a_practice_is_served_with_a_bound_on_what_a_request_begins_with(tmp_path, keywords):
    """The parser that it is served by takes a head of any length, and keeps all of it."""
    async with telegram_site(tmp_path, keywords, "webhook") as site:
        reader, writer = await asyncio.open_connection(*site.base.removeprefix("http://").split(":"))
        writer.write(b"GET /health HTTP/1.1\r\nHost: desk.example\r\nX-Long: " + b"a" * 2_000_000)
        found = b""
        with contextlib.suppress(ConnectionError):  # Closed while it was still being sent, a line may lose the answer.
            async with asyncio.timeout(20):
                await writer.drain()
                found = await reader.read()
        writer.close()
    assert found == b"" or found.split()[1] == b"400"


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_with_the_store_away_guidance_goes_out_and_the_rest_comes_later(tmp_path, keywords, mode):
    """A full disk must not cost a life, and must not cost a message either."""
    async with telegram_site(tmp_path, keywords, mode) as site:
        pat, sam = site.emulator.person(11), site.emulator.person(12)
        await pat.say("how much does the portal cost?")
        await pat.reads(site.say("faq.fee"))
        store = site.application.services.store
        working = store.begin
        store.begin = away
        await sam.say("I have crushing chest pain")
        await sam.reads(site.say("guidance.emergency"))
        await pat.send("photo")
        await pat.reads(site.say("shared.trouble"))
        store.begin = working
        await pat.reads(site.say("media.photo"), 30)
        await site.emulator.settled(30)
        assert sum(site.say("guidance.emergency") in text for text in sam.texts()) == 1


def away():
    """The store takes nothing."""
    raise StoreError("The disk is full.")


async def test_nobody_waits_for_somebody_elses_flood_or_pause(tmp_path, keywords):
    """Telegram limits each chat; one patient's thirty photos, or a pause for one chat, are no reason for others to wait."""
    async with telegram_site(tmp_path, keywords, "polling") as site:
        flood, paused = site.emulator.person(11), site.emulator.person(12)
        site.emulator.fault(method="sendMessage", chat_id=12, retry_after=30)
        await paused.send("photo")
        for _ in range(30):
            await flood.send("photo")
        await flood.reads(site.say("media.photo"))
        for number in range(10):
            other = site.emulator.person(100 + number)
            await other.send("voice")
            await other.reads(site.say("media.voice"))
        # The flood gets one answer a second and so is the clock: had the ten waited for it, it would be at thirteen.
        assert len(flood.texts()) < 10


async def test_the_token_is_nowhere_but_in_the_address_of_a_call(tmp_path, keywords, capfd):
    """Logs are copied and mailed."""
    async with telegram_site(tmp_path, keywords, "polling") as site:
        pat = site.emulator.person(11)
        site.emulator.fault(method="sendMessage", status=401, description="Unauthorized")
        await pat.say("hello")
        await asyncio.sleep(0.5)
    written = "".join(capfd.readouterr())
    assert TOKEN.partition(":")[2] not in written
    assert "hello" not in written
