"""Puts together what is held about one patient, section by section, in words that the patient can read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from bot.conversation import Conversation, Person
from bot.desk import chosen
from bot.overviews import Cell, Section
from bot.queue.item import Item
from bot.services import Services
from bot.store import AuditLine, Entry, ErasedRecord, Unit

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
MOST = 100_000
"""Rows of one kind that a record holds; more than anybody has."""
AT_ONCE = 1_000
READ = ("item.read", "item.story_read", "record.exported")
"""Events of the audit in which somebody read the patient's words."""
EVENTS = (
    *("item.read", "item.added", "item.take", "item.release", "item.reply", "item.propose", "item.note", "item.close"),
    *("item.reopen", "item.withdrawn", "thread.patient", "reply.read", "reply.refused", "record.exported"),
    *("reminder.role", "reminder.holder", "reminder.lead", "window.opened", "verify.done", "proposal.answered"),
    *("conversation.words_deleted", "words.deleted"),
    *("sharing.agreed", "sharing.ended", "privacy.told", "privacy.agreed"),
)
"""Events that have words of their own here; others are told in the words of the audit page."""
WORDS = (
    *("telegram", "web", "mail", "terminal", "nowhere", "guidance", "reply", "receipt", "notice", "code", "pending"),
    *("sending", "sent", "uncertain", "gave_up", "expired", "waiting", "quarantined", "credentials", "token_link"),
    *(
        "token_staff",
        "telegram_down",
        "take_down",
        "said",
        "staff",
        "page",
        "json",
        "patient",
        "bot",
        "timer",
        "outbox",
        "operator",
        "yes",
        "no",
    ),
)
"""Names of the program that have words of their own."""
PERSON = (
    "id first_name last_name dob email zip phone provider pharmacy medications account_username account_status".split()
)
Rows = list[tuple[Cell, ...]]


class Disclosing:
    """Reads everything about one patient within one unit."""

    def __init__(self, services: Services, unit: Unit, person: Person) -> None:
        self.content = services.content
        self.unit = unit
        self.person = person
        self._people: Mapping[str, tuple[str, str]] = {}

    async def sections(self) -> tuple[Section, ...]:
        """All of it, in the order in which it is read."""
        self._people = {one.id: (one.name, one.role) for one in await self.unit.staff.list()}
        items = await self.unit.queue.of_patient(self.person.id, MOST)
        own = [one for one in items if one.patient_id == self.person.id]
        talks = await self.unit.conversations.of_patient(self.person.id, BEGINNING)
        chats = [talk for one in talks if (talk := await self.unit.conversations.load(one))]
        subjects = [*(one.ref for one in own), *(one.id for one in chats)]
        lines = await self._lines([*subjects, self.unit.disclosures.subject(self.person.id)])
        return (
            self._person(),
            *(await self._papers()),
            *(await self._requests(own)),
            self._for_others([one for one in items if one.patient_id != self.person.id]),
            *(await self._chats(chats)),
            await self._ways_in(chats),
            _section("wishes", await chosen.wishes(self.content, self.unit, self.person.id, chats)),
            _section("agreed", chosen.agreed(self.content, chats)),
            self._readers(lines, chats),
            self._history(lines, chats),
            await self._handed(),
        )

    # --- who it is ---

    def _person(self) -> Section:
        """What the directory holds."""
        person = self.person
        medicines = "; ".join(" ".join(filter(None, (one.name, one.dose, one.provider))) for one in person.medications)
        values = {name: getattr(person, name) for name in PERSON if name not in ("dob", "medications")}
        values |= {"dob": person.dob.isoformat(), "medications": medicines}
        rows: Rows = [(self.content.say(f"staff.record.person.{name}"), values[name] or "") for name in PERSON]
        return _section("person", rows)

    async def _papers(self) -> tuple[Section, Section]:
        """Who may act for the patient, and for whom the patient may act."""
        theirs: Rows = [
            (one.name, self._basis(one.basis), one.form, self._word("yes" if one.on_file else "no"), one.until)
            for one in await self.unit.disclosures.proxies(self.person.id)
        ]
        others: Rows = [
            (
                one.patient.full_name,
                self._basis(one.basis),
                one.form,
                self._word("yes" if one.on_file else "no"),
                one.until.isoformat() if one.until else None,
            )
            for one in await self.unit.people.standings(self.person.id)
        ]
        return _section("proxies", theirs), _section("acts_for", others)

    # --- requests ---

    async def _requests(self, items: Iterable[Item]) -> tuple[Section, ...]:
        requests: Rows = []
        fields: Rows = []
        lines: Rows = []
        steps: Rows = []
        for one in items:
            requests.append(await self._request(one))
            fields += [(one.ref, slot, self.content.wording("en").value(slot, v)) for slot, v in one.fields.items()]
            thread = await self.unit.queue.thread(one.ref)
            lines += [
                (one.ref, n, line.at, self.content.say(f"staff.author.{line.author}"), line.by, line.text)
                for n, line in enumerate(thread, start=1)
            ]
            for n, told in sorted((await self.unit.replies.story(one.ref)).items()):
                steps += [(one.ref, n, it.at, it.step.value, it.way or None, it.reason or None) for it in told]
        return (
            _section("requests", requests),
            _section("request_fields", fields),
            _section("messages", lines),
            _section("deliveries", steps),
        )

    async def _request(self, one: Item) -> tuple[Cell, ...]:
        say = self.content.say
        actor = await self.unit.people.get(one.actor_id) if one.actor_id else None
        return (
            one.ref,
            say(f"staff.kind.{one.kind.value}"),
            say(f"staff.status.{one.status.value}"),
            one.created_at,
            one.first_reply_at,
            one.closed_at,
            say(f"staff.outcome.{one.outcome}") if one.outcome else None,
            one.assignee,
            say(f"staff.assurance.{one.assurance}"),
            self._basis(one.basis),
            actor.full_name if actor else None,
        )

    def _for_others(self, items: Iterable[Item]) -> Section:
        """Requests that the patient sent for somebody else: that they did. What was asked is in the other's record."""
        rows: Rows = [(one.ref, self.content.say(f"staff.kind.{one.kind.value}"), one.created_at) for one in items]
        return _section("asked_for_others", rows)

    # --- chats ---

    async def _chats(self, chats: Iterable[Conversation]) -> tuple[Section, ...]:
        said: Rows = []
        places: Rows = []
        unfinished: Rows = []
        sent: Rows = []
        waiting: Rows = []
        for number, talk in enumerate(chats, start=1):
            said += [(number, one.at, self._word(one.kind), one.text) for one in await self._entries(talk)]
            windows = await self.unit.conversations.windows(talk.id)
            places += [(number, self._word(one.channel), one.address, one.bound_at) for one in windows]
            unfinished += [
                (number, flow.flow, slot, str(value)) for flow in talk.flows for slot, value in flow.slots.items()
            ]
            for it in await self.unit.disclosures.sendings(talk.id):
                sent.append((it.at, self._word(it.channel), self._word(it.kind), self._word(it.status), it.reason))
            waiting += [(it.at, self._word(it.what), it.told) for it in await self.unit.disclosures.waiting(talk.id)]
        return (
            _section("chat", said),
            _section("places", places),
            _section("unfinished", unfinished),
            _section("sendings", sent),
            _section("waiting", waiting),
        )

    async def _entries(self, talk: Conversation) -> list[Entry]:
        """What is to be read of a chat; nothing where its words were deleted meanwhile."""
        found: list[Entry] = []
        try:
            while part := await self.unit.entries.after(talk.id, found[-1].seq if found else 0, AT_ONCE):
                found += part
        except ErasedRecord:
            return []
        return found

    async def _ways_in(self, chats: Iterable[Conversation]) -> Section:
        events = await self.unit.disclosures.ways_in(self.person.id, [one.id for one in chats])
        return _section("ways_in", [(one.at, self._word(one.what)) for one in events])

    # --- who read it ---

    async def _lines(self, subjects: Iterable[str]) -> list[AuditLine]:
        found = [line for one in subjects for line in await self.unit.audit.of_subject(one, MOST)]
        return sorted(found, key=lambda line: line.seq)

    def _readers(self, lines: Iterable[AuditLine], chats: Iterable[Conversation]) -> Section:
        """Who read the patient's words, when, and about which request."""
        rows: Rows = [
            (line.at, *self._who(line.actor), self._event(line.event), self._about(line, chats))
            for line in lines
            if line.event in READ
        ]
        return _section("readers", rows)

    def _history(self, lines: Iterable[AuditLine], chats: Iterable[Conversation]) -> Section:
        """Everything else that was done about the patient's requests and chats."""
        rows: Rows = [
            (line.at, self._who(line.actor)[0], self._event(line.event), self._about(line, chats))
            for line in lines
            if line.event not in READ
        ]
        return _section("history", rows)

    async def _handed(self) -> Section:
        rows: Rows = [
            (one.at, self._who(one.staff_id)[0], self._word(one.form), one.reason)
            for one in await self.unit.disclosures.handed(self.person.id)
        ]
        return _section("handed", rows)

    def _who(self, actor: str) -> tuple[str, str]:
        name, role = self._people.get(actor, (self._word(actor), ""))
        return name, self.content.say(f"staff.role.{role}") if role else ""

    def _about(self, line: AuditLine, chats: Iterable[Conversation]) -> str:
        """A request by its reference, a chat by its number; the patient's own line is about all of it."""
        numbers = {str(talk.id): number for number, talk in enumerate(chats, start=1)}
        if line.subject in numbers:
            return self.content.say("staff.record.chat", n=str(numbers[line.subject]))
        return self.content.say("staff.record.whole") if line.subject.startswith("p:") else line.subject

    def _event(self, event: str) -> str:
        keys = (f"staff.record.event.{event}", f"staff.audit.event.{event}")
        return next((self.content.say(key) for key in keys if self.content.has(key)), event)

    def _word(self, name: str) -> str:
        key = f"staff.record.word.{name}"
        return self.content.say(key) if self.content.has(key) else name

    def _basis(self, basis: str) -> str:
        return self.content.say(f"staff.basis.{basis}")


_PAPERS = "name basis form on_file until"
SECTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        name: tuple(columns.split())
        for name, columns in (
            ("person", "field value"),
            ("proxies", _PAPERS),
            ("acts_for", _PAPERS),
            ("requests", "ref kind status came first_answer closed outcome held_by assurance basis asked_by"),
            ("request_fields", "ref field value"),
            ("messages", "ref line at author by text"),
            ("deliveries", "ref line at step way why"),
            ("asked_for_others", "ref kind came"),
            ("chat", "chat at who text"),
            ("places", "chat channel address since"),
            ("unfinished", "chat task field value"),
            ("sendings", "at channel kind status why"),
            ("waiting", "at what text"),
            ("ways_in", "at what"),
            ("wishes", "what value at"),
            ("agreed", "chat what version since until why"),
            ("readers", "at who role event about"),
            ("history", "at who event about"),
            ("handed", "at who form reason"),
        )
    }
)
"""The parts of a record, and the columns of each."""
COLUMNS = tuple(dict.fromkeys(column for columns in SECTIONS.values() for column in columns))


def _section(name: str, rows: Rows) -> Section:
    return Section(name, SECTIONS[name], tuple(rows))
