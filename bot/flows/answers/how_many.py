"""Answers that are yes or no, or a number of days.

Each reads at most 4,096 characters and raises nothing but `Invalid` with the reason that names the next move.
"""

from __future__ import annotations

from datetime import timedelta

from bot.flows.answers.context import AnswerContext
from bot.flows.answers.reading import LONGEST
from bot.flows.answers.wishes import windows
from bot.flows.spec import Invalid
from nlu.entities import scan, tokenize
from nlu.entities.numbers import cardinal
from nlu.entities.tokens import Tokens, norm_at

MOST_DAYS = 400
_PLAIN_YES = frozenset(
    """yes y yeah yep yup ya sure ok okay correct right absolutely definitely certainly affirmative true si yess yea aye mhm
    indeed""".split()
)
_YES = _PLAIN_YES | frozenset("please did do have am missed skipped".split())
_NO = frozenset("no n nope nah not never negative none false don't dont didn't didnt haven't havent isn't".split())
_UNSURE = frozenset("maybe perhaps unsure dunno idk".split())


def yes_or_no(text: str, context: AnswerContext) -> bool:
    """True for yes, False for no. Reasons: empty, yes_or_no."""
    words = [token.norm for token in tokenize(text[:LONGEST]) if token.is_word]
    if not words:
        raise Invalid("empty")
    if words[0] in _UNSURE or (len(words) > 1 and words[:2] == ["not", "sure"]):
        raise Invalid("yes_or_no")
    if words[0] in _PLAIN_YES and words[1:2] != ["not"]:
        return True
    if any(word in _NO for word in words[:4]):
        return False
    if any(word in _YES for word in words[:4]):
        return True
    raise Invalid("yes_or_no")


def whole_days(text: str, context: AnswerContext) -> int:
    """How many days something lasts: 5, "about a week", "two left", "I'm out". Reasons: empty, days, too_many."""
    tokens = tokenize(text[:LONGEST])
    if not tokens:
        raise Invalid("empty")
    if _is_out(tokens):
        return 0
    until = _days_until(text, context)
    if until is not None:
        return until
    counts = _counts(tokens, context)
    if not counts:
        raise Invalid("days")
    if min(counts) > MOST_DAYS:
        raise Invalid("too_many")
    return min(counts)


_OUT = tuple(
    tuple(words.split())
    for words in (
        "out, none, gone, empty, zero, ran out, no more, nothing left, nothing, last one, last pill, finished".split(
            ", "
        )
    )
)


def _is_out(tokens: Tokens) -> bool:
    norms = [token.norm for token in tokens if token.is_word or token.is_number]
    if any(token.is_number and token.norm != "0" for token in tokens):
        return False
    ahead = {
        "runs",
        "running",
        "tomorrow",
        "will",
        "i'll",
        "gonna",
        "going",
        "almost",
        "nearly",
        "before",
        "until",
        "run",
        "not",
        "in",
    } & set(norms)
    return not ahead and any(tuple(norms[at : at + len(words)]) == words for words in _OUT for at in range(len(norms)))


def _days_until(text: str, context: AnswerContext) -> int | None:
    """Read "till Friday", "I run out tomorrow" as days from today."""
    today = context.now.date()
    said = windows(scan(text[:LONGEST], context.lexicon), today)
    days = [day for window in said for day in window.days if not day.doubt]
    ends = [end for day in days if (end := day.last or day.first)]
    ahead = [(end - today).days for end in ends if today <= end <= today + timedelta(days=MOST_DAYS)]
    return ahead[0] if len(ahead) == 1 else None


_UNITS = {"week": 7, "weeks": 7, "wk": 7, "wks": 7, "month": 30, "months": 30, "fortnight": 14}


def _counts(tokens: Tokens, context: AnswerContext) -> list[int]:
    found, at = [], 0
    while at < len(tokens):
        word = norm_at(tokens, at)
        led = word in ("a", "an", "one") and norm_at(tokens, at + 1) in (*_UNITS, "day", "couple")
        count = None if led else cardinal(tokens, at, context.lexicon)
        value, end = (1, at + 1) if led else (count.value, count.end) if count else (None, at + 1)
        if value is not None:
            if norm_at(tokens, end) == "couple":
                value, end = 2, end + (2 if norm_at(tokens, end + 1) == "of" else 1)
            if norm_at(tokens, end) not in ("mg", "mcg", "ml", "times", "x", "%"):
                found.append(value * _UNITS.get(norm_at(tokens, end), 1))
        elif word == "couple":
            found.append(2)
        at = end
    return found
