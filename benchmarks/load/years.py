"""Fills a store with years of turns, patients and open requests, sealed as the application seals them, without running a turn."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Table

from benchmarks.finding.filling import _patients, person
from bot.conversation import Conversation, ConversationId, PatientId
from bot.queue.item import Item, Kind, Status
from bot.queue.refs import new_ref
from bot.store import Store, Unit
from bot.store.codec import conversation_out
from bot.store.keybox import FIRST
from bot.store.tables import CONVERSATIONS, ENTRIES, INBOX, OUTBOX, WINDOWS
from bot.store.types import to_micros
from bot.store.vault import Place, seal
from bot.store.words import FIRST_OF_WORDS, words_subject
from bot.store.work import conversation_subject

EACH = 20
"""Turns of one conversation."""
AT_ONCE = 100
"""Conversations that are saved together."""
DAYS = 29
"""Over so many days the turns lie: what was answered before that is dropped."""
SAID = "I wanted to ask about the appointment next week and whether I should bring the papers from the other office."
SHOWN = SAID * 3
FIRST_CHAT = 500_000_000
_KINDS = (Kind.MESSAGE, Kind.APPOINTMENT, Kind.REFILL, Kind.CALLBACK)
Rows = dict[Table, list[dict[str, object]]]


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is."""

    turns: int
    patients: int
    items: int


async def fill(store: Store, size: Size, now: datetime) -> list[int]:
    """Fill an empty store; the chats of conversations that are in it."""
    for start in range(0, size.patients, 1_000):
        people = [person(number) for number in range(start, min(start + 1_000, size.patients))]
        async with store.begin() as unit:
            await unit.prepare_patients(tuple(one.id for one in people))
            await _patients(unit, people)
    talks = max(1, size.turns // EACH)
    for start in range(0, talks, AT_ONCE):
        async with store.begin() as unit:
            await _talks(unit, range(start, min(start + AT_ONCE, talks)), now)
    await _items(store, size, now, talks)
    return [FIRST_CHAT + number for number in range(talks)]


def _name(number: int) -> ConversationId:
    """Names come in no order, as in a practice: in order, they would leave every page of an index full, to be split at the next line."""
    return ConversationId(hashlib.sha256(str(number).encode()).hexdigest()[:32])


async def _talks(unit: Unit, numbers: range, now: datetime) -> None:
    """Conversations with their keys, windows, transcripts, and what was received and sent in them."""
    work = unit._work  # noqa: SLF001  # filled in bulk
    names = [_name(number) for number in numbers]
    keys = [(conversation_subject(one), FIRST) for one in names] + [
        (words_subject(one), FIRST_OF_WORDS) for one in names
    ]
    await work.keys.make(keys, to_micros(now))
    rows: Rows = {table: [] for table in (CONVERSATIONS, WINDOWS, INBOX, ENTRIES, OUTBOX)}
    for number, name in zip(numbers, names, strict=True):
        await _talk(unit, number, name, now, rows)
    for table, filled in rows.items():
        await work.run(table.insert(), filled)


async def _talk(unit: Unit, number: int, name: ConversationId, now: datetime, rows: Rows) -> None:
    work, dice, address = unit._work, Random(number), str(FIRST_CHAT + number)  # noqa: S311, SLF001  # the same each time
    words = await work.keys.find(words_subject(name), FIRST_OF_WORDS)
    assert words

    def sealed(table: Table, column: str, row: str, value: object) -> bytes:
        return seal(words, Place(table.name, column, row, words_subject(name)), json.dumps(value).encode())

    last = now - timedelta(days=1 + DAYS * dice.random())
    state = sealed(CONVERSATIONS, "state", name, conversation_out(Conversation(name)))
    talk = {"id": name, "state_sealed": state, "entries": 2 * EACH, "words_kid": FIRST_OF_WORDS, "has_flow": False}
    rows[CONVERSATIONS].append({**talk, "touched_at": last})
    seen = work.secrets.hash("window", "telegram", address)
    kept = await work.seal(conversation_subject(name), WINDOWS, "address", seen.hex(), {"address": address})
    window = {"address_hash": seen, "conversation_id": name, "channel": "telegram", "address_sealed": kept}
    rows[WINDOWS].append({**window, "bound_at": last, "used_at": last})
    for turn in range(EACH):
        at, event = last - timedelta(minutes=3 * (EACH - turn)), f"{address}:{turn}"
        received = {"event_hash": work.secrets.hash("event", "telegram", event), "conversation_id": name}
        rows[INBOX].append({**received, "received_at": at, "urgent": False, "status": "done", "event_sealed": None})
        for seq, kind, text in ((2 * turn + 1, "said", SAID), (2 * turn + 2, "reply", SHOWN)):
            body = {"key": "", "text": text, "buttons": [], "event_id": event, "ref": None, "by": None, "run": 0}
            entry = {"conversation_id": name, "seq": seq, "kind": kind, "private": False, "at": at}
            line = sealed(ENTRIES, "body", f"{name}:{seq}", body)
            hashed = work.secrets.hash("event", "entry", name, event) if kind == "said" else None
            rows[ENTRIES].append({**entry, "event_hash": hashed, "body_sealed": line})
        key = f"years{number}.{turn}"
        sent = {"key": key, "conversation_id": name, "lane": f"{name} telegram", "rank": 1, "channel": "telegram"}
        sent |= {"kind": "reply", "status": "sent", "attempts": 1, "due_at": at, "sending_at": at, "done_at": at}
        rows[OUTBOX].append(
            {**sent, "external_id": "7", "address_sealed": sealed(OUTBOX, "address", key, {"address": address})}
        )


async def _items(store: Store, size: Size, now: datetime, talks: int) -> None:
    """Requests that all are open."""
    dice = Random(1)  # noqa: S311  # the same each time
    refs = sorted({new_ref(dice.randrange) for _ in range(size.items * 11 // 10 + 10)})[: size.items]
    for start in range(0, len(refs), 500):
        async with store.begin() as unit:
            for ref in refs[start : start + 500]:
                came = now - timedelta(minutes=dice.randrange(4 * 24 * 60))
                patient = PatientId(f"P{dice.randrange(size.patients)}")
                item = Item(ref, dice.choice(_KINDS), "routine", {"text": SAID}, _name(dice.randrange(talks)), came)
                await unit.queue.add(_of(item, patient, came))


def _of(item: Item, patient: PatientId, came: datetime) -> Item:
    return Item(
        *(item.ref, item.kind, item.priority, item.fields, item.conversation_id, came, Status.OPEN),
        patient_id=patient,
        actor_id=patient,
        assurance="VERIFIED",
        target_at=came + timedelta(hours=8),
    )
