"""Turns what a person typed into plain words that the rules can compare: one spelling, one form, numbers as figures.

`CANT BREATH!!`, `can't breathe` and `cannot breeth` all become the same three words. Which words are shortened,
misspelt or left out is data (`data/triage/<lang>/words.yml`); this file only knows how to apply it, in one pass.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from policies.triage.spelling import Speller

# One alternative per character class and no nesting: the pattern cannot backtrack.
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,]\d+)*|\.{2,}|[.!?;:,\n()/]")
_FIGURE_IN_WORD = re.compile(r"(?<=[a-z])[013](?=[a-z])")
_LONG_RUN = re.compile(r"(.)\1{2,}")
_RUN = re.compile(r"(.)\1")
_LETTER_FOR_FIGURE = {"0": "o", "1": "i", "3": "e"}
_LIKE_APOSTROPHE = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u00b4`\u2032"), "'")
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x61C, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
)
_PAUSES = {ord("\u2014"): " , ", ord("\u2013"): " , ", ord("\u2026"): " , "}
_CLEAN: dict[int, str | None] = {**_LIKE_APOSTROPHE, **_INVISIBLE, **_PAUSES}

FULL_STOP, COMMA = 2, 1
_STOPS = {".": FULL_STOP, "!": FULL_STOP, "?": FULL_STOP, ";": FULL_STOP, "\n": FULL_STOP}

# Repairing is the dearest step; a book pasted into the chat gets this many repairs and is read as typed after that.
MOST_REPAIRS = 120
LONGEST_WORD = 40

KEPT_FORMS = 4_000
"""Words whose forms are kept at hand. Most that the rules do not use are common ones, met again in the next message."""

Forms = tuple[tuple[str, ...], tuple[str | None, ...]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the rules see it: base forms, exact forms where a rule asks for one, and the pauses before each."""

    words: list[str]
    exact: list[str | None]
    pause: bytearray

    def __len__(self) -> int:
        return len(self.words)


class Words:
    """One language's way of writing, learnt from its data and from the words its rules use."""

    def __init__(self, data: Mapping[str, Mapping[str, object]], phrases: Sequence[str]) -> None:
        self._rewritten = {key: str(value).split() for key, value in data.get("rewrite", {}).items()}
        self._irregular = {form: base for base, forms in data.get("forms", {}).items() for form in str(forms).split()}
        self._fixed = frozenset(str(data.get("fixed", {}).get("words", "")).split())
        self._endings: dict[str, list[tuple[str, str]]] = {}
        for ending, instead_of in data.get("endings", {}).items():
            for instead in str(instead_of).split():
                self._endings.setdefault(ending[-1], []).append((ending, "" if instead == "-" else instead))
        self._figures = {str(word): int(str(value)) for word, value in data.get("figures", {}).items()}
        self._and = str(data.get("fixed", {}).get("and", ""))
        self._owner = str(data.get("fixed", {}).get("owner", ""))
        self._owning = str(data.get("fixed", {}).get("owning", ""))
        self._not_owned = frozenset(str(data.get("fixed", {}).get("not_owned", "")).split())
        self._no_stop_after = frozenset(str(data.get("fixed", {}).get("no_stop_after", "")).split())
        self._exact = frozenset(word[1:] for phrase in phrases for word in phrase.split() if word.startswith("="))
        self._bases = self._collect(phrases)
        self._known: dict[str, Forms] = {}
        needed = frozenset(self._bases)
        ordinary = frozenset(str(data.get("ordinary", {}).get("words", "")).split())
        self._speller = Speller(needed, ordinary)
        self._ordinary = ordinary
        self._met = lru_cache(KEPT_FORMS)(self._looked_up)
        for word in (*needed, *self._rewritten, *self._irregular, *self._exact):
            self._known[word] = self._forms(word)

    def read(self, text: str) -> Reading:
        """Read a text; any text at all, in time that grows with its length."""
        raw = _TOKEN.findall(plain(text))
        words: list[str] = []
        exact: list[str | None] = []
        pauses: list[tuple[int, int]] = []
        local: dict[str, Forms] = {}
        known = self._known
        for token in raw:
            forms = known.get(token) or local.get(token)
            if forms is None:
                if not token[0].isalnum():
                    pauses.append((len(words), self._stop(token, words)))
                    continue
                forms = local[token] = self._unknown(token, may_repair=len(local) < MOST_REPAIRS)
            words += forms[0]
            exact += forms[1]
        pause = bytearray(len(words) + 1)
        for at, weight in pauses:
            pause[at] = max(pause[at], weight)
        self._mark_owners(words, pause)
        if not self._figures.keys().isdisjoint(words):
            return self._with_figures(words, exact, pause)
        return Reading(words, exact, pause)

    def phrase(self, text: str) -> tuple[str, ...]:
        """The words of a phrase in the data, in the form that `read` gives them; `=word` stays exact."""
        found: list[str] = []
        for word in text.split():
            if word.startswith("="):
                found.append(word)
            else:
                reading = self.read(word)
                found += reading.words
        self._mark_owners(found, bytearray(len(found) + 1))
        return tuple(self._join_figures(found))

    def _collect(self, phrases: Sequence[str]) -> dict[str, str]:
        """Every word the data uses, with its base form; a form whose base is also used is folded into it."""
        used: set[str] = set(self._irregular.values())
        for phrase in phrases:
            for word in _TOKEN.findall(plain(phrase.replace("=", " "))):
                used.update(self._parts(word))
        return {word: self._base(word, used) for word in used}

    def _base(self, word: str, used: Iterable[str]) -> str:
        """The base form: irregular by list, regular by ending when what is left is a word in use."""
        seen = self._irregular.get(word)
        if seen is not None:
            return seen
        if word in self._fixed:
            return word
        for ending, instead in self._endings.get(word[-1:], ()):
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                stem = word[: -len(ending)]
                for base in (stem + instead, stem[:-1] if stem[-1:] == stem[-2:-1] and not instead else ""):
                    if len(base) >= 3 and base in used:
                        return self._irregular.get(base, base)
        return word

    def _forms(self, word: str) -> Forms:
        parts = self._parts(word)
        bases = tuple(self._base(part, self._bases) for part in parts)
        return bases, tuple(part if part in self._exact else None for part in parts)

    def _parts(self, word: str) -> list[str]:
        whole = self._rewritten.get(word)
        return whole or [part for one in _apart(word) for part in self._rewritten.get(one, [one])]

    def _unknown(self, token: str, *, may_repair: bool) -> Forms:
        """Forms of a word the data does not use: an inflection, a misspelling, two words run together, or itself."""
        if token[0].isdigit():
            return (token.replace(",", ""),), (None,)
        may_repair = may_repair and len(token) <= LONGEST_WORD and token.isalpha()
        return self._met(token) if may_repair else self._forms(token)

    def _looked_up(self, token: str) -> Forms:
        forms = self._forms(token)
        if forms[0] != (token,):
            return forms
        for tried in (token, _LONG_RUN.sub(r"\1\1", token), _LONG_RUN.sub(r"\1", token), _RUN.sub(r"\1", token)):
            if tried in self._known:
                return self._known[tried]
            if tried != token and self._forms(tried)[0] != (tried,):
                return self._forms(tried)
        return self._repaired(_LONG_RUN.sub(r"\1\1", token)) or forms

    def _repaired(self, token: str) -> Forms | None:
        halves = self._speller.split(token, self._known)
        if halves:
            left, right = self._known[halves[0]], self._known[halves[1]]
            return left[0] + right[0], left[1] + right[1]
        repaired = self._speller.repair(token)
        return self._forms(repaired) if repaired else None

    def _stop(self, mark: str, words: Sequence[str]) -> int:
        if mark == "." and words and words[-1] in self._no_stop_after:
            return 0
        return _STOPS.get(mark, COMMA)

    def _with_figures(self, words: list[str], exact: list[str | None], pause: bytearray) -> Reading:
        """The same reading with spelt-out numbers as figures (`one hundred and four` is 104)."""
        kept: list[str] = []
        sharp: list[str | None] = []
        gaps = bytearray()
        done = 0
        for at in [at for at, word in enumerate(words) if word in self._figures]:
            if at < done:
                continue
            value, after = self._number_at(words, at)
            kept += [*words[done:at], str(value)]
            sharp += exact[done : at + 1]
            gaps += pause[done : at + 1]
            done = after
        return Reading(kept + words[done:], sharp + exact[done:], gaps + pause[done:])

    def _mark_owners(self, words: list[str], pause: bytearray) -> None:
        """Tell an owner (`her head`) from a person (`hit her`), where the language has one word for both."""
        first = words.index(self._owner) if self._owner in words else len(words)
        for at in range(first, len(words) - 1):
            if words[at] == self._owner and not pause[at + 1] and words[at + 1] not in self._not_owned:
                words[at] = self._owning

    def _join_figures(self, words: list[str]) -> list[str]:
        reading = self._with_figures(words, [None] * len(words), bytearray(len(words) + 1))
        return reading.words

    def _number_at(self, words: Sequence[str], at: int) -> tuple[int | None, int]:
        """The number that begins here, if one does, and where it ends (at most six words)."""
        total: int | None = None
        last = at
        for here in range(at, min(at + 6, len(words))):
            value = self._figures.get(words[here])
            if value is None:
                if words[here] == self._and and total is not None and total >= 100 and here == last:
                    continue
                break
            if total is None:
                total = value
            elif value == 100 and total < 10:
                total *= 100
            elif (total % 100 == 0 and value < 100) or (total % 100 >= 20 and total % 10 == 0 and value < 10):
                total += value
            else:
                break
            last = here + 1
        return total, max(last, at + 1)


def plain(text: str) -> str:
    """Lower case without accents, invisible marks or look-alike quotes."""
    if not text.isascii():
        text = text.translate({ord(mark): _plain_mark(mark) for mark in set(text) if not mark.isascii()})
    return _FIGURE_IN_WORD.sub(lambda found: _LETTER_FOR_FIGURE[found[0]], text.casefold())


def _plain_mark(mark: str) -> str:
    """One character as plain letters; a sign that would unfold into a whole sentence becomes a gap."""
    if ord(mark) in _CLEAN:
        return _CLEAN[ord(mark)] or ""
    apart = unicodedata.normalize("NFKD", mark)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)) if len(apart) <= 4 else " "


def _apart(word: str) -> list[str]:
    """A word with an apostrophe as its parts: `mom's` is mom, `don't` is do not."""
    if "'" not in word:
        return [word]
    head, _, tail = word.partition("'")
    if word.endswith("n't") and len(word) > len("n't"):
        return [word[:-3], "not"]
    endings = {"s": [head], "m": [head, "be"], "re": [head, "be"], "ve": [head, "have"], "ll": [head, "will"]}
    return endings.get(tail, [head, tail.replace("'", "")] if tail != "d" else [head])
