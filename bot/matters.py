"""The patient's inbox: their matters, each with what was asked, what staff answered, and where it stands.

What a person may see is what `gather` lets their chat see: their own requests, and those that their papers allow today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot import delivery
from bot.channels.base import RenderedButton
from bot.confirming import confirmed, stay
from bot.conversation import Conversation, ConversationId, Facts, OwnItem
from bot.dialogue.staff_words import reply_said
from bot.effects import Button, Say
from bot.flows.status import SHOWN_KINDS
from bot.patient_views import Inbox, Matter, MatterLine, MatterPage, NotConfirmed
from bot.queue.delivery import is_phone_task
from bot.queue.item import LIVE, UNSENT, Item, ThreadEntry
from bot.services import Services
from bot.store import Unit
from bot.visiting import visit_of

FLOW_OF = {"message": "secure_message"}
"""The flow whose questions a request answers, where the two are named differently."""


class Matters:
    """Reads the matters of whoever is confirmed, and notes which answers were read."""

    def __init__(self, services: Services) -> None:
        self.services = services

    async def inbox(self, channel: str, address: str) -> tuple[Inbox, datetime]:
        """Every matter, the one that moved last first, and when the page ends. Raises NotConfirmed."""
        async with self.services.store.begin() as unit:
            talk, facts = await confirmed(self.services, unit, channel, address)
            rows = await self._rows(unit, facts, _shown(facts))
            ends = await stay(unit, talk, facts)
            await unit.audit.append("inbox.opened", "patient", talk.id, {"matters": len(rows)})
        return Inbox(tuple(sorted(rows, key=lambda row: (row.at, row.sent_at), reverse=True))), ends

    async def matter(self, channel: str, address: str, ref: str) -> tuple[MatterPage | None, datetime]:
        """One matter whole; None where this person may not see it, or there is none. Raises NotConfirmed."""
        async with self.services.store.begin() as unit:
            talk, facts = await confirmed(self.services, unit, channel, address)
            own = next((one for one in _shown(facts) if one.ref == ref), None)
            item = await unit.queue.get(ref) if own else None
            page = await self._page(unit, talk, facts, own, item) if own and item else None
            ends = await stay(unit, talk, facts)
            if page is not None:
                await unit.audit.append("matter.opened", "patient", ref, {"lines": len(page.lines)})
        return page, ends

    async def matter_seen(self, channel: str, address: str, ref: str, lines: tuple[int, ...]) -> None:
        """Note what was really read. A page whose person is not confirmed any more is not believed."""
        async with self.services.store.look() as unit:
            try:
                _, facts = await confirmed(self.services, unit, channel, address)
            except NotConfirmed:
                return
            item = await unit.queue.get(ref) if ref in {one.ref for one in _shown(facts)} else None
            unread = (await unit.replies.unread_of([ref])).get(ref, ()) if item else ()
        shown = tuple(seq for seq in unread if seq in lines)
        if item is not None and shown and await self._read(item, shown):
            self.services.signals.wake("queue")

    async def _read(self, item: Item, shown: tuple[int, ...]) -> bool:
        async with self.services.store.begin() as unit:
            talk = await unit.conversations.load(ConversationId(item.conversation_id))
            news = talk is not None and await delivery.opened(self.services, unit, talk, item.ref, shown)
            windows = await unit.conversations.windows(talk.id) if talk else ()
        for window in windows:
            self.services.signals.wake(f"{window.channel}:{window.address}")  # Their *something waits* may be over.
        return news

    async def _rows(self, unit: Unit, facts: Facts, mine: tuple[OwnItem, ...]) -> list[Matter]:
        written, unread = await self._moved(unit, [one.ref for one in mine])
        return [_row(one, facts, written.get(one.ref, {}), len(unread.get(one.ref, ()))) for one in mine]

    async def _moved(
        self, unit: Unit, refs: Sequence[str]
    ) -> tuple[Mapping[str, Mapping[str, datetime]], Mapping[str, tuple[int, ...]]]:
        """When who wrote last in each, and which of its answers nobody has read."""
        return await unit.queue.last_written(refs), await unit.replies.unread_of(refs)

    async def _page(self, unit: Unit, talk: Conversation, facts: Facts, own: OwnItem, item: Item) -> MatterPage:
        written, unread_of = await self._moved(unit, [own.ref])
        unread = unread_of.get(own.ref, ())
        row = _row(own, facts, written.get(own.ref, {}), len(unread))
        thread = tuple(enumerate(await unit.queue.thread(own.ref), start=1))
        told = [(seq, line) for seq, line in thread if line.author in ("patient", "staff") and not _waits(line)]
        lines = tuple(self._line(own.ref, seq, line, talk.lang, unread=seq in unread) for seq, line in told)
        buttons = self._buttons(talk, own, [line for _, line in told])
        visit = visit_of(item)
        words = self.services.content.wording(talk.lang).value("visit_at", visit.at.isoformat()) if visit else ""
        return MatterPage(row, self._asked(own, talk.lang), lines, buttons, words)

    def _line(self, ref: str, seq: int, line: ThreadEntry, lang: str, *, unread: bool) -> MatterLine:
        text = line.text
        if line.author == "staff" and line.meta.get("move", "replied") != "replied":
            text = self.services.content.render(reply_said(ref, line), lang, private=True).text
        return MatterLine(seq, line.author, line.by or "", text, line.at, unread)

    def _asked(self, own: OwnItem, lang: str) -> tuple[tuple[str, str], ...]:
        """What was asked, by the labels under which the patient was asked for it."""
        content, wording = self.services.content, self.services.content.wording(lang)
        flow = FLOW_OF.get(own.kind, own.kind)
        labels = {slot: f"{flow}.{slot}.label" for slot in own.fields}
        return tuple(
            (content.say(labels[slot], lang), wording.value(slot, value))
            for slot, value in own.fields.items()
            if content.has(labels[slot]) and value not in (None, "")
        )

    def _buttons(self, talk: Conversation, own: OwnItem, told: list[ThreadEntry]) -> tuple[RenderedButton, ...]:
        """What the chat would offer: to answer proposed times, to add something, to take it back."""
        buttons: list[Button] = []
        proposal = next((line for line in reversed(told) if line.meta.get("move") == "proposed"), None)
        if proposal is not None and talk.proposed == own.ref and own.status in LIVE:
            buttons += reply_said(own.ref, proposal).buttons
        if own.status != "withdrawn" and own.kind != "recovery":
            buttons.append(Button(f"add.{own.ref}", "button.add", {"ref": own.ref}))
        if own.status == "open":
            buttons.append(Button(f"withdraw.{own.ref}", "button.withdraw", {"ref": own.ref}))
        said = Say("inbox.empty", buttons=tuple(buttons))
        return self.services.content.render(said, talk.lang, private=True).buttons


def _shown(facts: Facts) -> tuple[OwnItem, ...]:
    """What the patient asked for. An episode was not sent by anybody, nor was a task that somebody is to phone."""
    return tuple(one for one in facts.mine if one.kind in SHOWN_KINDS and not is_phone_task(one.fields))


def _waits(line: ThreadEntry) -> bool:
    """Whether staff may still take the line back, or have."""
    return line.delivery in UNSENT


def _row(own: OwnItem, facts: Facts, written: Mapping[str, datetime], unread: int) -> Matter:
    others = {str(one.patient.id): one.patient.full_name for one in facts.acts_for}
    about = others.get(str(own.patient_id), "") if facts.me and own.patient_id != facts.me.id else ""
    at = max((own.sent_at, *written.values()))
    return Matter(own.ref, own.kind, _state(own, written), at, own.sent_at, about, unread)


def _state(own: OwnItem, written: Mapping[str, datetime]) -> str:
    """Where it stands, as the last part of a key."""
    if own.status not in LIVE:
        return own.status
    answer = own.fields.get("proposal_answer")
    if answer in ("waiting", "booked"):
        return f"visit_{answer}"
    mine, theirs = written.get("patient", own.sent_at), written.get("staff")
    if theirs is not None and theirs >= mine:
        return "answered"
    return own.status
