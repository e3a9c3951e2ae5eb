"""A language that was chosen, with the real store: kept with the conversation, asked again in it, said in guidance too."""

from __future__ import annotations

import pytest

from bot.bootstrap import build
from bot.channels.base import Inbound
from bot.settings import Settings
from tests.second_language import MARKS, practice_with

PAGE, OTHER = "a" * 64, "b" * 64
ES = MARKS["es"]


class House:
    """One practice that speaks two languages, and one page."""

    def __init__(self, application, clock):
        self.application, self.office, self.clock = application, application.office, clock
        self.count = 0

    async def does(self, kind="text", address=PAGE, **values):
        self.count += 1
        receipt = await self.office.receive(Inbound("web", address, f"e{self.count}", kind, self.clock(), **values))
        await self.answered()
        return receipt

    async def answered(self):
        worker = self.application.worker
        async with self.application.services.store.look() as unit:
            waiting = await unit.inbox.waiting()
        for one in waiting:
            while await worker.turns.next_turn(one):
                pass

    async def last(self, address=PAGE):
        return (await self.office.transcript("web", address)).entries[-1].text

    async def shown(self, address=PAGE):
        return await self.office.transcript("web", address)


@pytest.fixture
async def house(tmp_path, clock, keywords):
    data = practice_with(tmp_path / "data", "es")
    application = await build(Settings(var=tmp_path / "var", data=data), reader=keywords, clock=clock)
    try:
        yield House(application, clock)
    finally:
        await application.services.store.close()


async def test_a_conversation_begins_in_the_language_of_its_page(house):
    """The first answer is the one that decides whether somebody goes on."""
    await house.does("press", button="menu", lang="es")
    assert (await house.shown()).lang == "es"
    assert (await house.last()).startswith(ES)
    await house.does("press", OTHER, button="menu", lang="pl")
    assert (await house.shown(OTHER)).lang == "en"


async def test_the_open_question_is_asked_again_in_the_language_that_was_chosen(house):
    """Whoever switched in the middle must not be left with a question they could not read."""
    await house.does("press", button="flow.recover")
    asked = await house.last()
    await house.office.speak("web", PAGE, "es")
    await house.answered()
    assert await house.last() == house.application.services.content.say(
        next(one.key for one in reversed((await house.shown()).entries) if one.kind == "reply"), "es"
    )
    assert ES in await house.last()
    assert asked in (await house.last()).replace(ES, "")
    length = len((await house.shown()).entries)
    await house.office.speak("web", PAGE, "es")
    await house.answered()
    assert len((await house.shown()).entries) == length  # a second tap says nothing twice


async def test_pinned_guidance_follows_and_nothing_goes_on_by_itself(house):
    """The one thing that must be read is read in the language of now; the task stays stopped until the patient goes on."""
    await house.does("press", button="flow.recover")
    receipt = await house.does(text="crushing chest pain right now going down my left arm", lang="es")
    assert receipt.guidance.text.startswith(ES)  # the page said its language, whatever the conversation's is
    before = await house.shown()
    assert not before.alarm.text.startswith(ES)
    await house.office.speak("web", PAGE, "es")
    await house.answered()
    after = await house.shown()
    assert after.alarm.text.startswith(ES)
    assert [one.id for one in after.alarm.buttons] == [one.id for one in before.alarm.buttons]
    assert all(one.label.startswith(ES) for one in after.alarm.buttons)
    assert len(after.entries) == len(before.entries)


async def test_nothing_is_kept_for_a_window_that_never_said_anything(house):
    """A look at the page makes no record."""
    await house.office.speak("web", PAGE, "es")
    assert (await house.shown()).lang is None


async def test_guidance_goes_out_in_the_conversations_language_also_from_a_channel_that_tells_none(house, monkeypatch):
    """A chat in Telegram says no language of its own; and with the database away the leading one is better than nothing."""
    await house.does("press", button="menu", lang="es")
    danger = "crushing chest pain right now going down my left arm"
    assert (await house.does(text=danger)).guidance.text.startswith(ES)
    store = house.application.services.store
    monkeypatch.setattr(store, "look", lambda: (_ for _ in ()).throw(OSError("away")))
    monkeypatch.setattr(store, "begin", lambda: (_ for _ in ()).throw(OSError("away")))
    receipt = await house.office.receive(Inbound("web", PAGE, "away", "text", house.clock(), text=danger))
    assert not receipt.stored
    assert receipt.guidance.text == house.application.services.content.say("guidance.emergency")
