"""From a Telegram chat into the page inside Telegram and back: one conversation, two windows, a real browser."""

from __future__ import annotations

import asyncio
import json
from itertools import product

import pytest

from tests.emulator.launch import DARK, LIGHT
from tests.functional.pages import AXE, RULES, WRONG
from tests.functional.phone import ELSEWHERE, PORTAL, TELEGRAM, frame_of, framed, path_of, phone
from tests.functional.test_telegram_walk import CANARIES, FIRST

pytestmark = pytest.mark.functional

CHAT = f"https://{PORTAL}/#latest"
ANSWERS = {
    "Who would you like to see": "Dr. Patel",
    "What is the visit for": "the knee brace",
    "Which days and times": "Tuesday morning",
}


@pytest.fixture(scope="module")
async def held(tmp_path_factory, keywords):
    async with phone(tmp_path_factory.mktemp("phone"), keywords) as one:
        yield one


async def asks(held, number):
    """Somebody begins in Telegram and comes to the first private question."""
    pat = held.site.emulator.person(number)
    await pat.say("I need an appointment")
    await pat.reads(held.site.say("shared.continue_securely"))
    return pat


async def says(page, text):
    """Somebody types into the page."""
    await page.locator("#text").fill(text)
    await page.keyboard.press("Enter")


async def reads(page, words):
    """These words stand on the page."""
    await page.locator("#log").get_by_text(words).last.wait_for()


async def verified(held, page):
    """Who it is, proven on the page."""
    for question, text in (("last name", "Vega"), ("date of birth", "8/12/1979"), ("ZIP", "10549")):
        await page.locator("#log .entry.reply").last.get_by_text(question).first.wait_for()
        await says(page, text)
    await page.locator("#log .entry.reply").last.get_by_text("code").first.wait_for()
    await says(page, await held.site.code())


async def to_the_review(page):
    """Whatever is asked, until the review stands there."""
    for _ in range(60):
        newest = await page.locator("#log .entry").last.inner_text()
        if "I have not sent it yet" in newest:
            return
        known = [answer for question, answer in ANSWERS.items() if question in newest]
        if known:
            await says(page, known[-1])
        await asyncio.sleep(0.25)
    raise AssertionError(newest)


async def test_a_request_goes_from_telegram_through_the_page_inside_it_and_the_receipt_comes_back(tmp_path, reader):
    """This is the whole promise: patients stay where they are, and what is private never does."""
    async with phone(tmp_path, reader) as held:
        pat = held.site.emulator.person(4711)
        await pat.say(FIRST)
        await pat.reads(held.site.say("shared.continue_securely"))
        assert pat.labels() == ["Continue securely"]
        assert not any("/s/" in text for text in pat.texts())

        context, page = await held.window()
        await page.goto(pat.opens("Continue securely"))
        await page.wait_for_url(CHAT)
        await verified(held, page)
        await to_the_review(page)
        assert "Dr. Patel" in await page.locator("#log").inner_text()

        await pat.say("how much does the portal cost?")
        await pat.reads(held.site.say("faq.fee"))
        await reads(page, "how much does the portal cost?")  # The other window shows it too, by itself.

        await page.get_by_role("button", name="Send", exact=True).last.click()
        await pat.reads("Your request has been sent.")
        await page.locator("#log .entry.receipt").last.wait_for()
        for call in held.site.emulator.calls:
            said = json.dumps(call.params, ensure_ascii=False).casefold()
            assert not [canary for canary in CANARIES if canary in said], call
        await context.close()


async def test_it_opens_at_the_very_question_and_leaves_no_trace_of_the_launch(held):
    """Whoever is sent to a front page is lost; and launch data in a history or a referrer could be kept by others."""
    pat = await asks(held, 101)
    context, page = await held.window()
    asked = []
    page.on("request", lambda request: asked.append((request.url, request.headers.get("referer"))))
    await page.goto(pat.opens("Continue securely"))
    await page.wait_for_url(CHAT)
    await reads(page, "last name")
    assert {path_of(url) for url, _ in asked} <= {"/", "/app", "/chat/stream", "/chat/entries"} | {
        path_of(url) for url, _ in asked if "/static/" in url
    }
    assert [one for one in asked if not one[0].startswith(f"https://{PORTAL}/") or one[1]] == []
    assert not any("tgWebApp" in url.partition("#")[0] for url, _ in asked)
    await page.go_back()
    assert "tgWebApp" not in page.url
    await context.close()


async def test_in_telegrams_page_in_a_browser_it_works_in_its_frame(held):
    """There our cookie is a stranger's, and most browsers keep it only apart for each site."""
    pat = await asks(held, 102)
    context, page = await held.window()
    await page.goto(framed(TELEGRAM, pat.opens("Continue securely")))
    for _ in range(100):
        if frame_of(page).url == CHAT:
            break
        await asyncio.sleep(0.1)
    frame = frame_of(page)
    await frame.locator("#log").get_by_text("last name").last.wait_for()
    await frame.locator("#text").fill("Vega")
    await frame.locator("#text").press("Enter")
    await frame.locator("#log").get_by_text("date of birth").last.wait_for()
    cookies = [one for one in await context.cookies() if one["name"] == "__Host-app"]
    assert [(one["secure"], one["httpOnly"], one["sameSite"]) for one in cookies] == [(True, True, "None")]
    await page.goto(framed(ELSEWHERE, f"https://{PORTAL}/"))
    await page.wait_for_timeout(300)
    assert "chat" not in await frame_of(page).evaluate("document.body ? document.body.className : ''")
    await context.close()


@pytest.mark.parametrize("shown", ["/app", "/"])
async def test_no_other_page_may_show_it_in_a_frame(held, shown):
    """A page around ours could lay itself over it and have people press what they do not see."""
    context, page = await held.window()
    await page.goto(framed(ELSEWHERE, f"https://{PORTAL}{shown}"))
    await page.wait_for_timeout(300)
    assert frame_of(page).url.startswith("chrome-error:")
    await context.close()


async def test_an_address_that_was_used_opens_nothing_in_another_hand(held):
    """Somebody copies it, or the browser brings it back."""
    pat = await asks(held, 103)
    address = pat.opens("Continue securely")
    context, page = await held.window()
    await page.goto(address)
    await page.wait_for_url(CHAT)
    other, thief = await held.window()
    await thief.goto(address)
    await thief.get_by_role("heading", name="This page did not open").wait_for()
    await thief.goto(f"https://{PORTAL}/")
    assert "I need an appointment" not in await thief.content()
    await context.close()
    await other.close()


async def test_the_network_may_break_at_the_door_and_the_next_tap_goes_on(held):
    """On a train: nothing is lost, nothing is said twice, and the page says what to do."""
    pat = await asks(held, 104)
    context, page = await held.window()
    await page.route("**/app", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    await page.goto(pat.opens("Continue securely"))
    await page.get_by_text("tap Continue securely there once more").wait_for()
    await page.unroute("**/app")

    async def lose_the_answer(route):  # It reaches us, and what we say never arrives.
        if route.request.method == "POST":
            await route.fetch(url=f"{held.site.base}/app")
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/app", lose_the_answer)
    await page.goto("about:blank")
    await page.goto(pat.opens("Continue securely"))
    await page.get_by_text("tap Continue securely there once more").wait_for()
    await page.unroute("**/app")
    await page.goto("about:blank")
    await page.goto(pat.opens("Continue securely"))
    await page.wait_for_url(CHAT)
    await reads(page, "last name")
    assert (await page.locator("#log").inner_text()).count("I need an appointment") == 1
    await context.close()


async def test_without_javascript_a_link_is_the_way(held):
    """The page says how, the chat gives it, and it leads to the same question."""
    pat = await asks(held, 105)
    context, page = await held.window(java_script_enabled=False)
    await page.goto(pat.opens("Continue securely"))
    words = await page.locator("main").inner_text()
    assert "needs JavaScript" in words
    assert 'Write the word "link" in your chat' in words
    await pat.say("/link")
    await pat.reads("It opens in your browser, works once")
    (button,) = pat.replies()[-1]["reply_markup"]["inline_keyboard"][0]
    await page.goto(button["url"])
    await page.get_by_role("button", name="Continue").click()
    assert "last name" in await page.locator("#log").inner_text()
    await context.close()


HOSTILE = {
    "bg_color": "url(https://elsewhere.example/x)",
    "text_color": "red;} *{display:none",
    "link_color": "#12",
    "hint_color": 7,
}
PALE = {
    "bg_color": "#ffffff",
    "text_color": "#f8f8f8",
    "hint_color": "#eeeeee",
    "button_color": "#fdfdfd",
    "button_text_color": "#ffffff",
}
THEMES = {"light": LIGHT, "dark": DARK, "hostile": HOSTILE, "pale": PALE}


@pytest.mark.parametrize("theme", THEMES)
async def test_everybody_can_read_it_in_whatever_colours_telegram_wears(held, theme):
    """Colours come from whoever made a theme; people with weak eyes must be able to read in all of them."""
    pat = await asks(held, 200 + 10 * list(THEMES).index(theme))
    context, page = await held.window()
    await page.goto(pat.opens("Continue securely", THEMES[theme]))
    await page.wait_for_url(CHAT)
    await reads(page, "last name")
    await check_looks(page)
    worn = await page.evaluate("document.documentElement.style.cssText")
    assert "url" not in worn
    paper = await page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()")
    if theme in ("light", "dark"):
        assert paper == THEMES[theme]["bg_color"]
    await page.goto("about:blank")
    await page.goto(f"https://{PORTAL}/app#tgWebAppThemeParams={json.dumps(THEMES[theme])}")
    await page.get_by_role("heading", name="This page did not open").wait_for()
    await check_looks(page)
    await context.close()


async def check_looks(page):
    """In either scheme of the phone, small and usual: a page that stands there is looked at again, not opened again."""
    for scheme, width in product(("light", "dark"), (320, 390)):
        await page.emulate_media(color_scheme=scheme)
        await page.set_viewport_size({"width": width, "height": 700})
        await check(page)


async def check(page):
    """No violation, and nothing to scroll sideways for."""
    await page.wait_for_load_state("load")
    await page.evaluate(AXE)
    found = await page.evaluate(WRONG, RULES)
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
