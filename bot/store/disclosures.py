"""Everything that is held about one patient beyond their requests and chats, and which records were handed out, and why.

Asked for rarely, by who looks after the desk, and never without a line in the audit. What is read here may take its time.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from bot.conversation import Person
from bot.store.errors import ErasedRecord
from bot.store.export_tables import EXPORTS
from bot.store.find_tables import FINDS
from bot.store.finding import Finds
from bot.store.people import People
from bot.store.portal_tables import PORTAL_ACCOUNTS, PORTAL_TOKENS
from bot.store.tables import CHALLENGES, INBOX, OUTBOX, PROXIES
from bot.store.words import Words
from bot.store.work import Work, conversation_subject


@dataclass(frozen=True, slots=True)
class Handed:
    """A record that was handed out."""

    at: datetime
    staff_id: str
    form: str
    reason: str


@dataclass(frozen=True, slots=True)
class ActsFor:
    """Somebody who may act for the patient, by the papers on file."""

    name: str
    basis: str
    form: str
    on_file: bool
    until: str | None


@dataclass(frozen=True, slots=True)
class Sending:
    """Something that was sent, or tried, in one of the patient's conversations: that it was, not what it said."""

    at: datetime
    channel: str
    kind: str
    status: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """Something about the patient's ways in: a code, a link, a token, credentials; or a message that waits."""

    at: datetime
    what: str
    told: str = ""


class Disclosures:
    """Reads what is held about one patient."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._people = People(work)
        self._words = Words(work)

    async def persons(self, name: str, dob: date) -> tuple[Person, ...]:
        """Whoever has this name and birthday; two at most, since more than one is too many."""
        finds = Finds(self._work)
        names = finds.by_name(name)
        if not names:
            return ()
        named, born = FINDS.alias("named"), FINDS.alias("born")
        both = select(named.c.patient_hash).join(born, born.c.patient_hash == named.c.patient_hash)
        both = both.where(named.c.find_hash.in_(names), born.c.find_hash == finds.by_birthday(dob)).distinct().limit(2)
        people = [await self._people.by_hash(row.patient_hash) for row in await self._work.all(both)]
        return tuple(one for one in people if one is not None)

    async def proxies(self, patient_id: str) -> tuple[ActsFor, ...]:
        """Who may act for the patient."""
        who, subject = self._hash(patient_id), self._work.patient_subject(patient_id)
        found = []
        for row in await self._work.all(select(PROXIES).where(PROXIES.c.patient_hash == who)):
            place = f"{row.actor_hash.hex()}:{who.hex()}"
            terms = await self._work.open(subject, PROXIES, "terms", place, row.terms_sealed)
            actor = await self._people.by_hash(row.actor_hash)
            name = actor.full_name if actor else ""
            found.append(ActsFor(name, terms["basis"], terms["form"], terms["on_file"], terms["until"]))
        return tuple(sorted(found, key=lambda one: one.name))

    async def sendings(self, conversation_id: str) -> tuple[Sending, ...]:
        """What was sent in a conversation, as long as that is remembered; a reply that waits for second thoughts is not sent."""
        sent = (OUTBOX.c.conversation_id == conversation_id, OUTBOX.c.kind != "held")
        found = select(OUTBOX).where(*sent).order_by(OUTBOX.c.id)
        return tuple(
            Sending(row.done_at or row.due_at, row.channel, row.kind, row.status, row.reason)
            for row in await self._work.all(found)
        )

    async def waiting(self, conversation_id: str) -> tuple[Event, ...]:
        """Messages whose words are kept although no line of the chat shows them: not answered yet, or set aside."""
        kept = (INBOX.c.conversation_id == conversation_id, INBOX.c.event_sealed.is_not(None))
        events = []
        for row in await self._work.all(select(INBOX).where(*kept).order_by(INBOX.c.id)):
            place = (conversation_id, INBOX, "event", row.event_hash.hex())
            try:
                opened = await self._words.open(*place, row.event_sealed)
            except ErasedRecord:
                continue  # Deleted: nobody can read it, and it is no part of the record any more.
            events.append(Event(row.received_at, row.status, str(opened["event"].get("text", ""))))
        return tuple(events)

    async def ways_in(self, patient_id: str, conversations: Sequence[str]) -> tuple[Event, ...]:
        """Codes, links and credentials: that there are any, and since when. Never what opens anything."""
        who = self._hash(patient_id)
        accounts = await self._work.all(select(PORTAL_ACCOUNTS).where(PORTAL_ACCOUNTS.c.patient_hash == who))
        tokens = await self._work.all(select(PORTAL_TOKENS).where(PORTAL_TOKENS.c.who_hash == who))
        events = [Event(row.changed_at, "credentials") for row in accounts]
        events += [Event(row.issued_at, f"token_{row.kind}") for row in tokens]
        for row in await self._work.all(select(CHALLENGES).where(CHALLENGES.c.conversation_id.in_(conversations))):
            subject = conversation_subject(row.conversation_id)
            claim = await self._work.open(subject, CHALLENGES, "claim", row.id, row.claim_sealed)
            events += [Event(row.opened_at, "code")] if claim["patient_id"] == patient_id else []
        return tuple(sorted(events, key=lambda one: one.at))

    def subject(self, patient_id: str) -> str:
        """What the audit calls a patient."""
        return self._work.patient_subject(patient_id)

    async def hand_out(self, patient_id: str, staff_id: str, form: str, reason: str, at: datetime) -> str:
        """Note that a record is handed out, and why; the number of that."""
        ident = uuid.uuid4().hex
        values = {
            "id": ident,
            "patient_hash": self._hash(patient_id),
            "staff_id": staff_id,
            "at": at,
            "form": form,
            "reason_sealed": await self._work.seal(
                self.subject(patient_id), EXPORTS, "reason", ident, {"reason": reason}
            ),
        }
        await self._work.add(EXPORTS, values)
        return ident

    async def handed(self, patient_id: str) -> tuple[Handed, ...]:
        """Every time that this patient's record was handed out, the first time first."""
        found = select(EXPORTS).where(EXPORTS.c.patient_hash == self._hash(patient_id)).order_by(EXPORTS.c.at)
        handed = []
        for row in await self._work.all(found):
            opened = await self._work.open(self.subject(patient_id), EXPORTS, "reason", row.id, row.reason_sealed)
            handed.append(Handed(row.at, row.staff_id, row.form, opened["reason"]))
        return tuple(handed)

    def _hash(self, patient_id: str) -> bytes:
        return self._work.secrets.hash("patient", patient_id)
