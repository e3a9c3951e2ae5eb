"""What a kind of content must know so that it can be changed on a page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.content.wording import Wording
from bot.pieces import Change, Fault, Piece, Value


@dataclass(frozen=True, slots=True)
class Area:
    """One kind of piece: how it is found in the files, written back, looked over, and named by the content check."""

    name: str
    found: Callable[[Path], Iterator[Piece]]
    write: Callable[[Path, Mapping[str, Change]], None]
    cleaned: Callable[[Value, Mapping[str, Any], date], Value]  # what was typed in place of a value, on a day
    faults: Callable[[Piece, Value], tuple[Fault, ...]]
    wheres: Callable[[Piece], tuple[str, ...]]
    words: Callable[[Value], str]
    said: Callable[[Piece, Value, Wording], str]  # as the patient reads it, with its places still open


UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""Characters that nobody sees and that would reorder, hide or break what stands around them."""


def tidy(typed: object) -> str:
    """Words as they are kept: lines without spaces at their ends, nothing that cannot be seen."""
    text = unicodedata.normalize("NFC", str(typed)).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "\n".join(line.rstrip() for line in UNSEEN.sub("", text).split("\n")).strip()
