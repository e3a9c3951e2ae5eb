"""What a first message tells of its own writer: *this is Marisol Vega*, *Daniel Kim here*, a birth date, a ZIP code.

Only what can be nobody else's is taken: a wrong guess would have a code mailed to nobody, and nobody would know why.
"""

from __future__ import annotations

from datetime import datetime

from bot.flows.answers.reading import read_slots
from bot.steering import Steering, plain
from nlu.entities import Lexicon, Mention, Scan, fold, scan
from nlu.entities.names import SIGNED
from nlu.entities.tokens import norm_at

_OPENS = frozenset("is am i'm im it's its name under".split())
_OTHERS = frozenset("his her hers their theirs he she him them they behalf".split())
FACTS = ("dob", "email", "zip")


def told_of_oneself(text: str, now: datetime, lexicon: Lexicon, words: Steering) -> dict[str, str]:
    """Last name, date of birth, e-mail address and ZIP code of whoever writes, as far as they are surely theirs."""
    reading = scan(text, lexicon)
    names = reading.of("name")
    of_others = _speaks_of_others(text, words)
    signed = [mention for mention in names if _is_signed(reading, mention)] if len(names) == 1 and not of_others else []
    own = {str(mention.value[1]) for mention in names if mention.value[1] and _is_own(reading, mention)}
    own |= {str(mention.value[1]) for mention in signed if mention.value[1]}
    surname = {"last_name": own.pop()} if len(own) == 1 else {}
    others = len(names) > len(surname) or of_others
    return surname if others else {**surname, **_facts(text, now, lexicon)}


def _is_own(reading: Scan, mention: Mention) -> bool:
    """Whether the words around a name say that the writer has it."""
    tokens = reading.tokens
    before, after = norm_at(tokens, mention.first - 1), norm_at(tokens, mention.end)
    if tokens[mention.end - 1].norm.endswith("'s") or after == "'s":
        return False
    signed = before == "," and norm_at(tokens, mention.first - 2) in SIGNED
    return before in _OPENS or signed or after == "here"


def _is_signed(reading: Scan, mention: Mention) -> bool:
    """Whether the only name of a message ends it, or goes with a birth date: "... for my knee. Marisol Vega 8/12/1979"."""
    words = [token for token in reading.tokens[mention.end :] if token.is_word or token.is_number]
    dated = any(0 <= one.first - mention.end <= _MOST_BETWEEN for one in reading.of("dob", "date"))
    ends = not words and norm_at(reading.tokens, mention.first - 1) in _CLOSES
    return ends or dated


_CLOSES = frozenset(", . ! ? - – —".split())
_MOST_BETWEEN = 4  # pieces between a name and its birth date


def _speaks_of_others(text: str, words: Steering) -> bool:
    said = f" {plain(fold(text))} "
    relations = (word for some in words.relations.values() for word in some)
    return bool(_OTHERS & set(said.split())) or any(f" {word} " in said for word in relations)


def _facts(text: str, now: datetime, lexicon: Lexicon) -> dict[str, str]:
    """A birth date, and beside it the address or ZIP code that people give together with it."""
    slots = read_slots(text, asked=None, now=now, lexicon=lexicon, intent=None).slots
    return {name: slots[name] for name in FACTS if name in slots} if "dob" in slots else {}
