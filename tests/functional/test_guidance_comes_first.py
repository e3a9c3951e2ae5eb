"""Promise 1: every text is screened before any other code judges it, and guidance goes out whatever else is broken."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.base import Inbound
from bot.store import StoreError, Unit
from nlu.understanding import Reader
from tests.functional.practice import Practice, keys, practice, words

FLAG = "my chest feels crushed and my left arm is numb"


async def _fresh(_one: Practice) -> None:
    return


async def _claiming(one: Practice) -> None:
    await one.says("I need an appointment")


async def _free_text(one: Practice) -> None:
    await one.says("I need an appointment")
    await one.verifies()
    await one.says("Dr. Patel")


async def _letter(one: Practice) -> None:
    await one.says("I want to send a message to my doctor")
    await one.verifies()
    await one.does(press="My care team")
    await one.does(press="Test results")


async def _review(one: Practice) -> None:
    await _letter(one)
    await one.says("is my blood work back yet")


async def _held(one: Practice) -> None:
    await _review(one)
    await one.does(press="Send")
    await one.does(staff="take", **{"as": "Nora"})


async def _suspended(one: Practice) -> None:
    await _claiming(one)
    await one.says("i think i am having a stroke")


@pytest.mark.parametrize("state", [_fresh, _claiming, _free_text, _letter, _review, _held, _suspended])
async def test_a_red_flag_is_answered_first_in_every_state(state, tmp_path: Path, reader: Reader) -> None:  # type: ignore[no-untyped-def]  # a list of coroutines
    """Whatever was being asked, the first thing said is 911."""
    async with practice(tmp_path, reader) as one:
        await state(one)
        result = await one.says(FLAG)
        assert keys(result)[0] == "guidance.emergency"
        assert "911" in words(result)
        assert any(item["kind"] == "red_flag" for item in result["queue"])


@pytest.mark.parametrize(
    "event", [{"edit": FLAG}, {"send": "photo", "caption": FLAG}, {"say": "/start " + FLAG}, {"say": "/" + FLAG}]
)
async def test_edits_captions_and_commands_are_screened_too(
    event: dict[str, str], tmp_path: Path, reader: Reader
) -> None:
    """A red flag counts wherever it is written."""
    async with practice(tmp_path, reader) as one:
        assert keys(await one.does(**event))[0] == "guidance.emergency"


async def test_guidance_needs_no_language_child(tmp_path: Path, keywords: Reader) -> None:
    """The rules read by themselves."""
    async with practice(tmp_path, keywords) as one:
        assert keys(await one.says(FLAG))[0] == "guidance.emergency"


@pytest.mark.parametrize("error", [StoreError("the disk is full"), OSError(28, "No space left on device")])
async def test_guidance_goes_out_although_nothing_can_be_saved(
    error: Exception, tmp_path: Path, keywords: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the database away the patient still reads 911 at once, and is told that nothing was saved."""
    async with practice(tmp_path, keywords, "telegram") as one:
        app = one.rehearsal.app

        @asynccontextmanager
        async def broken() -> AsyncIterator[Unit]:
            raise error
            yield

        monkeypatch.setattr(app.services.store, "begin", broken)
        one.rehearsal.seen.replies.clear()
        receipt = await app.intake.receive(Inbound("telegram", "1", "u1", "text", datetime.now(UTC), FLAG))
        assert not receipt.stored
        assert receipt.guided
        assert receipt.guidance is not None
        assert "911" in receipt.guidance.text
        assert [reply.key for _channel, _address, reply in one.rehearsal.seen.replies] == ["guidance.emergency"]


async def test_the_flow_goes_on_only_when_the_patient_says_so(tmp_path: Path, reader: Reader) -> None:
    """After guidance an answer does not count until the patient says that it is no emergency."""
    async with practice(tmp_path, reader) as one:
        await _claiming(one)
        await one.says(FLAG)
        still = await one.says("Vega")
        assert still["state"]["phase"] == "suspended"
        assert (await one.does(press="go_on"))["state"]["asking"] == "last_name"


async def test_nothing_said_suggests_that_somebody_watches(tmp_path: Path, reader: Reader) -> None:
    """A follow-up stands before staff, but the patient must not wait for it."""
    async with practice(tmp_path, reader) as one:
        said = words(await one.says(FLAG)).casefold()
        assert not any(
            word in said
            for word in (
                "staff have been",
                "we are watching",
                "notified",
                "someone will",
                "we will contact",
                "on the way",
            )
        )
