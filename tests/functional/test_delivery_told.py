"""A patient who has blocked the bot: what staff see on the request, and the task to phone, over real sockets."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.conversation import Identity
from bot.queue.item import Kind
from tests.functional.telegram_site import telegram_site
from tests.integration.store_kit import EILEEN, item

pytestmark = pytest.mark.functional
REF = "K7M-4RXC"
UNMAILED = replace(EILEEN, email=None)


async def asked(site, chat: str) -> None:
    """Eileen has asked for something in this chat."""
    services = site.application.services
    now = services.clock()
    async with services.store.begin() as unit:
        await unit.people.put_patient(UNMAILED)
        talk = await unit.conversations.find_or_create("telegram", chat, now)
        found = await unit.conversations.load(talk)
        await unit.conversations.save(replace(found, identity=Identity(UNMAILED.id, now.isoformat(), now.isoformat())))
        await unit.queue.add(item(talk, REF, kind=Kind.MESSAGE, patient_id=UNMAILED.id, created_at=now))


async def until(staff, path: str, words: str) -> str:
    """Look at a page of the desk until it says so."""
    for _ in range(100):
        await staff.get(path)
        if words in staff.words():
            return staff.words()
        await asyncio.sleep(0.05)
    raise AssertionError(staff.words()[-1500:])


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_blocked_bot_is_said_on_the_request_and_makes_one_task_to_phone(tmp_path, keywords, mode):
    """The practice must not believe that it has answered."""
    async with telegram_site(tmp_path, keywords, mode) as site:
        pat = site.emulator.person(4711)
        await pat.start()
        await pat.reads(site.say("shared.welcome"))
        await asked(site, "4711")
        staff = await site.staff()
        path = f"/staff/items/{REF}"
        await staff.get(path)
        await staff.post(f"{path}/take", key="take-1")
        await staff.post(f"{path}/reply", key="reply-1", text="It is ready on Tuesday.")
        await until(staff, path, "Told on Telegram that an answer waits")
        await pat.block()
        await staff.post(f"{path}/reply", key="reply-2", text="Please bring the card.")
        words = await until(staff, path, "Not told on Telegram: the patient has blocked the bot")
        assert words.count("Told on Telegram that an answer waits") == 1
        await staff.get("/staff?kind=callback")
        assert staff.page.count("/staff/items/") == 1
        task = staff.page.partition("/staff/items/")[2].partition('"')[0]
        await staff.get(f"/staff/items/{task}")
        words = staff.words()
        for part in (REF, "the patient has blocked the bot", "on Telegram", "914-555-0122", "Today"):
            assert part in words
        await staff.close()
