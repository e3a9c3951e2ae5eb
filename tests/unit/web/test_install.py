"""What a phone is given to put the chat on its home screen."""

from __future__ import annotations

import json
import struct

import pytest

from bot.content import Content
from bot.web.assets import STATIC
from tests.second_language import MARKS, practice_with
from tests.unit.web.fakes import CONTENT, FakeOffice, application
from tests.unit.web.visitor import Visitor


async def manifest(visitor, query=""):
    answer = await visitor.get(f"/app.webmanifest{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/manifest+json"
    return json.loads(answer.text)


async def test_it_opens_the_chat_as_a_window_of_its_own(visitor):
    """No address bar, our colours, and the page where one left off."""
    told = await manifest(visitor)
    assert (told["start_url"], told["scope"], told["display"]) == ("/", "/", "standalone")
    assert told["theme_color"] == told["background_color"] == "#f4f5f1"
    page = (await visitor.get("/")).text
    assert 'rel="manifest" href="/app.webmanifest?lang=en"' in page
    assert 'media="(prefers-color-scheme: light)" content="#f4f5f1"' in page
    assert 'media="(prefers-color-scheme: dark)" content="#131a18"' in page


async def test_whoever_sees_the_home_screen_learns_nothing(visitor):
    """A phone lies on tables. Neither the practice nor anything of medicine is in a name."""
    told = await manifest(visitor)
    words = json.dumps(told, ensure_ascii=False).casefold()
    practice = str(CONTENT.practice.values["practice.name"]).casefold().split()
    for word in (*practice, "patient", "health", "medic", "clinic", "doctor", "nurse", "portal"):
        assert word not in words
    assert told["name"] == told["short_name"]
    assert len(told["name"]) <= 12  # more is cut off under an icon
    assert f'apple-mobile-web-app-title" content="{told["name"]}"' in (await visitor.get("/")).text


async def test_every_icon_is_there_as_large_as_it_says(visitor):
    """A wrong one makes the whole manifest count for nothing."""
    told = await manifest(visitor)
    assert {one["purpose"] for one in told["icons"]} == {"any", "maskable"}
    for one in told["icons"]:
        answer = await visitor.get(one["src"])
        assert answer.headers["content-type"] == one["type"]
        if one["type"] == "image/png":
            width, height = struct.unpack(">II", answer.content[16:24])
            assert one["sizes"] == f"{width}x{height}"
            assert answer.content == (STATIC / one["src"].partition("?")[0].rpartition("/")[2]).read_bytes()


async def test_it_speaks_the_language_of_the_page_that_names_it(tmp_path):
    """Browsers fetch it without cookies, so the address tells."""
    office = FakeOffice(content=Content.load(practice_with(tmp_path / "data", "ar")))
    visitor = Visitor(application(office))
    told = await manifest(visitor, "?lang=ar")
    assert (told["lang"], told["dir"]) == ("ar", "rtl")
    assert told["name"].startswith(MARKS["ar"])
    assert (await manifest(visitor, "?lang=pl"))["lang"] == "en"


@pytest.mark.parametrize("name", ["base.css", "chat.js", "icon-512.png"])
async def test_a_browser_keeps_what_is_named_by_its_content_and_asks_again_for_everything_else(visitor, name):
    """A second visit loads the page alone; and no page is ever kept on a device."""
    from bot.web.assets import version

    kept = await visitor.get(version(name))
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    for other in (f"/static/{name}", f"/static/{name}?00000000", "/", "/app.webmanifest", "/inbox"):
        assert (await visitor.get(other)).headers["cache-control"] == "no-store"
