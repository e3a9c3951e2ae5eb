"""The practice's real content, loaded once; each test changes a copy of it in memory."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.checks.world import World, load_world

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="session")
def world() -> World:
    """The content as it stands, on the day its answers were read."""
    return load_world(DATA, date(2026, 11, 23))
