"""The door of every channel: screen the text, keep the event durably, then acknowledge.

A plain red flag is answered from here at once, by the transport itself, before and whether or not anything can be saved.
What the rules only suspect is answered by the turn, together with the second reader, a moment later; when the event cannot be
kept there is no turn, and guidance goes out from here all the same.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

import structlog

from bot.ahead import Question
from bot.channels.base import MAX_TEXT, Inbound, Receipt, Rendered, Transport
from bot.conversation import ConversationId
from bot.dialogue.guidance import guidance
from bot.effects import Say
from bot.faults import Point, reach
from bot.flows.answers.reading import look_over
from bot.services import Services
from bot.store import StoreAway, StoreError
from policies import limits, opening
from policies.triage import Disposition, Screening, screen

log = structlog.get_logger("frontdoor.intake")

SCREENED_KINDS = ("text", "edit", "press", "open", "media")
GUIDANCE_SECONDS = 5.0
LANGUAGE_SECONDS = 0.5
REMEMBERED = 1000
"""How many events with guidance are remembered, so that a repeat is not answered twice even with the database away."""


class Intake:
    """Takes events in. `wake` is told which conversation has something waiting."""

    def __init__(self, services: Services, lang: str = "en") -> None:
        self.services = services
        self.lang = lang
        self.arrived: asyncio.Queue[ConversationId] = asyncio.Queue()
        self._guided: dict[tuple[str, str], bool] = {}

    async def receive(self, event: Inbound) -> Receipt:
        """Screen, keep durably, wake the worker. Never raises; an event that could not be kept is not `stored`."""
        found = self._screen(event)
        event = cleaned(event)
        lang = await self._language(event) if found.disposition is not Disposition.NONE else self.lang
        shown = self._guidance(found.firm(), event, lang)
        guided = await self._guide(event, shown) if shown else self._guided.get(event.name, False)
        away = False
        try:
            # What is kept is what the guidance was for: a graver suspicion beside it still gets its own from the turn.
            kept = await self._keep(event, found.firm() if shown else found, guided)
            return replace(kept, guidance=shown, guided=guided)
        except (StoreError, OSError) as error:
            away = isinstance(error, StoreAway | OSError)
            why = str(error) if isinstance(error, StoreError) else error.strerror
            log.error("intake.not_stored", channel=event.channel, error=error, reason=why)
        except Exception as error:  # noqa: BLE001  # a channel must get an answer whatever broke
            log.error("intake.failed", channel=event.channel, error=error)
        if not shown and (shown := self._guidance(found, event, lang)):
            guided = await self._guide(event, shown)
        return Receipt(stored=False, guidance=shown, guided=guided, away=away)

    def _screen(self, event: Inbound) -> Screening:
        """Line one of everything. A fault in the rules must not cost the patient the message itself."""
        try:
            return screen(event.screened, self.services.red_flags)
        except Exception as error:  # noqa: BLE001  # whatever it is, the event must still be kept and answered
            log.critical("intake.screening_failed", channel=event.channel, error=error)
            return Screening(Disposition.NONE, None, ())

    def _guidance(self, found: Screening, event: Inbound, lang: str) -> Rendered | None:
        if found.disposition is Disposition.NONE:
            return None
        hours, now = self.services.content.practice.hours, self.services.local_now()
        say = guidance(found.disposition, open_now=opening.is_open(hours, now))
        late = event.sent_at is not None and self.services.clock() - event.sent_at > limits.LATE_AFTER
        shown = self.services.content.render(say, lang, private=False)
        if not late:
            return shown
        first = self.services.content.render(Say("guidance.late"), lang, private=False)
        return replace(shown, text=f"{first.text}\n\n{shown.text}")

    def _told(self, event: Inbound) -> str:
        """The language of the window, as the event tells it; else the leading one."""
        return event.lang if event.lang in self.services.content.languages else self.lang

    async def _language(self, event: Inbound) -> str:
        """The language to guide in. Where only the conversation knows it, that is asked, and not waited for: guidance goes out."""
        spoken = self.services.content.languages
        if event.lang or len(spoken) == 1:
            return self._told(event)
        try:
            async with asyncio.timeout(LANGUAGE_SECONDS), self.services.store.look() as unit:
                found = await unit.conversations.find(event.channel, event.address)
                talk = await unit.conversations.load(found) if found else None
        except Exception as error:  # noqa: BLE001  # whatever broke, guidance in the leading language helps more than none
            log.warning("intake.language_unknown", channel=event.channel, error=error)
            return self.lang
        return talk.lang if talk and talk.lang in spoken else self.lang

    async def _guide(self, event: Inbound, shown: Rendered) -> bool:
        """Deliver guidance now. True when the transport has it, so that the turn does not send it again."""
        transport = self.services.transports.get(event.channel)
        if transport is None or event.channel == "web":
            return False  # The web page shows the receipt's guidance with the answer to its own request.
        if self._guided.get(event.name):
            return True  # The channel hands the same event in again; it has its guidance.
        self._guided[event.name] = done = await self._guide_now(event, shown, transport)
        if len(self._guided) > REMEMBERED:
            del self._guided[next(iter(self._guided))]
        return done

    async def _guide_now(self, event: Inbound, shown: Rendered, transport: Transport) -> bool:
        try:
            async with asyncio.timeout(GUIDANCE_SECONDS):
                reach(Point.GUIDES)
                await transport.send(event.address, shown)
                reach(Point.GUIDED)
        except Exception as error:  # noqa: BLE001  # whatever the line does, the event must still be kept
            log.warning("intake.guidance_deferred", channel=event.channel, error=error)
            return False  # The turn will send it through the outbox, which retries.
        return True

    async def _keep(self, event: Inbound, found: Screening, guided: bool) -> Receipt:
        async with self.services.store.begin() as unit:
            entered = await unit.conversations.enter(event.channel, event.address, event.at, self._told(event))
            conversation_id = entered.conversation_id
            rule = found.rule if found.disposition is not Disposition.NONE else None
            new = await unit.inbox.put(
                event, conversation_id, rule=rule, disposition=found.disposition.value, guided=guided
            )
            if new and entered.at_rest and (question := Question.about(event, entered.at_rest, found)):
                self.services.ahead.begin(self.services.reader, event, question, lambda: self._look_over(question))
        if new:
            self.arrived.put_nowait(conversation_id)
        reach(Point.KEPT)
        return Receipt(stored=True, repeated=not new, conversation_id=conversation_id)

    def _look_over(self, question: Question) -> None:
        """Find what a message holds while the child reads it: the turn, which wants to know, finds it found."""
        if question.asked is None:  # With a question open, the turn looks with that in mind.
            look_over(question.text, self.services.lexicon)


def cleaned(event: Inbound) -> Inbound:
    """The event as it is kept: no more than the longest text, no characters that a database or a page cannot hold."""
    return replace(event, text=_plain(event.text), quoted=_plain(event.quoted), button=event.button[:256])


def _plain(text: str) -> str:
    return "".join(
        char
        for char in text[:MAX_TEXT]
        if char in "\n\t" or char >= " " and char != "\x7f" and not "\ud800" <= char <= "\udfff"
    )
