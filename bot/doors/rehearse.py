"""`frontdoor rehearse`: a whole conversation against the real dialogue, flows, store and mail, with the clock where it is put.

Everything is as in the running practice, except that the clock stands still, the database is a fresh one, and what a
channel would send is written down instead.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.bootstrap import Application, build
from bot.channels.base import Inbound
from bot.conversation import Assurance
from bot.dialogue.open_flow import flow_of, open_ask
from bot.directory import load_people
from bot.doors.lines import BadLine, text_of
from bot.doors.recording import Clock, Recorder, Seen, shown_button
from bot.doors.rehearsed_staff import RehearsedStaff
from bot.flows import engine
from bot.gather import gather
from bot.queue.item import Item
from bot.settings import Settings
from nlu.client import LanguageChild
from policies import assurance

MEDIA = ("photo", "voice", "sticker", "document", "location", "contact", "video", "audio", "animation", "poll")


class Rehearsal:
    """One practice in rehearsal. Call it with each event."""

    def __init__(self, settings: Settings, child: LanguageChild, clock: Clock, channel: str) -> None:
        self.settings = settings
        self.child = child
        self.clock = clock
        self.channel = channel
        self.seen = Seen()
        self.count = 0
        self.mails = 0
        self.staff = RehearsedStaff(self._items)
        self.last: dict[str, Inbound] = {}
        self.private_side: set[str] = set()
        self.app: Application

    async def open(self, people: Any = None) -> None:  # noqa: ANN401  # the people file as read
        """Build the practice; load people the first time."""
        self.app = await build(self.settings, reader=self.child, clock=self.clock)
        if people is not None:
            await load_people(self.app.services.store, people)
            await self.app.services.store.close()
            self.app = await build(self.settings, reader=self.child, clock=self.clock)
        self.app.services.held = timedelta(0)  # The clock stands: nothing would ever stop waiting.
        self.app.services.paced = False
        self.app.services.transports["telegram"] = Recorder("telegram", self.seen)
        self.app.services.witness = lambda address, reply: self.seen.show("web", address, reply)
        await self.app.outbox.settle_interrupted()

    async def close(self) -> None:
        """Close the practice."""
        await self.app.services.store.close()

    async def __call__(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        """One event; what was said, mailed and queued because of it."""
        begun = time.perf_counter()
        self.seen.replies.clear()
        self.staff.made.clear()
        who = str(event.get("conversation", "1"))
        self.clock.now += timedelta(milliseconds=1)  # Two events are never at the same instant.
        await self._dispatch(who, event)
        await self._settle()
        ms = round((time.perf_counter() - begun) * 1000, 1)
        return {
            "replies": self._replies(),
            "mail": await self._mail(),
            "state": await self._state(who),
            "queue": await self._queue(),
            **self.staff.made,
            "ms": ms,
        }

    async def _dispatch(self, who: str, event: Mapping[str, Any]) -> None:
        match event:
            case {"say": _} | {"press": _} | {"edit": _} | {"send": _}:
                await self._person(self.channel, who, event)
            case {"secure": dict() as inner}:
                await self._secure(who, inner)
            case {"again": True}:
                if who in self.last:
                    await self.app.intake.receive(self.last[who])
            case {"clock": str() as moment}:
                await self._set_clock(moment)
            case {"restart": True}:
                await self.close()
                await self.open()
            case {"nlu": "down"}:
                self.child.down()
            case {"nlu": "up"}:
                self.child.up()
            case {"staff": str() as verb}:
                await self.staff.act(self.app, verb, event)
            case _:
                raise BadLine("no such event: see `frontdoor rehearse --help` for the list")

    async def _person(self, channel: str, who: str, event: Mapping[str, Any]) -> None:
        self.count += 1
        made = self._inbound(channel, who, event, f"r{self.count}")
        self.last[who] = made
        await self.app.intake.receive(made)

    def _inbound(self, channel: str, who: str, event: Mapping[str, Any], event_id: str) -> Inbound:
        base = Inbound(channel, self._address(channel, who), event_id, "text", self.clock())
        if "press" in event:
            return dataclasses.replace(base, kind="press", button=self._button(base.address, text_of(event, "press")))
        if "edit" in event:
            return dataclasses.replace(base, kind="edit", text=text_of(event, "edit"))
        if "send" in event:
            media = event["send"] if event["send"] in MEDIA else "other"
            caption = str(event.get("caption") or "")
            return dataclasses.replace(base, kind="text" if caption else "media", text=caption, media=media)
        text = text_of(event, "say")
        if text.strip() == "/start" or text.startswith("/start "):
            return dataclasses.replace(base, kind="open", text=text[7:].strip())
        return dataclasses.replace(base, text=text)

    def _address(self, channel: str, who: str) -> str:
        return who if channel == self.channel else f"{channel}-{who}"

    def _button(self, address: str, wanted: str) -> str:
        """A button by its label or its id, as last shown."""
        known = self.seen.buttons.get(address, {})
        found = known.get(wanted) or known.get(wanted.casefold())
        return found.id if found else wanted

    async def _secure(self, who: str, inner: Mapping[str, Any]) -> None:
        """The same person on the private side: the link is opened once, then they go on there."""
        if self.channel == "telegram" and who not in self.private_side:
            await self._cross(who)
            self.private_side.add(who)
        await self._person("web", who, inner)

    async def _cross(self, who: str) -> None:
        links = [b.link for b in self.seen.buttons.get(who, {}).values() if b.link and "/s/" in b.link]
        address = self._address("web", who)
        if links and await self.app.office.open_link(links[-1].rpartition("/s/")[2], address):
            await self._settle()
            return
        async with self.app.services.store.begin() as unit:
            conversation_id = await unit.conversations.find_or_create(self.channel, who, self.clock())
            await unit.conversations.bind(conversation_id, "web", address, self.clock())

    async def _set_clock(self, moment: str) -> None:
        try:
            at = datetime.fromisoformat(moment)
        except ValueError:
            raise BadLine('"clock" must be an ISO time such as 2026-11-23T10:15:00-05:00') from None
        self.clock.now = (at if at.tzinfo else at.replace(tzinfo=self.app.services.content.practice.zone)).astimezone(
            UTC
        )
        await self.app.jobs.tick()

    async def _settle(self) -> None:
        await self.app.worker.drain()
        for _ in range(100):
            if not await self.app.outbox.flush():
                break

    def _replies(self) -> list[dict[str, Any]]:
        return [
            {
                "channel": channel,
                "text": reply.text,
                "key": reply.key,
                "buttons": [shown_button(button) for button in reply.buttons],
            }
            for channel, _address, reply in self.seen.replies
        ]

    async def _mail(self) -> list[dict[str, str]]:
        async with self.app.services.store.look() as unit:
            mails = list(reversed(await unit.mails.list(10_000)))
        fresh, self.mails = mails[self.mails :], len(mails)
        return [{"to": mail.to, "subject": mail.subject, "text": mail.text} for mail in fresh]

    async def _state(self, who: str) -> dict[str, Any]:
        async with self.app.services.store.look() as unit:
            found = await unit.conversations.find(self.channel, self._address(self.channel, who))
            talk = await unit.conversations.load(found) if found else None
            if talk is None:
                return {
                    "flow": None,
                    "asking": None,
                    "phase": None,
                    "assurance": Assurance.ANONYMOUS.name,
                    "speaker": "bot",
                }
            facts = await gather(self.app.services, unit, talk, self.channel)
        state = talk.open_flow
        flow = flow_of(state) if state else None
        ask = open_ask(talk, facts) or (engine.position(flow, state, facts).open if flow and state else None)
        level = assurance.level(talk.identity, self.clock()).name
        return {
            "flow": state.flow if state else None,
            "asking": ask.slot if ask else None,
            "phase": "suspended" if state and talk.suspended else state.phase if state else None,
            "assurance": level,
            "speaker": talk.speaker,
        }

    async def _items(self) -> list[Item]:
        async with self.app.services.store.look() as unit:
            items = await unit.queue.list(kinds=None, statuses=None, assignee=None, limit=10_000)
        return sorted(items, key=lambda item: item.created_at)

    async def _queue(self) -> list[dict[str, Any]]:
        return [
            {
                "ref": item.ref,
                "kind": item.kind.value,
                "status": item.status.value,
                "priority": item.priority,
                "assignee": item.assignee,
                "fields": {
                    **item.fields,
                    **({"patient_id": item.patient_id, "basis": item.basis} if item.patient_id else {}),
                },
            }
            for item in await self._items()
        ]
