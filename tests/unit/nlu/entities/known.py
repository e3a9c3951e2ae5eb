"""The words that the tests of finders know: the repository's lists and a small directory."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.content.lexicon import load_lexicon

DATA = Path(__file__).resolve().parents[4] / "data"
PROVIDERS = (
    "Dr. Patel",
    "Dr. O'Rourke",
    "Dr. Marchetti",
    "Dr. Whitfield",
    "Dr. Okafor",
    "Dr. O'Brien",
    "Dr. Okonkwo",
    "Dr. Lindqvist",
    "Dr. Núñez-Alvarado",
    "Dr. Tran",
)
LEXICON = load_lexicon(DATA, providers=PROVIDERS)
NOW = datetime(2026, 11, 23, 10, 15, tzinfo=ZoneInfo("America/New_York"))
"""A Monday morning, three days before Thanksgiving."""
