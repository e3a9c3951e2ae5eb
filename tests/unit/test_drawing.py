"""The drawn flows are those of the code."""

from __future__ import annotations

import pytest

from bot.dialogue.registry import FLOWS
from bot.drawing import FOLDER, page


@pytest.mark.parametrize("name", sorted(FLOWS))
def test_the_page_of_a_flow_is_drawn_from_its_present_questions(name: str) -> None:
    """A page that no longer matches misleads whoever reads it: run `python -m bot.drawing`."""
    assert (FOLDER / f"{name}.md").read_text(encoding="utf-8") == page(FLOWS[name])
