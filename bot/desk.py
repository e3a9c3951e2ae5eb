"""The staff's side: sign-in, the worklist, and every action on an item, each one transaction with its audit line."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from bot.conversation import Conversation, ConversationId, PatientId, Person
from bot.dialogue.heard import StaffMoved
from bot.queue.item import IllegalMove, Item, Kind, Move, Status, ThreadEntry, after, offered
from bot.resetting import issue_token
from bot.services import Services
from bot.store import Unit
from bot.turn import tell
from bot.views import DeskError, ItemPage, ItemView, StaffView, ThreadLine
from policies import limits, roles
from policies.proxy import age_on

SHOWN = {
    "open": (Status.OPEN, Status.TAKEN),
    "mine": (Status.TAKEN,),
    "overdue": (Status.OPEN, Status.TAKEN),
    "closed": (Status.CLOSED, Status.WITHDRAWN),
    "all": tuple(Status),
}
OUTCOMES = ("done", "answered", "not_possible", "duplicate", "no_answer")
MAX_REPLY = 10_000
Hand = Callable[[Unit, StaffView, Item, str, str], Awaitable[set[str]]]
FLOW_OF = {Kind.MESSAGE: "secure_message"}
"""The flow that makes items of a kind, where the two are named differently: staff see the patient's own questions."""


class StaffDesk:
    """Implements `bot.views.Desk`."""

    def __init__(self, services: Services) -> None:
        self.services = services

    async def sign_in(self, name: str, password: str) -> str | None:
        """A new session token, or None; wrong name, wrong password and locked read the same."""
        now = self.services.clock()
        key = name.strip().casefold()[:100]
        limit = limits.STAFF_SIGN_IN_FAILURES
        async with self.services.store.begin() as unit:
            locked = not limits.within(limit, await unit.limits.count(limit.name, key, now - limit.window))
            staff = await unit.staff.by_name(key)
        right = await self.services.passwords.verify(staff.password_phc if staff else None, password)
        async with self.services.store.begin() as unit:
            if staff is None or not right or locked or not staff.active:
                await unit.limits.hit(limit.name, key, now)
                await unit.audit.append("staff.sign_in_refused", "unknown", "staff", {})
                return None
            await unit.limits.clear(limit.name, key)
            await unit.audit.append("staff.signed_in", staff.id, "staff", {})
            return await unit.staff.open_session(staff.id, now)

    async def who(self, token: str) -> StaffView | None:
        """Who a session token belongs to, within idle and absolute limits."""
        async with self.services.store.begin() as unit:
            session = await unit.staff.find_session(token, self.services.clock(), limits.STAFF_IDLE, limits.STAFF_WHOLE)
        if session is None:
            return None
        csrf = hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()
        return StaffView(session.staff.id, session.staff.name, session.staff.role, csrf)

    async def sign_out(self, token: str) -> None:
        """End a session."""
        async with self.services.store.begin() as unit:
            await unit.staff.end_session(token)

    async def queue(self, staff: StaffView, *, show: str = "open", kind: str | None = None) -> tuple[ItemView, ...]:
        """Rows this person may see, soonest target first."""
        kinds = [one for one in roles.kinds(staff.role) if kind is None or one == kind]
        statuses = SHOWN.get(show, SHOWN["open"])
        async with self.services.store.look() as unit:
            items = await unit.queue.list(
                kinds=tuple(Kind(one) for one in kinds),
                statuses=statuses,
                assignee=staff.name if show == "mine" else None,
                limit=500,
            )
            people = {
                item.patient_id: await unit.people.get(PatientId(item.patient_id)) for item in items if item.patient_id
            }
        rows = [self._row(item, people.get(item.patient_id or "")) for item in items]
        rows = [row for row in rows if show != "overdue" or row.overdue]
        return tuple(sorted(rows, key=lambda row: row.target_at or row.created_at))

    def _row(self, item: Item, person: Person | None) -> ItemView:
        now = self.services.clock()
        overdue = (
            item.target_at is not None
            and item.first_reply_at is None
            and now > item.target_at
            and item.status in SHOWN["open"]
        )
        return ItemView(
            item.ref,
            item.kind.value,
            item.priority,
            item.status.value,
            item.assignee,
            item.created_at,
            item.target_at,
            overdue,
            item.assurance,
            self._who(person),
        )

    def _who(self, person: Person | None) -> str:
        """Initials and an age band: enough to tell rows apart, too little to know somebody by."""
        if person is None:
            return self.services.content.say("staff.queue.unknown_person")
        age = age_on(person.dob, self.services.local_now().date())
        band = f"{age // 10 * 10}\u2013{age // 10 * 10 + 9}"
        return f"{person.first_name[:1]}{person.last_name[:1]}, {band}"

    async def item(self, staff: StaffView, ref: str) -> ItemPage:
        """Open an item (audited)."""
        async with self.services.store.begin() as unit:
            found = await self._found(unit, staff, ref)
            thread = await unit.queue.thread(ref)
            person = await unit.people.get(PatientId(found.patient_id)) if found.patient_id else None
            actor = await unit.people.get(PatientId(found.actor_id)) if found.actor_id else None
            await unit.audit.append("item.read", staff.id, ref, {"kind": found.kind.value})
        lines = tuple(ThreadLine(line.author, line.by, line.text, line.at, line.delivery) for line in thread)
        mine = found.assignee == staff.name
        return ItemPage(
            self._row(found, person),
            self._about(found, person, actor),
            self._fields(found),
            lines,
            found.outcome,
            mine,
            offered(found, mine=mine),
        )

    async def _found(self, unit: Unit, staff: StaffView, ref: str) -> Item:
        found = await unit.queue.get(ref)
        if found is None or found.kind.value not in roles.kinds(staff.role):
            raise DeskError("staff.error.no_such_item")  # Forbidden and unknown read the same.
        return found

    def _about(self, item: Item, person: Person | None, actor: Person | None) -> dict[str, str]:
        say = self.services.content.say
        about = {"assurance": say(f"staff.assurance.{item.assurance}"), "basis": say(f"staff.basis.{item.basis}")}
        if person is not None:
            wording = self.services.content.wording("en")
            about |= {
                "patient": person.full_name,
                "dob": wording.day(person.dob, year=True),
                "phone": person.phone or "",
            }
        if actor is not None and person is not None and actor.id != person.id:
            about["asked_by"] = actor.full_name
        return about

    def _fields(self, item: Item) -> tuple[tuple[str, str], ...]:
        content = self.services.content
        wording = content.wording("en")
        rows = []
        for slot, value in item.fields.items():
            names = (f"{FLOW_OF.get(item.kind, item.kind.value)}.{slot}.label", f"staff.field.{slot}")
            label = next((key for key in names if content.has(key)), None)
            rows.append((content.say(label) if label else slot, wording.value(slot, value)))
        return tuple(rows)

    async def act(self, staff: StaffView, ref: str, verb: str, text: str = "", key: str = "") -> None:
        """`take`, `release`, `reply`, `note`, `close` (text is the outcome) or `reopen`; a repeated `key` changes nothing."""
        hands: dict[str, Hand] = {
            "take": self._take,
            "release": self._release,
            "reply": self._reply,
            "propose": self._propose,
            "note": self._note,
            "close": self._close,
            "reopen": self._reopen,
        }
        if verb not in hands:
            raise DeskError("staff.error.no_such_action")
        try:
            async with self.services.store.begin() as unit:
                item = await self._found(unit, staff, ref)
                # The conversation is locked before the item, as a turn does it: two that wait for each other never finish.
                await unit.conversations.load(ConversationId(item.conversation_id))
                topics = await hands[verb](unit, staff, item, text.strip(), key)
                await unit.audit.append(f"item.{verb}", staff.id, ref, {})
        except IllegalMove as error:
            raise DeskError("staff.error.not_possible_now", status=error.status.value) from None
        for topic in {"queue", "outbox", *topics}:
            self.services.signals.wake(topic)

    async def issue_token(self, staff: StaffView, ref: str) -> str:
        """A reset token to be read out to the patient, shown once; for who holds a request for sign-in help."""
        async with self.services.store.begin() as unit:
            token = await issue_token(self.services, unit, staff, await self._found(unit, staff, ref))
        self.services.signals.wake("queue")
        return token

    async def _tell(self, unit: Unit, item: Item, moved: StaffMoved, key: str) -> tuple[Conversation, set[str]]:
        talk = await unit.conversations.load(ConversationId(item.conversation_id))
        if talk is None:
            raise DeskError("staff.error.no_conversation")
        scene = await tell(self.services, unit, talk, moved, key, actor="staff")
        return scene.talk, scene.topics

    async def _moved(self, unit: Unit, item: Item, moved: StaffMoved, verb: str) -> set[str]:
        """Say in the chat what became of a request. Of an episode nothing is said: nothing may suggest that anybody watches."""
        if item.kind is Kind.RED_FLAG:
            return set()
        return (await self._tell(unit, item, moved, f"{verb}:{item.ref}:{self._stamp()}"))[1]

    async def _take(self, unit: Unit, staff: StaffView, item: Item, _text: str, _key: str) -> set[str]:
        after(item.status, Move.TAKE) if item.status is not Status.TAKEN else None
        if not await unit.queue.take(item.ref, staff.name, self.services.clock()):
            raise DeskError("staff.error.taken_by_other", by=item.assignee)
        return await self._moved(unit, item, StaffMoved("taken", item.ref, staff.name), "take")

    async def _release(self, unit: Unit, staff: StaffView, item: Item, _text: str, _key: str) -> set[str]:
        after(item.status, Move.RELEASE)
        if not await unit.queue.release(item.ref, staff.name):
            raise DeskError("staff.error.not_holder", by=item.assignee)
        return await self._moved(unit, item, StaffMoved("released", item.ref, staff.name), "release")

    async def _close(self, unit: Unit, staff: StaffView, item: Item, text: str, _key: str) -> set[str]:
        after(item.status, Move.CLOSE)
        outcome = text if text in OUTCOMES else "done"
        if not await unit.queue.close(item.ref, staff.name, outcome, self.services.clock()):
            raise DeskError("staff.error.not_holder", by=item.assignee)
        return await self._moved(unit, item, StaffMoved("closed", item.ref, staff.name, outcome=outcome), "close")

    async def _reopen(self, unit: Unit, _staff: StaffView, item: Item, _text: str, _key: str) -> set[str]:
        after(item.status, Move.REOPEN)
        await unit.queue.reopen(item.ref, self.services.clock())
        return set()

    async def _note(self, unit: Unit, staff: StaffView, item: Item, text: str, key: str) -> set[str]:
        if not text:
            raise DeskError("staff.error.empty")
        entry = ThreadEntry("note", text[:MAX_REPLY], self.services.clock(), staff.name)
        await unit.queue.thread_add(item.ref, entry, key=f"note:{key}" if key else None)
        return set()

    async def _propose(self, unit: Unit, staff: StaffView, item: Item, text: str, key: str) -> set[str]:
        """A time for a visit, which the patient takes or turns down in the chat."""
        if item.kind is not Kind.APPOINTMENT:
            raise DeskError("staff.error.not_possible_now", status=item.status)
        topics = await self._reply(unit, staff, item, text, key, move="proposed")
        await unit.queue.add_fields(item.ref, {"proposal": text, "proposal_answer": "waiting"})
        return topics

    async def _reply(
        self, unit: Unit, staff: StaffView, item: Item, text: str, key: str, *, move: str = "replied"
    ) -> set[str]:
        if item.status is not Status.TAKEN or item.assignee != staff.name:
            raise DeskError("staff.error.not_holder", by=item.assignee)
        if not text or len(text) > MAX_REPLY:
            raise DeskError("staff.error.empty" if not text else "staff.error.too_long")
        now = self.services.clock()
        before = len(await unit.queue.thread(item.ref))
        meta = {"proposal": True} if move == "proposed" else {}
        entry = ThreadEntry("staff", text, now, staff.name, delivery="queued", meta=meta)
        seq = await unit.queue.thread_add(item.ref, entry, key=f"reply:{key}" if key else None)
        if len(await unit.queue.thread(item.ref)) == before:
            return set()  # The same reply sent twice is one reply.
        await unit.queue.first_reply(item.ref, now)
        talk, topics = await self._tell(
            unit,
            item,
            StaffMoved(move, item.ref, staff.name, text=text, about=item.patient_id),
            f"reply:{item.ref}:{seq}",
        )
        await unit.queue.set_delivery(item.ref, seq, "notified" if talk.waiting else "shown")
        if talk.waiting == 1:
            await self._mail_notice(unit, talk, item, seq, now)
        return topics

    async def _mail_notice(self, unit: Unit, talk: Conversation, item: Item, seq: int, now: datetime) -> None:
        """One mail without content, until what waits has been read."""
        person = await unit.people.get(PatientId(item.actor_id or item.patient_id or ""))
        if person is None or not person.email:
            return
        say = self.services.content.say
        mail: dict[str, Any] = {
            "subject": say("mail.reply.subject", talk.lang),
            "text": say("mail.reply.body", talk.lang),
        }
        await unit.outbox.put(f"notice:{item.ref}:{seq}", talk.id, "mail", person.email, "mail", mail, now)

    def _stamp(self) -> str:
        return self.services.clock().isoformat()
