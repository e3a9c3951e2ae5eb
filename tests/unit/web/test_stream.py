"""The line to an open page: it wakes, it beats, it ends, and nobody can hold too many."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace

from bot.web.stream import PULSE, Streams, beats, event
from tests.unit.web.fakes import FakeOffice, application
from tests.unit.web.visitor import Visitor


async def changing(*waits):
    for wait in waits:
        await wait.wait()
        yield None


async def test_a_stream_beats_while_nothing_happens_and_wakes_when_something_does():
    """A dead line is noticed by the missing beat."""
    wake = asyncio.Event()
    seen = []
    async for woken in beats(changing(wake), every=0.001):
        seen.append(woken)
        if len(seen) == 3:
            wake.set()
        if woken:
            break
    assert seen[:3] == [False, False, False]
    assert seen[-1] is True


async def test_a_stream_ends_with_its_changes():
    """When the application stops, the page connects again by itself."""
    assert [woken async for woken in beats(changing(), every=1.0)] == []


async def test_closing_a_stream_stops_listening():
    """A page that went away must not be woken for ever."""
    office = FakeOffice()
    stream = beats(office.changes("web:a"), every=5.0)
    assert await anext(stream) is True
    await stream.aclose()
    await asyncio.sleep(0)
    assert office.listeners["web:a"] == set()


async def test_a_browser_can_hold_only_so_many_streams():
    """One visitor must not use up what all share."""
    streams = Streams(each=2, most=3)

    async def look():
        return "x"

    def opened(whose):
        return streams.answer(whose, FakeOffice().changes("t"), look).body_iterator

    lines = [opened("a"), opened("a"), opened("b")]
    assert not streams.full("a")
    for one in lines:
        await anext(one)
    assert streams.full("a")
    assert streams.full("c")
    for one in lines:
        await one.aclose()
    assert not streams.full("a")


async def test_a_stream_that_fails_ends_quietly_and_can_be_opened_again():
    """The page connects again and is told what it missed."""

    async def look():
        raise OSError("words of a patient")

    streams = Streams(each=1)
    lines = [line async for line in streams.answer("a", FakeOffice().changes("t"), look).body_iterator]
    assert "words" not in "".join(lines)
    assert not streams.full("a")


async def test_a_stream_has_an_end_of_its_own():
    """A staff page that nobody touches must not keep its sign-in alive."""

    async def look():
        return None

    streams = Streams()
    lines = [
        line
        async for line in streams.answer("a", FakeOffice().changes("t"), look, every=0.001, lasts=0.0).body_iterator
    ]
    assert lines[1:] == [PULSE]


def test_an_event_of_several_lines_stays_one_event():
    """A line break in the data must not begin another event."""
    assert event("news", "a\nb\n\nevent: x", "7") == "id: 7\nevent: news\ndata: a\ndata: b\ndata: \ndata: event: x\n\n"


async def test_the_chat_stream_is_closed_to_a_browser_without_a_window():
    """Nothing to listen to, and nothing made for it."""
    answer = await Visitor(application()).get("/chat/stream")
    assert answer.status_code == 204


async def test_news_on_the_stream_are_parts_of_the_page(app, office, visitor):
    """What arrives is what the server would have shown."""
    await visitor.get("/")
    await visitor.form("/chat/say", text="hello <b>")
    chat = next(route.endpoint for route in app.routes if route.name == "chat_stream").__self__

    asked = SimpleNamespace(
        method="GET", headers={"last-event-id": "0"}, query_params={}, cookies=dict(visitor.http.cookies)
    )
    answer = await chat.stream(asked)
    lines = answer.body_iterator
    await anext(lines)
    sent = await anext(lines)
    await lines.aclose()
    assert sent.startswith("id: 2.ANONYMOUS.0\nevent: news\n")
    news = json.loads(sent.split("data: ", 1)[1])
    assert "hello &lt;b&gt;" in news["entries"][0]["html"]
