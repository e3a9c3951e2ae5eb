"""What a patient agreed to about a chat: kept with its version, and over as soon as anything that it rests on is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot import linking
from bot.channels.base import Inbound
from bot.channels.telegram_ledger import Ledger
from bot.content import Content
from bot.content.practice import Decision
from bot.conversation import Identity, PatientId
from policies import limits
from tests.integration.store_kit import EILEEN, INES
from tests.integration.truth_kit import CHAT, NORA, PAGE, REF, practice

DECIDED = Decision("Dana Whitcombe", date(2026, 11, 20))
WAY = "shared.continue_securely"


@pytest.fixture
async def desk(place, tmp_path, clock):
    """A practice that lets patients choose, and Eileen, confirmed, with a page and a Telegram chat."""
    async with practice(place, tmp_path, clock) as one:
        decide(one, DECIDED)
        one.talk = await one.thread(REF, verified=True)
        async with one.app.services.store.begin() as unit:
            await unit.queue.release(REF, NORA.name)
            await unit.people.put_patient(INES)
        yield one


def decide(desk, decision, **texts):
    """What the practice has decided by now, and how its texts read."""
    old = desk.app.services.content
    english = old.texts["en"]
    changed = {key: replace(english[key], text=words) for key, words in texts.items()}
    made = replace(old.practice, relaxed=decision)
    desk.app.services.content = Content(made, {**old.texts, "en": {**english, **changed}}, old.steering, old.canned)


async def event(desk, kind="text", **what):
    """Something in the Telegram chat; the keys of what is said about it."""
    desk.number = getattr(desk, "number", 0) + 1
    await desk.app.office.receive(Inbound("telegram", CHAT, f"e{desk.number}", kind, desk.clock(), **what))
    async with desk.app.services.store.look() as unit:
        talk = await unit.conversations.find("telegram", CHAT)
    before = len(desk.telegram.sent)
    while await desk.app.turns.next_turn(talk):
        pass
    await desk.flush()
    return [reply.key for _, reply in desk.telegram.sent[before:]]


async def says(desk, text):
    return await event(desk, text=text)


async def agrees(desk):
    """Eileen agrees, and begins a letter to her care team in the chat."""
    await says(desk, "stay in this chat")
    assert await says(desk, "yes") == ["sharing.agreed"]
    assert (await event(desk, "press", button="flow.secure_message"))[-1].startswith("secure_message.")


async def kept(desk):
    async with desk.app.services.store.look() as unit:
        return (await unit.conversations.load(desk.talk)).consent


async def test_it_is_kept_with_version_time_and_whose_it_is_and_outlives_a_restart(desk):
    """In the audit and in the store: who asks later what was agreed to, when and under which words, gets an answer."""
    await agrees(desk)
    consent, services = await kept(desk), desk.app.services
    assert consent.version == services.content.version("sharing.warning", "en")
    assert (consent.channel, consent.patient_id, consent.ended_at) == ("telegram", EILEEN.id, None)
    assert consent.at == services.local_now().isoformat()
    async with services.store.begin() as unit:
        (line,) = [one for one in await unit.audit.list(50) if one.event == "sharing.agreed"]
    assert (line.actor, line.subject) == ("patient", desk.talk)
    assert line.detail == {"version": consent.version, "channel": "telegram"}
    assert EILEEN.id not in repr(line)


async def test_switched_off_by_the_practice_it_is_over_with_the_next_word(desk):
    """At once, in the middle of a task; and said once, with the way on."""
    await agrees(desk)
    decide(desk, None)
    assert await says(desk, "menu") == ["sharing.over.switched_off", "shared.in_flow_help", WAY]
    assert (await kept(desk)).why == "switched_off"
    decide(desk, DECIDED)
    assert WAY in await says(desk, "menu")  # What ended stays ended when the practice thinks again.


async def test_in_other_words_the_warning_is_asked_again(desk):
    """Nobody agreed to what they have not read."""
    await agrees(desk)
    decide(desk, DECIDED, **{"sharing.warning": "Other words. Is that all right with you?"})
    assert await says(desk, "menu") == ["sharing.over.reworded", "shared.in_flow_help", WAY]
    assert await says(desk, "stay in this chat") == ["sharing.warning"]
    assert (await says(desk, "yes"))[0] == "sharing.agreed"
    assert (await kept(desk)).version == desk.app.services.content.version("sharing.warning", "en")


async def test_a_button_of_an_older_warning_agrees_to_nothing(desk):
    """It hangs in the chat for as long as the chat does."""
    await says(desk, "stay in this chat")
    old = desk.telegram.sent[-1][1].buttons[0]
    decide(desk, DECIDED, **{"sharing.warning": "Other words. Is that all right with you?"})
    assert await event(desk, "press", button=old.id) == ["sharing.warning"]
    assert await kept(desk) is None


async def test_of_somebody_else_who_was_confirmed_in_the_chat_it_is_not(desk):
    """A phone goes from hand to hand in a family; what one agreed to is not the other's wish."""
    await agrees(desk)
    await changed(desk, identity=Identity(INES.id, desk.clock().isoformat(), desk.clock().isoformat()))
    assert (await says(desk, "hm"))[:1] == ["sharing.over.somebody_else"]


async def test_with_the_link_to_a_person_it_lapses(desk):
    """After thirty days nobody knows who holds that phone."""
    await agrees(desk)
    desk.clock.now += limits.LINKED_FOR + timedelta(days=1)
    assert "sharing.over.lapsed" in await says(desk, "I want to write to my care team")
    assert (await kept(desk)).why == "lapsed"


async def changed(desk, **changes):
    """Change what is kept of the conversation."""
    async with desk.app.services.store.begin() as unit:
        talk = await unit.conversations.load(desk.talk)
        await unit.conversations.save(replace(talk, **changes))


async def on_the_page(desk):
    """The Telegram chat as the page of devices lists it."""
    rows = (await desk.app.office.devices("web", PAGE + REF))[0].rows
    return next(row for row in rows if row.kind == "telegram")


async def test_on_the_page_of_devices_it_is_shown_and_taken_back(desk):
    """Whoever has lost the phone must be able to stop it from elsewhere."""
    assert not (await on_the_page(desk)).shared
    await agrees(desk)
    row = await on_the_page(desk)
    assert row.shared
    assert await desk.app.office.stop_sharing("web", PAGE + REF, row.id)
    assert not (await on_the_page(desk)).shared
    assert not await desk.app.office.stop_sharing("web", PAGE + REF, row.id)
    assert (await kept(desk)).why == "asked"
    assert WAY in await says(desk, "menu")
    assert await desk.audited("sharing.ended") == [("patient", desk.talk)]


async def unlinks(desk):
    await desk.app.office.unlink("web", PAGE + REF, (await on_the_page(desk)).id)


async def blocks(desk):
    await Ledger(desk.app.services.store, "1").membership(CHAT, blocked=True)


async def changes_address(desk):
    async with desk.app.services.store.begin() as unit:
        await linking.end_all(unit, EILEEN.id, "address", desk.clock())


@pytest.mark.parametrize("how", [unlinks, blocks, changes_address])
async def test_whatever_unlinks_the_chat_ends_it(desk, how):
    """An unlinked chat is nobody's; and its new conversation has agreed to nothing."""
    await agrees(desk)
    await how(desk)
    assert (await kept(desk)).why == "unlinked"
    assert len(await desk.audited("sharing.ended")) == 1
    await event(desk, "press", button="flow.secure_message")
    assert desk.telegram.sent[-1][1].key == WAY


async def test_blocking_ends_what_somebody_unknown_agreed_to(desk):
    """It belongs to nobody yet, and must not be found by whoever unblocks the bot on that phone."""
    await changed(desk, identity=Identity())
    await says(desk, "stay in this chat")
    await says(desk, "yes")
    assert (await kept(desk)).patient_id is None
    await blocks(desk)
    assert (await kept(desk)).why == "unlinked"


async def test_deleting_the_chat_deletes_it_and_leaves_the_line_in_the_audit(desk):
    """What was agreed to goes with the words; that it ended is on record without any."""
    await agrees(desk)
    await event(desk, "press", button="erase")
    await event(desk, "press", button="erase_now")
    assert await kept(desk) is None
    assert await desk.audited("sharing.ended") == [("patient", desk.talk)]


async def test_another_patient_can_neither_see_nor_end_it(desk):
    """The name of a window is no key."""
    await agrees(desk)
    await desk.thread("C7R-4MKN", verified=True, chat=False, person=replace(INES, id=PatientId("X-9")))
    name = (await on_the_page(desk)).id
    assert not await desk.app.office.stop_sharing("web", PAGE + "C7R-4MKN", name)
    assert (await kept(desk)).ended_at is None
