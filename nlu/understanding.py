"""What reading a message yields, whoever read it: the language child, the keyword reader, or nobody.

The record is a value. A reader that is down or slow answers `Understanding.unavailable()`; it never raises, so that
menus, buttons and keywords go on working (DESIGN, One turn, step 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

JsonValue = str | int | float | bool | None
"""What may be stored or placed in a text: a JSON scalar."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """One reading of one message.

    `intent` is a name of the intent list (`flow.refill`, `faq.fee`, `oos.offtopic` ...), or None when nobody could read.
    `confidence` and `ranking` are probabilities between 0 and 1; `ranking` holds the best few names, best first.
    `danger` is what the learned screening reader thinks, by disposition name; it may raise an alarm and never lower one.
    `reader` says who read: `rasa`, `keywords` or `none`.
    """

    intent: str | None = None
    confidence: float = 0.0
    ranking: tuple[tuple[str, float], ...] = ()
    danger: Mapping[str, float] = field(default_factory=dict)
    reader: str = "none"

    @classmethod
    def unavailable(cls) -> Understanding:
        """Nobody could read the message; a value, not an exception."""
        return cls()

    @property
    def available(self) -> bool:
        """Whether some reader gave an intent."""
        return self.intent is not None


class Reader(Protocol):
    """Whoever can read a message."""

    async def read(self, text: str, lang: str = "en", asked: str | None = None) -> Understanding:
        """Read one message. Promises an answer within the reader's time limit, `unavailable()` at worst; never raises."""
        ...
