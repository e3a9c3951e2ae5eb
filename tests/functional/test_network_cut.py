"""The network is cut at every step between the two windows: what a person sees and what is kept is whole afterwards, and once."""

from __future__ import annotations

import asyncio
import json
from collections import Counter

import pytest

from tests.functional.phone import phone
from tests.functional.test_inside_telegram import CHAT
from tests.functional.test_two_windows import TALKS, Window, talks

pytestmark = pytest.mark.functional

APPOINTMENT = TALKS[0]


@pytest.fixture(scope="module")
async def held(tmp_path_factory, reader):
    async with phone(tmp_path_factory.mktemp("cut"), reader) as one:
        yield one


class Cuts:
    """A line that breaks once on the way there and once on the way back, at every single step; and its stream at every second."""

    def __init__(self, held) -> None:
        self.base = held.site.base
        self.tried: Counter[str] = Counter()
        self.streams = 0

    async def post(self, route) -> None:
        """What is sent: it does not arrive; it arrives and the answer does not; it goes through."""
        step = json.loads(route.request.post_data)["event"]
        self.tried[step] += 1
        if self.tried[step] == 1:
            await route.abort()
        elif self.tried[step] == 2:  # it reaches us, and nobody hears so
            path = route.request.url.partition("//")[2].partition("/")[2]
            await route.fetch(url=f"{self.base}/{path}")
            await route.abort()
        else:
            await route.continue_()

    async def stream(self, route) -> None:
        """What comes by itself: every second line breaks before it is there."""
        self.streams += 1
        await (route.abort() if self.streams % 2 else route.continue_())

    async def over(self, page) -> None:
        """Somebody who tries again wherever the page says that something was not sent."""
        while True:
            again = page.locator("button.again")
            if await again.count():
                await again.first.click(timeout=2_000)
            await asyncio.sleep(0.1)


async def test_a_request_is_whole_and_there_once_though_the_network_breaks_at_every_step(held):
    """On a train between two cells: no answer is lost, none is given twice, and staff get one request."""
    site = held.site
    pat = site.emulator.person(7001)
    await pat.say(APPOINTMENT.begins)
    await pat.reads(site.say("shared.continue_securely"))
    context, page = await held.window()
    cuts = Cuts(held)
    window = Window(page, script=True)
    await window.opens(held, pat)
    await page.route("**/chat/say", cuts.post)
    await page.route("**/chat/press", cuts.post)
    await page.route("**/chat/stream*", cuts.stream)
    await page.reload()
    trying = asyncio.create_task(cuts.over(page))
    try:
        await talks(held, window, APPOINTMENT)
    finally:
        trying.cancel()
        await asyncio.wait({trying})
    await pat.reads(APPOINTMENT.receipt)
    assert all(times >= 3 for times in cuts.tried.values()), cuts.tried  # Each step met both kinds of cut.
    assert len(cuts.tried) > 6
    await page.unroute("**/chat/stream*")
    await page.goto("about:blank")
    await page.goto(CHAT)
    shown = [line.split("\n")[2] for line in await page.locator("#log .entry.said").all_inner_texts()]
    assert {*APPOINTMENT.who, "a stiff wristbone", "Tuesday morning"} <= set(shown)
    assert len(shown) == len(set(shown)), shown
    assert sum(APPOINTMENT.receipt in text for text in pat.texts()) == 1
    async with site.application.services.store.look() as unit:
        items = await unit.queue.list(kinds=None, statuses=None, assignee=None, limit=10)
    assert [one.kind.value for one in items] == ["appointment"]
    await context.close()
