"""What staff see: the worklist, and one item with everything known about it."""

from __future__ import annotations

from bot.conversation import PatientId, Person
from bot.queue.item import Item, Kind, Status, offered
from bot.services import Services
from bot.store import Unit
from bot.views import DeskError, ItemPage, ItemView, StaffView, ThreadLine
from policies import roles
from policies.proxy import age_on

SHOWN = {
    "open": (Status.OPEN, Status.TAKEN),
    "mine": (Status.TAKEN,),
    "overdue": (Status.OPEN, Status.TAKEN),
    "closed": (Status.CLOSED, Status.WITHDRAWN),
    "all": tuple(Status),
}
FLOW_OF = {Kind.MESSAGE: "secure_message"}
"""The flow that makes items of a kind, where the two are named differently: staff see the patient's own questions."""


async def found_by(unit: Unit, staff: StaffView, ref: str) -> Item:
    """The item of a reference, for a role that may see its kind; forbidden and unknown read the same."""
    found = await unit.queue.get(ref)
    if found is None or found.kind.value not in roles.kinds(staff.role):
        raise DeskError("staff.error.no_such_item")
    return found


class Rows:
    """What a role may look at."""

    def __init__(self, services: Services) -> None:
        self.services = services

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
            found = await found_by(unit, staff, ref)
            thread = await unit.queue.thread(ref)
            told = await unit.replies.story(ref)
            person = await unit.people.get(PatientId(found.patient_id)) if found.patient_id else None
            actor = await unit.people.get(PatientId(found.actor_id)) if found.actor_id else None
            await unit.audit.append("item.read", staff.id, ref, {"kind": found.kind.value})
        lines = tuple(
            ThreadLine(line.author, line.by, line.text, line.at, line.delivery, told=told.get(seq, ()))
            for seq, line in enumerate(thread, start=1)
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
            names = (f"{FLOW_OF.get(item.kind, item.kind.value)}.{slot}.label", f"staff.field.{slot}")
            label = next((key for key in names if content.has(key)), None)
            rows.append((content.say(label) if label else slot, wording.value(slot, value)))
        return tuple(rows)
