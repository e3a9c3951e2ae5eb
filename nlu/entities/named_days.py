"""Days that have a name of their own: feasts, tomorrow and today, the 15th."""

from __future__ import annotations

from typing import NamedTuple

from nlu.entities.lexicon import Lexicon
from nlu.entities.numbers import ordinal
from nlu.entities.tokens import Tokens, norm_at
from nlu.entities.when import CalendarDay, Day, FeastDay, Week

_BEFORE_NTH = frozenset(
    "on the by after before until till between and or to from for of through thru - , past than in maybe perhaps say be is its it's said no uh um er".split()
)
_AFTER_NTH = frozenset(
    """, . ! ? ; : - – ) @ and or to until till at in around between after before if please pls works work would is are was
    through thru morning mornings afternoon evening with for about from but preferably because so any anytime when instead past only then unless whichever either whatever
    thanks thank can could also i my not open free available good okay ok same since though ideally cause cuz bc as""".split()
)


class Told(NamedTuple):
    """A day or stretch of days that was read, and the place after it."""

    day: Day
    end: int


def feast_at(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    """Read a feast by its name ("Thanksgiving", "Christmas Eve")."""
    match = lexicon.feasts.match(tokens, at)
    if match is None or norm_at(tokens, at - 1) in ("happy", "merry", "blessed"):
        return None
    feast = match.meaning
    day = FeastDay(feast.month, feast.day, feast.weekday, feast.which)
    return Told(Week(of=day), match.end + 1) if norm_at(tokens, match.end) == "week" else Told(day, match.end)


def relative_word(tokens: Tokens, at: int, lexicon: Lexicon) -> int | None:
    """Read today, tomorrow or yesterday, misspelt too, as a number of days."""
    word = norm_at(tokens, at)
    days = lexicon.relative_days.get(word)
    if days is None and len(word) >= 7 and not lexicon.is_ordinary(word):
        near = lexicon.day_spelling.near(word, 1)
        days = lexicon.relative_days.get(near.words[0]) if near else None
    return days


def nth_at(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    """Read "the 15th", where nothing that is counted follows."""
    begin = at + 1 if tokens[at].norm == "the" else at
    nth = ordinal(tokens, begin, lexicon) if begin < len(tokens) else None
    if nth is None or not 1 <= nth.value <= 31:
        return None
    after = norm_at(tokens, nth.end)
    if after and after not in _AFTER_NTH:
        return None
    before = norm_at(tokens, at - 1)
    proposed = before == "do" and norm_at(tokens, at - 2) in ("lets", "let's", "can", "could", "we", "i", "", "just")
    led = before in _BEFORE_NTH or proposed
    led = led if tokens[begin].is_number else (begin > at and led)
    answer = begin > at and not after and len(tokens) <= 4  # "the second" and nothing more
    alone = (tokens[begin].is_number and (at == 0 or begin > at)) or answer
    return Told(CalendarDay(day=nth.value), nth.end) if led or alone else None
