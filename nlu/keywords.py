"""Reads messages by plain words while the language model is not there. It knows little and says so in its confidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import yaml

from nlu.understanding import Understanding

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ENDINGS = ("s", "es", "ed", "d", "ing", "al", "'s")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LONGEST = 300  # words; what comes after is not a plain wish any more
_WHOLE, _STEADY, _THIN = 0.9, 0.7, 0.5

Phrase = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Keywords:
    """Phrases by name, in the order of the file."""

    phrases: tuple[tuple[str, Phrase], ...]
    whole: Mapping[str, str]

    @classmethod
    def load(cls, data: Path, lang: str = "en") -> Self:
        """Read `data/nlu/<lang>/keywords.yml`."""
        path = data / "nlu" / lang / "keywords.yml"
        return cls.of(yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader))  # noqa: S506  # a safe one

    @classmethod
    def of(cls, table: Mapping[str, Mapping[str, Iterable[Any]]]) -> Self:
        """Arrange the words for looking up."""
        phrases = [(name, _phrase(str(text))) for name, entry in table.items() for text in entry.get("any", ())]
        whole = {_plain(str(text)): name for name, entry in table.items() for text in entry.get("whole", ())}
        return cls(tuple(phrases), whole)

    def read(self, text: str) -> Understanding:
        """The best name these words speak for; `oos.gibberish` never, an unavailable reading when no word is known."""
        if name := self.whole.get(_plain(text)):
            return _reading([(name, _WHOLE)])
        words = _with_stems(_words(text)[:_LONGEST])
        sizes: dict[str, int] = {}
        for name, phrase in self.phrases:
            if all(words & choice for choice in phrase):
                sizes[name] = max(sizes.get(name, 0), len(phrase))
        ranked = sorted(sizes, key=lambda name: -sizes[name])[:5]
        return _reading([(name, _THIN if sizes[name] == 1 else _STEADY) for name in ranked])


def _reading(ranking: list[tuple[str, float]]) -> Understanding:
    if not ranking:
        return Understanding.unavailable()
    return Understanding(ranking[0][0], ranking[0][1], tuple(ranking), reader="keywords")


def _words(text: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(text.lower())]


def _plain(text: str) -> str:
    return " ".join(_words(text))


def _phrase(text: str) -> Phrase:
    return tuple(frozenset(choice.lower() for choice in word.split("|")) for word in text.split())


def _with_stems(words: Iterable[str]) -> set[str]:
    """The words and what is left of them without a plain ending."""
    out: set[str] = set()
    for word in words:
        out.add(word)
        out.update(word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending) and len(word) > len(ending) + 2)
    return out
