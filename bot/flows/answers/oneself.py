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
    own = {str(mention.value[1]) for mention in names if mention.value[1] and _is_own(reading, mention)}
    surname = {"last_name": own.pop()} if len(own) == 1 else {}
    others = len(names) > len(surname) or _speaks_of_others(text, words)
    return surname if others else {**surname, **_facts(text, now, lexicon)}


def _is_own(reading: Scan, mention: Mention) -> bool:
    """Whether the words around a name say that the writer has it."""
    tokens = reading.tokens
    before, after = norm_at(tokens, mention.first - 1), norm_at(tokens, mention.end)
    if tokens[mention.end - 1].norm.endswith("'s") or after == "'s":
        return False
    signed = before == "," and norm_at(tokens, mention.first - 2) in SIGNED
    return before in _OPENS or signed or after == "here"


def _speaks_of_others(text: str, words: Steering) -> bool:
    said = f" {plain(fold(text))} "
    relations = (word for some in words.relations.values() for word in some)
    return bool(_OTHERS & set(said.split())) or any(f" {word} " in said for word in relations)


def _facts(text: str, now: datetime, lexicon: Lexicon) -> dict[str, str]:
    """A birth date, and beside it the address or ZIP code that people give together with it."""
    slots = read_slots(text, asked=None, now=now, lexicon=lexicon, intent=None).slots
    return {name: slots[name] for name in FACTS if name in slots} if "dob" in slots else {}
