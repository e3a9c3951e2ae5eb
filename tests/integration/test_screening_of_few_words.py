"""Few words through the door, both real readers: codes hold none, visit reasons are no cries, and plain dangers are seen."""

from __future__ import annotations

import pytest

from bot.content.triage import load_red_flags
from bot.doors.screening import ScreenDoor
from tests.conftest import DATA

CODES = ("K0N4-KPKY-MBYY", "MKB5-9KYA-35S2", "4XAF-BD2V-H0X3", "cy4qne6yacy3", "3R7-8W4D", "lupitaj79")
REASONS = (
    "creaky finger",
    "bone spur",
    "bad breath",
    "stiff shoulder",
    "my wrist is stiff",
    "sweaty palms",
    "morning stiffness",
)
DANGERS = ("tight chest, sweating", "throat closing", "face drooping", "kid ate my pills", "want to die")


@pytest.mark.parametrize("text", [*CODES, *REASONS])
async def test_few_harmless_words_send_nobody_to_911(reader, text):
    """One reset token in eight was met with 911, and one visit reason in six."""
    found = await ScreenDoor(load_red_flags(DATA), reader)({"text": text})
    assert found["disposition"] == "none", found


@pytest.mark.parametrize("text", DANGERS)
async def test_few_dangerous_words_do(reader, text):
    """Whoever is in danger may have no breath for more."""
    found = await ScreenDoor(load_red_flags(DATA), reader)({"text": text})
    assert found["disposition"] in ("emergency", "crisis", "poison"), found
