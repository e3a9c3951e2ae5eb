"""The chat page inside Telegram: it opens by Telegram's word alone, once, and only Telegram's page may stand around it."""

from __future__ import annotations

import re

import pytest

from bot.web.access import Browser
from bot.web.assets import assets
from tests.unit.web.fakes import GOOD_LAUNCH, GOOD_LINK, application
from tests.unit.web.visitor import Visitor, Words

ALONE, IN_TELEGRAM = "frame-ancestors 'none'", "frame-ancestors https://web.telegram.org"
CSRF = re.compile(r'data-csrf="([0-9a-f]{64})"')


async def looks(visitor):
    """Open the page inside Telegram; its token."""
    page = await visitor.get("/app")
    visitor.csrf = CSRF.search(page.text)[1]
    return page


async def opens(visitor):
    """Open it with Telegram's word."""
    await looks(visitor)
    assert (await visitor.json("/app", launch=GOOD_LAUNCH)).status_code == 200


def around(answer):
    """Who may stand around a page."""
    return answer.headers["content-security-policy"].rpartition("; ")[2]


async def test_looking_at_the_page_opens_nothing(app, office):
    """Link previews look at every address; and the page says the same to everybody."""
    pages = [await looks(Visitor(app)) for _ in range(3)]
    assert len({CSRF.sub("", page.text) for page in pages}) == 1
    assert office.opened == []
    assert office.launches == {GOOD_LAUNCH}


async def test_telegrams_word_opens_the_conversation_in_this_browser(visitor, office):
    """And the patient goes on where they stopped."""
    await looks(visitor)
    answer = await visitor.json("/app", launch=GOOD_LAUNCH)
    assert (answer.status_code, answer.json()) == (200, {"opened": True})
    assert office.opened == [Browser(visitor.http.cookies["app"]).address]
    assert "Welcome back" in (await visitor.get("/")).text


async def test_it_opens_once_and_gives_the_browser_a_new_cookie(app, visitor, office):
    """Whoever planted the old cookie, or kept the launch data, has nothing of them."""
    await looks(visitor)
    before = visitor.http.cookies["knock"]
    assert (await visitor.json("/app", launch=GOOD_LAUNCH)).status_code == 200
    assert visitor.http.cookies["app"] != before
    assert "knock" not in visitor.http.cookies
    other = Visitor(app)
    await looks(other)
    assert (await other.json("/app", launch=GOOD_LAUNCH)).status_code == 403
    assert "app" not in other.http.cookies
    assert len(office.opened) == 1


@pytest.mark.parametrize("launch", ["", "x", "hash=", "a" * 15_000, "\u00e9", "\x00"])
async def test_anything_else_opens_nothing_and_reads_the_same(visitor, office, launch):
    """Why it was refused helps only who forges."""
    await looks(visitor)
    answer = await visitor.json("/app", launch=launch)
    assert (answer.status_code, answer.json()) == (403, {"opened": False})
    assert office.opened == []


async def test_too_much_is_not_read(visitor, office):
    """A stranger must not make us check megabytes."""
    await looks(visitor)
    assert (await visitor.json("/app", launch="a" * 20_000)).status_code == 413
    assert office.opened == []


@pytest.mark.parametrize(
    ("csrf", "headers"),
    [
        ("", {}),
        ("0" * 64, {}),
        (None, {"sec-fetch-site": "cross-site"}),
        (None, {"origin": "https://web.telegram.org"}),
    ],
)
async def test_no_other_site_can_post_it(visitor, office, csrf, headers):
    """Else an attacker could open their own conversation in a patient's browser and read what is typed there."""
    await looks(visitor)
    visitor.csrf = visitor.csrf if csrf is None else csrf
    assert (await visitor.json("/app", headers, launch=GOOD_LAUNCH)).status_code == 403
    assert office.opened == []
    assert office.launches == {GOOD_LAUNCH}


async def test_only_telegrams_page_may_stand_around_it_and_only_around_the_chat(visitor):
    """Whoever could frame our other pages could have them clicked."""
    assert around(await visitor.get("/")) == ALONE
    assert around(await looks(visitor)) == IN_TELEGRAM
    assert around(await visitor.get("/")) == ALONE
    await opens(visitor)
    assert around(await visitor.get("/")) == IN_TELEGRAM
    for path in (
        "/mailbox",
        f"/s/{GOOD_LINK}",
        "/staff",
        "/staff/sign-in",
        "/portal/done",
        "/nowhere",
        "/app/",
        "/health",
    ):
        assert around(await visitor.get(path)) == ALONE, path


async def test_its_cookie_goes_into_a_frame_of_one_site_and_ends_with_the_browser():
    """In a frame a cookie without these words is not sent at all, and one without the last could be used from any site."""
    visitor = Visitor(application(secure_cookies=True))
    visitor.http.base_url = "https://testserver"
    knock = await looks(visitor)
    answer = await visitor.json("/app", launch=GOOD_LAUNCH)
    for found, name in ((knock, "knock"), (answer, "app")):
        cookie = found.headers.get_list("set-cookie")[0]
        assert cookie.startswith(f"__Host-{name}=")
        for part in ("HttpOnly", "Secure", "SameSite=none", "Path=/", "Partitioned"):
            assert part in cookie
        assert "Max-Age" not in cookie
    assert "Partitioned" in answer.headers.get_list("set-cookie")[1]  # Only so the browser finds what it is to forget.


async def test_who_looks_at_it_in_a_browser_keeps_the_chat_that_is_open_there(visitor, office):
    """Somebody follows the bare address outside Telegram: nothing opens, and nothing may be hidden by it."""
    await visitor.get("/")
    await visitor.form("/chat/say", text="are you open on Friday?")
    await looks(visitor)
    await visitor.json("/app", launch="")
    assert "are you open on Friday?" in (await visitor.get("/")).text


async def test_a_link_opened_later_in_the_same_browser_is_what_it_shows(visitor, office):
    """Two people may share a phone: the newest door decides whose conversation stands there."""
    await looks(visitor)
    await visitor.json("/app", launch=GOOD_LAUNCH)
    await visitor.get(f"/s/{GOOD_LINK}")
    await visitor.form(f"/s/{GOOD_LINK}")
    assert "app" not in visitor.http.cookies
    assert office.opened[-1] == Browser(visitor.http.cookies["window"]).address


async def test_without_a_script_there_is_a_way(visitor):
    """Old phones and careful people: a line that says how to get a link instead."""
    words = Words((await looks(visitor)).text).text
    assert "needs JavaScript" in words
    assert 'Write the word "link" in your chat' in words


async def test_no_script_comes_from_elsewhere(visitor):
    """Telegram's own script would run where medicines are shown; and nothing asks for it."""
    page = (await looks(visitor)).text
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="([^"]*)"', page)
    assert len(loaded) == 4
    assert all(one.startswith("/static/") for one in loaded)
    for name in ("inside.js", "theme.js"):
        text = assets()[name].plain.decode()
        assert set(re.findall(r"https?://[^'\"/\s]+", text)) <= {"https://web.telegram.org"}


async def test_the_chat_wears_telegrams_colours_only_inside_telegram(visitor):
    """Elsewhere there are none, and the script would be weight."""
    assert "theme.js" not in (await visitor.get("/")).text
    await looks(visitor)
    assert "theme.js" not in (await visitor.get("/")).text
    await opens(visitor)
    assert "theme.js" in (await visitor.get("/")).text


def test_both_dark_palettes_are_one():
    """The dark that the system asks for and the dark that Telegram asks for must not drift apart."""
    css = assets()["base.css"].plain.decode()
    palettes = re.findall(r"(--paper: #131a18.*?--shade: none;)", css, re.DOTALL)
    assert len(palettes) == 2
    assert len({" ".join(one.split()) for one in palettes}) == 1
