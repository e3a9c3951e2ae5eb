"""Every flow that begins in Telegram goes on in the other window, in a real browser, and what may be said of it comes back.

With script inside Telegram, without script over the single-use link; narrow and wide, light and dark.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, product

import pytest

from tests.functional.canaries import as_text
from tests.functional.phone import phone
from tests.functional.test_inside_telegram import CHAT, check

pytestmark = pytest.mark.functional

SENT = "Your request has been sent."
LOOKS = tuple(product((320, 390, 1280), ("light", "dark")))


@dataclass(frozen=True)
class Talk:
    """One flow: how somebody begins, who they are, what they answer, how it ends here and in Telegram."""

    name: str
    begins: str
    who: tuple[str, str, str]  # last name, date of birth, ZIP code
    answers: tuple[tuple[str, str], ...]  # what stands in a question, and the answer
    ends: str
    receipt: str
    private: tuple[str, ...]

    def answer(self, asked: str) -> str | None:
        """What they answer to a question; None to what is none of theirs."""
        name, dob, contact = self.who
        told = (*self.answers, ("Who is the", "me"), ("ZIP code", contact), ("last name", name), ("date of birth", dob))
        return next((answer for words, answer in told if words in asked), None)


VEGA, EILEEN = ("Vega", "8/12/1979", "10549"), ("O'Shaughnessy", "2/28/1941", "10536")
DECLAN, INES = ("O'Shaughnessy", "10/5/1973", "10507"), ("Castañeda-Ruiz", "5/17/1984", "10507")
TUNDE, AMARA = ("Adeyemi", "11/19/1975", "10598"), ("Adeyemi", "1/4/2009", "10598")
TALKS = (
    Talk(
        "appointment",
        "I need an appointment",
        VEGA,
        (
            ("a new visit, or", "a new visit"),
            ("like to see", "Dr. Patel"),
            ("visit for?", "a stiff wristbone"),
            ("days and times", "Tuesday morning"),
        ),
        "Your request is with the front desk",
        SENT,
        ("patel", "wristbone", "tuesday", "vega"),
    ),
    Talk(
        "refill",
        "I need a refill",
        EILEEN,
        (
            ("Which medicine", "furosemide"),
            ("How many days", "20"),
            ("How much do you need", "90 days"),
            ("Which pharmacy", "CVS in Katonah"),
        ),
        "Your refill request is with the office",
        SENT,
        ("furosemide", "cvs", "shaughnessy", "1941"),
    ),
    Talk(
        "message",
        "I want to send my doctor a message",
        DECLAN,
        (
            ("should get your message", "care team"),
            ("What is it about", "My care"),
            ("type your message", "The bandage has a marigold stain."),
        ),
        "Your message is with the care team",
        SENT,
        ("marigold", "bandage", "shaughnessy", "1973"),
    ),
    Talk(
        "user name",
        "I forgot my username",
        INES,
        (("Which e-mail", "ines.castaneda@example.com"),),
        "a mail with the username is on its way",
        "",
        ("castaneda", "ruiz", "1984", "inescr"),
    ),
    Talk(
        "password",
        "I forgot my password",
        INES,
        (("portal username", "inescr"),),
        "a mail with a link is on its way",
        "",
        ("inescr",),
    ),
    Talk(
        "token",
        "I have a reset token",
        INES,
        (("reset token that", "7KQ2-M4RX-9TZA"), ("Which e-mail", "ines.castaneda@example.com")),
        "The button below opens our secure page",
        "",
        ("7kq2", "castaneda"),
    ),
    Talk(
        "everything",
        "I forgot my username and my password",
        TUNDE,
        (("first name", "Tunde"), ("e-mail address does", "tunde.adeyemi@example.com"), ("your ZIP code?", "10598")),
        "you set your sign-in up anew",
        "",
        ("tunde", "adeyemi", "1975", "10598"),
    ),
    Talk("status", "where is my request", AMARA, (), "I have no request from you here", "", ("adeyemi", "2009")),
)


def seen() -> Iterator[object]:
    """Each flow with script and without, in turn in every width and either theme."""
    looks = cycle(LOOKS)
    for number, (talk, script) in enumerate(product(TALKS, (True, False)), start=5_000):
        width, theme = next(looks)
        way = "inside" if script else "link"
        yield pytest.param(number, talk, width, theme, script, id=f"{talk.name}-{way}-{width}-{theme}")


@pytest.fixture(scope="module")
async def held(tmp_path_factory, reader):
    async with phone(tmp_path_factory.mktemp("windows"), reader) as one:
        yield one


class Window:
    """The window outside the chat of Telegram, with or without script."""

    def __init__(self, page, *, script: bool) -> None:
        self.page = page
        self.script = script

    async def opens(self, held, pat) -> None:
        """Come in by the button, or by the link where no script runs."""
        if self.script:
            await self.page.goto(pat.opens("Continue securely"))
        else:
            await pat.say("/link")
            await pat.reads("It opens in your browser, works once")
            (button,) = pat.replies()[-1]["reply_markup"]["inline_keyboard"][0]
            await self.page.goto(button["url"])
            await self.page.get_by_role("button", name="Continue").click()
        await self.page.wait_for_url(CHAT)

    async def newest(self) -> str:
        """What stands last in the chat; without script one looks again."""
        if not self.script:
            await self.page.goto("about:blank")
            await self.page.goto(CHAT)
        return await self.page.locator("#log .entry").last.inner_text()

    async def shows(self, words: str) -> bool:
        """Whether words stand anywhere in the chat."""
        return words in await self.page.locator("#log").inner_text()

    async def says(self, text: str) -> None:
        """Type and send."""
        await self.page.locator("#text").fill(text)
        await (self.page.keyboard.press("Enter") if self.script else self.page.locator("#compose .send").click())

    async def presses(self, label: str) -> None:
        """Press a button of the newest line."""
        await self.page.get_by_role("button", name=label, exact=True).last.click()


async def talks(held, window: Window, talk: Talk) -> None:
    """Answer what is asked until it is over; what was answered already is not answered again."""
    code_wanted, done = held.site.say("verify.code.ask").splitlines()[1][:25], ""
    for _ in range(200):
        asked = await window.newest()
        if await window.shows(talk.ends):
            return  # A word on the hours may stand behind it.
        if asked != done:
            if "I have not sent it yet" in asked:
                await window.presses("Send")
                done = asked
            elif code_wanted in asked:
                await window.says(await held.site.code())
                done = asked
            elif (answer := talk.answer(asked)) is not None:
                await window.says(answer)
                done = asked
        await asyncio.sleep(0.15)
    raise AssertionError(asked)


@pytest.mark.parametrize(("number", "talk", "width", "theme", "script"), list(seen()))
async def test_a_flow_goes_from_telegram_to_the_other_window_and_back(held, number, talk, width, theme, script):
    """Whatever somebody wants and whatever their browser can, they are not lost on the way, and Telegram learns nothing."""
    site = held.site
    pat = site.emulator.person(number)
    before = len(site.emulator.calls)
    await pat.say(talk.begins)
    await pat.reads(site.say("shared.continue_securely"))
    context, page = await held.window(
        viewport={"width": width, "height": 800}, color_scheme=theme, java_script_enabled=script
    )
    window = Window(page, script=script)
    await window.opens(held, pat)
    await talks(held, window, talk)
    if talk.receipt:
        await pat.reads(talk.receipt)
    if script:
        await check(page)
    calls = [as_text(call.params).casefold() for call in site.emulator.calls[before:]]
    assert [word for word in talk.private if any(word in call for call in calls)] == []
    await context.close()
