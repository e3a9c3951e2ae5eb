"""For practices whose portal cannot be called: a person of the portal team does it, from the staff queue."""

from __future__ import annotations

from datetime import datetime

from bot.conversation import ConversationId, Person
from bot.portal.gateway import Account, Answered, Claim, NewCredentials
from bot.store import Unit


class HandoffPortal:
    """Implements `bot.portal.gateway.PortalGateway`: every claim becomes an item for staff, no token opens anything."""

    async def recover(self, unit: Unit, claim: Claim) -> Answered:
        """Hand the claim to staff, whoever it is about."""
        del unit, claim
        return Answered(handed=True)

    async def opened(self, unit: Unit, token: str, now: datetime) -> Account | None:
        """Nothing: the practice's own portal sets passwords."""
        del unit, token, now
        return None

    async def replace(self, unit: Unit, token: str, new: NewCredentials, now: datetime) -> Person | None:
        """Nothing is replaced here."""
        del unit, token, new, now
        return None

    async def may_be_called(self, unit: Unit, username: str, person: Person) -> bool:
        """Usernames are the practice's own portal's business."""
        del unit, username, person
        return False

    async def issue(self, unit: Unit, person: Person, conversation_id: ConversationId, now: datetime) -> str | None:
        """Staff issue tokens in the practice's own portal."""
        del unit, person, conversation_id, now
        return None
