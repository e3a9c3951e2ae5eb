"""The parts of a Telegram channel over an emulator in the same process."""

import pytest_asyncio

from tests.emulator import Emulator
from tests.unit.channels.telegram_fakes import Pieces


@pytest_asyncio.fixture
async def telegram():
    """An emulator, and the channel's parts over it."""
    emulator = Emulator()
    pieces = Pieces(emulator)
    await pieces.api.open()
    yield pieces
    await pieces.ingest.close()
    await pieces.api.close()
    await emulator.close()
