"""The chat on the practice's own site, in a real browser: one script tag, a button, a sandboxed frame, and nothing else."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.functional.phone import CLINIC, ELSEWHERE, PORTAL, frame_of, phone
from tests.functional.test_inside_telegram import check, reads

pytestmark = pytest.mark.functional

SITE = f"https://{CLINIC}/site"
CHAT = f"https://{PORTAL}/"


@pytest.fixture(scope="module")
async def held(tmp_path_factory, keywords):
    async with phone(tmp_path_factory.mktemp("embedded"), keywords) as one:
        yield one


async def at_the_site(held, address=SITE, **options):
    """Somebody looks at the practice's site."""
    context, page = await held.window(**options)
    await page.goto(address)
    return context, page


def button(page):
    return page.get_by_role("button", name="Chat with us")


async def opened(page):
    """The chat in its frame, once it is there."""
    await button(page).click()
    await page.frame_locator("iframe").locator("#text").wait_for()
    return frame_of(page)


async def test_a_patient_chats_on_the_practices_own_site(held):
    """One conversation in the frame, its cookie kept apart, and still there when the window is opened again or the page anew."""
    context, page = await at_the_site(held)
    frame = await opened(page)
    assert frame.url == CHAT
    await frame.locator("#text").fill("what are your hours?")
    await frame.locator("#text").press("Enter")
    await frame.locator("#log .entry.reply").nth(0).wait_for()
    await page.get_by_role("button", name="Close").click()
    await expect(page.locator("dialog")).to_be_hidden()
    await button(page).click()
    await reads(frame_of(page), "what are your hours?")
    await page.reload()
    await reads(await opened(page), "what are your hours?")
    cookies = [one for one in await context.cookies(f"https://{PORTAL}") if "lang" not in one["name"]]
    assert [(one["name"], one["secure"], one["httpOnly"], one["sameSite"]) for one in cookies] == [
        ("__Host-app", True, True, "None")
    ]
    assert cookies[0]["partitionKey"] == "https://clinic.example"
    await context.close()


async def test_nothing_is_asked_of_the_chat_before_somebody_opens_it(held):
    """Whoever only looks at the practice's site is not seen by the chat, and gets no cookie of it."""
    context, page = await held.window()
    asked = []
    page.on("request", lambda request: asked.append((request.url, request.headers.get("referer", ""))))
    await page.goto(SITE)
    await button(page).wait_for()
    assert [url for url, _ in asked if PORTAL in url] == [f"https://{PORTAL}/embed.js"]
    assert await context.cookies() == []
    asked.clear()
    await opened(page)
    assert not [one for one in asked if CLINIC in one[1]]  # the chat is not told which page somebody came from
    await context.close()


async def test_it_opens_and_closes_by_keyboard_and_the_focus_comes_back(held):
    """Nobody is caught in a frame."""
    context, page = await at_the_site(held)
    await button(page).wait_for()
    for _ in range(2):
        await page.keyboard.press("Tab")
    await expect(button(page)).to_be_focused()
    await expect(button(page)).to_have_attribute("aria-expanded", "false")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Chat with Westchester Health")).to_be_visible()
    await expect(page.get_by_role("button", name="Close")).to_be_focused()
    assert await page.locator("iframe").get_attribute("title") == "Chat with Westchester Health"
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog")).to_be_hidden()
    await expect(button(page)).to_be_focused()
    await page.keyboard.press("Enter")
    await page.frame_locator("iframe").locator("#text").wait_for()
    await page.keyboard.press("Tab")  # from the button that closes into the frame
    await page.frame_locator("iframe").locator("#text").focus()
    await page.keyboard.type("half a message")
    await page.keyboard.press("Escape")  # in the chat, where the page around it hears no keys
    await expect(page.locator("dialog")).to_be_hidden()
    await expect(button(page)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.frame_locator("iframe").locator("#text")).to_have_value("half a message")
    await context.close()


@pytest.mark.parametrize(("theme", "width"), [("light", 320), ("dark", 390), ("light", 1280), ("dark", 1280)])
async def test_everybody_can_use_it_at_every_width(held, theme, width):
    """A sheet over the whole of a phone, a window beside the page on a desk; whatever the site's own rules say."""
    context, page = await at_the_site(
        held, color_scheme=theme, viewport={"width": width, "height": 700}, reduced_motion="reduce"
    )
    await button(page).wait_for()
    await page.add_style_tag(content="h1, a { color: inherit !important }")  # the site's red is not ours to mend
    frame = await opened(page)
    box = await page.locator("dialog").bounding_box()
    whole = (box["x"], box["y"], box["width"], box["height"]) == (0, 0, width, 700)
    assert whole is (width < 640)
    inner = await page.locator("iframe").bounding_box()
    edge = 0 if whole else 1
    assert (inner["x"], inner["width"]) == (box["x"] + edge, box["width"] - 2 * edge)  # nothing of the chat is cut off
    shut = await page.get_by_role("button", name="Close").bounding_box()
    assert shut["x"] + shut["width"] <= box["x"] + box["width"]
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    look = "one => [getComputedStyle(one).fontStyle, getComputedStyle(one).fontSize]"
    assert await button(page).evaluate(look) == ["normal", "16px"]
    await frame.evaluate("scrollTo(0, 1e6)")  # what lies half under the message box would count as too small to tap
    await check(frame)
    await context.close()


async def test_whoever_wants_no_motion_gets_none(held):
    """It makes some people ill."""
    for wish, moves in (("reduce", "none"), ("no-preference", "up")):
        context, page = await at_the_site(held, reduced_motion=wish)
        await button(page).wait_for()
        await button(page).click()
        style = await page.locator("dialog").evaluate("one => getComputedStyle(one).animationName")
        assert style == moves
        await context.close()


async def test_a_site_that_is_not_listed_gets_a_link_that_works(held):
    """No grey box: the chat opens in a tab, where nobody lays anything over it."""
    context, page = await at_the_site(held, f"https://{ELSEWHERE}/site")
    link = page.get_by_role("link", name="Chat with us")
    await link.wait_for()
    assert await page.locator("iframe").count() == 0
    async with context.expect_page() as coming:
        await link.click()
    tab = await coming.value
    await tab.locator("#text").wait_for()
    assert tab.url == f"https://{PORTAL}/"
    assert await tab.evaluate("window.opener") is None
    await context.close()


async def test_a_browser_that_keeps_no_cookies_in_frames_is_told_in_the_frame(held):
    """And the way that works is one tap away, out of the sandbox."""
    context, page = await held.window()
    await page.route("**/embed", lambda route: route.continue_(url=f"https://{PORTAL}/embed?again=1"))
    await page.goto(SITE)
    await button(page).click()
    frame = page.frame_locator("iframe")
    await frame.get_by_role("heading", name="The chat needs a tab of its own").wait_for()
    async with context.expect_page() as coming:
        await frame.get_by_role("link", name="Open in a tab").click()
    tab = await coming.value
    await tab.locator("#text").wait_for()
    assert await tab.evaluate("window.name") == ""
    await frame.locator("h1").click()
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog")).to_be_hidden()
    await context.close()


async def test_the_frame_cannot_lead_the_page_around_it_away(held):
    """Whatever should ever run in it."""
    context, page = await at_the_site(held)
    frame = await opened(page)
    await frame.evaluate("try { top.location = 'https://elsewhere.example/' } catch (error) { }")
    await frame.evaluate("window.alert('x')")  # says nothing: it may not
    await page.wait_for_timeout(300)
    assert page.url == SITE
    await context.close()
