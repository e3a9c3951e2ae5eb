"""What a parser of answers may look at besides the words: the clock, the known names, the opening days, earlier answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from bot.flows.spec import Value
from nlu.entities import Lexicon


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """The surroundings of one answer. `now` is in the practice's zone; `opening` says whether a day is an opening day."""

    now: datetime
    lexicon: Lexicon
    opening: Callable[[date], bool] | None = None
    known: Mapping[str, Value] = field(default_factory=dict)
    hours: Callable[[date], tuple[tuple[time, time], ...]] | None = None  # the opening spans of a day
