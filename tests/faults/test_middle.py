"""Cut off in the middle of making the database, or of making it anew: the next start makes it whole."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.faults import Point, struck
from bot.store import Store, open_engine
from bot.store.migrate import HEAD, version
from bot.store.tables import METADATA
from tests.faults.practice import Cut, Strikes
from tests.integration.store_kit import begun

pytestmark = pytest.mark.bare


def differences(connection):
    """What the tables lack, or have too much, against what the program was written for."""
    return compare_metadata(MigrationContext.configure(connection), METADATA)


@pytest.mark.parametrize("at", [(Point.MIGRATES, 1), (Point.MIGRATES, int(HEAD)), (Point.KEYED, 1)], ids=str)
async def test_a_first_start_that_is_cut_off_is_made_whole_by_the_next(place, at):
    """An update is what an operator stops when it takes too long."""
    with struck(Strikes({at}, ends=True)), pytest.raises(Cut):
        await Store.open(place.url, place.keys)
    store = await Store.open(place.url, place.keys)
    assert await begun(store)
    await store.close()
    engine = open_engine(place.url)
    async with engine.connect() as connection:
        assert await connection.run_sync(version) == HEAD
        assert await connection.run_sync(differences) == []
    await engine.dispose()
