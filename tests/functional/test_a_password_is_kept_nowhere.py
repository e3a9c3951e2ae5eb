"""A password that somebody types into the chat is answered with advice, and stands nowhere afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nlu.understanding import Reader
from tests.functional.practice import Practice, keys, practice

SECRET = "Sunny!Day42x"
SAID = f"my password is {SECRET}"


async def kept(one: Practice, who: str = "1") -> str:
    """Everything the practice keeps of a conversation, and of every item, unsealed."""
    async with one.rehearsal.app.services.store.look() as unit:
        found = await unit.conversations.find("web", who)
        assert found is not None
        lines: list[Any] = [*await unit.entries.after(found, 0), await unit.conversations.load(found)]
        for item in await unit.queue.list(kinds=None, statuses=None, assignee=None, limit=100):
            lines += [item, *await unit.queue.thread(item.ref)]
        lines += await unit.mails.list(100)
    return "\n".join(map(repr, lines))


async def held(one: Practice) -> None:
    """Staff have taken a request of this conversation."""
    await one.says("I need an appointment")
    await one.verifies()
    for text in ("Dr. Patel", "a yearly checkup", "tuesday morning"):
        await one.says(text)
    await one.does(press="Send")
    await one.does(staff="take", **{"as": "Felix"})


async def test_it_is_not_kept_in_any_state(tmp_path: Path, reader: Reader) -> None:
    """With nothing open, at a question, as a bare answer, and as a changed message."""
    async with practice(tmp_path, reader) as one:
        assert keys(await one.says(SAID)) == ["shared.password_typed"]
        await one.says("I forgot my password")
        for text in (SAID, SECRET, f"change my password to {SECRET}", f"new password: {SECRET}"):
            result = await one.says(text)
            assert keys(result) == ["shared.password_typed", "recovery.username.ask"]
        await one.does(edit=SAID)
        assert SECRET not in await kept(one)


async def test_it_is_not_passed_on_while_staff_hold_the_thread(tmp_path: Path, reader: Reader) -> None:
    """Staff must not learn it, and it must not stand in an item that others read."""
    async with practice(tmp_path, reader) as one:
        await held(one)
        said = await one.says(SAID)
        assert keys(said) == ["shared.password_typed"]
        assert said["state"]["speaker"] == "staff"
        await one.does(edit=SAID)
        assert SECRET not in await kept(one)
        assert "thread.relayed" in keys(await one.says("the page says error 12"))
        assert "error 12" in await kept(one)


@pytest.mark.parametrize("staff", [False, True])
async def test_a_red_flag_beside_it_is_met_and_the_words_are_not_kept(
    staff: bool, tmp_path: Path, reader: Reader
) -> None:
    """Guidance and the follow-up do not need the words."""
    async with practice(tmp_path, reader) as one:
        if staff:
            await held(one)
        result = await one.says(f"I have crushing chest pain and {SAID}")
        assert keys(result) == ["guidance.emergency"]
        assert [item["kind"] for item in result["queue"]][-1] == "red_flag"
        assert SECRET not in await kept(one)
