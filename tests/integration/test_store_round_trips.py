"""Whatever is put into the store comes out as it went in, on both databases and after a restart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest

from bot.channels.base import RenderedButton
from bot.conversation import Conversation, FlowState, Identity, Provider
from bot.queue.item import Kind, Status, ThreadEntry
from bot.store import Delivery, Entry, Staff, Store, StoreError
from tests.integration.store_kit import EILEEN, INES, NOW, begun, event, item, later

HARD = 'quote " and \\, 💊, العربية, \u202e, \ud83d alone, line\nend, nul \x00'


async def test_a_conversation_comes_back_whole_after_a_restart(store, place):
    """A half-filled flow must go on at the same question after any restart."""
    conversation_id = await begun(store)
    flow = FlowState("refill", 2, 3, "asking", MappingProxyType({"medication": HARD, "days": 2, "mine": True}), {}, ("pharmacy",), 1)
    talk = Conversation(conversation_id, flows=(flow, flow), identity=Identity("E-41", NOW.isoformat()), held_by=("K7M-4RXC",))
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
        assert [(one.channel, one.address, one.private) for one in windows] == [("telegram", "77", False), ("web", "browser-1", True)]
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
        assert (row.event, row.rule, row.disposition, row.guided, row.attempts) == (first, "cardiac.chest", "emergency", True, 0)
        assert [await unit.inbox.failed(row.id), await unit.inbox.failed(row.id)] == [1, 2]
        await unit.inbox.done(row.id)
        assert (await unit.inbox.oldest(conversation_id)).event == second
        await unit.inbox.quarantine((await unit.inbox.oldest(conversation_id)).id)
        assert await unit.inbox.oldest(conversation_id) is None
        assert await unit.inbox.waiting() == ()
        assert await unit.inbox.count_recent(conversation_id, NOW) == 2
        assert await unit.inbox.count_recent(conversation_id, later(seconds=1)) == 0


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
        await unit.outbox.put("a", None, "mail", "x@example.com", "code", {"code": "1"}, NOW, deadline=later(minutes=10), ref="R")
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


async def test_an_item_and_its_thread_come_back_as_they_were(store):
    """Staff must see exactly what the patient agreed to."""
    conversation_id = await begun(store)
    asked = item(conversation_id, patient_id="E-41", actor_id="I-7", fields={"text": HARD, "days": 2, "urgent": True, "dose": None})
    entry = ThreadEntry("staff", HARD, NOW, "Nora", "queued", {"n": 1})
    async with store.begin() as unit:
        await unit.queue.add(asked)
        assert await unit.queue.get(asked.ref) == asked
        assert [await unit.queue.thread_add(asked.ref, entry), await unit.queue.thread_add(asked.ref, entry)] == [1, 2]
        await unit.queue.set_delivery(asked.ref, 2, "shown")
        assert await unit.queue.thread(asked.ref) == (entry, replace(entry, delivery="shown"))
        await unit.queue.add_fields(asked.ref, {"since": "today"})
        await unit.queue.set_priority(asked.ref, "today")
        await unit.queue.first_reply(asked.ref, later(minutes=5))
        await unit.queue.first_reply(asked.ref, later(minutes=9))
        changed = await unit.queue.get(asked.ref)
    assert changed == replace(
        asked, fields={**asked.fields, "since": "today"}, priority="today", first_reply_at=later(minutes=5)
    )


async def test_the_list_is_filtered_and_read_in_pages(store):
    """Each role sees its kinds; nobody loads ten thousand rows to see twenty."""
    conversation_id = await begun(store)
    items = [
        item(conversation_id, f"R{n}", kind=(Kind.REFILL, Kind.MESSAGE)[n % 2], created_at=later(minutes=n // 2), patient_id=f"P{n % 3}")
        for n in range(6)
    ]
    async with store.begin() as unit:
        for one in reversed(items):
            await unit.queue.add(one)
        assert await unit.queue.list(limit=10) == tuple(items)
        assert await unit.queue.list(limit=2, after="R2") == tuple(items[3:5])
        assert await unit.queue.list(kinds=[Kind.MESSAGE], statuses=[Status.OPEN], limit=2) == (items[1], items[3])
        await unit.queue.take("R4", "Nora", NOW)
        assert [one.ref for one in await unit.queue.list(assignee="Nora")] == ["R4"]
        assert [one.ref for one in await unit.queue.of_patient("P1", 1)] == ["R4"]
        assert [one.ref for one in await unit.queue.of_conversation(conversation_id)] == ["R5", "R4", "R3", "R2", "R1", "R0"]
        assert await unit.queue.ref_taken("R1")
        assert not await unit.queue.ref_taken("R9\x00")


async def test_only_the_holder_moves_an_item_along(store):
    """A reply or an outcome from somebody who does not hold the item is refused by the database itself."""
    conversation_id = await begun(store)
    async with store.begin() as unit:
        queue = unit.queue
        await queue.add(item(conversation_id, "R", patient_id="E-41", actor_id="I-7"))
        assert await queue.take("R", "Nora", NOW)
        assert not await queue.release("R", "Felix")
        assert not await queue.close("R", "Felix", "done", NOW)
        assert not await queue.withdraw("R", "E-41", NOW)
        assert await queue.release("R", "Nora")
        assert (await queue.get("R")).assignee is None
        assert not await queue.close("R", "Nora", "done", NOW)
        assert await queue.take("R", "Felix", NOW)
        assert await queue.close("R", "Felix", "done", NOW)
        assert not await queue.release("R", "Felix")
        assert await queue.reopen("R", NOW)
        assert not await queue.withdraw("R", "somebody", NOW)
        assert not await queue.withdraw("R", "", NOW)
        assert await queue.withdraw("R", "I-7", NOW)
        assert (await queue.get("R")).status is Status.WITHDRAWN


async def test_a_person_is_found_however_they_write_their_name(store):
    """Apostrophes, accents and hyphens on a phone's keyboard must not lock a patient out; a wrong fact must."""
    async with store.begin() as unit:
        for person in (EILEEN, INES):
            await unit.people.put_patient(person)
        match, dob = unit.people.match, EILEEN.dob
        for name in ("O'Shaughnessy", "o\u2019shaughnessy", "O SHAUGHNESSY", "Oshaughnessy"):
            assert await match(name, dob, " Eileen.O@Example.COM ") == "E-41"
        assert await match("Nunez Alvarado", INES.dob, "10549-1234") == "I-7"
        assert await match("Núñez-Alvarado", INES.dob, "10549") == "I-7"
        assert await match("O'Shaughnessy", date(1941, 2, 27), "10536") is None
        assert await match("O'Shaughnessy", dob, "10549") is None
        assert await match("\u041e'Shaughnessy", dob, "10536") is None  # a Cyrillic letter that looks like an O
        assert await unit.people.get("E-41") == EILEEN
        assert await unit.people.by_username("EILEEN41") == EILEEN
        assert await unit.people.get("nobody") is None
        assert await unit.people.by_username("nobody") is None


async def test_two_people_with_the_same_facts_are_nobody(store):
    """Twins at one address must not be shown each other's record: their e-mail addresses tell them apart."""
    twin = replace(EILEEN, id="E-42", email="other@example.com", account_username=None)
    async with store.begin() as unit:
        await unit.people.put_patient(EILEEN)
        await unit.people.put_patient(twin)
        assert await unit.people.match("OShaughnessy", EILEEN.dob, "10536") is None
        assert await unit.people.match("OShaughnessy", EILEEN.dob, "other@example.com") == "E-42"


async def test_changed_facts_replace_the_old_ones(store):
    """Whoever moved house is found by the new ZIP code, and no longer by the old one."""
    async with store.begin() as unit:
        await unit.people.put_patient(EILEEN)
        await unit.people.put_patient(replace(EILEEN, zip="10001", account_username="new"))
        assert await unit.people.match("OShaughnessy", EILEEN.dob, "10536") is None
        assert await unit.people.match("OShaughnessy", EILEEN.dob, "10001") == "E-41"
        assert await unit.people.by_username("Eileen41") is None


async def test_the_directory_keeps_its_order_and_its_proxies(store):
    """Providers are offered in the practice's order; who may act for whom is what is on file now."""
    async with store.begin() as unit:
        for person in (EILEEN, INES):
            await unit.people.put_patient(person)
        for name in ("Dr. Tran", "Dr. Adams", "Dr. Tran"):
            await unit.people.put_provider(Provider(name, portal=False))
        await unit.people.put_pharmacy("CVS", "Katonah", "914-555-0190")
        await unit.people.put_pharmacy("Katonah Drugs", "Katonah")
        for until in (None, date(2027, 6, 30)):
            await unit.people.put_proxy("I-7", "E-41", basis="signed_authorization", form="care", on_file=True, until=until)
        assert await unit.people.providers() == (Provider("Dr. Tran", portal=False), Provider("Dr. Adams", portal=False))
        assert await unit.people.pharmacies() == ("CVS Katonah", "Katonah Drugs")
        (standing,) = await unit.people.standings("I-7")
        assert (standing.patient, standing.basis, standing.until) == (EILEEN, "signed_authorization", date(2027, 6, 30))
        assert await unit.people.standings("E-41") == ()


async def test_a_newer_code_closes_the_older_one(store):
    """Only the last code that was mailed works, in its own conversation, and once."""
    conversation_id = await begun(store)
    async with store.begin() as unit:
        for name in ("old", "new"):
            await unit.challenges.open(name, conversation_id, "E-41", unit.code_hash(name, "01234567"), NOW, later(minutes=10))
        assert (await unit.challenges.get("old")).closed
        found = await unit.challenges.get("new")
        assert (found.patient_id, found.closed, found.expires, found.tries) == ("E-41", False, later(minutes=10), 0)
        assert unit.same_code("new", "01234567", found.code_hash)
        assert not unit.same_code("old", "01234567", found.code_hash)
        assert not unit.same_code("new", "01234568", found.code_hash)
        assert [await unit.challenges.count_try("new"), await unit.challenges.count_try("new")] == [1, 2]
        assert await unit.challenges.spend("new")
        assert not await unit.challenges.spend("new")
        assert not await unit.challenges.spend("old")
        assert await unit.challenges.get("none") is None


async def test_limits_count_within_their_window_and_survive_a_restart(store, place):
    """Somebody who guesses codes must not get fresh tries by waiting for an update of the program."""
    async with store.begin() as unit:
        for minutes in (0, 10, 20):
            await unit.limits.hit("codes", "E-41", later(minutes=minutes))
    again = await Store.open(place.url, place.keys)
    async with again.begin() as unit:
        assert await unit.limits.count("codes", "E-41", later(minutes=10)) == 2
        assert await unit.limits.count("codes", "I-7", NOW) == 0
        assert await unit.limits.count("other", "E-41", NOW) == 0
        await unit.limits.clear("codes", "E-41")
        assert await unit.limits.count("codes", "E-41", NOW) == 0
    await again.close()


async def test_a_link_opens_once_for_its_purpose_and_its_time(store):
    """A link that was forwarded, found in a history or used before opens nothing."""
    conversation_id = await begun(store)
    async with store.begin() as unit:
        token = await unit.links.issue("continue", conversation_id, NOW, later(minutes=15), {"flow": "refill"})
        assert len(token) >= 43
        assert await unit.links.peek(token, "reset", NOW) is None
        assert await unit.links.peek(token, "continue", later(minutes=15)) is None
        link = await unit.links.peek(token, "continue", NOW)
        assert (link.conversation_id, link.data) == (conversation_id, {"flow": "refill"})
        assert await unit.links.spend(token, "reset", NOW) is None
        assert await unit.links.spend(token, "continue", NOW) == link
        assert await unit.links.spend(token, "continue", NOW) is None
        assert await unit.links.peek("\ud800", "continue", NOW) is None


async def test_a_sign_in_ends_by_time_by_hand_and_by_disabling(store):
    """Nobody goes on at a desk that was left, or after they left the practice."""
    idle, whole = timedelta(minutes=15), timedelta(hours=12)
    nora = Staff("s1", "Nora Weiss", "nurse", "phc")
    async with store.begin() as unit:
        staff = unit.staff
        await staff.put(nora)
        assert await staff.by_name("  nora  WEISS ") == nora
        assert await staff.by_name("\x00") is None
        token, other = await staff.open_session("s1", NOW), await staff.open_session("s1", NOW)
        seen = later(minutes=14, seconds=59)
        assert (await staff.find_session(token, seen, idle, whole)).staff == nora
        assert await staff.find_session(token, seen + idle, idle, whole) is None
        assert await staff.find_session(token, later(hours=12), timedelta(days=1), whole) is None
        assert await staff.find_session("wrong", NOW, idle, whole) is None
        await staff.end_session(token)
        assert await staff.find_session(token, NOW, idle, whole) is None
        await staff.put(replace(nora, active=False))
        assert await staff.find_session(other, NOW, idle, whole) is None
        assert await staff.list() == (replace(nora, active=False),)


async def test_small_notes_and_demo_mails_are_kept(store):
    """How far Telegram was read must survive; the newest mail stands first in the demo mailbox."""
    async with store.begin() as unit:
        assert await unit.notes.get("telegram.offset") is None
        for value in ("1", "2"):
            await unit.notes.set("telegram.offset", value)
            await unit.mails.put("x@example.com", f"Subject {value}", HARD, NOW)
        assert await unit.notes.get("telegram.offset") == "2"
        assert [(one.subject, one.text) for one in await unit.mails.list(5)] == [("Subject 2", HARD), ("Subject 1", HARD)]
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
        await unit.outbox.sent((await unit.outbox.due(NOW, 1))[0].id, "1", NOW)
        await unit.limits.hit("codes", "E-41", NOW)
        await unit.links.issue("continue", conversation_id, NOW, NOW)
        assert await unit.tidy(later(days=1)) == 0
        assert await unit.tidy(later(days=31)) == 4
        assert await unit.inbox.waiting() == (conversation_id,)
        assert [row.key for row in await unit.outbox.due(NOW, 5)] == ["k2"]
