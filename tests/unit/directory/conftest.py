"""A practice without people."""

from __future__ import annotations

import pytest

from bot.store import Store


@pytest.fixture
async def store(tmp_path):
    """An empty practice."""
    opened = await Store.open(f"sqlite:///{tmp_path / 'front.db'}", tmp_path / "keys")
    yield opened
    await opened.close()
