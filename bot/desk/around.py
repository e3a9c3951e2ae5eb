"""What stands around an opened item: what can be undone, to whom it can go, answers to put in, the chat that led to it."""

from __future__ import annotations

from datetime import datetime

from bot.conversation import ConversationId, PatientId
from bot.desk.deciding import CANCELLING
from bot.desk.part import Part
from bot.desk.passing import UNDONE
from bot.desk.rows import found_by
from bot.queue.item import LIVE, Item, Kind, Status
from bot.store import Unit
from bot.views import DeskError, StaffView
from bot.visiting import visit_of
from bot.workviews import Around, CannedView, HandTo, StoryLine, VisitView
from policies import limits, roles

STORY = 200
"""Lines of a conversation that are looked through for the part that led to a request."""


class Surroundings(Part):
    """What a page shows beside the item itself."""

    async def around(self, staff: StaffView, ref: str) -> Around:
        """What stands around an item for somebody who has opened it."""
        async with self.services.store.look() as unit:
            item = await found_by(unit, staff, ref)
            mine = item.status is Status.TAKEN and item.assignee == staff.name
            may_hand = item.status in LIVE and (mine or roles.may_reassign(staff.role))
            return Around(
                *_undo(item, staff, self.services.clock()),
                await self._canned(unit, item, staff) if mine else (),
                self._roles(item) if may_hand else (),
                await _people(unit, item, staff) if may_hand else (),
                item.origin is not None,
                self._visit_view(item, mine=mine),
                mine and item.kind is Kind.REFILL,
            )

    async def story(self, staff: StaffView, ref: str) -> tuple[StoryLine, ...]:
        """The part of the chat that led to a request (audited); empty once the patient has deleted it."""
        async with self.services.store.begin() as unit:
            item = await found_by(unit, staff, ref)
            if item.origin is None:
                raise DeskError("staff.error.no_story")
            talk = ConversationId(item.conversation_id)
            lines = await unit.entries.of_run(talk, item.origin.run, item.origin.last, STORY)
            await unit.audit.append("item.story_read", staff.id, ref, {"lines": len(lines)})
        return tuple(StoryLine(line.kind == "said", line.text, line.at) for line in lines if line.kind != "staff")

    async def _canned(self, unit: Unit, item: Item, staff: StaffView) -> tuple[CannedView, ...]:
        content = self.services.content
        talk = await unit.conversations.load(ConversationId(item.conversation_id))
        lang = talk.lang if talk and content.canned.get(talk.lang) else "en"
        reader = await unit.people.get(PatientId(item.actor_id or item.patient_id or ""))
        name = reader.first_name if reader else content.say("staff.work.unknown_name")
        filled = {"first_name": name, "ref": item.ref, "by": staff.name}
        return tuple(
            CannedView(one.id, one.title, content.filled(one.text, lang, **filled))
            for one in content.canned.get(lang, ())
            if item.kind.value in one.kinds
        )

    def _visit_view(self, item: Item, *, mine: bool) -> VisitView | None:
        """How far the visit of a request is; None where none can come of it."""
        plans = mine and item.kind is Kind.APPOINTMENT and item.fields.get("task") != CANCELLING
        visit = visit_of(item)
        if not plans and visit is None:
            return None
        at = str(item.fields.get("visit_at") or "")
        words = self.services.content.wording("en").value("visit_at", at) if visit else ""
        return VisitView(str(item.fields.get("proposal_answer") or ""), at, words, visit.minutes if visit else 0)

    def _roles(self, item: Item) -> tuple[HandTo, ...]:
        return tuple(
            HandTo(f"role:{role}", self.services.content.say(f"staff.role.{role}"), role)
            for role in roles.HANDED_TO
            if role != item.role
        )


async def _people(unit: Unit, item: Item, staff: StaffView) -> tuple[HandTo, ...]:
    return tuple(
        HandTo(f"staff:{one.id}", one.name, one.role)
        for one in await unit.staff.list()
        if one.active and one.role in roles.KINDS and one.name not in (item.assignee, staff.name)
    )


def _undo(item: Item, staff: StaffView, now: datetime) -> tuple[int, str, float]:
    """The last move, while it is one's own and fresh."""
    last = item.last
    if last is None or last.by != staff.name or last.verb not in UNDONE or now - last.at > limits.UNDO_FOR:
        return 0, "", 0.0
    return item.moves, last.verb, (limits.UNDO_FOR - (now - last.at)).total_seconds()
