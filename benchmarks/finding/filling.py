"""Fills a store with the people and requests of years, sealed as the application seals them; names are as uneven as in life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product
from random import Random

from sqlalchemy import Table

from bot.conversation import ConversationId, PatientId, Person
from bot.queue.item import Item, Kind, Status
from bot.queue.refs import new_ref
from bot.store import Store, Unit
from bot.store.delivery_tables import NOTICES, REPLIES
from bot.store.find_tables import FINDS
from bot.store.people import _account, _care, _identity
from bot.store.tables import PATIENTS, THREADS
from bot.store.watch_tables import REMINDERS
from bot.store.work import conversation_subject

HEADS = "Al Ber Cas Dor El Fer Gar Hol Is Jan Kel Lor Mar Nor Ol Pet Quin Ros Sal Tor Ul Ver Wil Xan Yor Zim".split()
TAILS = "a bert den er field gan ham ing jo kins ley man nez o per quist ra son ton ury".split()
LASTS = tuple(head + tail for head, tail in product(HEADS, TAILS))
FIRSTS = tuple(head + tail for head, tail in product(HEADS[::2], TAILS[::2]))
STAFF = ("Nora", "Felix", "Petra", "Lena")
KINDS = (Kind.MESSAGE, Kind.APPOINTMENT, Kind.REFILL, Kind.CALLBACK, Kind.RECOVERY, Kind.RED_FLAG)
WEIGHTS = (35, 25, 22, 8, 7, 3)
OUTCOMES = ("done", "answered", "not_possible", "duplicate", "no_answer")
WORDS = "I wanted to ask about the appointment next week and whether I should bring the papers. "
TALKS = 500
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is."""

    patients: int = 100_000
    items: int = 10_000
    lines: int = 200_000


def uneven(chance: Random, names: tuple[str, ...]) -> str:
    """A name; the first ones are many people's, the last ones a few people's."""
    return names[int(len(names) * chance.random() ** 3)]


def person(number: int) -> Person:
    """The same person for the same number."""
    chance = Random(number)  # noqa: S311  # the same practice each time
    last = uneven(chance, LASTS)
    if chance.random() < 0.1:
        last = f"{last}-{uneven(chance, LASTS)}"
    born = date(1930, 1, 1) + timedelta(days=chance.randrange(33_000))
    return Person(PatientId(f"P{number}"), uneven(chance, FIRSTS), last, born, None, "10536")


async def fill(store: Store, size: Size, now: datetime) -> list[Item]:
    """Fill an empty store; the items."""
    for start in range(0, size.patients, AT_ONCE):
        people = [person(number) for number in range(start, min(start + AT_ONCE, size.patients))]
        async with store.begin() as unit:
            await unit.prepare_patients(tuple(one.id for one in people))
            await _patients(unit, people)
    async with store.begin() as unit:
        talks = [await unit.conversations.find_or_create("web", f"somebody-{one}", now) for one in range(TALKS)]
    items = list(_items(size, now, talks))
    for start in range(0, len(items), AT_ONCE):
        async with store.begin() as unit:
            part = items[start : start + AT_ONCE]
            for one in part:
                await unit.queue.add(one)
            await _lines(unit, part, size.lines // size.items)
    return items


async def _lines(unit: Unit, items: list[Item], each: int) -> None:
    """What patient and staff wrote to each other, as many lines about every request; what became of it; and one reminder."""
    work = unit._work  # noqa: SLF001  # filled in bulk
    rows: dict[Table, list[dict[str, object]]] = {one: [] for one in (THREADS, REPLIES, NOTICES, REMINDERS)}
    for one in items:
        subject = work.patient_subject(one.patient_id) if one.patient_id else conversation_subject(one.conversation_id)
        for seq in range(1, each + 1):
            here, at = {"ref": one.ref, "seq": seq}, one.created_at + timedelta(minutes=seq)
            author = ("patient", "staff", "note")[seq % 3]
            sealed = await work.seal(subject, THREADS, "body", f"{one.ref}:{seq}", {"text": WORDS, "meta": {}})
            line = {**here, "author": author, "by": None, "key": None, "at": at, "delivery": None}
            rows[THREADS].append({**line, "body_sealed": sealed})
            if author == "staff":
                rows[REPLIES].append(_reply(one, seq, at))
                rows[NOTICES].append({**here, "way": "mail", "step": "notified", "at": at, "reason": None})
        rows[REMINDERS].append(
            {"ref": one.ref, "step": "role", "due_at": one.target_at, "at": one.target_at, "mails": 1}
        )
    for table, filled in rows.items():
        await work.run(table.insert(), filled)


def _reply(item: Item, seq: int, at: datetime) -> dict[str, object]:
    """A reply that was read."""
    reply = {"ref": item.ref, "seq": seq, "conversation_id": item.conversation_id, "inbox_at": at}
    return {**reply, "entry": seq, "shown_at": at, "read_at": at}


async def _patients(unit: Unit, people: list[Person]) -> None:
    """The rows that `put_patient` would put, many at once."""
    work = unit._work  # noqa: SLF001  # filled in bulk
    patients: list[dict[str, object]] = []
    finds: list[dict[str, bytes]] = []
    for one in people:
        who, subject = work.secrets.hash("patient", one.id), work.patient_subject(one.id)
        parts = {"identity": _identity(one), "care": _care(one), "account": _account(one)}
        sealed = {f"{part}_sealed": await work.seal(subject, PATIENTS, part, who.hex(), v) for part, v in parts.items()}
        patients.append({"id_hash": who, "username_hash": None, **sealed})
        finds += unit.searching.rows(who, one.first_name, one.last_name, one.dob)
    await work.run(PATIENTS.insert(), patients)
    await work.run(FINDS.insert(), finds)


def _items(size: Size, now: datetime, talks: list[ConversationId]) -> list[Item]:
    chance = Random(1)  # noqa: S311  # the same practice each time
    refs = {new_ref(chance.randrange) for _ in range(size.items * 11 // 10)}
    return [_item(chance, ref, size, now, chance.choice(talks)) for ref in sorted(refs)[: size.items]]


def _item(chance: Random, ref: str, size: Size, now: datetime, talk: ConversationId) -> Item:
    came = now - timedelta(minutes=chance.randrange(3 * 365 * 24 * 60))
    closed = chance.random() < 0.95
    first = came + timedelta(minutes=chance.randrange(5, 2_000)) if closed else None
    return Item(
        ref,
        chance.choices(KINDS, WEIGHTS)[0],
        "routine",
        {"reason": "A cough for two weeks."},
        talk,
        came,
        Status.CLOSED if closed else Status.OPEN,
        chance.choice(STAFF) if closed else None,
        f"P{chance.randrange(size.patients)}" if chance.random() < 0.9 else None,
        outcome=chance.choice(OUTCOMES) if closed else None,
        taken_at=first,
        first_reply_at=first,
        closed_at=first + timedelta(minutes=chance.randrange(2_000)) if first else None,
        target_at=came + timedelta(hours=8),
    )
