"""One unit of work: everything that is saved together, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, get_type_hints

from bot.conversation import ConversationId
from bot.store.addresses import Addresses
from bot.store.audit import Audit
from bot.store.challenges import Challenges
from bot.store.checkpoints import Checkpoints
from bot.store.conversations import Conversations
from bot.store.disclosures import Disclosures
from bot.store.entries import Entries
from bot.store.factors import Factors
from bot.store.figures import Figures
from bot.store.halves import Halves
from bot.store.inbox import Inbox
from bot.store.launches import Launches
from bot.store.limits import Limits
from bot.store.links import Links
from bot.store.notes import Mails, Notes
from bot.store.outbox import Outbox
from bot.store.passkeys import Passkeys
from bot.store.people import People
from bot.store.portal import PortalBook
from bot.store.presence import Presence
from bot.store.queue import Queue
from bot.store.reminders import Reminders
from bot.store.replies import Replies
from bot.store.revisions import Drafts, Revisions
from bot.store.searching import Searching
from bot.store.seen import Seen
from bot.store.staff import StaffBook
from bot.store.tidy import tidy
from bot.store.windows import Windows
from bot.store.wishes import NoticeWishes
from bot.store.words import Words
from bot.store.work import Work
from bot.store.worklist import Worklist


class Unit:
    """One transaction, by its parts. A part is made when it is first asked for: most units use few of them."""

    addresses: Addresses
    audit: Audit
    challenges: Challenges
    conversations: Conversations
    disclosures: Disclosures
    drafts: Drafts
    entries: Entries
    factors: Factors
    figures: Figures
    halves: Halves
    inbox: Inbox
    launches: Launches
    limits: Limits
    links: Links
    mails: Mails
    notes: Notes
    outbox: Outbox
    passkeys: Passkeys
    people: People
    portal: PortalBook
    presence: Presence
    queue: Queue
    reminders: Reminders
    replies: Replies
    revisions: Revisions
    searching: Searching
    seen: Seen
    staff: StaffBook
    windows: Windows
    wishes: NoticeWishes
    words: Words
    worklist: Worklist

    def __init__(self, work: Work, checkpoints: Checkpoints) -> None:
        self._work = work
        self.audit = Audit(work, checkpoints)

    if not TYPE_CHECKING:  # Who checks the types sees the parts above, and nothing that is not among them.

        def __getattr__(self, name: str) -> object:
            """A part that was not asked for yet."""
            if (part := _parts().get(name)) is None:
                raise AttributeError(name)
            self.__dict__[name] = made = part(self._work)
            return made

    def code_hash(self, challenge_id: str, code: str) -> bytes:
        """A mailed code as it is kept."""
        return self._work.secrets.code_hash(challenge_id, code)

    def same_code(self, challenge_id: str, code: str, kept: bytes) -> bool:
        """Whether a code is the one that was mailed; takes the same time either way."""
        return self._work.secrets.same_code(challenge_id, code, kept)

    async def prepare_patients(self, patient_ids: tuple[str, ...]) -> None:
        """Make the keys of many patients at once, before they are put into the directory one by one."""
        await self._work.make_keys([self._work.patient_subject(one) for one in patient_ids])

    async def forget_words(self, conversation_id: ConversationId) -> None:
        """Delete every word of a conversation, here and in every old copy: what sealed them is destroyed on saving.

        It goes on with a fresh key, and with whatever waits to be answered or sent. Requests are not its words: they stay.
        """
        await self.entries.forget(conversation_id)
        await self.inbox.forget(conversation_id)
        await self.outbox.forget(conversation_id)
        await self.portal.forget(conversation_id)
        await self.replies.forget(conversation_id)
        await self.words.renew(conversation_id)
        await self.conversations.seal_anew(conversation_id)
        await self.inbox.seal_anew(conversation_id)
        await self.outbox.seal_anew(conversation_id, self._work.clock())

    @property
    def changes_lists(self) -> bool:
        """Whether lists that are kept in memory are others once this unit is saved."""
        return bool(self._work.relisted)

    @property
    def dooms_keys(self) -> bool:
        """Whether keys are to be destroyed once this unit is saved."""
        return bool(self._work.doomed)

    async def tidy(self, now: datetime) -> int:
        """Drop what has served its purpose; return how many rows went."""
        return await tidy(self._work, now)


@cache
def _parts() -> dict[str, Callable[[Work], object]]:
    return get_type_hints(Unit)
