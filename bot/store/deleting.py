"""Destroys the keys of words that were deleted, however the program ended meanwhile, and deletes again what a backup put back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager

from bot.conversation import ConversationId
from bot.faults import Point, reach
from bot.store.keybox import AT_ONCE, KeyBox
from bot.store.unit import Unit
from bot.store.words import conversation_of

Begin = Callable[[], AbstractAsyncContextManager[Unit]]


async def destroy_doomed(begin: Begin, keys: KeyBox) -> int:
    """Destroy what is on the list; return how many keys that were. What was destroyed is struck off afterwards."""
    async with begin() as unit:
        doomed = await unit.words.doomed()
    for subject, kid in doomed:
        await keys.destroy_one(subject, kid)
        reach(Point.DESTROYED)
    if doomed:
        async with begin() as unit:
            for subject, kid in doomed:
                await unit.words.strike(subject, kid)
    return len(doomed)


async def repeat_deletions(begin: Begin, keys: KeyBox) -> int:
    """Delete words again that an old copy of the database brought back unreadable; return in how many conversations."""
    count = 0
    for destroyed in _in_parts(await keys.destroyed()):
        async with begin() as unit:
            behind = await unit.words.lag_behind(destroyed)
        for conversation_id in behind:
            async with begin() as unit:
                await unit.words.step_over(conversation_id, destroyed[conversation_id])
                await unit.forget_words(ConversationId(conversation_id))
                await unit.audit.append("conversation.words_deleted", "practice", conversation_id, {})
        count += len(behind)
    return count


def _in_parts(destroyed: tuple[tuple[str, int], ...]) -> Iterator[dict[str, int]]:
    """The highest destroyed number of each conversation, some conversations at a time."""
    highest = {conversation_of(subject): kid for subject, kid in destroyed}  # They come in rising order.
    names = list(highest)
    for start in range(0, len(names), AT_ONCE):
        yield {name: highest[name] for name in names[start : start + AT_ONCE]}
