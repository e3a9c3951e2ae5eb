"""Fills a store with years of work: patients, conversations, items and their threads, sealed as the application seals them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from bot.conversation import PatientId, Person
from bot.queue.item import Item, Kind, Status
from bot.queue.refs import new_ref
from bot.store import Store, Unit
from bot.store.moving import NEVER
from bot.store.tables import ITEMS, THREADS

STAFF = tuple(f"Staff {number}" for number in range(12))
KINDS = (Kind.MESSAGE, Kind.APPOINTMENT, Kind.REFILL, Kind.CALLBACK, Kind.RECOVERY, Kind.RED_FLAG)
WEIGHTS = (35, 25, 22, 8, 7, 3)
WORDS = "I wanted to ask about the appointment next week and whether I should bring the papers from the other office. "
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is. One thread has `endless` lines: the patient who writes for years."""

    items: int = 10_000
    lines: int = 200_000
    patients: int = 2_000
    live: int = 1_000
    endless: int = 2_000


async def fill(store: Store, size: Size, now: datetime, seed: int = 1) -> list[Item]:
    """Fill an empty store; the items, the one with the endless thread first."""
    chance = Random(seed)  # noqa: S311  # the same practice each time
    people = await _people(store, size, chance)
    talks = await _talks(store, size, now)
    items = list(_items(size, now, chance, people, talks))
    for start in range(0, len(items), AT_ONCE):
        async with store.begin() as unit:
            for one in items[start : start + AT_ONCE]:
                await unit.queue.add(one)
    async with store.begin() as unit:  # Who was answered is owed nothing.
        await unit._work.run(ITEMS.update().where(ITEMS.c.first_reply_at.is_not(None)).values(due_at=NEVER))  # noqa: SLF001  # filled in bulk
    await _threads(store, items, size, chance)
    return items


async def _people(store: Store, size: Size, chance: Random) -> list[str]:
    ids = [f"P{number}" for number in range(size.patients)]
    async with store.begin() as unit:
        await unit.prepare_patients(tuple(ids))
    for start in range(0, len(ids), AT_ONCE):
        async with store.begin() as unit:
            for one in ids[start : start + AT_ONCE]:
                born = date(1930, 1, 1) + timedelta(days=chance.randrange(33_000))
                await unit.people.put_patient(
                    Person(PatientId(one), f"First{one}", f"Last{one}", born, f"{one}@example.com", "10549")
                )
    return ids


async def _talks(store: Store, size: Size, now: datetime) -> list[str]:
    talks: list[str] = []
    for start in range(0, size.patients, AT_ONCE):
        async with store.begin() as unit:
            numbers = range(start, min(start + AT_ONCE, size.patients))
            talks += [await unit.conversations.find_or_create("web", f"w{number}", now) for number in numbers]
    return talks


def _items(size: Size, now: datetime, chance: Random, people: list[str], talks: list[str]) -> Iterator[Item]:
    refs: set[str] = set()
    for number in range(size.items):
        ref = new_ref(chance.randrange)
        while ref in refs:
            ref = new_ref(chance.randrange)
        refs.add(ref)
        who = chance.randrange(size.patients)
        yield _item(ref, now, chance, people[who], talks[who], live=number < size.live)


def _item(ref: str, now: datetime, chance: Random, patient: str, talk: str, *, live: bool) -> Item:
    kind = chance.choices(KINDS, WEIGHTS)[0]
    came = now - timedelta(minutes=chance.randrange(4 * 24 * 60) if live else chance.randrange(5_000, 730 * 24 * 60))
    status = chance.choice((Status.OPEN, Status.OPEN, Status.TAKEN)) if live else Status.CLOSED
    answered = came + timedelta(minutes=chance.randrange(5, 600))
    return Item(
        ref,
        kind,
        chance.choice(("routine", "routine", "today", "now")),
        {"text": WORDS, "medication": "sertraline"},
        talk,
        came,
        status,
        chance.choice(STAFF) if status is not Status.OPEN else None,
        patient if kind is not Kind.RED_FLAG else None,
        patient if kind is not Kind.RED_FLAG else None,
        assurance="VERIFIED",
        outcome=None if live else "answered",
        closed_at=None if live else answered + timedelta(hours=1),
        first_reply_at=None if live and chance.random() < 0.7 else answered,
        target_at=came + timedelta(hours=8),
    )


async def _threads(store: Store, items: list[Item], size: Size, chance: Random) -> None:
    left = size.lines - size.endless
    for start in range(0, len(items), AT_ONCE):
        part = items[start : start + AT_ONCE]
        async with store.begin() as unit:
            rows: list[dict[str, Any]] = []
            for number, one in enumerate(part, start):
                even = left // len(items) + (number < left % len(items))
                rows += await _lines(unit, one, even + (size.endless if number == 0 else 0), chance)
            await unit._work.run(THREADS.insert(), rows)  # noqa: SLF001  # filled in bulk


async def _lines(unit: Unit, item: Item, many: int, chance: Random) -> list[dict[str, Any]]:
    work = unit._work  # noqa: SLF001  # filled in bulk
    subject = work.patient_subject(item.patient_id) if item.patient_id else f"c:{item.conversation_id}"
    rows = []
    for seq in range(1, many + 1):
        author = ("patient", "staff", "note")[seq % 3]
        body = {"text": WORDS * chance.randrange(1, 4), "meta": {}}
        rows.append(
            {
                "ref": item.ref,
                "seq": seq,
                "key": None,
                "author": author,
                "by": None if author == "patient" else STAFF[seq % len(STAFF)],
                "at": item.created_at + timedelta(minutes=seq),
                "delivery": "read" if author == "staff" else None,
                "body_sealed": await work.seal(subject, THREADS, "body", f"{item.ref}:{seq}", body),
            }
        )
    return rows
