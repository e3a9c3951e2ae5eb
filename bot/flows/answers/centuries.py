"""Which century a birth with a short year falls in, where the words say whose it is: a boy, a grandmother, somebody of seven."""

from __future__ import annotations

from datetime import date

from bot.flows.answers.resolve import on
from nlu.entities import Mention, Scan
from nlu.entities.tokens import norm_at
from nlu.entities.when import CalendarDay

_YOUNG = frozenset(
    """boy girl boy's girl's son daughter son's daughter's sons daughters kid kids kid's child child's children baby baby's babies toddler toddler's infant newborn grandson
    granddaughter grandchild grandbaby grandkid stepson stepdaughter nephew niece teen teenager kindergarten school pediatric peds little""".split()
)
_GROWN = frozenset(
    """mother mother's mom mom's moms mum mama father father's dad dad's dads papa grandmother grandma grandma's grandfather grandpa grandpa's husband husband's wife wife's
    aunt uncle mil fil""".split()
)
_OWN = frozenset("my i mine".split())
_BIRTH = frozenset("dob birthday birthdate bday birth born".split())
_REACH = 14  # pieces looked at on either side
_GROWN_UP = 18


def of_whom(reading: Scan, mention: Mention, today: date) -> tuple[date | None, str | None]:
    """Return the date where the age or the kinship that is told leaves one century, else the doubt."""
    day: CalendarDay = mention.value
    years = (1900 + (day.year or 0), 2000 + (day.year or 0))
    old, young = (on(year, day.month or 0, day.day or 0) for year in years)
    if old is None or young is None or young > today:
        return None, "ambiguous"
    told = _by_age(reading, mention, old, young, today)
    if told is None and not _patients_own(reading, mention):
        near = {token.norm for token in reading.tokens[max(0, mention.first - _REACH) : mention.end + _REACH]}
        child, grown = bool(near & _YOUNG), bool(near & _GROWN)
        told = None if child == grown else young if child else old if _minor(young, today) else None
    return (told, None) if told else (None, "ambiguous")


def _patients_own(reading: Scan, mention: Mention) -> bool:
    """Whether the date is called one's own right before ("my dob is 3/14/19"), whoever else is spoken of."""
    words = [norm_at(reading.tokens, mention.first - back) for back in range(1, 8)]
    told = [word for word in words if word not in ("is", "was", "of", "date", ":", "on", "the")]
    named = next((at for at, word in enumerate(told) if word in _BIRTH), -1)
    return named >= 0 and bool(_OWN.intersection(told[named + 1 : named + 2]))


def _minor(born: date, today: date) -> bool:
    return today.year - born.year < _GROWN_UP


def _by_age(reading: Scan, mention: Mention, old: date, young: date, today: date) -> date | None:
    """Return the birth that fits an age told beside it ("he is 7", "i'm 101", "my 7 year old")."""
    tokens = reading.tokens
    for at in range(max(0, mention.first - _REACH), min(len(tokens), mention.end + _REACH)):
        inside = mention.first <= at < mention.end
        if inside or not tokens[at].is_number or len(tokens[at].norm) > len("101") or not _is_age(reading, at):
            continue
        fits = [born for born in (old, young) if 0 <= today.year - born.year - int(tokens[at].norm) <= 1]
        if len(fits) == 1:
            return fits[0]
    return None


def _is_age(reading: Scan, at: int) -> bool:
    before, after = norm_at(reading.tokens, at - 1), norm_at(reading.tokens, at + 1)
    return (
        before in _AGED_BEFORE
        or (
            after in ("year", "years", "yr", "yrs", "-")
            and _OLD.intersection(norm_at(reading.tokens, at + step) for step in range(1, 5)) != set()
        )
        or after in ("yo", "y")
    )


_AGED_BEFORE = frozenset("i'm im am he's hes she's shes age aged turned turning is just only".split())
_OLD = frozenset("old".split())
