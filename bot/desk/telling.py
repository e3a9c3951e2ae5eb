"""What a staff action means to the patient: said in the chat, and one mail without content."""

from __future__ import annotations

from bot import delivery
from bot.conversation import Conversation, ConversationId
from bot.desk.part import Part
from bot.dialogue.heard import StaffMoved
from bot.queue.delivery import is_phone_task
from bot.queue.item import Item, Kind
from bot.store import Unit
from bot.turn import tell
from bot.views import DeskError


class Telling(Part):
    """The patient's side of what staff do."""

    async def tell(
        self, unit: Unit, item: Item, moved: StaffMoved, key: str, reply: tuple[str, int] | None = None
    ) -> tuple[Conversation, set[str]]:
        """One turn of the patient's chat about what staff did; the conversation after it and who is to be woken."""
        talk = await unit.conversations.load(ConversationId(item.conversation_id))
        if talk is None:
            raise DeskError("staff.error.no_conversation")
        scene = await tell(self.services, unit, talk, moved, key, actor="staff", reply=reply)
        return scene.talk, scene.topics

    async def reply(self, unit: Unit, item: Item, moved: StaffMoved, seq: int) -> set[str]:
        """Put a reply into the patient's private inbox and tell them that it is there; who is to be woken."""
        line = (item.ref, seq)
        await unit.replies.written(line, item.conversation_id, self.services.clock())
        talk, topics = await self.tell(unit, item, moved, f"reply:{item.ref}:{seq}", line)
        waits = seq in await unit.replies.waiting(item.ref)
        await delivery.announce(self.services, unit, talk, item, line, waits=waits)
        return topics

    async def moved(self, unit: Unit, item: Item, moved: StaffMoved, verb: str) -> set[str]:
        """Say in the chat what became of a request. Of an episode nothing is said: nothing may suggest that anybody watches.

        A task to phone was never asked for by the patient; the call itself tells of it.
        """
        if item.kind is Kind.RED_FLAG or is_phone_task(item.fields):
            return set()
        return (await self.tell(unit, item, moved, f"{verb}:{item.ref}:{self._stamp()}"))[1]

    def _stamp(self) -> str:
        return self.services.clock().isoformat()
