"""The tables that the steps make are the tables that the program uses."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from bot.store import Staff, Store, StoreError, open_engine
from bot.store.migrate import FOLDER, HEAD, migrate, version
from bot.store.moving import NEVER
from bot.store.tables import METADATA
from bot.store.types import to_micros

pytestmark = pytest.mark.bare


def differences(connection):
    """What the tables lack, or have too much, against what the program was written for."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return compare_metadata(context, METADATA)


def indexes(connection):
    """Every index by its columns and its condition."""
    found = inspect(connection)
    return {
        (
            table,
            one["name"],
            tuple(one["column_names"]),
            bool(one["dialect_options"].get(f"{connection.dialect.name}_where") is not None),
        )
        for table in METADATA.tables
        for one in found.get_indexes(table)
        if not one.get("duplicates_constraint") and not one["name"].startswith("sqlite_autoindex")
    }


async def test_steps_from_empty_make_the_tables_of_the_program(place):
    """A column that is only in the program would fail on the first patient, not on the first test."""
    engine = open_engine(place.url)
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
        assert await connection.run_sync(version) == HEAD
        assert await connection.run_sync(differences) == []
        made = await connection.run_sync(indexes)
    await engine.dispose()
    wanted = {
        (
            table.name,
            index.name,
            tuple(column.name for column in index.columns),
            bool(index.dialect_options["sqlite"]["where"] is not None),
        )
        for table in METADATA.tables.values()
        for index in table.indexes
    }
    assert made == wanted


async def test_opening_again_changes_nothing(place):
    """The second start of the day must not touch the tables."""
    for _ in range(2):
        await (await Store.open(place.url, place.keys)).close()
    engine = open_engine(place.url)
    async with engine.begin() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_two_programs_may_start_at_the_same_moment(place):
    """A worker and a command started together must not both make the tables, or make two sets of keys."""
    stores = await asyncio.gather(*(Store.open(place.url, place.keys) for _ in range(4)))
    async with stores[0].begin() as unit:
        await unit.mails.put("x@example.com", "s", "t", stores[0].clock())
    async with stores[3].begin() as unit:
        assert len(await unit.mails.list(5)) == 1
    for store in stores:
        await store.close()


async def test_a_database_of_a_newer_release_is_left_alone(place):
    """Going back to an old release after an update must say so before it writes what the new one cannot read."""
    await (await Store.open(place.url, place.keys)).close()
    engine = open_engine(place.url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    with pytest.raises(StoreError, match="newer release"):
        await Store.open(place.url, place.keys)


async def test_a_step_that_fails_leaves_nothing_behind(place, monkeypatch):
    """A power cut in the middle of an update must leave the old tables whole, so that it can be run again."""
    engine = open_engine(place.url)

    def half(connection):
        migrate(connection)
        raise LookupError

    with pytest.raises(LookupError):
        async with engine.begin() as connection:
            await connection.run_sync(half)
    async with engine.connect() as connection:
        assert await connection.run_sync(lambda one: inspect(one).get_table_names()) == []
    await engine.dispose()
    await (await Store.open(place.url, place.keys)).close()


async def test_staff_of_an_older_release_keep_their_password_and_sign_in_again(place):
    """An update must lock nobody out, and must let nobody go on who never showed a second factor."""
    engine = open_engine(place.url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda one: _upgraded(one, "0002"))
        for statement in (
            "INSERT INTO staff (id, name, sign_in_name, role, password_phc, active) VALUES ('s', 'Nora', 'nora', 'nurse', 'x', TRUE)",
            "INSERT INTO staff_sessions (token_hash, staff_id, opened_at, seen_at) VALUES ('t', 's', 1, 1)"
            if engine.dialect.name == "sqlite"
            else "INSERT INTO staff_sessions (token_hash, staff_id, opened_at, seen_at) VALUES ('t'::bytea, 's', 1, 1)",
        ):
            await connection.execute(text(statement))
    await engine.dispose()
    store = await Store.open(place.url, place.keys)
    async with store.begin() as unit:
        assert await unit.staff.list() == (Staff("s", "Nora", "nurse", "x"),)
        assert (await unit.factors.ways("s")).factor is False
    async with store.engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM staff_sessions"))).scalar_one() == 0
    await store.close()


def test_the_newest_step_is_the_one_the_program_knows():
    """A step that was added without telling the program would never be run."""
    steps = sorted(path.name[:4] for path in Path(FOLDER, "versions").glob("[0-9]*.py"))
    assert steps[-1] == HEAD


LIVED_IN = (
    "INSERT INTO conversations (id, state_sealed, has_flow, touched_at) VALUES ('c', 'x', FALSE, 5)",
    (
        "INSERT INTO items (ref, kind, priority, status, conversation_id, subject, basis, assurance, created_at, "
        "target_at, first_reply_at, closed_at, body_sealed) VALUES "
        "('waits', 'refill', 'routine', 'open', 'c', 's', 'self', 'VERIFIED', 10, 20, NULL, NULL, 'x'), "
        "('untimed', 'message', 'routine', 'open', 'c', 's', 'self', 'VERIFIED', 11, NULL, NULL, NULL, 'x'), "
        "('answered', 'message', 'routine', 'closed', 'c', 's', 'self', 'VERIFIED', 12, 22, 15, 30, 'x')"
    ),
)


async def test_a_practice_that_is_lived_in_keeps_its_list(place):
    """An update must leave every request where staff find it, and in its order."""
    engine = open_engine(place.url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda one: _upgraded(one, "0004"))
        for statement in LIVED_IN:
            await connection.execute(text(statement))
        await connection.run_sync(migrate)
        rows = (await connection.execute(text("SELECT ref, list, role, due_at, changed_at, moves FROM items"))).all()
    found = {row.ref: tuple(row)[1:] for row in rows}
    await engine.dispose()
    never = to_micros(NEVER)
    assert found == {
        "waits": ("refill", None, 20, 10, 0),
        "untimed": ("message", None, 11, 11, 0),
        "answered": ("message", None, never, 30, 0),
    }


OPENED = {
    "theirs": ("c1", "telegram", 100),
    "theirs too": ("c1", "web", 200),
    "nobody's": ("c2", "telegram", 300),
    "once theirs": ("c3", "telegram", 400),
}
"""Windows before it was noted which are linked, by what stands for their address: conversation, channel, since when."""
PROVEN = {"c1": b"the hash of a patient", "c2": None, "c3": b"the hash of another"}


async def test_windows_of_who_was_confirmed_before_count_as_linked_since_they_were_opened(place):
    """An update must neither mail every patient about a new device nor hide from them what was linked all along."""
    engine = open_engine(place.url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda one: _upgraded(one, "0009"))
        for talk, patient in PROVEN.items():
            values = {"id": talk, "sealed": b"x", "patient": patient, "at": 5 if patient else None}
            row = "INSERT INTO conversations (id, state_sealed, patient_hash, verified_at, has_flow, touched_at) "
            await connection.execute(text(row + "VALUES (:id, :sealed, :patient, :at, FALSE, 5)"), values)
        for name, (talk, channel, since) in OPENED.items():
            values = {"hash": name.encode(), "id": talk, "channel": channel, "sealed": b"x", "at": since}
            row = "INSERT INTO windows (address_hash, conversation_id, channel, address_sealed, bound_at) "
            await connection.execute(text(row + "VALUES (:hash, :id, :channel, :sealed, :at)"), values)
        await connection.run_sync(migrate)
        asked = "SELECT address_hash, conversation_id, bound_at, linked_at, used_at, muted_at, via FROM windows"
        rows = (await connection.execute(text(asked))).all()
        wishes = (await connection.execute(text("SELECT count(*) FROM notice_wishes"))).scalar_one()
    await engine.dispose()
    assert {bytes(row[0]).decode(): tuple(row)[1:] for row in rows} == {
        "theirs": ("c1", 100, 100, None, None, None),
        "theirs too": ("c1", 200, 200, None, None, None),
        "nobody's": ("c2", 300, None, None, None, None),
        "once theirs": ("c3", 400, 400, None, None, None),
    }
    assert wishes == 0


def _upgraded(connection, step):
    """The tables as an earlier release left them."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, step)
