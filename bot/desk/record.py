"""Handing out one patient's record: for who looks after the desk, with a reason, and never without a line in the audit."""

from __future__ import annotations

from bot.conversation import PatientId, Person
from bot.desk.disclosing import Disclosing
from bot.desk.part import Part
from bot.desk.rights import only_with
from bot.overviews import RecordAsk, RecordPage
from bot.queue.refs import read_ref
from bot.store import Unit
from bot.views import DeskError, StaffView

EXPORT = "record.export"
SHORTEST_REASON, LONGEST_REASON = 10, 500
FORMS = ("page", "json")


class Record(Part):
    """The page of records."""

    async def record(self, staff: StaffView, ask: RecordAsk, form: str) -> RecordPage:
        """One patient's record, to be handed out as a `page` or as `json`; audited before anything is read."""
        only_with(staff, EXPORT)
        reason = " ".join(ask.reason.split())
        if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON or form not in FORMS:
            raise DeskError("staff.record.no_reason")
        async with self.services.store.look() as unit:
            person = await self._whose(unit, ask)
        now = self.services.clock()
        async with self.services.store.begin() as unit:
            number = await unit.disclosures.hand_out(person.id, staff.id, form, reason, now)
            subject = unit.disclosures.subject(person.id)
            await unit.audit.append("record.exported", staff.id, subject, {"export": number, "form": form})
        async with self.services.store.look() as unit:
            sections = await Disclosing(self.services, unit, person).sections()
        return RecordPage(person.full_name, person.dob, now, staff.name, reason, sections)

    async def _whose(self, unit: Unit, ask: RecordAsk) -> Person:
        """The one patient that is meant. Raises DeskError when it is nobody, or could be several."""
        if ask.ref:
            item = await unit.queue.get(read_ref(ask.ref) or ask.ref)
            if item is None:
                raise DeskError("staff.error.no_such_item")
            person = await unit.people.get(PatientId(item.patient_id)) if item.patient_id else None
            if person is None:
                raise DeskError("staff.record.of_nobody")
            return person
        if not ask.name or ask.dob is None:
            raise DeskError("staff.record.who")
        found = await unit.disclosures.persons(ask.name, ask.dob)
        if len(found) != 1:
            raise DeskError("staff.record.several" if found else "staff.record.nobody")
        return found[0]
