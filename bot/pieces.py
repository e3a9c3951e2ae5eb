"""What a practice may change of its content on a page: one piece at a time, each with a value of its own.

A piece is the wording of one answer, one ready reply, a week of opening hours, or the list of holidays. `bot.content.areas`
knows where each kind stands in the files, `bot.content.overlay` lays changed values over them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Value = Mapping[str, Any]
"""A piece's value as JSON knows it: names and texts, or rows of times."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that can be changed, with its value as it stands in the files."""

    area: str
    name: str
    value: Value
    lang: str = "en"
    extra: tuple[str, ...] = ()  # what stands beside it and stays: the buttons of an answer, the kinds of a reply
    read: tuple[date, date] | None = None  # when somebody last read it, and until when it may stand

    @property
    def id(self) -> str:
        """What it is called in the store and in the audit."""
        return f"{self.area}.{self.name}" + ("" if self.lang == "en" else f"@{self.lang}")

    @property
    def slug(self) -> str:
        """What it is called in an address."""
        named = self.name if self.lang == "en" else f"{self.lang} {self.name}"
        return re.sub(r"[^A-Za-z0-9]+", "-", named)

    def read_again_by(self, published: date | None) -> date | None:
        """Until when it may stand without being read again; publishing it is reading it."""
        if self.read is None:
            return None
        reviewed, until = self.read
        return until if published is None else published + (until - reviewed)


@dataclass(frozen=True, slots=True)
class Change:
    """A value that was published, and on which day of the practice's."""

    value: Value
    on: date


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a value cannot be used: which check, where, in which lines, and what the check says."""

    check: str
    where: str = ""
    text: str = ""
    lines: tuple[int, ...] = ()


def mark_of(before: str, piece_id: str, value: Value | None) -> str:
    """The mark of a revision: it covers the value and, by the mark before it, everything that was ever published."""
    told = json.dumps([before, piece_id, value], ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()
