"""What a staff action means to the patient: said in the chat, and one mail without content."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.conversation import Conversation, ConversationId, PatientId
from bot.desk.part import Part
from bot.dialogue.heard import StaffMoved
from bot.queue.item import Item, Kind
from bot.store import Unit
from bot.turn import tell
from bot.views import DeskError


class Telling(Part):
    """The patient's side of what staff do."""

    async def tell(self, unit: Unit, item: Item, moved: StaffMoved, key: str) -> tuple[Conversation, set[str]]:
        """One turn of the patient's chat about what staff did; the conversation after it and who is to be woken."""
        talk = await unit.conversations.load(ConversationId(item.conversation_id))
        if talk is None:
            raise DeskError("staff.error.no_conversation")
        scene = await tell(self.services, unit, talk, moved, key, actor="staff")
        return scene.talk, scene.topics

    async def moved(self, unit: Unit, item: Item, moved: StaffMoved, verb: str) -> set[str]:
        """Say in the chat what became of a request. Of an episode nothing is said: nothing may suggest that anybody watches."""
        if item.kind is Kind.RED_FLAG:
            return set()
        return (await self.tell(unit, item, moved, f"{verb}:{item.ref}:{self._stamp()}"))[1]

    async def mail_notice(self, unit: Unit, talk: Conversation, item: Item, seq: int, now: datetime) -> None:
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
