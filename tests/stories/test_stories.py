"""Every story, as it stands, with a restart after every turn, with every event twice, and with the language child away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from nlu.understanding import Reader
from tests.stories.runner import play

HERE = Path(__file__).resolve().parent
STORIES = [
    story for path in sorted(HERE.glob("en/*.yml")) for story in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("variant", ["plain", "restart", "twice"])
@pytest.mark.parametrize("story", STORIES, ids=[story["name"] for story in STORIES])
async def test_a_story_comes_out_as_told(story: dict[str, Any], variant: str, tmp_path: Path, reader: Reader) -> None:
    """Each story is one promise to a patient; a restart or a repeat must not change what comes of it."""
    await play(story, tmp_path, reader, variant)


WITHOUT = [story for story in STORIES if story.get("needs") != "reader"]
"""All but the stories that are about the learned reader itself."""


@pytest.mark.parametrize("story", WITHOUT, ids=[story["name"] for story in WITHOUT])
async def test_a_story_comes_out_with_the_language_child_away(
    story: dict[str, Any], tmp_path: Path, keywords: Reader
) -> None:
    """Menus, buttons and keywords carry a patient through while the language child is down."""
    await play(story, tmp_path, keywords, "keywords")
