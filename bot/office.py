"""The patient's side of the pages: the transcript as it may be shown now, the private link, the demo mailbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot import delivery, linking, resetting
from bot.channels.base import Inbound, Receipt
from bot.content import LEADER
from bot.conversation import Assurance, Conversation
from bot.dialogue.guidance import OFFERED
from bot.effects import Say
from bot.gather import gather
from bot.intake import Intake
from bot.own_side import OwnSide
from bot.services import Services
from bot.store import Entry
from bot.views import EntryView, MailView, ResetEntry, ResetForm, ResetResult, Transcript
from bot.visiting import file_of
from bot.worker import Worker
from nlu.understanding import JsonValue
from policies import assurance, disclosure, limits
from policies.init_data import Refused, read_launch

log = structlog.get_logger("frontdoor.office")

PINNED_FOR = timedelta(hours=12)
EMPTY = Transcript((), 0, "ANONYMOUS", "bot", 0)


class FrontOffice(OwnSide):
    """Implements `bot.workviews.WorkOffice`."""

    def __init__(self, services: Services, intake: Intake, worker: Worker, *, demo_mailbox: bool) -> None:
        super().__init__(services)
        self.intake = intake
        self.worker = worker
        self.demo_mailbox = demo_mailbox

    async def receive(self, event: Inbound) -> Receipt:
        """Screen, keep durably, wake the worker. Never raises."""
        return await self.intake.receive(event)

    async def settled(self, channel: str, address: str, seconds: float) -> bool:
        """Wait until everything received is answered, at most so long."""
        del channel, address
        try:
            async with asyncio.timeout(seconds):
                await self.worker.idle()
        except TimeoutError:
            return False
        return True

    async def transcript(self, channel: str, address: str, after: int = 0) -> Transcript:
        """The conversation of a window as it may be shown now."""
        now = self.services.clock()
        async with self.services.store.look() as unit:
            conversation_id = await unit.conversations.find(channel, address)
            talk = await unit.conversations.load(conversation_id) if conversation_id else None
            if conversation_id is None or talk is None:
                return EMPTY
            entries = await unit.entries.after(conversation_id, after)
            seen = tuple((await unit.seen.of(conversation_id)).items())
        level = assurance.level(talk.identity, now)
        views = tuple(view(entry, talk, level, now) for entry in entries)
        last = entries[-1].seq if entries else after
        alarm = _alarm(views, now)
        alarm = self._respoken(alarm, talk.lang) if alarm else None
        return Transcript(views, last, level.name, talk.speaker, talk.waiting, alarm, talk.lang, seen)

    def _respoken(self, alarm: EntryView, lang: str) -> EntryView:
        """Pinned guidance in the language of now: whoever changed it must not be left with what they could not read."""
        content = self.services.content
        if len(content.languages) == 1 or not content.has(alarm.key):
            return alarm
        buttons = tuple(OFFERED[one.id] for one in alarm.buttons if one.id in OFFERED)
        shown = content.render(Say(alarm.key, buttons=buttons), lang, private=True)
        return replace(alarm, text=shown.text, buttons=shown.buttons)

    async def looked_at(self, channel: str, address: str, entries: tuple[int, ...]) -> None:
        """Note which staff replies were read by that. A line that is hidden now was not shown, whatever a page says."""
        # A page names many lines; few of them are replies, and most were read before.
        async with self.services.store.look() as unit:
            found = await unit.conversations.find(channel, address)
            unread = await unit.replies.unread(found, entries) if found else ()
        if not unread or found is None:
            return
        async with self.services.store.begin() as unit:
            talk = await unit.conversations.load(found)
            if talk is None:
                return
            now = self.services.clock()
            level = assurance.level(talk.identity, now)
            lines = [line for seq in unread for line in await unit.entries.after(talk.id, seq - 1, 1)]
            shown = tuple(one.seq for one in lines if one.seq in unread and not view(one, talk, level, now).hidden)
            news = await delivery.looked_at(self.services, unit, talk, shown)
        if news:
            self.services.signals.wake("queue")

    def changes(self, topic: str) -> AsyncIterator[None]:
        """Wake whenever something changed for a topic."""
        return self.services.signals.listen(topic)

    async def link_is_good(self, token: str) -> bool:
        """Whether the link could still be opened. Spends nothing."""
        async with self.services.store.look() as unit:
            return await unit.links.peek(token, "continue", self.services.clock()) is not None

    async def open_link(self, token: str, address: str) -> bool:
        """Spend the link and bind this browser's window to its conversation; the open question is asked there."""
        now = self.services.clock()
        async with self.services.store.begin() as unit:
            link = await unit.links.spend(token, "continue", now)
            if link is None:
                return False
            mailed = await linking.opened(self.services, unit, link.conversation_id, address, "link")
        if mailed:
            self.services.signals.wake("outbox")
        return await self._ask_here(address, f"link:{now.timestamp()}", now)

    async def open_app(self, launch: str, address: str) -> bool:
        """Check who opened our page inside Telegram, once, and bind this window to their conversation."""
        now, key = self.services.clock(), self.services.launch_key
        found = read_launch(launch, key, now) if key else Refused.FORGED
        if isinstance(found, Refused):
            log.warning("app.refused", reason=found.value)
            return False
        async with self.services.store.begin() as unit:
            first = await unit.launches.first_time(found.digest, found.expires)
            # In a private chat the chat has its person's number, so nobody can open any conversation but their own.
            conversation_id = await unit.conversations.find("telegram", str(found.user_id)) if first else None
            if conversation_id is None:
                log.warning("app.refused", reason="no_conversation" if first else "repeated")
                return False
            await linking.opened(self.services, unit, conversation_id, address, "app")
        return await self._ask_here(address, f"app:{found.digest.hex()[:32]}", now)

    async def _ask_here(self, address: str, event_id: str, now: datetime) -> bool:
        """Have the open question asked on a window that was just opened."""
        return (await self.intake.receive(Inbound("web", address, event_id, "open", now))).stored

    async def reset_form(self, token: str) -> ResetForm | None:
        """What the reset page asks for; None for a token that opens nothing. Spends nothing."""
        return await resetting.reset_form(self.services, token)

    async def reset(self, token: str, entry: ResetEntry) -> ResetResult:
        """Screen what was typed, then spend the token and keep the new credentials, or say what to mend."""
        return await resetting.reset(self.services, token, entry)

    async def visit_file(self, channel: str, address: str, ref: str) -> str | None:
        """A visit as a file for a calendar, for who is confirmed in this window now and may see the request; else None."""
        async with self.services.store.look() as unit:
            found = await unit.conversations.find(channel, address)
            talk = await unit.conversations.load(found) if found else None
            facts = await gather(self.services, unit, talk, channel) if talk else None
            if talk is None or facts is None or ref not in {one.ref for one in facts.mine}:
                return None
            item = await unit.queue.get(ref)
            return file_of(self.services, item, talk.lang) if item else None

    async def mailbox(self) -> tuple[MailView, ...]:
        """The demo mailbox, newest first."""
        if not self.demo_mailbox:
            return ()
        async with self.services.store.look() as unit:
            mails = await unit.mails.list(50)
        return tuple(MailView(mail.to, mail.subject, mail.text, mail.at) for mail in mails)

    def say(self, key: str, lang: str = LEADER, /, **params: JsonValue) -> str:
        """A sentence of the content."""
        return self.services.content.say(key, lang, **params)

    def languages(self) -> tuple[str, ...]:
        """The languages that the practice offers now, the leading one first."""
        return self.services.content.languages

    async def speak(self, channel: str, address: str, lang: str) -> None:
        """The person chose a language: what is open is asked again in it. Without a conversation there is nothing to keep."""
        now = self.services.clock()
        async with self.services.store.begin() as unit:
            found = await unit.conversations.find(channel, address)
            talk = await unit.conversations.load(found) if found else None
            if talk is None or talk.lang == lang or lang not in self.languages():
                return
            await unit.conversations.save(replace(talk, lang=lang))
            windows = await unit.conversations.windows(talk.id)
        for window in windows:
            self.services.signals.wake(f"{window.channel}:{window.address}")
        if talk.speaker == "bot" and not talk.suspended and talk.asked is None:
            # While staff have the word nobody is asked anything, and after a red flag only the patient goes on.
            await self._ask_here(address, f"lang:{now.timestamp()}", now)


def view(entry: Entry, talk: Conversation, level: Assurance, now: datetime) -> EntryView:
    """One line as it may be shown now: a private one is hidden once the person may have put the phone down."""
    shown = disclosure.may_read_old(private_text=entry.private, level=level)
    fresh = now - entry.at < limits.VERIFIED_IDLE
    signed_out = talk.hide_before is not None and entry.at <= datetime.fromisoformat(talk.hide_before)
    hidden = not shown and (not fresh or signed_out)
    text, buttons = ("", ()) if hidden else (entry.text, entry.buttons)
    return EntryView(entry.seq, entry.kind, entry.key, text, buttons, entry.at, entry.event_id, hidden)


def _alarm(views: tuple[EntryView, ...], now: datetime) -> EntryView | None:
    """The last guidance, while it is recent and the patient has not said that it is no emergency."""
    last = next(
        (one for one in reversed(views) if one.key.startswith("guidance.") and one.key != "guidance.suspended"), None
    )
    gone_on = any(one.key == "shared.going_on" and last and one.seq > last.seq for one in views)
    return last if last and not gone_on and now - last.at < PINNED_FOR else None
