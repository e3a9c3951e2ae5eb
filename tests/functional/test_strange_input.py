"""Bad input gets clear words that name the next move; nothing is lost and nothing crashes."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.understanding import Reader
from tests.functional.practice import practice, words

STRANGE = [
    "",
    "   \n\t ",
    "x" * 100_000,
    "a b " * 25_000,
    "\x00\x01\x02\x7f",
    "\u202eabc\u202d\u200b\u2066",
    "🙂🙂🙂👍",
    "/nosuchcommand now",
    '/refill{"medication": "x"}',
    "<script>alert(1)</script>",
    "'; DROP TABLE people; --",
    "{office.phone} {no.such.place}",
    "%s %d {0} {{}}",
    "\ud83d",
    "ﷺ" * 500,
    "I need " + "very " * 5000 + "much help",
]


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
async def test_a_strange_text_is_answered(text: str, tmp_path: Path, reader: Reader) -> None:
    """Before, during and after a flow there is an answer, and never one that shows how the program is made."""
    async with practice(tmp_path, reader) as one:
        first = await one.says(text)
        assert first["replies"]
        await one.says("I need an appointment")
        second = await one.says(text)
        assert second["replies"]
        assert "Traceback" not in words(first) + words(second)
        assert "shared.trouble" not in [reply["key"] for reply in first["replies"] + second["replies"]]


@pytest.mark.parametrize("slot", ["last_name", "dob", "contact_fact", "code", "provider", "when"])
async def test_three_answers_that_cannot_be_used_lead_to_a_person(slot: str, tmp_path: Path, reader: Reader) -> None:
    """Nobody is asked the same thing for ever."""
    answers = {
        "last_name": "Vega",
        "dob": "8/12/1979",
        "contact_fact": "10549",
        "code": None,
        "provider": "Dr. Patel",
        "reason": "my knee",
    }
    async with practice(tmp_path, reader) as one:
        result = await one.says("I need an appointment")
        while result["state"]["asking"] != slot:
            asking = result["state"]["asking"]
            result = await one.says(answers[asking] or one.code)
        for text in ("%%%%", "#### ####", "....."):
            result = await one.says(text)
        assert "shared.stuck" in [reply["key"] for reply in result["replies"]]


ODD_BUTTONS = (
    "\u00b2.accept", "9" * 128, f"{'9' * 120}.accept", "\u0663.back", "1.", ".", "1.accept.\u00b2", "flow.", "flow.\u202e", "staff_back",
    "1.change." + "x" * 110, "proposal.\u00b2", "proposal." + "9" * 100,
)  # fmt: skip


@pytest.mark.parametrize("button", ODD_BUTTONS, ids=range(len(ODD_BUTTONS)))
async def test_a_button_that_nobody_offered_is_answered(button: str, tmp_path: Path, reader: Reader) -> None:
    """Anybody can post what no page offers. A button that cannot be read must not stop its conversation's turns."""
    async with practice(tmp_path, reader) as one:
        assert (await one.does(press=button))["replies"]
        await one.says("I need an appointment")
        pressed = await one.does(press=button)
        assert pressed["replies"]
        assert "shared.trouble" not in [reply["key"] for reply in pressed["replies"]]
