"""Every route of the real application, by every method, with everything odd: clear refusals, headers, and nothing changed by looking."""

from __future__ import annotations

import pytest

from bot.web.access import csrf_of
from tests.integration.route_kit import BASE, KINDS, METHODS, WINDOW, WORD, bodies, check, paths, queries, site
from tests.integration.store_kit import Place

WRITTEN_BY_LOOKING = {
    "audit": "that staff read something is written down",
    "audit_head": "the same",
    "staff_sessions": "a session that is used goes on",
    "presence": "who looks at a request is shown to colleagues",
}
"""Tables that a GET may write to, and why. None of them is of the patient's or the desk's work."""
TELLS = {"chat_seen_whole", "inbox_seen_whole"}
"""A picture that a browser without a script loads when it has shown the page: an answer counts as read then."""
ENDLESS = ("/chat/stream", "/staff/stream")


@pytest.fixture
async def house(place: Place, tmp_path):
    """The real application on either database."""
    async with site(place, tmp_path) as opened:
        yield opened


@pytest.fixture
async def here(tmp_path):
    """The real application on SQLite: what an answer looks like does not depend on the database."""
    async with site(Place("sqlite", tmp_path / "keys"), tmp_path) as opened:
        yield opened


def addresses(pages):
    """Each route with each of its addresses."""
    return [(route, path) for route in pages.routes for path in paths(route.path)]


@pytest.mark.parametrize("member", [None, "s-adam"])
async def test_every_path_answers_every_method_in_an_orderly_way(here, member):
    """Whoever tries doors finds them shut, with the headers on every refusal, and never a fault of ours."""
    async with await here.browser(member) as browser:
        for _, path in addresses(here.pages):
            for method in METHODS:
                if not (method == "GET" and path in ENDLESS):
                    answer = await browser.request(method, path)
                    check(answer, asked=f"{method} {path}"[:200])
                    assert method not in ("TRACE", "BREW") or answer.status_code in (404, 405)


@pytest.mark.parametrize("member", [None, "s-adam"])
async def test_looking_changes_nothing_whatever_is_asked(house, member):
    """Previews, scanners and other people's pages can make a browser look: by the bytes of every table, that is all it is."""
    async with await house.browser(member) as browser:
        for page in ("/staff/board", "/staff/audit"):
            await browser.get(page)  # The calendar that figures are counted with is made when it is first needed.
        before = await house.sums()
        for route, path in addresses(house.pages):
            if "GET" not in route.methods or route.name in TELLS or path in ENDLESS:
                continue
            for query in queries() if path == next(paths(route.path)) else ("",):
                for method in ("GET", "HEAD"):
                    answer = await browser.request(method, f"{path}?{query}")
                    check(answer, asked=f"{method} {path}?{query}"[:200])
        after = await house.sums()
    assert {name for name in before if before[name] != after[name]} <= set(WRITTEN_BY_LOOKING)


@pytest.mark.parametrize("member", [None, "s-adam"])
async def test_every_form_takes_everything_odd_in_an_orderly_way(house, member):
    """With the right token too: staff can be malicious, and a browser can be odd. Never a fault, never their text as markup."""
    for route in house.pages.routes:
        if "POST" not in route.methods or route.name == "webhook":
            continue
        async with await house.browser(member) as browser:
            token = browser.cookies["__Host-desk"] if member else WINDOW
            there, *odd = paths(route.path)
            body = f"csrf={csrf_of(token)}&name=a%00b".encode()
            asked = [(there, *one) for one in bodies(token)] + [(path, KINDS[0][0], body) for path in odd]
            for path, kind, body in asked:
                headers = {"content-type": kind.encode("latin-1")} if kind else {}
                answer = await browser.post(path, content=body, headers=headers)
                check(answer, asked=f"POST {path[:80]} {kind} {body[:160]!r}")


async def test_no_answer_lets_another_origin_read_it(here):
    """A page elsewhere can make a browser ask in somebody's name; it must not get the answer."""
    for headers in ({"origin": "https://elsewhere.example"}, {"origin": "null"}, {"origin": BASE}):
        async with await here.browser("s-adam") as browser:
            for route in here.pages.routes:
                path = next(paths(route.path))
                for method in {"GET", "OPTIONS"} if path not in ENDLESS else {"OPTIONS"}:
                    check(await browser.request(method, path, headers=headers), asked=f"{method} {path}")


async def test_every_page_of_the_desk_lets_one_sign_out(here):
    """Whoever leaves a shared machine must find the way out on the page that is open."""
    seen = 0
    async with await here.browser("s-adam") as browser:
        for route in here.pages.routes:
            path = next(paths(route.path))
            outside = path.startswith("/staff/sign-in") or path in ENDLESS or "people" in path.split("/")[4:]
            if "GET" in route.methods and path.startswith("/staff") and not outside:
                answer = await browser.get(path)
                if answer.status_code == 200 and answer.headers["content-type"].startswith("text/html"):
                    assert 'action="/staff/sign-out"' in answer.text, path
                    seen += 1
    assert seen >= 8


@pytest.mark.parametrize(
    "headers",
    [
        {"content-length": "-1"},
        {"content-length": "\u00b2".encode("latin-1")},
        {"content-length": "9" * 5_000},
        {"host": "elsewhere.example\x00"},
        {"host": ""},
        {"cookie": b"__Host-window=\xff; __Host-desk=\x00; =; ;;;" + b"a=b; " * 2_000},
        {"origin": "https://[", "sec-fetch-site": "same-origin"},
        {"origin": "http://desk.example:99999999"},
        {"accept-encoding": "gzip;q=\u00b2, br;;;=".encode("latin-1")},
        {"if-none-match": "*", "if-modified-since": "yesterday", "range": "bytes=-1-,,"},
        {"x-forwarded-for": "' OR 1=1 --", "x-forwarded-proto": "gopher", "x-forwarded-host": "elsewhere.example"},
        {"last-event-id": "\u00b2:9" * 500, "accept": "application/json;\x00"},
        {"user-agent": "zq7\"'><img src=x onerror=alert(1)>" * 50},
    ],
    ids=lambda headers: next(iter(headers)),
)
async def test_headers_are_no_more_trusted_than_bodies(here, headers):
    """Whatever stands between browser and program may let them through as they are."""
    sent = {name: value if isinstance(value, bytes) else value.encode("utf-8") for name, value in headers.items()}
    async with await here.browser("s-adam") as browser:
        for route in here.pages.routes:
            path = next(paths(route.path))
            for method in route.methods & {"GET", "POST"}:
                if path not in ENDLESS:
                    answer = await browser.request(method, path, content=KINDS[0][1], headers={**sent})
                    check(answer, asked=f"{method} {path}")
                    assert "elsewhere.example" not in answer.text + str(answer.headers)


async def test_the_webhook_takes_whatever_body_in_an_orderly_way(house):
    """Whoever has the secret is Telegram, and even Telegram's updates have shapes that nobody foresaw."""
    good = {"x-telegram-bot-api-secret-token": WORD}
    async with await house.browser(None) as browser:
        before = await house.sums()
        for secret in ({}, {"x-telegram-bot-api-secret-token": "wrong"}):
            answer = await browser.post("/telegram/k7Xq", content=b"{}", headers=secret)
            assert answer.status_code == 403
        assert await house.sums() == before
        for kind, body in (*KINDS, ("application/json", b'{"update_id": 1e400}'), ("application/json", b"NaN")):
            headers = {"content-type": kind.encode("latin-1"), **good}
            check(
                await browser.post(f"{BASE}/telegram/k7Xq", content=body, headers=headers),
                asked=f"{kind} {body[:60]!r}",
            )
