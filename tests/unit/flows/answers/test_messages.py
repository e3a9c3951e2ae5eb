"""What is read from messages, by tables: the words, the question before them, the slots."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.flows.answers import read_slots
from tests.unit.nlu.entities.known import LEXICON, NOW

TABLES = sorted((Path(__file__).parent / "messages").glob("*.yml"))


def rows() -> list[Any]:
    """Every line of every table, named by its file and words."""
    return [
        pytest.param(row, id=f"{table.stem}: {row['say'][:40]}")
        for table in TABLES
        for row in yaml.safe_load(table.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("row", rows())
def test_a_message_is_read_as_the_table_says(row: dict[str, Any]) -> None:
    """Right, missing and extra slots all count: what is not said must not be invented."""
    read = read_slots(row["say"], asked=row.get("asked"), now=NOW, lexicon=LEXICON, intent=row.get("intent"))
    assert dict(read.slots) == row["slots"]
    assert dict(read.doubts) == row.get("doubts", {})


def test_the_tables_are_there() -> None:
    """An empty folder would pass in silence."""
    assert len(rows()) > 500
