"""How both databases answer what the staff's pages ask: along an index, whatever has piled up over the years."""

from __future__ import annotations

import pytest

from benchmarks.explaining import listening, plan, settle
from benchmarks.worklist.filling import STAFF, Size, fill
from benchmarks.worklist.plans import GROWING, reads_everything
from bot.queue.item import Status
from bot.views import StaffView
from bot.workviews import VIEWS, Asked
from policies import roles
from tests.integration.desk_kit import practice
from tests.integration.store_kit import NOW

SIZE = Size(items=4_000, lines=24_000, patients=200, live=400, endless=300)
"""Enough for a planner to prefer an index where there is one."""


async def the_pages(desk, items):
    """Every view, kind and page of the list for three roles, and two pages of a request."""
    for role in ("lead", "nurse", "provider"):
        staff = StaffView("s1", STAFF[0], role, "")
        for show in VIEWS:
            for kind in (None, *roles.kinds(role)):
                page = await desk.worklist(staff, Asked(show, kind))
                page = await desk.worklist(staff, Asked(show, kind, after=page.after))
                await desk.worklist(staff, Asked(show, kind, before=page.before))
    lead = StaffView("s1", STAFF[0], "lead", "")
    await desk.changed(lead)
    await desk.changed(lead, items[0].ref)
    last = await desk.item(lead, items[0].ref)
    await desk.item(lead, items[0].ref, last.earlier)


async def the_work(desk, items):
    """Everything that staff do with a request."""
    lead = StaffView("s1", STAFF[0], "lead", "")
    one = next(item for item in items if item.status is Status.OPEN)
    for verb, text in (
        ("take", ""),
        ("reply", "Please come on Thursday."),
        ("note", "called"),
        ("release", ""),
        ("take", ""),
        ("close", "answered"),
        ("reopen", ""),
    ):
        await desk.act(lead, one.ref, verb, text, key=verb)


@pytest.mark.slow
async def test_nothing_that_staff_ask_reads_a_whole_table(place, tmp_path):
    """What is quick with ten items and slow with ten thousand is found out by a practice in its second year."""
    async with practice(place, tmp_path) as app:
        items = await fill(app.services.store, SIZE, NOW)
        await settle(app.services.store)
        with listening(app.services.store) as asked:
            await the_pages(app.desk, items)
            await the_work(app.desk, items)
        ours = {one: values for one, values in asked.items() if any(table in one for table in GROWING)}
        whole = [
            (steps, statement)
            for statement, values in ours.items()
            if (steps := reads_everything(await plan(app.services.store, statement, values)))
        ]
    assert len(ours) > 30
    assert whole == []


async def test_a_whole_table_that_is_read_is_noticed(place, tmp_path):
    """A search that finds nothing must be able to find something."""
    async with practice(place, tmp_path) as app:
        for table, column in (("items", "assurance"), ("thread_lines", "author")):
            steps = await plan(app.services.store, f"SELECT * FROM {table} WHERE {column} = 'x'", ())  # noqa: S608  # our own names
            assert reads_everything(steps) != []
