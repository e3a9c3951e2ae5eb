"""Whether an answer is nothing but what was asked for: a name, a strength, a day, a number. Such words tell no story."""

from __future__ import annotations

import re

from nlu.entities import Lexicon, scan

LONGEST = 80
_VALUES = ("medication", "dose", "date", "time", "day_part", "provider", "pharmacy", "zip", "email", "phone", "dob")
_AROUND = frozenset(
    """a an the at on in or and of for about around maybe only just like please thanks my it's its i have left more or
    day days week weeks month months next this last with to from between before after any either yes ok okay her his their too also plus""".split()
)


CODES = ("ask:token", "ask:code", "ask:username", "ask:email")
"""Questions whose answer is signs that only look like words or numbers."""
_SIGNS = re.compile(r"(?=\S*\d)[\w@.+-]{4,}(?: (?=\S*\d)[\w-]{3,8}){0,3}")


def is_code(text: str) -> bool:
    """True for *K7QM-2X9P-4RTD*, *4821 9033*, *mvega79*: signs with a figure in each group, and no word among them."""
    return _SIGNS.fullmatch(text.strip()) is not None


def only_times(text: str, lexicon: Lexicon) -> bool:
    """True for *tomorrow after 3*: days and hours, and nothing that they could be the reason, the name or the place of."""
    return is_bare(text, lexicon) and bool(scan(text, lexicon).of("date", "time", "day_part"))


def is_bare(text: str, lexicon: Lexicon) -> bool:
    """True for *lisinopril 10 mg*, *three days*, *next Tuesday*; False as soon as one word says anything else."""
    if not text.strip() or len(text) > LONGEST:
        return False
    reading = scan(text, lexicon)
    told = {at for mention in reading.of(*_VALUES) for at in range(mention.first, mention.end)}
    named = bool(reading.of("medication"))
    for at, token in enumerate(reading.tokens):
        number = token.is_number or token.norm in lexicon.cardinals
        if at in told or token.norm in _AROUND or not (token.is_word or token.is_number):
            continue
        if not number or named:  # *Fifty sertraline* may be an amount that was taken.
            return False
    return True
