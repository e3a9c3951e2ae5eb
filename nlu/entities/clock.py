"""Hours as people say them: 2:30 pm, half past two, noon, nine to eleven."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from nlu.entities.lexicon import Lexicon
from nlu.entities.numbers import below_hundred
from nlu.entities.spelling import distance
from nlu.entities.tokens import Tokens, norm_at
from nlu.entities.when import Clock

_BEFORE_HOUR = frozenset(
    "at @ after before around about by from until till til between btw btwn betw betwen aftr befor bfore untill past since than beginning starting approximately roughly".split()
)
AND_LINKS = frozenset("and n & an".split())
BETWEEN = frozenset("between btw btwn betw betwen".split())
RANGE_LINKS = AND_LINKS | frozenset("- – — to until till til through thru".split())
_NOT_HOUR_AFTER = frozenset(
    """% / . pill pills tablet tablets tabs cap caps capsule capsules day days week weeks month months year years yr yrs hour hours hr hrs minute
    minutes min mins time times refill refills mg mcg ml g units doses dose people kids children weeks' other of more bottle bottles boxes puffs drops
    places days' street st nd rd th mile miles different lbs pounds inches feet degrees or""".split()
)
_AROUND_HOUR = frozenset({"past", "passed", "after", "to", "till", "til", "before", "of"})
FRACTIONS = {"half": 30, "haf": 30, "quarter": 15, "quater": 15, "quartr": 15, "qtr": 15, "quarer": 15, "querter": 15}
_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
NAMED_HOURS = {"noon": 12, "noonish": 12, "midday": 12, "noontime": 12, "midnight": 0}
_PART_HALF = {"morning": "am", "afternoon": "pm", "evening": "pm"}


class Hour(NamedTuple):
    """A time of day that was read, and the place after it."""

    clock: Clock
    end: int


def clock_at(
    tokens: Tokens, at: int, lexicon: Lexicon, *, expected: bool = False, together: bool = False
) -> Hour | None:
    """Read a time that begins at `at`. A bare number counts only after a word that asks for an hour, or when `expected`.

    `together` says that times are spoken of, so that "330" and "1130" may be hours with their minutes.
    """
    word = tokens[at].norm
    if at and ((tokens[at].glued and tokens[at - 1].is_word) or norm_at(tokens, at - 1) == "half"):
        return None  # part of a code such as K7QM; or "half two", which is half past for some and half to for others
    if word in NAMED_HOURS:
        return Hour(Clock(NAMED_HOURS[word], exact=True), at + 1)
    cued = expected or norm_at(tokens, at - 1) in _BEFORE_HOUR
    found = (
        _past_or_to(tokens, at, lexicon)
        or _figures(tokens, at, lexicon, cued=cued)
        or _words(tokens, at, lexicon, cued)
    )
    apart = cued or _bounded_behind(tokens, at) or norm_at(tokens, at - 1) in ("so", "say", "like", "maybe")
    found = found or (_run_together(tokens, at, lexicon) if together and apart else None)
    if found is None:
        return None
    return _finish(tokens, found, lexicon)


def _finish(tokens: Tokens, found: Hour, lexicon: Lexicon) -> Hour:
    """Take in what follows an hour: ish, o'clock, am, pm. "In the morning" settles the half and is noted by itself."""
    end = found.end
    if norm_at(tokens, end) == "-" and norm_at(tokens, end + 1) == "ish":
        end += 2
    if norm_at(tokens, end) in ("ish", "o'clock", "oclock", "sharp"):
        end += 1
    if norm_at(tokens, end) == "o" and norm_at(tokens, end + 1) in ("clock", "'"):
        end += 2 if norm_at(tokens, end + 1) == "clock" else 3
    half = half_at(tokens, end)
    if half:
        return Hour(replace(found.clock, half=half[0]), half[1])
    told = _in_the_part(tokens, end, lexicon)
    return Hour(replace(found.clock, half=told) if told and not found.clock.exact else found.clock, end)


def half_at(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """Read am or pm in its spellings."""
    word = norm_at(tokens, at)
    if word in ("am", "pm"):
        return word, at + 1
    if word in ("a", "p"):
        if norm_at(tokens, at + 1) == "." and norm_at(tokens, at + 2) == "m":
            return word + "m", at + 4 if norm_at(tokens, at + 3) == "." else at + 3
        if norm_at(tokens, at + 1) == "m" and not tokens[at + 1].glued:
            return word + "m", at + 2
        code = at + 1 < len(tokens) and tokens[at + 1].glued and tokens[at + 1].is_number
        if tokens[at].glued and tokens[at - 1].is_number and not code:
            return word + "m", at + 1
    return None


def _in_the_part(tokens: Tokens, at: int, lexicon: Lexicon) -> str | None:
    if norm_at(tokens, at) == "in" and norm_at(tokens, at + 1) == "the":
        return _PART_HALF.get(lexicon.day_parts.get(norm_at(tokens, at + 2), ""))
    return "pm" if norm_at(tokens, at) == "at" and norm_at(tokens, at + 1) == "night" else None


def _figures(tokens: Tokens, at: int, lexicon: Lexicon, *, cued: bool) -> Hour | None:
    digits = tokens[at].norm
    if not tokens[at].is_number or len(digits) > 4 or norm_at(tokens, at - 1) in ("$", "#", "/"):
        return None
    if len(digits) == len("1500") and (cued or _of_24(tokens, at + 1)):
        found = _military(tokens, at)
        if found:
            return found
    if len(digits) >= 3:
        whole = half_at(tokens, at + 1) is not None or (cued and len(tokens) == 1)
        return _hour(int(digits[:-2]), int(digits[-2:]), at + 1) if whole else None
    minute = _minute(tokens, at + 2) if norm_at(tokens, at + 1) in (":", ".", "h", ";") else None
    if minute is not None:
        return _with_minutes(tokens, at, minute, cued=cued)
    if half_at(tokens, at + 1) or _clock_word(tokens, at + 1):
        return _hour(int(digits), 0, at + 1) if int(digits) <= 12 else None
    spaced = norm_at(tokens, 1) if at == 0 and cued else ""  # an answer such as "2 30"
    if len(spaced) == 2 and spaced.isdecimal() and int(spaced) <= 59:
        return _hour(int(digits), int(spaced), 2)
    said = below_hundred(tokens, at + 1, lexicon) if cued and int(digits) <= 12 else None
    if said and 10 <= said.value <= 59 and not _counts_something(tokens, said.end):
        return _hour(int(digits), said.value, said.end)  # "11 thirty"
    bare = cued and 1 <= int(digits) <= 12 and not _counts_something(tokens, at + 1)
    return _hour(int(digits), 0, at + 1) if bare else None


def _run_together(tokens: Tokens, at: int, lexicon: Lexicon) -> Hour | None:
    """Read "after 330", "until about 1130": three or four figures that are an hour and the minutes people meet at."""
    digits, street = tokens[at].norm, any(norm_at(tokens, at + step) in lexicon.streets for step in (1, 2, 3))
    if not tokens[at].is_number or len(digits) not in (3, 4) or digits[0] == "0" or street:
        return None
    after = norm_at(tokens, at + 1)
    timed = (
        after in _FOLLOWS_HOUR or after in lexicon.weekdays or after in lexicon.relative_days or after in lexicon.months
    )
    counted = not timed or norm_at(tokens, at - 1) in ("$", "#", "/", ".") or _counts_something(tokens, at + 1)
    told = int(digits[:-2]) <= 12 and int(digits[-2:]) % 5 == 0 and not counted
    return _hour(int(digits[:-2]), int(digits[-2:]), at + 1) if told else None


_FOLLOWS_HOUR = frozenset(
    """, . ! ? ; ) or and on if please pls plz works work is would will any anyday today tonight i im i'm this next for because cause cuz so but sharp ish at with w
    until till to - – thru through ok okay though since when most all every each the my we he she they thanks thank best bc b/c open available free possible would should preferably only maybe like in am pm a p""".split()
) | {""}


def _bounded_behind(tokens: Tokens, at: int) -> bool:
    """Whether "or later", "or earlier", "or after" follows."""
    return norm_at(tokens, at + 1) in ("or", "and") and norm_at(tokens, at + 2) in (
        "later",
        "after",
        "earlier",
        "before",
    )


def _of_24(tokens: Tokens, at: int) -> bool:
    """Whether "hrs" or the like follows, at once or after the second end of a range."""
    second = at + 2 if norm_at(tokens, at) in RANGE_LINKS else at
    return norm_at(tokens, at) in _HRS or norm_at(tokens, second) in _HRS


def _military(tokens: Tokens, at: int) -> Hour | None:
    """Read "1500 hrs", "after 1330", "0900": four figures that are an hour of the day and count nothing."""
    digits, after = tokens[at].norm, norm_at(tokens, at + 1)
    early = digits[0] == "0"
    if not (early or "1000" <= digits < "1900") or digits[2] > "5" or digits[3] not in "05":
        return None
    ranged = (
        after in RANGE_LINKS and norm_at(tokens, at + 2).isdecimal() and len(norm_at(tokens, at + 2)) == len(digits)
    )
    after_both = norm_at(tokens, at + 3)
    if not (after in _HRS or after in _AFTER_HOUR or (ranged and (after_both in _HRS or after_both in _AFTER_HOUR))):
        return None
    end = at + 2 if after in _HRS else at + 1
    return Hour(Clock(int(digits[:2]) % 24, int(digits[2:]), exact=True), end)


_HRS = frozenset("hrs hr hours h".split())
_AFTER_HOUR = frozenset(
    ", . ! ? ; ) on or and please pls if for w with at is works work so because tues wed".split()
) | {""}


def _with_minutes(tokens: Tokens, at: int, minute: int, *, cued: bool) -> Hour | None:
    """Read "2:30", "14h30", "2.30 pm"; a full stop alone needs a word that asks for an hour."""
    hour, sign = int(tokens[at].norm), norm_at(tokens, at + 1)
    sure = sign == ":" or half_at(tokens, at + 3) is not None
    return _hour(hour, minute, at + 3) if sure or (cued and (sign == "h" or (sign == "." and hour <= 12))) else None


def _minute(tokens: Tokens, at: int) -> int | None:
    if at < len(tokens) and tokens[at].is_number and tokens[at].glued and len(tokens[at].norm) == 2:
        return int(tokens[at].norm)
    return None


def makes_hour(tokens: Tokens, at: int) -> bool:
    """Whether the piece at `at` makes an hour of the word before it, whatever its spelling."""
    return half_at(tokens, at) is not None or _clock_word(tokens, at)


def _clock_word(tokens: Tokens, at: int) -> bool:
    word = norm_at(tokens, at)
    return word in ("o'clock", "oclock", "ish") or (word in ("o", "-") and norm_at(tokens, at + 1) in ("clock", "ish"))


def _counts_something(tokens: Tokens, at: int) -> bool:
    """Whether the number before counts pills or days, or is part of a longer figure."""
    word = norm_at(tokens, at)
    if word == ".":
        return at + 1 < len(tokens) and tokens[at + 1].is_number and tokens[at + 1].glued
    if word == "or":
        return at + 1 < len(tokens) and (tokens[at + 1].is_number and _counts_something(tokens, at + 2))
    if at < len(tokens) and word == "-" and tokens[at].glued:
        return at + 2 < len(tokens) and tokens[at + 1].is_number and norm_at(tokens, at + 2) in _NOT_HOUR_AFTER
    return word in _NOT_HOUR_AFTER


def _hour(hour: int, minute: int, end: int) -> Hour | None:
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    return Hour(Clock(hour % 24, minute, exact=hour > 12 or hour == 0), end)


def _words(tokens: Tokens, at: int, lexicon: Lexicon, cued: bool) -> Hour | None:
    hour = lexicon.cardinals.get(tokens[at].norm, 0) if tokens[at].is_word else 0
    if not hour and tokens[at].is_word:
        return _misspelt_hour(tokens, at, lexicon, cued)
    if not 1 <= hour <= 12:
        return None
    minutes = below_hundred(tokens, at + 2 if norm_at(tokens, at + 1) == "-" else at + 1, lexicon)
    twice = (
        minutes and minutes.value <= len(_HOURS) and below_hundred(tokens, minutes.end, lexicon)
    )  # "ten, ten thirty"
    if minutes and not twice and 10 <= minutes.value <= 59 and (cued or half_at(tokens, minutes.end)):
        return None if _counts_something(tokens, minutes.end) else Hour(Clock(hour, minutes.value), minutes.end)
    if norm_at(tokens, at + 1) in ("oh", "o") and minutes is None:
        unit = lexicon.cardinals.get(norm_at(tokens, at + 2), 0)
        return Hour(Clock(hour, unit), at + 3) if 1 <= unit <= 9 else _bare_word(tokens, at, hour, cued)
    return _bare_word(tokens, at, hour, cued)


def _misspelt_hour(tokens: Tokens, at: int, lexicon: Lexicon, cued: bool) -> Hour | None:
    """Read "elevin oclock", "tweleve pm": a slip in an hour, with the word that makes it one or where nothing else is said."""
    word = tokens[at].norm
    sure = makes_hour(tokens, at + 1)
    alone = cued and len(tokens) <= _ALONE and len(word) >= _LONG and not lexicon.is_ordinary(word)
    if not (sure or alone) or len(word) > _LONGEST_HOUR or word in lexicon.ordinals:
        return None
    near = [
        at_hour
        for at_hour, name in enumerate(_HOURS, 1)
        if name[0] == word[0] and distance(word, name, 2 if len(word) >= _LONG else 1) is not None
    ]
    return Hour(Clock(near[0]), at + 1) if len(near) == 1 else None


_ALONE, _LONG, _LONGEST_HOUR = 3, 5, 9  # pieces of a message, letters of a word


def _bare_word(tokens: Tokens, at: int, hour: int, cued: bool) -> Hour | None:
    if half_at(tokens, at + 1) or _clock_word(tokens, at + 1):
        return Hour(Clock(hour), at + 1)
    vague = norm_at(tokens, at + 1) in ("of", "more", "day", "week", "month", "thing", "time")
    vague = vague or (hour == 1 and norm_at(tokens, at - 1) in _WHICH_ONE)  # "same as my last one"
    return Hour(Clock(hour), at + 1) if cued and not vague and not _counts_something(tokens, at + 1) else None


_WHICH_ONE = frozenset("last this that first next other another any which same only no each every".split())


def _past_or_to(tokens: Tokens, at: int, lexicon: Lexicon) -> Hour | None:
    """Read "half past two", "a quarter to three", "ten past nine"."""
    begin = at + 1 if tokens[at].norm == "a" else at
    word = norm_at(tokens, begin)
    figure = int(word) if word.isdecimal() and len(word) == 2 else 0
    minute = FRACTIONS.get(word) or lexicon.cardinals.get(word, figure)
    link = norm_at(tokens, begin + 1)
    if minute not in (5, 10, 15, 20, 25, 30) or link not in _AROUND_HOUR:
        return None
    placed = norm_at(tokens, at - 1) in ("at", "around", "about") or at == 0
    if word not in FRACTIONS and link != "past" and not placed:
        return None
    told = norm_at(tokens, begin + 2)
    hour = int(told) if told.isdecimal() and len(told) <= 2 else lexicon.cardinals.get(told, 0)
    if not 1 <= hour <= 12:
        return None
    if link in ("past", "passed", "after"):
        return Hour(Clock(hour, minute), begin + 3)
    return Hour(Clock((hour - 2) % 12 + 1, 60 - minute), begin + 3)
