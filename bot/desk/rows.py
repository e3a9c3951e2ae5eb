"""What staff see of one item: the exact request, who it is about and on what basis, and its thread."""

from __future__ import annotations

from bot.conversation import ConversationId, PatientId, Person
from bot.desk.part import Part
from bot.desk.rights import refused
from bot.desk.worklist import listed
from bot.queue.item import Item, Kind, offered
from bot.store import Unit
from bot.store.people import Face
from bot.views import DeskError, ItemPage, ItemView, StaffView, ThreadLine
from policies import roles

LINES = 50
"""Lines of a thread on one page: some people write for years."""
UNSHOWN = ("visit_minutes",)
"""Kept beside what was asked for, and said elsewhere on the page."""
BOOKED = ("proposal_answer", "booked")
"""Not the patient's answer; the page says it with the visit."""
FLOW_OF = {Kind.MESSAGE: "secure_message"}
"""The flow that makes items of a kind, where the two are named differently: staff see the patient's own questions."""


async def found_by(unit: Unit, staff: StaffView, ref: str) -> Item:
    """The item of a reference, for a role that may see it; forbidden and unknown read the same, and only the log knows which."""
    found = await unit.queue.get(ref)
    if found is None:
        raise DeskError("staff.error.no_such_item")
    if not roles.may_see(staff.role, found.kind.value, found.role):
        refused(staff, found.kind.value, found.ref)
        raise DeskError("staff.error.no_such_item")
    return found


class Rows(Part):
    """One item, opened."""

    def _row(self, item: Item, person: Person | None) -> ItemView:
        initials = f"{person.first_name[:1]}{person.last_name[:1]}" if person else ""
        face = Face(initials, person.dob) if person else None
        return listed(self.services, item, face, self.services.local_now())

    async def item(self, staff: StaffView, ref: str, before: int | None = None) -> ItemPage:
        """Open an item (audited), with the last lines of its thread, or the last before a number."""
        async with self.services.store.begin() as unit:
            found = await found_by(unit, staff, ref)
            thread = await unit.queue.thread_tail(ref, LINES, before)
            told = await unit.replies.story(ref)
            person = await unit.people.get(PatientId(found.patient_id)) if found.patient_id else None
            actor = await unit.people.get(PatientId(found.actor_id)) if found.actor_id else None
            await unit.audit.append("item.read", staff.id, ref, {"kind": found.kind.value})
            windows = await unit.conversations.windows(ConversationId(found.conversation_id))
        for window in windows:
            self.services.signals.wake(f"{window.channel}:{window.address}")  # An open page says that it was seen.
        lines = tuple(
            ThreadLine(line.author, line.by, line.text, line.at, line.delivery, n, told.get(n, ()))
            for n, line in thread
        )
        mine = found.assignee == staff.name
        return ItemPage(
            self._row(found, person),
            self._about(found, person, actor),
            self._fields(found),
            lines,
            found.outcome,
            mine,
            offered(found, mine=mine),
            thread[0][0] if thread and thread[0][0] > 1 else 0,
        )

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
            if slot in UNSHOWN or (slot, value) == BOOKED:
                continue
            names = (f"{FLOW_OF.get(item.kind, item.kind.value)}.{slot}.label", f"staff.field.{slot}")
            label = next((key for key in names if content.has(key)), None)
            rows.append((content.say(label) if label else slot, wording.value(slot, value)))
        return tuple(rows)
