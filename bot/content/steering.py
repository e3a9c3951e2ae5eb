"""Loads how people steer a conversation (`data/lexicon/<lang>/steering.yml`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bot.content.files import read_yaml, shaped
from bot.steering import Steering, plain


def load_steering(path: Path) -> Steering:
    """Read the steering phrases of one language. Raises ContentError."""
    with shaped(path):
        return _steering(read_yaml(path))


def _steering(raw: Mapping[str, Any]) -> Steering:
    phrases = {meaning: _spellings(some) for meaning, some in raw["phrases"].items()}
    return Steering(
        phrases=phrases,
        question_words=frozenset(raw["question_words"]),
        change_verbs=tuple(raw["change_verbs"]),
        change_links=tuple(raw["change_links"]),
        openers=tuple(sorted((str(one) for one in raw["openers"]), key=len, reverse=True)),
        slot_words={
            slot: tuple(sorted((plain(str(w)) for w in words), key=len, reverse=True))
            for slot, words in raw["slot_words"].items()
        },
        move_words=frozenset(plain(str(one)) for one in raw["move_words"]),
        cancel_visit_words=frozenset(plain(str(one)) for one in raw["cancel_visit_words"]),
        password_cues=tuple(raw["password_cues"]),
        relations={kind: frozenset(plain(str(one)) for one in some) for kind, some in raw["relations"].items()},
        kinds={kind: frozenset(plain(str(one)) for one in some) for kind, some in raw["kinds"].items()},
        wishes=tuple((name, _phrase(str(one))) for name, some in raw["wishes"].items() for one in some),
    )


def _spellings(some: Iterable[object]) -> frozenset[str]:
    """Each phrase as it stands and without its apostrophes, as thumbs type it."""
    said = [plain(str(one)) for one in some]
    return frozenset((*said, *(one.replace("'", "") for one in said)))


def _phrase(text: str) -> tuple[frozenset[str], ...]:
    """The words of a phrase, each with its alternatives (`cancel|withdraw request`)."""
    return tuple(frozenset(plain(choice) for choice in word.split("|")) for word in text.split())
