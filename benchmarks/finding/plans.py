"""Tells whether a database answers by an index or by reading everything, also where a table is too small for it to matter yet."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Table

from benchmarks.explaining import plan
from bot.store import Store
from bot.store.tables import METADATA

FULL = ("items", "item_finds", "patients", "patient_finds", "thread_lines", "replies", "reply_notices", "reminders")
"""Tables that are full where this is measured, so that the database itself has to prefer an index."""
GROWING = (
    *(*FULL, "entries", "audit", "conversations", "outbox", "inbox"),
    *("staff_searches", "phone_tasks", "proxies", "windows", "record_exports", "calendar"),
)
"""Tables that grow with every day of the practice."""
LIVE = ("items_owed", "replies_unread", "inbox_waiting", "outbox_lane", "outbox_due", "conversations_with_flow")
"""Indexes that hold only what waits or is under way: few rows, however old the practice."""
PAGED = ("reminders_latest",)
"""Indexes that are gone along from the newest until a page is full."""
FEW = ("status", "kind", "list")
"""Columns of a handful of values: PostgreSQL jumps from one to the next and goes on by what the index holds behind them."""
SEQUENCE = re.compile(r"\bSeq Scan on (\w+)|^SCAN (\w+)(?: USING(?: COVERING)? INDEX (\w+))?")
ALONG = re.compile(r"\b(?:Index|Index Only) Scan(?: Backward)? using (\w+) on (\w+)|\bBitmap Index Scan on (\w+)")


async def reads_everything(store: Store, statement: str, values: Any) -> list[str]:  # noqa: ANN401  # as the driver takes them
    """The steps that go through all of a table that grows, be it along an index.

    PostgreSQL rightly reads a table of few rows whole. So tables that are full are judged by what it does, and all of them by
    whether an index serves when reading whole is made dear.
    """
    if "WHERE" not in statement and "LIMIT" in statement:
        return []  # The first rows of an index, and no more.
    does = whole(await plan(store, statement, values), FULL)
    return does or whole(await plan(store, statement, values, by_index=True), GROWING)


def whole(steps: list[str], tables: tuple[str, ...]) -> list[str]:
    """The steps that go through all of one of these tables."""
    found = [(step, SEQUENCE.search(step)) for step in steps]
    sequences = [step for step, one in found if one and (one[1] or one[2]) in tables and one[3] not in PAGED]
    followed = zip(steps, [*steps[1:], ""], strict=True)
    return [*sequences, *(step for step, then in followed if _walks_all(step, then, tables))]


def _walks_all(step: str, then: str, tables: tuple[str, ...]) -> bool:
    """Whether a step of PostgreSQL goes along all of an index: without a condition on what the index begins with."""
    found = ALONG.search(step)
    name = (found[1] or found[3]) if found else ""
    if name not in BEGINS or BEGINS[name][0] not in tables:
        return False
    begins, bounded = BEGINS[name][1], then.strip().startswith("Index Cond")
    return not (bounded and (begins in FEW or re.search(rf"\b{begins}\b", then)))


def _begins() -> dict[str, tuple[str, str]]:
    """The table and the first column of each index. One that holds only what is live may be walked along."""
    tables: list[Table] = list(METADATA.tables.values())
    found = {f"{one.name}_pkey": (one.name, next(iter(one.primary_key.columns)).name) for one in tables}
    for table in tables:
        for one in table.indexes:
            if one.name not in (*LIVE, *PAGED):
                found[str(one.name)] = (table.name, next(iter(one.columns)).name)
    return found


BEGINS = _begins()
