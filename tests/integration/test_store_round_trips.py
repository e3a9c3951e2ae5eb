"""Whatever is put into the store comes out as it went in, on both databases and after a restart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from bot.channels.base import RenderedButton
from bot.conversation import Conversation, FlowState, Identity
from bot.store import Delivery, Entry, Store, StoreError
from tests.integration.store_kit import HARD, NOW, begun, event, later


async def test_a_conversation_comes_back_whole_after_a_restart(store, place):
    """A half-filled flow must go on at the same question after any restart."""
    conversation_id = await begun(store)
    flow = FlowState(
        "refill", 2, 3, "asking", MappingProxyType({"medication": HARD, "days": 2, "mine": True}), {}, ("pharmacy",), 1
    )
    talk = Conversation(
        conversation_id, flows=(flow, flow), identity=Identity("E-41", NOW.isoformat()), held_by=("K7M-4RXC",)
    )
    async with store.begin() as unit:
        await unit.conversations.save(talk)
    again = await Store.open(place.url, place.keys)
    async with again.begin() as unit:
        found = await unit.conversations.load(conversation_id)
    await again.close()
    assert found == replace(talk, flows=tuple(replace(one, slots=dict(one.slots)) for one in talk.flows))


async def test_windows_lead_to_their_conversation(store):
    """The private page and the chat on Telegram must be one conversation."""
    conversation_id = await begun(store)
    async with store.begin() as unit:
        await unit.conversations.bind(conversation_id, "web", "browser-1", later(minutes=1))
        assert await unit.conversations.find("web", "browser-1") == conversation_id
        windows = await unit.conversations.windows(conversation_id)
        assert [(one.channel, one.address, one.private) for one in windows] == [
            ("telegram", "77", False),
            ("web", "browser-1", True),
        ]
        await unit.conversations.unbind("web", "browser-1")
        assert await unit.conversations.find("web", "browser-1") is None


async def test_a_window_that_is_bound_elsewhere_leaves_its_old_conversation(store):
    """A link opened in a used browser must show the link's conversation and nothing of the one before."""
    old, new = await begun(store, "b", "web"), await begun(store)
    async with store.begin() as unit:
        await unit.conversations.bind(new, "web", "b", later(minutes=1))
        assert await unit.conversations.windows(old) == ()
        assert [one.address for one in await unit.conversations.windows(new)] == ["77", "b"]


async def test_conversations_are_found_by_patient_flow_and_quiet_time(store, clock):
    """Nudges, expiry and notices to a patient find their conversations without opening every one."""
    one, two = await begun(store, "1"), await begun(store, "2")
    async with store.begin() as unit:
        await unit.conversations.save(Conversation(one, identity=Identity("E-41", NOW.isoformat())))
        clock.now = later(hours=2)
        await unit.conversations.save(Conversation(two, flows=(FlowState("refill", 1, 1),)))
        assert await unit.conversations.of_patient("E-41", NOW) == (one,)
        assert await unit.conversations.of_patient("E-41", later(seconds=1)) == ()
        assert await unit.conversations.with_open_flow() == (two,)
        assert await unit.conversations.touched_before(later(hours=1)) == (one,)
        await unit.conversations.save(Conversation(one))
        assert await unit.conversations.of_patient("E-41", NOW) == ()


async def test_an_event_waits_until_it_is_answered(store):
    """What was acknowledged is still there to be answered, with what screening found."""
    conversation_id = await begun(store)
    first, second = event(1, HARD, button="b", sent_at=later(minutes=-5)), event(2)
    async with store.begin() as unit:
        await unit.inbox.put(first, conversation_id, rule="cardiac.chest", disposition="emergency", guided=True)
        await unit.inbox.put(second, conversation_id, rule=None, disposition="none", guided=False)
    async with store.begin() as unit:
        row = await unit.inbox.oldest(conversation_id)
        assert (row.event, row.rule, row.disposition, row.guided, row.attempts) == (
            first,
            "cardiac.chest",
            "emergency",
            True,
            0,
        )
        assert [await unit.inbox.failed(row.id), await unit.inbox.failed(row.id)] == [1, 2]
        await unit.inbox.done(row.id)
        assert (await unit.inbox.oldest(conversation_id)).event == second
        await unit.inbox.quarantine((await unit.inbox.oldest(conversation_id)).id)
        assert await unit.inbox.oldest(conversation_id) is None
        assert await unit.inbox.waiting() == ()
        assert await unit.inbox.next(conversation_id) is None


async def test_a_turn_is_told_how_many_events_were_sent_within_the_minute(store):
    """By when they were sent, not by when they came; and of a clock that was put back, none from times to come."""
    conversation_id, other = await begun(store, "1"), await begun(store, "2")
    sent = (-300, -61, -60, -1, 500, 0)  # seconds; the last is the one that is asked about
    async with store.begin() as unit:
        for number, seconds in enumerate(sent):
            came = event(number, at=later(seconds=max(seconds, 0)), sent_at=later(seconds=seconds))
            await unit.inbox.put(came, conversation_id, rule=None, disposition="none", guided=False)
        await unit.inbox.put(event(99, sent_at=NOW), other, rule=None, disposition="none", guided=False)
        counts = []
        while found := await unit.inbox.next(conversation_id):
            row, talk = found
            assert talk == await unit.conversations.load(conversation_id)
            counts.append(row.recent)
            await unit.inbox.done(row.id)
    assert counts == [1, 1, 2, 3, 1, 3]


async def test_red_flags_wait_first_then_who_came_first(store):
    """Somebody with chest pain must not stand behind a hundred questions about opening hours."""
    calm, calmer, alarm = [await begun(store, address) for address in ("1", "2", "3")]
    async with store.begin() as unit:
        for number, (who, rule) in enumerate([(calm, None), (calmer, None), (alarm, "stroke.face"), (calm, None)]):
            await unit.inbox.put(event(number), who, rule=rule, disposition="none", guided=False)
        assert await unit.inbox.waiting() == (alarm, calm, calmer)


async def test_a_transcript_is_read_in_pages_and_edited_in_place(store):
    """The page asks for what came after the last line it has; an edited message shows its new words."""
    conversation_id = await begun(store)
    buttons = (RenderedButton("yes", "Yes"), RenderedButton("call", "Call", "tel:911"))
    said = Entry("said", "", "old words", (), True, NOW, event_id="5")
    reply = Entry("reply", "refill.review", HARD, buttons, False, NOW, ref="K7M-4RXC", by="Nora")
    async with store.begin() as unit:
        assert [await unit.entries.append(conversation_id, one) for one in (said, reply, said)] == [1, 2, 3]
        await unit.entries.edit_said(conversation_id, "5", "new words")
        assert await unit.entries.after(conversation_id, 1, limit=1) == (replace(reply, seq=2),)
        assert [one.text for one in await unit.entries.after(conversation_id, 0)] == ["new words", HARD, "new words"]
        assert await unit.entries.last_reply(conversation_id) == replace(reply, seq=2)


async def test_a_line_for_no_conversation_is_refused(store):
    """A transcript that belongs to nobody could never be read or deleted."""
    with pytest.raises(StoreError):
        async with store.begin() as unit:
            await unit.entries.append("nobody", Entry("said", "", "x", (), False, NOW))


async def test_one_lane_sends_one_thing_at_a_time_and_guidance_first(store):
    """Replies arrive in the order they were said; 911 guidance does not wait for any of them."""
    conversation_id = await begun(store)
    async with store.begin() as unit:
        put = unit.outbox.put
        await put("a", conversation_id, "telegram", "77", "reply", {"text": HARD}, NOW)
        await put("b", conversation_id, "telegram", "77", "reply", {}, NOW)
        await put("c", conversation_id, "mail", "x@example.com", "mail", {}, NOW)
        await put("d", None, "mail", "y@example.com", "mail", {}, NOW)
        await put("e", None, "mail", "y@example.com", "mail", {}, later(hours=1))
        rows = await unit.outbox.due(NOW, 10)
        assert [row.key for row in rows] == ["a", "c", "d"]
        assert (rows[0].payload, rows[0].address, rows[0].conversation_id) == ({"text": HARD}, "77", conversation_id)
        assert await unit.outbox.sending(rows[0].id, NOW)
        assert not await unit.outbox.sending(rows[0].id, NOW)
        await put("f", conversation_id, "telegram", "77", "guidance", {}, NOW)
        assert [row.key for row in await unit.outbox.due(NOW, 10)] == ["f", "c", "d"]
        await unit.outbox.gave_up((await unit.outbox.due(NOW, 10))[0].id, "blocked", NOW)
        assert [row.key for row in await unit.outbox.due(NOW, 10)] == ["c", "d"]
        await unit.outbox.sent(rows[0].id, "991", NOW)
        assert [row.key for row in await unit.outbox.due(NOW, 10)] == ["b", "c", "d"]


async def test_what_failed_comes_again_and_keeps_its_place(store):
    """A reply that waits for its retry holds back the ones behind it, or they would arrive in the wrong order."""
    conversation_id = await begun(store)
    async with store.begin() as unit:
        await unit.outbox.put("a", conversation_id, "telegram", "77", "reply", {}, NOW)
        await unit.outbox.put("b", conversation_id, "telegram", "77", "reply", {}, NOW)
        first = (await unit.outbox.due(NOW, 10))[0]
        await unit.outbox.sending(first.id, NOW)
        await unit.outbox.retry(first.id, later(seconds=5), "429")
        assert await unit.outbox.due(NOW, 10) == ()
        (again,) = await unit.outbox.due(later(seconds=5), 10)
        assert (again.key, again.attempts) == ("a", 1)


async def test_nothing_is_sent_after_its_deadline(store):
    """An expired code that arrives after all only confuses."""
    async with store.begin() as unit:
        await unit.outbox.put(
            "a", None, "mail", "x@example.com", "code", {"code": "1"}, NOW, deadline=later(minutes=10), ref="R"
        )
        assert len(await unit.outbox.due(later(minutes=9), 10)) == 1
        assert await unit.outbox.due(later(minutes=10), 10) == ()
        assert await unit.outbox.of_item("R") == (Delivery("mail", "code", "expired", None, later(minutes=10)),)


async def test_a_restart_finds_what_was_in_the_middle_of_a_send(store):
    """A crash between sending and noting it leaves rows that a rule must settle."""
    async with store.begin() as unit:
        await unit.outbox.put("a", None, "mail", "x@example.com", "mail", {}, NOW)
        (row,) = await unit.outbox.due(NOW, 1)
        await unit.outbox.sending(row.id, NOW)
        assert [one.key for one in await unit.outbox.interrupted(NOW)] == ["a"]
        assert await unit.outbox.interrupted(NOW, timedelta(minutes=5)) == ()
        await unit.outbox.uncertain(row.id, NOW)
        assert await unit.outbox.interrupted(NOW) == ()


async def test_small_notes_and_demo_mails_are_kept(store):
    """How far Telegram was read must survive; the newest mail stands first in the demo mailbox."""
    async with store.begin() as unit:
        assert await unit.notes.get("telegram.offset") is None
        for value in ("1", "2"):
            await unit.notes.set("telegram.offset", value)
            await unit.mails.put("x@example.com", f"Subject {value}", HARD, NOW)
        assert await unit.notes.get("telegram.offset") == "2"
        assert [(one.subject, one.text) for one in await unit.mails.list(5)] == [
            ("Subject 2", HARD),
            ("Subject 1", HARD),
        ]
        await unit.notes.forget("telegram.offset")
        assert await unit.notes.get("telegram.offset") is None


async def test_tidying_drops_what_is_done_and_nothing_else(store):
    """Old counters and answered events go; whatever is not answered or not sent stays."""
    conversation_id = await begun(store)
    async with store.begin() as unit:
        for number in (1, 2):
            await unit.inbox.put(event(number), conversation_id, rule=None, disposition="none", guided=False)
            await unit.outbox.put(f"k{number}", None, "mail", "x@example.com", "mail", {}, NOW)
        await unit.inbox.done((await unit.inbox.oldest(conversation_id)).id)
        (gone,) = await unit.outbox.due(NOW, 1)
        assert not await unit.outbox.sent(gone.id, "1", NOW)  # Nobody has it in hand.
        await unit.outbox.sending(gone.id, NOW)
        assert await unit.outbox.sent(gone.id, "1", NOW)
        await unit.limits.hit("codes", "E-41", NOW)
        await unit.links.issue("continue", conversation_id, NOW, NOW)
        assert await unit.tidy(later(days=1)) == 0
        assert await unit.tidy(later(days=31)) == 4
        assert await unit.inbox.waiting() == (conversation_id,)
        assert [row.key for row in await unit.outbox.due(NOW, 5)] == ["k2"]
