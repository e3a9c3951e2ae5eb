"""The slots of a message while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from nlu.entities import Lexicon, Scan


@dataclass(slots=True)
class Draft:
    """Slots while a message is read."""

    reading: Scan
    lexicon: Lexicon
    today: date
    asked: frozenset[str]
    intent: str | None
    slots: dict[str, str] = field(default_factory=dict)
    spans: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)
    when: str | None = None
    births: set[int] = field(default_factory=set)  # where the dates stand that were read as births

    def put(self, slot: str, value: str | None, said: str, doubt: str | None = None) -> None:
        """Keep the first value of a slot; without a value, its doubt."""
        if slot in self.slots:
            return
        if value is not None and doubt is None:
            self.slots[slot], self.spans[slot] = value, said
            self.doubts.pop(slot, None)
        elif doubt is not None:
            self.doubts.setdefault(slot, doubt)
            self.spans.setdefault(slot, said)

    def reading_free(self) -> list[int]:
        """The words that nothing was recognised in."""
        busy = {at for mention in self.reading.mentions for at in range(mention.first, mention.end)}
        return [at for at, token in enumerate(self.reading.tokens) if token.is_word and at not in busy]
