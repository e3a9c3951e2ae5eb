"""A practice that has answered before the way of answers was kept: nothing is shown twice, nothing is lost."""

from __future__ import annotations

from importlib import import_module

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from bot.store import Store, open_engine
from bot.store.migrate import FOLDER, HEAD
from tests.integration.store_kit import EILEEN, NOW, begun, item

STEP = import_module("bot.store.migrations.versions.0007_desk_truth")
LINES = ((1, "patient", None), (2, "staff", "shown"), (3, "staff", "notified"), (4, "note", None))


def back_to_before(connection):
    """The tables without what this step made; what later ones made stays, and is not made again."""
    for name, *_ in reversed(STEP.TABLES):
        connection.execute(text(f"DROP TABLE {name}"))
    for name, *_ in STEP.OF_ITEMS:
        connection.execute(text(f"DROP INDEX {name}"))
    connection.execute(text("ALTER TABLE outbox DROP COLUMN line"))
    connection.execute(text("UPDATE alembic_version SET version_num = :before"), {"before": STEP.down_revision})


def upgrade(connection):
    """Run this step once more."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, STEP.revision)
    connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})


async def test_answers_from_before_keep_their_place(place):
    """What stood in a chat is not shown again; what waits still waits, and is told as before."""
    store = await Store.open(place.url, place.keys)
    talk = await begun(store)
    async with store.begin() as unit:
        await unit.people.put_patient(EILEEN)
        await unit.queue.add(item(talk, "R", patient_id=EILEEN.id))
    await store.close()
    engine = open_engine(place.url)
    async with engine.begin() as connection:
        for seq, author, delivery in LINES:
            values = {"seq": seq, "author": author, "delivery": delivery, "at": int(NOW.timestamp() * 1_000_000)}
            insert = "INSERT INTO thread_lines (ref, seq, author, at, delivery, body_sealed) VALUES "
            await connection.execute(text(insert + "('R', :seq, :author, :at, :delivery, '')"), values)
        await connection.run_sync(back_to_before)
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    await engine.dispose()
    store = await Store.open(place.url, place.keys)
    async with store.begin() as unit:
        assert await unit.replies.waiting("R") == (3,)
        told = await unit.replies.story("R")
        assert {seq: [one.step.value for one in steps] for seq, steps in told.items()} == {
            2: ["inbox", "read"],
            3: ["inbox"],
        }
        assert {step.at for steps in told.values() for step in steps} == {NOW}
    await store.close()
