"""What many tests share: readers of messages, and practices in a fresh place."""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.bootstrap import PATIENT, language_child
from bot.serving import train_model
from bot.settings import Settings
from bot.store import migrate
from nlu.understanding import Reader
from tests import kept, schema

# A database in a test is thrown away: in memory nothing waits for a disk. Tests of durability kill processes, not machines.
MEMORY = "/dev/shm"  # noqa: S108  # pytest makes a private folder inside it
if os.access(MEMORY, os.W_OK):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", MEMORY)

kept.keep()
AT_ONCE = 20_000
"""Objects made between two looks for rings of them that nobody holds. Python's own number is for programs that are small."""

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the search for garbage need not go through all of it each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(AT_ONCE)


@pytest.fixture(autouse=True)
def tables(request: pytest.FixtureRequest) -> None:
    """Tables are copied, but where a test is about making them."""
    migrate._upgrade = schema.real if request.node.get_closest_marker("bare") else schema.upgrade


@pytest.fixture(scope="session")
def model() -> Path:
    """The language model of this checkout, trained if its inputs changed."""
    return train_model(DATA, ROOT / "var" / "model")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def reader(model: Path) -> AsyncIterator[Reader]:
    """The language child, ready."""
    child = language_child(Settings(), model, limit=PATIENT)
    await child.start()
    assert await child.wait_ready(60.0)
    yield child
    await child.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def keywords(model: Path) -> AsyncIterator[Reader]:
    """A language child that is away: keywords answer in its place."""
    child = language_child(Settings(), model)
    child.down()
    yield child
