"""People who go on with their business while the product is killed again and again under their hands."""

from __future__ import annotations

import asyncio
import itertools
import random
import re
import time
from itertools import groupby

import httpx

from bot.content import Content
from policies import limits
from tests.emulator import Person
from tests.functional.web_person import WebPerson

MEDIA = ("voice", "photo", "video", "document", "sticker", "location", "contact", "audio")
PATIENCE = 60
"""Looks into the mailbox before another code is asked for."""
RED_FLAG = "I have crushing chest pain"


class Chatter:
    """Somebody on Telegram who sends one odd thing after the other; each has an answer of its own, so that order shows."""

    def __init__(self, person: Person, content: Content, dice: random.Random) -> None:
        self.person, self.content, self.dice = person, content, dice
        self.sent: list[str] = []
        self.alarmed = False
        self._wrote: list[float] = []

    def may_go_on(self) -> bool:
        """Whether another message, and an alarm after it, is no flood yet: one would be turned away, which is another promise.

        A minute and a little, since Telegram tells times in whole seconds.
        """
        minute = limits.MESSAGES_PER_MINUTE.window.total_seconds() + 2
        lately = [wrote for wrote in self._wrote if wrote > time.monotonic() - minute]
        return len(lately) < limits.MESSAGES_PER_MINUTE.times - 1

    async def goes_on(self) -> None:
        """Send one more thing, never the same twice in a row; once, say something that is a red flag."""
        if not self.alarmed and self.dice.random() < 0.05:
            await self.alarms()
            return
        kind = self.dice.choice([kind for kind in MEDIA if kind != (self.sent or [""])[-1]])
        self.sent.append(kind)
        self._wrote.append(time.monotonic())
        await self.person.send(kind)

    async def alarms(self) -> None:
        """Say something that is a red flag."""
        self.alarmed = True
        self._wrote.append(time.monotonic())
        await self.person.say(RED_FLAG)

    def kinds(self) -> list[str]:
        """The keys of the answers in their order, guidance aside."""
        return [f"media.{kind}" for kind in self.sent]

    def expected(self) -> list[str]:
        """The answers in their order, guidance aside: that may overtake."""
        return [self.content.say(f"media.{kind}") for kind in self.sent]

    def answers(self) -> list[str]:
        """What was answered, in order; the same thing said again at once counts once, since a send may be repeated."""
        said = [text for text in self.person.texts() if not self.is_guidance(text)]
        return [text for text, _ in groupby(said)]

    def unanswered(self) -> int:
        """How much of what was sent has no answer yet."""
        return len(self.sent) - len(self.answers())

    def repeats(self) -> int:
        """How many answers arrived more than once."""
        said = [text for text in self.person.texts() if not self.is_guidance(text)]
        return len(said) - len(self.answers())

    def is_guidance(self, text: str) -> bool:
        """Whether this is guidance."""
        return self.content.say("guidance.emergency") in text

    def guided(self) -> int:
        """How often guidance arrived."""
        return sum(map(self.is_guidance, self.person.texts()))

    def content_with_it(self) -> bool:
        """Everything was answered, in order, and guidance came if it was due."""
        return self.answers() == self.expected() and bool(self.guided()) == self.alarmed


class Applicant:
    """A patient who asks for a visit: begins on Telegram, goes on securely, proves who they are, and sends it."""

    def __init__(self, person: Person, known: dict[str, str], base: str, content: Content) -> None:
        self.person, self.base, self.known, self.content = person, base, known, content
        self.web = WebPerson(base)
        self.count = 0
        self.ref = ""

    async def apply(self) -> None:
        """All of it, with the patience of somebody whose connection is bad."""
        await self.person.start("appointment")
        while not await self._crosses():
            await self.person.start()
            await asyncio.sleep(2.0)
        asked = ""
        while not self.ref:
            words = await self._page("/")
            question = self._question(words)
            if question and question != asked:
                await self._answers(question)
                asked = question
            elif found := re.search(r"front desk\. Your reference is ([A-Z0-9-]+)", words):
                self.ref = found.group(1)
            await asyncio.sleep(0.05)

    async def _crosses(self) -> bool:
        """Open the newest link; False when it is spent, because the answer that held our cookie never arrived."""
        found = [link for text in self.person.texts() for link in re.findall(r"http://\S+/s/[\w-]+", text)]
        if not found:
            return False
        await self._page(found[-1].removeprefix(self.base))
        if not self.web.field("csrf"):
            return False
        return await self._patiently(lambda: self.web.open_link(found[-1])) == 200

    def _question(self, words: str) -> str:
        """The question that was asked last."""
        found = max((words.rfind(" ".join(text.split())), key) for key, text in self._questions().items())
        return found[1] if found[0] >= 0 else ""

    def _questions(self) -> dict[str, str]:
        say = self.content.say
        keys = ("verify.last_name.ask", "verify.dob.ask", "verify.contact_fact.ask", "appointment.provider.ask")
        named = {key: say(key) for key in (*keys, "appointment.reason.ask", "appointment.when.ask")}
        code = say("verify.code.ask").splitlines()[-1]
        return {**named, "verify.code.ask": code, "appointment.review": "Please check this. I have not sent it yet."}

    async def _answers(self, question: str) -> None:
        self.count += 1
        event = f"applicant-{self.known['last_name'][:3].strip()}-{self.person.id}-{self.count}"
        if question == "appointment.review":
            await self._patiently(lambda: self.web.presses("Send", event))
            await self._patiently(lambda: self.web.post("/chat/press", button=self.sending, event=f"{event}-again"))
            return
        words = await self._code(event) if question == "verify.code.ask" else self.known[question]
        await self._patiently(lambda: self.web.says(words, event))

    @property
    def sending(self) -> str:
        """The button that sends the one request of this conversation."""
        return "1.accept"

    async def _code(self, event: str) -> str:
        """The code in the newest mail; another is asked for when none comes, since a code is never mailed twice."""
        reader = WebPerson(self.base)
        for tries in itertools.count(1):
            await self._patiently(lambda: reader.get("/mailbox"))
            mails = re.findall(r'<article class="mail">.*?</article>', reader.page, flags=re.DOTALL)
            mine = [mail for mail in mails if self.known["email"] in mail]
            if mine and (found := re.search(r"\b\d{8}\b", mine[0])):
                await reader.close()
                return found.group(0)
            if tries % PATIENCE == 0:
                again = f"{event}-new-{tries}"
                await self._patiently(lambda again=again: self.web.presses("Send a new code", again))
            await asyncio.sleep(0.1)
        raise AssertionError

    async def _page(self, path: str) -> str:
        await self._patiently(lambda: self.web.get(path))
        return self.web.words()

    async def _patiently(self, work):
        """Do it until it comes through. A form carries its own number, so doing it twice is doing it once."""
        while True:
            try:
                done = await work()
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            if done != 503:
                return done
            await asyncio.sleep(0.05)
