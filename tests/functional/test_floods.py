"""A flood from one conversation costs little, is told so in one kind sentence, and never hides a red flag."""

from __future__ import annotations

from pathlib import Path

from nlu.understanding import Reader
from policies import limits
from tests.functional.practice import keys, practice, words

LETTER = "I want to send a message to my doctor"
FULL = limits.MESSAGES_PER_MINUTE.times


async def test_a_flood_is_told_once_that_it_is_not_read(tmp_path: Path, keywords: Reader) -> None:
    """One sentence for a flood: an answer to each of three hundred messages would be a flood of its own."""
    async with practice(tmp_path, keywords) as one:
        one.rehearsal.app.services.paced = True
        said = [keys(await one.says(f"message number {number}")) for number in range(FULL + 10)]
    assert ["shared.too_fast"] not in said[:FULL]
    assert said[FULL:] == [["shared.too_fast"], *([[]] * 9)]


async def test_a_red_flag_within_a_flood_is_answered_as_ever(tmp_path: Path, keywords: Reader) -> None:
    """Somebody in fear sends twenty broken messages and then the one that matters."""
    async with practice(tmp_path, keywords) as one:
        one.rehearsal.app.services.paced = True
        for number in range(FULL + 3):
            await one.says(f"message number {number}")
        result = await one.says("my chest feels crushed and my left arm is numb")
    assert keys(result)[0] == "guidance.emergency"
    assert "911" in words(result)


async def test_after_a_minute_the_conversation_is_read_again(tmp_path: Path, keywords: Reader) -> None:
    """The limit is a pause and no punishment; another conversation never feels it."""
    async with practice(tmp_path, keywords) as one:
        one.rehearsal.app.services.paced = True
        for number in range(FULL + 3):
            await one.says(f"message number {number}")
        assert keys(await one.says("I need a refill", who="2")) != []
        await one.does(clock="2026-11-24T10:17:00-05:00")
        assert "shared.too_fast" not in keys(await one.says("menu"))
        assert keys(await one.says("menu")) == ["shared.menu"]


async def test_nobody_fills_the_desk_alone(tmp_path: Path, keywords: Reader) -> None:
    """So many open requests of one person are told to be enough, before the questions of one more are asked."""
    most = limits.OPEN_REQUESTS_PER_PATIENT.times
    async with practice(tmp_path, keywords) as one:
        await one.says(LETTER)
        await one.verifies()
        for _ in range(most):
            await one.does(press="My care team")
            await one.does(press="Test results")
            await one.says("is my blood work back yet")
            sent = await one.does(press="Send")
            asked = await one.says(LETTER)
    assert len(sent["queue"]) == most
    assert keys(asked) == ["shared.too_many_open"]
    assert asked["state"]["flow"] is None
