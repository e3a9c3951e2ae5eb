"""A small practice with a language model of its own, and the child that reads by it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from nlu.client import LanguageChild
from tests.integration.language_kit import trained, write_data


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """Where the practice lies."""
    return tmp_path_factory.mktemp("language")


@pytest.fixture(scope="module")
def data(place) -> Path:
    """What it teaches its reader."""
    return write_data(place / "data")


@pytest.fixture(scope="module")
def model(place, data) -> Path:
    """What its reader learned."""
    return trained(data, place / "model")


@pytest_asyncio.fixture
async def child(model, data) -> AsyncIterator[LanguageChild]:
    """The reader, ready."""
    child = LanguageChild(model, data, limit=20.0)
    await child.start()
    assert await child.wait_ready(60.0)
    yield child
    await child.stop()
