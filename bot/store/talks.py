"""Conversations as they were last opened, while an event of theirs is on its way: one event is looked at several times.

What is kept counts for the very bytes it was opened from, so nothing that was saved meanwhile can be missed.
"""

from __future__ import annotations

from collections import OrderedDict

from bot.conversation import Conversation

KEPT = 64


class Talks:
    """A few opened conversations."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[bytes, Conversation]] = OrderedDict()

    def get(self, conversation_id: str, sealed: bytes) -> Conversation | None:
        """The conversation that these bytes hold, if it was opened of late."""
        kept = self._kept.get(conversation_id)
        return kept[1] if kept is not None and kept[0] == sealed else None

    def keep(self, conversation_id: str, sealed: bytes, talk: Conversation) -> None:
        """Keep what these bytes hold. The one that was opened longest ago goes."""
        self._kept[conversation_id] = (sealed, talk)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def forget(self, conversation_id: str) -> None:
        """It is another from now on, or deleted: its words do not stay in memory."""
        self._kept.pop(conversation_id, None)
