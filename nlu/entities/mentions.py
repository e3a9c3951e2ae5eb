"""What was recognised in a message, and the notes taken while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nlu.entities.lexicon import Lexicon
from nlu.entities.tokens import Tokens
from nlu.entities.when import CalendarDay


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing recognised: its kind, its pieces (`first` up to, not including, `end`), its value, and doubt."""

    kind: str
    first: int
    end: int
    value: Any  # a text, or a day, an hour, a name in parts: what the kind says
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """A message cut into pieces, with what was recognised in order."""

    text: str
    tokens: Tokens
    mentions: tuple[Mention, ...]

    def of(self, *kinds: str) -> tuple[Mention, ...]:
        """Return what was recognised of these kinds, in order."""
        return tuple(mention for mention in self.mentions if mention.kind in kinds)

    def said(self, mention: Mention) -> str:
        """Return the patient's own words for a mention."""
        return self.text[self.tokens[mention.first].start : self.tokens[mention.end - 1].end]


@dataclass(slots=True)
class Notes:
    """What has been taken so far, while a message is read. A piece belongs to the first that takes it."""

    text: str
    tokens: Tokens
    lexicon: Lexicon
    asked: frozenset[str]
    medicine: bool = False  # the message is known to be about medicine
    mentions: list[Mention] = field(default_factory=list)
    taken: bytearray = field(default_factory=bytearray)

    def note(self, kind: str, first: int, end: int, value: object, doubt: str | None = None) -> None:
        """Take the pieces from `first` up to `end`, unless one of them is taken."""
        if not any(self.taken[first:end]):
            self.taken[first:end] = b"\x01" * (end - first)
            self.mentions.append(Mention(kind, first, end, value, doubt))

    def free(self) -> list[int]:
        """Return the places nobody took."""
        return [at for at in range(len(self.tokens)) if not self.taken[at]]


def full_date(mention: Mention) -> bool:
    """Whether a mention is a date told with its year."""
    return isinstance(mention.value, CalendarDay) and mention.value.year is not None
