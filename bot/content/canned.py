"""Answers that staff write often (`data/canned/<lang>/*.yml`): by kind of request, with places that fill themselves and blanks that do not.

`{first_name}`, `{ref}`, `{by}` and the practice's facts are put in when the page is made. `[day and time]` is a blank: whoever
sends the answer writes something in its place, and an answer with a blank left is not sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.content.files import ContentError, read_yaml

BLANK = re.compile(r"\[[^\[\]\n]{1,60}\]")
NAMES = ("id", "title", "kinds", "text")
PLACES = frozenset({"first_name", "ref", "by"})
"""What a canned answer may be filled with, beside the practice's facts."""


@dataclass(frozen=True, slots=True)
class Canned:
    """One answer: its name, what it is called in the list, the kinds of requests it is for, its words."""

    id: str
    title: str
    kinds: tuple[str, ...]
    text: str

    @property
    def blanks(self) -> tuple[str, ...]:
        """What whoever sends it has to fill in."""
        return tuple(dict.fromkeys(BLANK.findall(self.text)))


def load_canned(folder: Path) -> tuple[Canned, ...]:
    """The answers of one language, in the order of their files; none where there is no folder. Raises ContentError."""
    found: dict[str, Canned] = {}
    for path in sorted(folder.glob("*.yml")):
        for number, raw in enumerate(_listed(path), start=1):
            one = _made(path, number, raw)
            if one.id in found:
                raise ContentError(f"{path.name}: the id {one.id} stands twice: give each answer its own.")
            found[one.id] = one
    return tuple(found.values())


def _listed(path: Path) -> list[object]:
    raw = read_yaml(path)
    if not isinstance(raw, list):
        raise ContentError(f"{path.name} needs a list of answers: each begins with `- id:`.")
    return raw


def _made(path: Path, number: int, raw: object) -> Canned:
    if not isinstance(raw, dict) or set(raw) != set(NAMES):
        raise ContentError(f"{path.name}: answer {number} needs exactly {', '.join(NAMES)}.")
    words = {name: raw[name] for name in ("id", "title", "text")}
    if not all(isinstance(value, str) and value.strip() for value in words.values()):
        raise ContentError(f"{path.name}: answer {number} needs words for id, title and text.")
    kinds = raw["kinds"]
    if not isinstance(kinds, list) or not kinds or not all(isinstance(kind, str) for kind in kinds):
        raise ContentError(f"{path.name}: {raw['id']} needs `kinds`, like [message, refill].")
    return Canned(raw["id"].strip(), raw["title"].strip(), tuple(kinds), raw["text"].strip())
