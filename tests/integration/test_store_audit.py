"""The audit shows who did what, and shows too when somebody has been at the audit."""

from __future__ import annotations

import json
import sqlite3

import pytest
from sqlalchemy import text

from bot.store import Store, StoreError
from bot.store.chain import EVERY
from tests.integration.store_kit import NOW, Clock, begun, later

LINES = 12
UNGUARD = {
    "sqlite": ("DROP TRIGGER audit_stays", "DROP TRIGGER audit_remains"),
    "postgresql": ("DROP TRIGGER audit_stays ON audit", "DROP TRIGGER audit_remains ON audit"),
}


async def written(store, lines=LINES, *, signed=True):
    """A chain of some lines, with a checkpoint at its end."""
    for number in range(lines):
        async with store.begin() as unit:
            await unit.audit.append("item.read", "nora", f"R{number}", {"kind": "refill"})
    if signed:
        async with store.begin() as unit:
            await unit.audit.checkpoint(NOW)


async def tampered(store, *statements):
    """Change the audit as somebody with every right on the database could; return what verifying finds."""
    async with store.engine.begin() as connection:
        for statement in (*UNGUARD[store.engine.dialect.name], *statements):
            await connection.execute(text(statement))
    return await problems(store)


async def problems(store):
    """What verifying finds."""
    async with store.look() as unit:
        return list((await unit.audit.verify()).problems)


async def test_a_chain_that_nobody_touched_is_sound(store):
    """An alarm that rings for nothing is switched off."""
    await written(store)
    async with store.begin() as unit:
        report = await unit.audit.verify()
        assert (report.entries, report.checkpoints, report.ok) == (LINES, 1, True)
        await unit.audit.append("item.read", "nora", "R0", {"kind": "message"})
        last, first = (await unit.audit.list(1))[0], (await unit.audit.list(5, before=2))[0]
        assert (last.seq, last.event, last.actor, last.subject, last.detail) == (
            13,
            "item.read",
            "nora",
            "R0",
            {"kind": "message"},
        )
        assert (first.seq, first.at) == (1, NOW)
        assert [line.seq for line in await unit.audit.of_subject("R0", 5)] == [13, 1]


async def test_an_empty_chain_is_sound(store):
    """A practice on its first morning has nothing to hide."""
    assert await problems(store) == []


EACH_SORT = {
    "edited": (["UPDATE audit SET actor = 'felix' WHERE seq = 5"], ["line 5 was changed, moved or put in"]),
    "time edited": (["UPDATE audit SET at = at + 1 WHERE seq = 5"], ["line 5 was changed, moved or put in"]),
    "detail swapped": (
        ["UPDATE audit SET detail_sealed = (SELECT detail_sealed FROM audit WHERE seq = 6) WHERE seq = 5"],
        ["line 5 was changed, moved or put in"],
    ),
    "deleted": (["DELETE FROM audit WHERE seq = 5"], ["line 5 is missing"]),
    "several deleted": (["DELETE FROM audit WHERE seq IN (5, 6, 7)"], ["lines 5 to 7 are missing"]),
    "first deleted": (["DELETE FROM audit WHERE seq = 1"], ["line 1 is missing"]),
    "two exchanged": (
        [
            "UPDATE audit SET seq = 0 WHERE seq = 5",
            "UPDATE audit SET seq = 5 WHERE seq = 6",
            "UPDATE audit SET seq = 6 WHERE seq = 0",
        ],
        [
            "line 5 was changed, moved or put in",
            "line 6 was changed, moved or put in",
            "line 7 was changed, moved or put in",
        ],
    ),
    "put in": (
        ["INSERT INTO audit SELECT 13, at, event, actor, subject, detail_sealed, link FROM audit WHERE seq = 12"],
        ["line 13 was changed, moved or put in", "line 13 is put in at the end"],
    ),
    "tail cut": (["DELETE FROM audit WHERE seq > 10"], ["lines 11 to 12 are cut off at the end", "line 12, signed on"]),
    "tail cut with its head": (
        [
            "DELETE FROM audit WHERE seq > 10",
            "UPDATE audit_head SET seq = 10, link = (SELECT link FROM audit WHERE seq = 10)",
        ],
        ["line 12, signed on 2026-11-23T15:00:00+00:00, is gone"],
    ),
    "everything deleted": (["DELETE FROM audit", "DELETE FROM audit_head"], ["line 12, signed on"]),
    "head removed": (["DELETE FROM audit_head"], ["the head of the chain is missing"]),
    "head changed": (
        ["UPDATE audit_head SET link = (SELECT link FROM audit WHERE seq = 1)"],
        ["the head of the chain was changed"],
    ),
    "link changed": (
        ["UPDATE audit SET link = (SELECT link FROM audit WHERE seq = 1) WHERE seq = 12"],
        ["line 12 was changed, moved or put in", "the head of the chain was changed", "line 12 is not what was signed"],
    ),
}


@pytest.mark.parametrize("sort", EACH_SORT)
async def test_each_sort_of_tampering_is_named(store, sort):
    """An investigation must know which line, and what kind of thing was done to it."""
    statements, expected = EACH_SORT[sort]
    await written(store)
    found = await tampered(store, *statements)
    assert len(found) == len(expected), found
    assert all(said in one for said, one in zip(expected, found, strict=True)), found


async def test_a_chain_written_anew_is_found_by_its_checkpoint(store):
    """Somebody who holds even the keys can write another past, but cannot make it fit what was signed before."""
    await written(store)
    async with store.engine.begin() as connection:
        for statement in (*UNGUARD[store.engine.dialect.name], "DELETE FROM audit", "DELETE FROM audit_head"):
            await connection.execute(text(statement))
    await written(store, LINES + 1, signed=False)
    assert await problems(store) == [
        "line 12 is not what was signed on 2026-11-23T15:00:00+00:00: the chain was written anew"
    ]


async def test_a_checkpoint_that_was_changed_or_made_up_is_found(store):
    """The file beside the database is only worth something because nobody else can write a line of it."""
    await written(store)
    path = store.checkpoints.path
    (line,) = [json.loads(one) for one in path.read_text().splitlines()]
    forged = [{**line, "seq": 3}, {**line, "signature": "00"}, {}, [], {**line, "link": "zz"}]
    path.write_text("".join(json.dumps(one) + "\n" for one in (line, *forged)) + "no json\n")
    found = await problems(store)
    assert found == [f"line {number} of the checkpoint file was not signed by this practice" for number in range(2, 8)]


async def test_a_lost_checkpoint_file_is_found(store):
    """Whoever cuts the end off would take the signatures away first."""
    await written(store, 2 * EVERY + 1)
    assert await problems(store) == []
    assert [one.seq for one in store.checkpoints.read()] == [EVERY, 2 * EVERY, 2 * EVERY + 1]
    store.checkpoints.path.unlink()
    assert len(await problems(store)) == 1
    assert "not covered by a checkpoint" in (await problems(store))[0]


async def test_an_older_database_put_back_is_found(tmp_path, clock: Clock):
    """Restoring last week's copy is the simplest way to make a week unhappen."""
    file, keys = tmp_path / "data" / "frontdoor.db", tmp_path / "keys"
    store = await Store.open(f"sqlite:///{file}", keys, clock=clock)
    await written(store, 3)
    with sqlite3.connect(file) as source, sqlite3.connect(tmp_path / "old.db") as copy:
        source.backup(copy)
    await written(store, 3)
    await store.close()
    for one in file.parent.iterdir():
        one.unlink()
    (tmp_path / "old.db").rename(file)
    store = await Store.open(f"sqlite:///{file}", keys, clock=clock)
    found = await problems(store)
    await store.close()
    assert found == [
        "line 6, signed on 2026-11-23T15:00:00+00:00, is gone: lines were cut off, or an older database was put back"
    ]


async def test_a_clock_that_was_put_back_is_named(store, clock: Clock):
    """A line with a wrong time is either a broken clock or a story; both need somebody to look."""
    await written(store, 2, signed=False)
    clock.now = later(hours=-1)
    await written(store, 1, signed=False)
    assert await problems(store) == ["line 3 is older than the line before it: the clock was put back"]


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET actor = 'felix'", "DELETE FROM audit", "DELETE FROM audit WHERE seq = 12"]
)
async def test_the_database_itself_refuses_to_change_the_audit(store, statement):
    """A slip of a hand on the database's own console must not be able to break the chain."""
    await written(store)
    with pytest.raises(Exception, match="the audit stays"):
        async with store.engine.begin() as connection:
            await connection.execute(text(statement))
    assert await problems(store) == []


async def test_a_line_is_saved_with_what_it_tells_of_or_not_at_all(store):
    """No deed without its line, and no line without its deed."""

    async def fails():
        async with store.begin() as unit:
            await unit.audit.append("item.added", "patient", "R", {})
            await unit.entries.append("nobody", None)

    with pytest.raises(StoreError):
        await fails()
    await begun(store)
    assert await problems(store) == []
    async with store.begin() as unit:
        assert await unit.audit.list(5) == ()


async def test_a_checkpoint_is_signed_once_for_the_same_end(store):
    """A quiet night must not fill the file with copies."""
    await written(store)
    for _ in range(3):
        async with store.begin() as unit:
            await unit.audit.checkpoint(NOW)
    assert len(store.checkpoints.read()) == 1
