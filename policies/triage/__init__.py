"""Red flags: reads any text a patient sends and says whether it calls for 911, 988, Poison Control or a call today.

Pure: no clock, no network, no files. The rules are data (`data/triage/<lang>/`), loaded by `bot.content.triage`.
"""

from policies.triage.marks import Marks, marks
from policies.triage.records import (
    ACUTE,
    LEARNED,
    RAISE_AT,
    STAND_AT,
    Disposition,
    Finding,
    Screening,
    is_brief,
    summed_up,
    unite,
)
from policies.triage.red_flags import BadRule, RedFlags, compile_red_flags, screen

__all__ = [
    "ACUTE",
    "LEARNED",
    "RAISE_AT",
    "STAND_AT",
    "BadRule",
    "Disposition",
    "Finding",
    "Marks",
    "RedFlags",
    "Screening",
    "compile_red_flags",
    "is_brief",
    "marks",
    "screen",
    "summed_up",
    "unite",
]
