"""Who may do what from where: headers, cookies, tokens, and doors that stay shut."""

from __future__ import annotations

import copy

import pytest

from bot.web.access import TOKEN, Browser, new_browser
from bot.web.app import OPEN
from tests.unit.web.fakes import GOOD_LINK, GOOD_RESET, FakeDesk, FakeOffice, application
from tests.unit.web.scene import SCENES, furnish
from tests.unit.web.visitor import Visitor

POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
    "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
}  # fmt: skip
GETS = (
    "/", "/chat/entries?after=0", f"/s/{GOOD_LINK}", "/s/used", "/mailbox", "/health", "/static/base.css",
    "/static/none.css", "/staff/sign-in", "/staff", "/staff/items/WH-7K2M", "/staff/items/none", "/staff/stream",
    "/staff/items/WH-7K2M/visit.ics", "/chat/visit/WH-7K2M.ics",
    "/nowhere", "/.env", "/chat/say", f"/portal/reset/{GOOD_RESET}", "/portal/reset/used", "/portal/done",
)  # fmt: skip
POSTS = (
    "/chat/say",
    "/chat/press",
    f"/s/{GOOD_LINK}",
    "/staff/sign-in",
    "/staff/sign-out",
    "/staff/items/WH-7K2M/take",
    "/staff/items/WH-7K2M/token",
    "/staff/items/WH-7K2M/book",
    f"/portal/reset/{GOOD_RESET}",
    "/nowhere",
)


def check_headers(answer):
    assert set(answer.headers["content-security-policy"].split("; ")) == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize("path", GETS)
@pytest.mark.parametrize("inside", [False, True])
async def test_every_page_and_every_error_carries_the_protective_headers(app, desk, path, inside):
    """One answer without them, an error page most of all, is where a planted script would run."""
    desk.put("WH-7K2M")
    visitor = Visitor(app)
    if inside and path != "/staff/stream":
        await visitor.signed_in()
    check_headers(await visitor.get(path))


@pytest.mark.parametrize("path", POSTS)
async def test_every_refused_form_carries_the_protective_headers(visitor, path):
    """A refusal is a page too."""
    answer = await visitor.form(path)
    assert answer.status_code in (303, 401, 403, 404)
    check_headers(answer)


async def test_an_error_of_our_own_is_answered_in_words_without_its_text(office, visitor):
    """An exception may hold what a patient wrote."""

    async def fails(token):
        raise RuntimeError("secret words of a patient")

    office.link_is_good = fails
    answer = await visitor.get(f"/s/{GOOD_LINK}")
    assert answer.status_code == 500
    assert "secret words" not in answer.text
    assert "(914) 232-1919" in answer.text
    check_headers(answer)


async def test_an_unknown_address_gives_no_hint_of_what_exists(visitor):
    """Whoever tries addresses learns only that this one is not there."""
    pages = [await visitor.get(path) for path in ("/nowhere", "/staff/", "/staff/items", "/chat", "/admin.php")]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    assert "/staff" not in pages[0].text


async def test_what_is_not_listed_as_open_needs_a_sign_in(app, desk):
    """A new route is shut until somebody decides otherwise."""
    desk.put("WH-7K2M")
    shut = [route for route in app.routes if route.name not in OPEN]
    assert len(shut) >= 6
    for route in shut:
        for method in route.methods - {"HEAD"}:
            path = route.path.replace("{ref}", "WH-7K2M").replace("{verb}", "take")
            answer = await Visitor(app).http.request(method, path, data={} if method == "POST" else None)
            assert answer.status_code in (303, 401), route.name
            assert "WH-7K2M" not in answer.text.replace("/staff/items/WH-7K2M", "")
    assert desk.acts == []


async def test_looking_changes_nothing(app, office, desk):
    """Link previews, mail scanners and prefetching browsers look at everything."""
    furnish(office, desk)
    before = copy.deepcopy((office.received, office.links, office.opened, office.entries, desk.items, desk.acts))
    visitor = await Visitor(app).signed_in()
    visitor.http.cookies.set("window", SCENES["talk"].token)
    for path in (*GETS, "/chat/press?button=menu", "/staff/items/WH-7K2M/take", "/staff/sign-out"):
        if path != "/staff/stream":
            await visitor.get(path)
            await visitor.http.head(path)
    assert (office.received, office.links, office.opened, office.entries, desk.items, desk.acts) == before


@pytest.mark.parametrize("path", ["/chat/say", "/chat/press"])
@pytest.mark.parametrize("token", ["", "0" * 64, "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")])
async def test_a_form_without_this_browsers_token_is_refused(visitor, office, path, token):
    """Another site can make a browser post, but cannot read the token."""
    await visitor.get("/")
    answer = await visitor.form(path, csrf=token, text="hello", button="menu")
    assert answer.status_code == 403
    assert office.received == []
    assert "911" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": "https://testserver.elsewhere.example"},
        {"origin": "javascript:0"},
        {"origin": "https://["},
    ],
)
async def test_a_form_from_another_site_is_refused_even_with_the_right_token(visitor, office, headers):
    """The token may have leaked; where the request comes from cannot be forged from a page."""
    await visitor.get("/")
    answer = await visitor.form("/chat/say", headers=headers, text="hello")
    assert answer.status_code == 403
    assert office.received == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://testserver"},
        {"origin": "null"},
        {"origin": "null", "sec-fetch-site": "same-origin"},
        {"origin": "http://testserver", "sec-fetch-site": "same-origin"},
    ],
)
async def test_a_form_of_our_own_page_is_taken_whatever_the_browser_tells(visitor, office, headers):
    """Our pages send no referrer, so browsers name their origin as null."""
    await visitor.get("/")
    answer = await visitor.form("/chat/say", headers=headers, text="hello")
    assert answer.status_code == 303
    assert len(office.received) == 1


async def test_the_token_of_one_browser_does_not_open_another(app, office):
    """The token is bound to the cookie."""
    one, other = Visitor(app), Visitor(app)
    await one.get("/")
    await other.get("/")
    other.csrf = one.csrf
    assert (await other.form("/chat/say", text="hello")).status_code == 403
    assert office.received == []


async def test_the_cookie_of_a_window_is_bound_to_host_and_hidden_from_scripts():
    """Behind TLS the name itself forbids that a neighbouring site plants one."""
    visitor = Visitor(application(secure_cookies=True))
    answer = await visitor.get("/")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-window=")
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=2592000"):
        assert part in cookie
    assert "Domain" not in cookie
    assert answer.headers["strict-transport-security"].startswith("max-age=63072000")


async def test_the_cookie_of_staff_never_travels_from_another_site():
    """Strict: not even a link from elsewhere opens the desk."""
    visitor = Visitor(application(secure_cookies=True))
    visitor.http.base_url = "https://testserver"
    await visitor.get("/staff/sign-in")
    answer = await visitor.form("/staff/sign-in", name="nora", password="a long demo password")
    cookies = [one for one in answer.headers.get_list("set-cookie") if one.startswith("__Host-desk=")]
    assert len(cookies) == 1
    for part in ("HttpOnly", "Secure", "SameSite=strict"):
        assert part in cookies[0]
    assert "Max-Age" not in cookies[0]


async def test_a_window_is_named_by_a_hash_and_the_cookie_is_stored_nowhere(visitor, office):
    """Whoever reads the database cannot open a conversation with it."""
    await visitor.get("/")
    await visitor.form("/chat/say", text="hello")
    token = visitor.http.cookies["window"]
    event = office.received[0]
    assert event.address == Browser(token).address
    assert len(event.address) == 64
    assert token not in repr(event)


@pytest.mark.parametrize("planted", ["", "short", "x" * 42, "x" * 44, "x" * 42 + "\u00e9", "x" * 5000])
async def test_a_cookie_that_is_not_ours_is_replaced(app, planted):
    """A window's name is never chosen by somebody else's guess."""
    visitor = Visitor(app)
    answer = await visitor.http.get("/", headers={"cookie": f"window={planted}".encode()})
    assert TOKEN.match(answer.cookies["window"])
    assert answer.cookies["window"] != planted


def test_new_windows_never_repeat():
    """Their secrets are random."""
    assert len({new_browser().token for _ in range(1000)}) == 1000


async def test_a_demo_mailbox_does_not_exist_where_mail_is_real(office):
    """Codes must not be readable on a page."""
    visitor = Visitor(application(office, FakeDesk(office), demo_mailbox=False))
    assert (await visitor.get("/mailbox")).status_code == 404
    assert "/mailbox" not in (await visitor.get("/")).text


async def test_health_says_that_the_process_answers():
    """For whoever watches the machine."""
    answer = await Visitor(application(FakeOffice())).get("/health")
    assert (answer.status_code, answer.text) == (200, "ok\n")
