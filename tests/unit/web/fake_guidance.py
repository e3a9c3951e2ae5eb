"""The texts of the product, and guidance as a page is given it."""

from __future__ import annotations

from pathlib import Path

from bot.channels.base import Rendered, RenderedButton
from bot.content import Content

CONTENT = Content.load(Path(__file__).parents[3] / "data")
CALLS = (
    RenderedButton("call.911", "Call 911", "tel:911"),
    RenderedButton("office", "Call the office"),
    RenderedButton("go_on", "This is not an emergency, go on"),
)
GUIDANCE = Rendered("guidance.emergency", CONTENT.say("guidance.emergency"), CALLS)
