"""How both databases answer search, the board, reminders and the way of replies: along an index, whatever has piled up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from benchmarks.explaining import listening, settle
from benchmarks.finding.filling import LASTS, Size, fill, person
from benchmarks.finding.plans import reads_everything
from bot.desk.watchdog import Watchdog
from bot.overviews import SearchAsk
from bot.queue.delivery import Step
from bot.queue.item import ThreadEntry
from tests.integration.store_kit import NOW
from tests.integration.truth_kit import LENA, NORA, practice

SIZE = Size(patients=3_000, items=4_000, lines=12_000)
"""Enough for a planner to prefer an index where there is one."""


def asks(items):
    """Every shape of search: each field alone, and those that narrow one another."""
    one = next(person(int(item.patient_id[1:])) for item in items if item.patient_id)
    day = NOW.date() - timedelta(days=400)
    return (
        SearchAsk(ref=items[0].ref),
        SearchAsk(name=one.full_name),
        SearchAsk(name=LASTS[0]),
        SearchAsk(dob=one.dob),
        SearchAsk(name=one.last_name, dob=one.dob),
        SearchAsk(name=LASTS[0], kind="refill", outcome="done", since=day),
        SearchAsk(kind="message"),
        SearchAsk(since=day, until=day + timedelta(days=3)),
        SearchAsk(outcome="duplicate"),
        SearchAsk(kind="refill", outcome="answered", until=day),
        SearchAsk(ref=items[0].ref, name=one.last_name),
    )


async def the_searches(desk, items):
    """For who sees everything and for who sees some, with the page behind the first."""
    for staff in (LENA, NORA):
        for ask in asks(items):
            search = await desk.app.desk.search(staff, ask)
            page = await desk.app.desk.found(staff, search)
            await desk.app.desk.found(staff, search, page.older)


async def the_rest(desk, items):
    """The board of some days, a look of the watchdog, and a reply on its way."""
    await desk.app.desk.board(LENA, NOW.date() - timedelta(days=3), NOW.date())
    await Watchdog(desk.app.services).tick()
    await desk.app.desk.reminders(LENA)
    item = next(one for one in items if one.status.value == "open")
    async with desk.app.services.store.begin() as unit:
        seq = await unit.queue.thread_add(item.ref, ThreadEntry("staff", "x", NOW, "Nora", "queued"))
        line = (item.ref, seq)
        await unit.replies.written(line, item.conversation_id, NOW)
        await unit.replies.waiting(item.ref)
        await unit.replies.was_told(item.ref, "mail")
        await unit.replies.shown(line, item.conversation_id, 1, NOW)
        await unit.replies.notice(line, "mail", Step.NOTIFIED, NOW)
        await unit.replies.live_task(item.ref)
        await unit.replies.read(item.conversation_id, (1,), NOW)
        await unit.replies.story(item.ref)
        await unit.replies.forget(item.conversation_id)


@pytest.mark.slow
async def test_nothing_that_the_overview_asks_reads_a_whole_table(place, tmp_path):
    """What is quick with ten requests and slow with ten thousand is found out by a practice in its second year."""
    async with practice(place, tmp_path) as desk:
        items = await fill(desk.app.services.store, SIZE, NOW)
        await desk.app.desk.board(LENA, None, None)  # The year's hours are counted.
        await settle(desk.app.services.store)
        with listening(desk.app.services.store) as asked:
            await the_searches(desk, items)
            await the_rest(desk, items)
        store = desk.app.services.store
        whole = {one: steps for one, values in asked.items() if (steps := await reads_everything(store, one, values))}
    assert len(asked) > 40
    assert whole == {}


async def test_a_whole_table_that_is_read_is_noticed(place, tmp_path):
    """A search that finds nothing must be able to find something."""
    async with practice(place, tmp_path) as desk:
        for statement in (
            "SELECT * FROM items WHERE basis = 'x'",
            "SELECT * FROM item_finds WHERE created_at = 5",  # the second column of its key
            "SELECT count(*) FROM patients WHERE 1 = 1",
            "DELETE FROM staff_searches WHERE staff_id = 'x'",
            "SELECT * FROM replies WHERE entry = 3",
        ):
            assert await reads_everything(desk.app.services.store, statement, ()) != [], statement


async def test_the_page_of_a_name_that_everybody_has_costs_what_a_page_holds(place, tmp_path):
    """However many people are called Smith, the first page reads a stretch of an index and stops."""
    async with practice(place, tmp_path) as desk:
        items = await fill(desk.app.services.store, Size(patients=400, items=600, lines=600), NOW)
        search = await desk.app.desk.search(LENA, SearchAsk(name=LASTS[0]))
        page = await desk.app.desk.found(LENA, search)
        assert len(page.rows) == 25
        rows, after = 25, page.older
        while after:
            page = await desk.app.desk.found(LENA, search, after)
            rows, after = rows + len(page.rows), page.older
        people = [person(number) for number in range(400)]
        named = {one.id for one in people if LASTS[0] in (one.first_name, *one.last_name.split("-"))}
        assert rows == len([one for one in items if one.patient_id in named])
