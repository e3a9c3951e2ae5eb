"""The web window as a channel."""

from __future__ import annotations

from bot.channels.base import Rendered
from bot.channels.web import WebTransport


async def test_a_reply_to_a_web_window_wakes_its_pages_and_carries_no_words():
    """The page fetches the reply itself, with its own right to see it."""
    woken = []
    transport = WebTransport(woken.append)
    first = await transport.send("abc", Rendered("faq.fee", "words", private=True))
    second = await transport.send("abc", Rendered("faq.fee", "words"))
    assert woken == ["web:abc", "web:abc"]
    assert first != second
    assert transport.private
