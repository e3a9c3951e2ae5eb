"""Brings what was typed into plain spelling, so that chat, phone and voice spelling read like the examples.

Short forms are written out, letters held down are let go, fillers are dropped, names and medicines become the word for
their kind, and a word that nobody knows becomes the known word one slip away.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

_TOKEN = re.compile(r"[^\W_]+(?:['’/-][^\W_]+)*/?|\S")
_HELD = re.compile(r"(.)\1{2,}")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": " - ", "…": "..."})
_LONGEST_KEY = 3


@dataclass(frozen=True)
class Stretch:
    """A part of a text that stands for a kind of thing: a medicine, a person, a day."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Plain:
    """The tables of one language. `read` takes time in proportion to the text."""

    words: Mapping[str, str]
    fillers: frozenset[str]
    signs: Mapping[str, str]
    masks: Mapping[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    common: Mapping[str, int] = field(default_factory=dict)

    def read(self, text: str, stretches: Iterable[Stretch] = ()) -> str:
        """The text in plain spelling."""
        text = self.mask(text, stretches)
        for sign, said in self.signs.items():
            if sign in text:
                text = text.replace(sign, f" {said} ")
        folded = unicodedata.normalize("NFKC", text).translate(_QUOTES).lower()
        return " ".join(self._said(_TOKEN.findall(folded)))

    def mask(self, text: str, stretches: Iterable[Stretch]) -> str:
        """The text with each stretch replaced by the word for its kind."""
        parts: list[str] = []
        at = 0
        for stretch in stretches:
            word = self.masks.get(stretch.kind)
            if word is None:
                continue
            parts += [text[at : stretch.start], f" {word} "]
            at = stretch.end
        return "".join([*parts, text[at:]])

    def _said(self, tokens: list[str]) -> list[str]:
        out: list[str] = []
        at = 0
        while at < len(tokens):
            for size in range(min(_LONGEST_KEY, len(tokens) - at), 0, -1):
                said = self.words.get(" ".join(tokens[at : at + size]))
                if said is not None:
                    out.append(said)
                    at += size
                    break
            else:
                out.append(self._word(tokens[at]))
                at += 1
        return [word for word in out if word and word not in self.fillers]

    def _word(self, word: str) -> str:
        if word in self.known or len(word) > 30 or not word.isalpha():
            return _HELD.sub(r"\1\1", word) if len(word) > 2 else word
        short = self._let_go(word)
        if short in self.words:
            return self.words[short]
        return short if short in self.known else self._nearest(short)

    def _let_go(self, word: str) -> str:
        twice = _HELD.sub(r"\1\1", word)
        if twice in self.known or twice == word:
            return twice
        once = _HELD.sub(r"\1", word)
        return once if once in self.known or once in self.words else twice

    def _nearest(self, word: str) -> str:
        """The commonest known word that is one slip away; the word itself when there is none."""
        if len(word) < 4 or not word.isascii():
            return word
        near = [other for other in one_slip(word) if other in self.common]
        return max(near, key=lambda other: (self.common[other], other), default=word)

    @classmethod
    def of(cls, tables: Mapping[str, Any], known: frozenset[str], masks: Mapping[str, str]) -> Plain:
        """Take the tables of `spelling.yml` as they were read."""
        words = {str(typed): str(meant) for typed, meant in tables.get("words", {}).items()}
        words |= {str(name): str(kind) for kind, each in tables.get("kinds", {}).items() for name in each}
        fillers = frozenset(str(word) for word in tables.get("fillers", ()))
        return cls(words, fillers, dict(tables.get("signs", {})), dict(masks), known)

    def with_common(self, counted: Mapping[str, int], least: int) -> Plain:
        """The same with the words that a slip may be put right to."""
        common = {word: times for word, times in counted.items() if times >= least and len(word) > 3 and word.isalpha()}
        return replace(self, common=common)

    def save(self, path: Path) -> None:
        """Write the tables; the known words are the encoder's and stay there."""
        tables = {
            "words": dict(self.words),
            "fillers": sorted(self.fillers),
            "signs": dict(self.signs),
            "masks": dict(self.masks),
            "common": dict(sorted(self.common.items())),
        }
        path.write_text(json.dumps(tables, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path, known: frozenset[str]) -> Plain:
        """Read back what `save` wrote."""
        tables = json.loads(path.read_text(encoding="utf-8"))
        return cls(**{**tables, "fillers": frozenset(tables["fillers"])}, known=known)


def one_slip(word: str) -> set[str]:
    """Every spelling that is one dropped, doubled, swapped or wrong letter away."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    out = {left + right[1:] for left, right in cuts if right}
    out |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    out |= {left + letter + right[1:] for left, right in cuts if right for letter in letters}
    out |= {left + letter + right for left, right in cuts for letter in letters}
    return out - {word}
