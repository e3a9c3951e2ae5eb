"""The chat on the practice's own site: who may frame it, what the script is told, and which cookie goes into the frame."""

from __future__ import annotations

import json
import re

import pytest

from bot.settings import SettingsError, read_settings
from bot.web.embed import SANDBOX
from tests.unit.web.fakes import application
from tests.unit.web.visitor import Visitor

SITE, OTHER = "https://www.practice.example", "https://practice.example:8443"
FRAME = {"sec-fetch-dest": "iframe", "sec-fetch-site": "cross-site"}
ALONE = "frame-ancestors 'none'"
OURS = f"frame-ancestors {SITE} {OTHER}"
BOTH = f"frame-ancestors https://web.telegram.org {SITE} {OTHER}"


def around(answer):
    """Who may frame an answer."""
    return answer.headers["content-security-policy"].rpartition("; ")[2]


@pytest.fixture
def embedded(office, desk):
    return Visitor(application(office, desk, embed_origins=(SITE, OTHER)))


def told(script):
    """What the script is told."""
    return json.loads(re.search(r"\}\)\((\{.*\})\);\n\Z", script)[1])


async def test_by_default_nobody_may_frame_anything(visitor):
    """A practice that embeds nothing has nothing more to guard."""
    for path in ("/", "/embed", "/inbox", "/chat/entries?after=0", "/staff"):
        assert around(await visitor.get(path)) == ALONE
    assert (await visitor.get("/embed", **FRAME)).status_code == 404
    assert told((await visitor.get("/embed.js")).text)["origins"] == []


async def test_only_listed_sites_may_and_only_the_chat(embedded):
    """And the chat only for a browser that came in by such a frame."""
    assert around(await embedded.get("/embed", **FRAME)) == OURS
    for path in ("/", "/inbox", "/devices", "/chat/entries?after=0", "/nowhere"):
        fresh = Visitor(embedded.http._transport.app)
        assert around(await fresh.get(path)) == ALONE
    embedded.http.cookies.set("app", "A" * 43)
    for path in ("/", "/inbox", "/devices", "/chat/entries?after=0"):
        assert around(await embedded.get(path)) == BOTH
    for path in (
        "/staff",
        "/staff/sign-in",
        "/mailbox",
        "/s/used",
        "/portal/reset/used",
        "/app.webmanifest",
        "/nowhere",
    ):
        assert around(await embedded.get(path)) == ALONE
    assert around(await embedded.get("/app")) == "frame-ancestors https://web.telegram.org"


async def test_the_frame_goes_on_to_the_chat_once_its_cookie_came_back(embedded):
    """It is the cookie of the page inside Telegram: kept apart for each site around it, gone with the browser."""
    first = await embedded.get("/embed", **FRAME)
    assert (first.status_code, first.headers["location"]) == (303, "/embed?again=1")
    second = await embedded.get("/embed?again=1", **FRAME)
    assert (second.status_code, second.headers["location"]) == (303, "/")
    assert set(embedded.http.cookies) == {"app"}
    page = await embedded.get("/")
    assert around(page) == BOTH
    assert "frame.js" in page.text
    assert "manifest" not in page.text
    token = embedded.http.cookies["app"]
    third = await embedded.get("/embed", **FRAME)
    assert third.headers["location"] == "/#latest"
    assert embedded.http.cookies["app"] == token  # opened again it is the same conversation


async def test_with_tls_the_cookie_is_partitioned(office, desk):
    """Otherwise browsers drop it, or let every site that frames us share one conversation."""
    visitor = Visitor(application(office, desk, embed_origins=(SITE,), secure_cookies=True))
    line = (await visitor.get("/embed", **FRAME)).headers["set-cookie"]
    assert line.startswith("__Host-app=")
    for part in ("HttpOnly", "Secure", "SameSite=none", "Partitioned", "Path=/"):
        assert part in line
    assert "Max-Age" not in line


async def test_a_browser_that_keeps_no_cookie_in_a_frame_is_led_to_a_tab(embedded):
    """In words, with a link: a grey box helps nobody."""
    page = await embedded.get("/embed?again=1", **FRAME)
    assert page.status_code == 200
    assert around(page) == OURS
    assert '<a class="chip solid big" href="/" target="_blank" rel="noopener">Open in a tab</a>' in page.text


async def test_in_a_tab_it_is_the_ordinary_chat(embedded):
    """The cookie of frames has no business there."""
    answer = await embedded.get("/embed", **{"sec-fetch-dest": "document"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "set-cookie" not in answer.headers


async def test_the_script_is_small_and_knows_its_words_and_its_sites(embedded):
    """It may be loaded by any site, and tells each of them the same."""
    answer = await embedded.get("/embed.js", **{"accept-encoding": "identity"})
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert "set-cookie" not in answer.headers
    assert len(answer.content) < 6_500
    known = told(answer.text)
    assert known["origins"] == [SITE, OTHER]
    assert known["sandbox"] == " ".join(SANDBOX)
    assert known["open"] == "Chat with us"


async def test_the_script_never_looks_at_the_page_around_it(embedded):
    """It stands on other people's pages: of those it knows the origin, and nothing else."""
    source = (await embedded.get("/embed.js")).text
    read = set(re.findall(r"\b(?:document|location|window|navigator|localStorage|sessionStorage)\b(?:\.\w+)?", source))
    assert read <= {"document.createElement", "document.body", "location.origin", "window.frontdoorChat"}
    assert not re.search(r"querySelector|getElement|cookie|innerHTML|fetch|XMLHttp|import|eval|Function", source)


@pytest.mark.parametrize("flag", ["allow-top-navigation", "allow-top-navigation-by-user-activation", "allow-modals"])
def test_the_frame_may_not_move_the_page_around_it(flag):
    """Nor put dialogs before it."""
    assert flag not in SANDBOX


@pytest.mark.parametrize(
    "text",
    [
        "www.practice.example", "https://www.practice.example/", "https://*.practice.example", "*", "http://www.practice.example",
        "https://a.example; script-src *", "'self'", "https:", "https://a.example/chat", "data:", "null", "https://-",
    ],
)  # fmt: skip
def test_a_site_that_is_no_plain_origin_stops_the_start(text):
    """It goes into a header as it stands, and a wildcard would let in strangers."""
    with pytest.raises(SettingsError, match="FRONTDOOR_EMBED_ORIGINS"):
        read_settings({"FRONTDOOR_EMBED_ORIGINS": f"{SITE} {text}"})


def test_sites_are_listed_with_a_space_or_a_comma_between():
    """As people write lists."""
    text = "https://WWW.practice.example, https://practice.example:8443 http://localhost:3000"
    assert read_settings({"FRONTDOOR_EMBED_ORIGINS": text}).embed_origins == (SITE, OTHER, "http://localhost:3000")
    assert read_settings({}).embed_origins == ()
