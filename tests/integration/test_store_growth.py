"""A turn costs the same with a million turns behind it: no question of a turn reads a whole table that grows."""

from __future__ import annotations

import pytest
from sqlalchemy.event import listen, remove

from bot.conversation import Conversation, FlowState, Identity
from bot.queue.item import Status, ThreadEntry
from bot.store import AuditWish, Entry, Staff, Store, Visit
from tests.integration.store_kit import EILEEN, NOW, Clock, begun, event, item, later

SMALL = ("providers", "pharmacies", "staff", "audit_head", "demo_mails")
"""Tables that hold a handful of rows however long the practice runs."""


@pytest.fixture
async def sqlite(tmp_path):
    """A store in a file."""
    opened = await Store.open(f"sqlite:///{tmp_path / 'front.db'}", tmp_path / "keys", clock=Clock())
    yield opened
    await opened.close()


async def whole_turn(store):
    """What turns, the sender, the timers, the desk and the door ask of the store."""
    conversation_id = await begun(store)
    async with store.begin() as unit:
        await unit.people.put_patient(EILEEN)
        await unit.inbox.put(event(1), conversation_id, rule=None, disposition="none", guided=False)
        await unit.inbox.next(conversation_id)
        await unit.inbox.waiting()
    async with store.begin() as unit:
        talk, row = await unit.conversations.load(conversation_id), await unit.inbox.oldest(conversation_id)
        assert (talk, row) != (None, None)
        await unit.conversations.windows(conversation_id)
        await unit.people.match(EILEEN.last_name, EILEEN.dob, EILEEN.zip)
        await unit.people.by_username("x")
        await unit.people.standings(EILEEN.id)
        await unit.launches.first_time(b"digest", later(minutes=10))
        await unit.entries.append(conversation_id, Entry("said", "", "x", (), True, NOW, "1"))
        await unit.entries.edit_said(conversation_id, "1", "y")
        await unit.entries.after(conversation_id, 0)
        await unit.entries.last_reply(conversation_id)
        await unit.conversations.save(
            Conversation(conversation_id, flows=(FlowState("a", 1, 1),), identity=Identity("p", NOW.isoformat()))
        )
        await unit.conversations.of_patient("p", NOW)
        await unit.conversations.with_open_flow()
        await unit.conversations.touched_before(NOW)
        await unit.inbox.failed(row.id)
        await unit.inbox.done(row.id)
        await unit.audit.append("a", "b", "c", {})
        await unit.audit.of_subject("c", 5)
        await unit.audit.list(5, before=100)
        await the_queue(unit, conversation_id)
        await the_door(unit, conversation_id)
        await the_sender(unit, conversation_id)
        await unit.tidy(later(days=1))


async def the_queue(unit, conversation_id):
    """The worklist's questions."""
    queue = unit.queue
    await queue.add(item(conversation_id, "R", patient_id=EILEEN.id))
    await queue.list(statuses=[Status.OPEN], limit=5)
    await queue.list(limit=5, after="R")
    await queue.of_patient(EILEEN.id, 5)
    await queue.of_conversation(conversation_id)
    await queue.thread_add("R", ThreadEntry("note", "x", NOW), key="k")
    await queue.thread("R")
    await queue.take("R", "Nora", NOW)
    await queue.answered("R", NOW)


async def the_door(unit, conversation_id):
    """Questions of sign-ins, codes, links and limits."""
    await unit.challenges.open("c", conversation_id, None, b"", NOW, NOW)
    await unit.challenges.count_try("c")
    await unit.limits.hit("l", "k", NOW)
    await unit.limits.count("l", "k", NOW)
    await unit.links.spend(await unit.links.issue("p", conversation_id, NOW, later(days=1)), "p", NOW)
    hour = later(hours=1) - NOW
    await unit.staff.find_session("x", NOW, hour, hour)
    await unit.staff.put(Staff("s", "Nora", "nurse", "x"))
    token = await unit.staff.open_session("s", NOW)
    await unit.staff.sessions("s", NOW, hour, hour)
    await unit.staff.rotate(token)
    await unit.staff.end_one("s", "x")
    await unit.staff.end_others("s", token)
    half = await unit.halves.open("s", NOW, "password", Visit(), proved=False)
    await unit.halves.find(half, NOW, hour)
    await unit.halves.count_try(half)
    await unit.halves.end_others("s", half)
    await unit.halves.rotate(half, NOW)
    await unit.factors.begin_app("s", NOW)
    await unit.factors.keep_app("s", "000000", NOW, hour)
    await unit.factors.use_app_code("s", "000000", NOW)
    (code, *_) = await unit.factors.new_codes("s", NOW)
    await unit.factors.use_recovery_code("s", code)
    await unit.factors.ways("s")
    await the_passkeys(unit)


async def the_passkeys(unit):
    """Questions of passkeys, and of leads to the audit."""
    await unit.passkeys.ask(b"c", "prove", "page", "s", later(hours=1))
    await unit.passkeys.answered(b"c", "prove", "page", "s", NOW)
    await unit.passkeys.add("s", "laptop", b"id", b"key", 0, NOW)
    await unit.passkeys.of("s")
    passkey = await unit.passkeys.by_credential(b"id")
    await unit.passkeys.used(passkey, 1, NOW)
    await unit.passkeys.rename("s", passkey.id, "old laptop")
    await unit.passkeys.remove("s", passkey.id)
    await unit.factors.clear("s")
    for wish in (
        AuditWish(),
        AuditWish(actor="s"),
        AuditWish(event="item.read"),
        AuditWish(subject="R"),
        AuditWish(since=NOW, until=later(days=1)),
        AuditWish("s", "item.read", "R", NOW, later(days=1)),
    ):
        await unit.audit.find(wish, 50)
        await unit.audit.find(wish, 50, before=100)


async def the_sender(unit, conversation_id):
    """Questions of the outbox."""
    await unit.outbox.put("a", conversation_id, "telegram", "77", "reply", {}, NOW, ref="R")
    (row,) = await unit.outbox.due(NOW, 5)
    await unit.outbox.sending(row.id, NOW)
    await unit.outbox.interrupted(NOW)
    await unit.outbox.sent(row.id, "1", NOW)
    await unit.outbox.of_item("R")


async def test_no_question_of_a_turn_reads_a_whole_table(sqlite):
    """What is quick on the first day and slow after a year is noticed by patients, not by tests with ten rows."""
    asked = []
    note = lambda _c, _cursor, statement, values, *_: asked.append((statement, values))  # noqa: E731  # read once
    listen(sqlite.engine.sync_engine, "before_cursor_execute", note)
    await whole_turn(sqlite)
    remove(sqlite.engine.sync_engine, "before_cursor_execute", note)
    slow = []
    async with sqlite.engine.connect() as connection:
        for statement, values in asked:
            if statement.startswith(("SELECT", "UPDATE", "DELETE")):
                plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                steps = [row[3] for row in plan]
                slow += [(step, statement) for step in steps if reads_all(step)]
    assert len(asked) > 60
    assert slow == []


def reads_all(step):
    """Whether a step of a plan goes through every row of a table that grows, or sorts more than it shows."""
    return step.startswith("SCAN") and step.split()[1] not in SMALL and "USING" not in step
