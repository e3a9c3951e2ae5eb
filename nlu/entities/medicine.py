"""Medicines with their strength and amount, by brand, generic name or a near misspelling."""

from __future__ import annotations

from typing import NamedTuple

from nlu.entities.amount_words import is_rate, is_sent, told_as_amount
from nlu.entities.decimals import decimal_amount
from nlu.entities.lexicon import Lexicon
from nlu.entities.numbers import cardinal
from nlu.entities.tokens import Tokens, norm_at

_UNITS = {
    "mg": "mg", "mgs": "mg", "milligram": "mg", "milligrams": "mg", "miligram": "mg", "miligrams": "mg", "milligrm": "mg", "millegrams": "mg", "millegram": "mg",
    "milgrams": "mg", "milligramos": "mg", "miligramos": "mg", "mgm": "mg", "mcg": "mcg", "mcgs": "mcg", "ug": "mcg", "µg": "mcg", "μg": "mcg", "microgram": "mcg",
    "micrograms": "mcg", "g": "g", "gm": "g", "gram": "g", "grams": "g", "ml": "ml", "mls": "ml", "milliliter": "ml", "milliliters": "ml", "cc": "ml",
    "unit": "units", "units": "units", "iu": "iu", "meq": "meq", "milliequivalents": "meq", "percent": "%", "%": "%",
}  # fmt: skip
_AMOUNTS = frozenset(
    """pill pills tablet tablets tab tabs capsule capsules cap caps inhaler inhalers pen pens patch patches bottle bottles box boxes tube tubes vial vials
    refill refills puff puffs doses syringe syringes strips test lancets pack packs package packet packets drops sprays count ct supply""".split()
)
_USUAL_DAYS = frozenset({30, 60, 90, 100, 180})
_SINGLE = frozenset("pill pills tablet tablets tab tabs capsule capsules puff dose doses".split())
_PERIODS = frozenset({"day", "days", "week", "weeks", "month", "months", "year", "years", "mo", "mos", "dys"})
_TALK = frozenset(
    """refill refills refilled refilling refil refils prescription prescriptions prescribed prescribe perscription rx script scripts med meds medicine medicines
    medication medications medicament pill pills tablet tablets capsule capsules dose doses dosage mg mcg milligram milligrams taking take took takes tab tabs
    renew renewal renewed pharmacy drug drugs inhaler inhalers supply bottle patch cream drops injection pen shot ran run running out cvs walgreens generic""".split()
)
_LEFT = frozenset({"left", "remaining", "more"})
_SPAN_WORDS = frozenset({"supply", "supplies", "supplys", "worth", "refill", "script", "prescription", "fill"})


_SINGULAR = {
    "days": "day",
    "dys": "day",
    "weeks": "week",
    "months": "month",
    "mos": "month",
    "mo": "month",
    "years": "year",
}


class Named(NamedTuple):
    """A medicine that was read; None as value when several are equally near."""

    first: int
    end: int
    value: str | None


class Measure(NamedTuple):
    """A strength or an amount that was read."""

    first: int
    end: int
    value: str


def speaks_of_medicine(tokens: Tokens) -> bool:
    """Whether the message is about medicine at all, so that a plain or misspelt word may be one."""
    return any(token.norm in _TALK for token in tokens)


def names_medicine(tokens: Tokens, lexicon: Lexicon) -> bool:
    """Whether a medicine that is no plain word is named."""
    matches = (lexicon.medicines.match(tokens, at) for at in range(len(tokens)))
    return any(match is not None and match.meaning not in lexicon.plain_medicines for match in matches)


def medicine_at(tokens: Tokens, at: int, lexicon: Lexicon, *, likely: bool) -> Named | None:
    """Read a medicine at `at`. `likely` says medicine is being spoken of: plain words and far misspellings then count."""
    if not tokens[at].is_word:
        return None
    match = lexicon.medicines.match(tokens, at)
    if match:
        plain = match.meaning in lexicon.plain_medicines and not likely
        return None if plain else _with_form(tokens, at, match.end, match.meaning, lexicon)
    return _misspelt(tokens, at, lexicon, likely)


def opening_medicine(tokens: Tokens, lexicon: Lexicon) -> Named | None:
    """Read a far misspelling that opens a short message ("singulare for my boy"), where it is near one medicine and no everyday word."""
    at = 0
    while at < len(tokens) and tokens[at].norm in ("my", "the", "need", "more", "some", "a", "hi", ","):
        at += 1
    if len(tokens) > _SHORT or at >= len(tokens) or not tokens[at].is_word:
        return None
    word = tokens[at].bare
    if len(word) < _FAR or lexicon.is_ordinary(word) or word in lexicon.first_names or word in lexicon.surnames:
        return None
    near = lexicon.medicine_spelling.near(word, 2)
    if near is None or len(near.words) > 1 or near.words[0][:2] != word[:2]:
        return None
    told_for_whom = norm_at(tokens, at + 1) == "for" and norm_at(tokens, at + 2) in ("my", "me", "his", "her", "our")
    if not told_for_whom and lexicon.ordinary_spelling.near(word, 2):
        return None
    return _with_form(tokens, at, at + 1, near.words[0], lexicon)


_SHORT, _FAR = 8, 8  # pieces of a message, letters of a word


def _with_form(tokens: Tokens, first: int, end: int, name: str, lexicon: Lexicon) -> Named:
    """Take in the salt, which says nothing new ("losartan potassium"), and the form, which does ("bupropion xl")."""
    if norm_at(tokens, end) in lexicon.medicine_salts:
        end += 1
    if norm_at(tokens, end) in lexicon.medicine_forms and norm_at(tokens, end) != "dr":
        return Named(first, end + 1, f"{name} {tokens[end].norm}")
    return Named(first, end, name)


def _misspelt(tokens: Tokens, at: int, lexicon: Lexicon, likely: bool) -> Named | None:
    word = tokens[at].bare
    if likely and lexicon.is_ordinary(word) and len(word) >= _PLAIN_SLIP and _strength_next(tokens, at + 1):
        slip = lexicon.medicine_spelling.near(word, 1)
        if slip and len(slip.words) == 1:
            return _with_form(tokens, at, at + 1, slip.words[0], lexicon)  # "singular 10mg"
    if len(word) < 5 or lexicon.is_ordinary(word) or word in lexicon.first_names:
        return _split_name(tokens, at, lexicon, likely)
    near = lexicon.medicine_spelling.near(word, None if likely else min(1, len(word) // 6))
    if near is None:
        return _split_name(tokens, at, lexicon, likely)
    words = near.words
    if len(words) > 1:
        same_start = tuple(name for name in words if name[0] == word[0])
        words = same_start or words
    if len(words) > 1:
        return Named(at, at + 1, None)
    return _with_form(tokens, at, at + 1, words[0], lexicon)


_PLAIN_SLIP = 6  # letters of an everyday word that may be a slip in a medicine


def _strength_next(tokens: Tokens, at: int) -> bool:
    """Whether a figure with a unit stands at `at`."""
    return at + 1 < len(tokens) and tokens[at].is_number and tokens[at + 1].norm in ("mg", "mcg", "milligrams", "mgs")


def _split_name(tokens: Tokens, at: int, lexicon: Lexicon, likely: bool) -> Named | None:
    """Read a name written in two pieces ("met formin", "levo thyroxine")."""
    if not likely or at + 1 >= len(tokens) or not tokens[at + 1].is_word:
        return None
    joined = tokens[at].norm + tokens[at + 1].norm
    both_plain = lexicon.is_ordinary(tokens[at].norm) and lexicon.is_ordinary(tokens[at + 1].norm)
    if len(joined) < 7 or both_plain and joined not in lexicon.medicine_spelling:
        return None
    near = lexicon.medicine_spelling.near(joined, 1 if len(joined) > 8 and not both_plain else 0)
    return Named(at, at + 2, near.words[0]) if near and len(near.words) == 1 else None


# --- strength and amount -----------------------------------------------------------------------------------


def dose_at(tokens: Tokens, at: int, lexicon: Lexicon) -> Measure | None:
    """Read a strength with its unit: 40 mg, 0.5 milligrams, fifty micrograms, 5-325 mg, 400 mg/5 ml."""
    if at > 1 and tokens[at].glued and norm_at(tokens, at - 1) in (".", "/", "-", ",") and tokens[at - 2].is_number:
        return None
    first = _with_unit(tokens, at, lexicon)
    if first is None or norm_at(tokens, first.end) not in ("/", "per") or first.end + 1 >= len(tokens):
        return first
    per = _with_unit(tokens, first.end + 1, lexicon)
    return Measure(at, per.end, f"{first.value}/{per.value}") if per else first


def _with_unit(tokens: Tokens, at: int, lexicon: Lexicon) -> Measure | None:
    amount = decimal_amount(tokens, at, lexicon, _UNITS)
    if amount is None:
        return None
    text, end = amount
    if norm_at(tokens, end) == "-":
        end += 1
    unit = _UNITS.get(norm_at(tokens, end))
    if unit is None or (norm_at(tokens, end) == "g" and not tokens[end].glued):
        return None
    return Measure(at, end + 1, f"{text}{unit}" if unit == "%" else f"{text} {unit}")


def quantity_at(
    tokens: Tokens, at: int, lexicon: Lexicon, *, expected: bool = False, likely: bool = False
) -> Measure | None:
    """Read how much is asked for: 60 capsules, 90 day supply; "3 months" alone only when `expected`, "#90" when `likely`."""
    if at > 1 and tokens[at].glued and norm_at(tokens, at - 1) == "." and tokens[at - 2].is_number:
        return None  # the decimals of "7.5 pen"
    begin = at + 1 if norm_at(tokens, at) == "#" else at
    count = cardinal(tokens, begin, lexicon) if begin < len(tokens) else None
    if count is None and norm_at(tokens, at) in ("a", "an", "one"):
        count_value, end = 1, at + 1
    elif count is None:
        return None
    else:
        count_value, end = count.value, count.end
    if begin > at and likely and count_value < _MOST_SIGNED and _for_an_amount(tokens, at, lexicon):
        return Measure(at, end, str(count_value))
    gap = end + 1 if norm_at(tokens, end) == "-" else end
    told = told_as_amount(tokens, at) or (likely and count_value >= _FEWEST_SENT and is_sent(tokens, at, end))
    of_medicine = count_value > 1 and _of_medicine(tokens, gap + 1, lexicon)
    found = _supply(tokens, at, count_value, gap, expected=expected or told or of_medicine, likely=likely) or _pieces(
        tokens, at, count_value, gap, expected=expected or told, likely=likely or _named_before(tokens, at, lexicon)
    )
    return found or (Measure(at, end, str(count_value)) if told else None)


_MOST_SIGNED = 1000
_FEWEST_SENT = 10


def _for_an_amount(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether "#" stands for an amount, and neither for a prescription's number nor inside a name."""
    named = lexicon.medicines.match(tokens, at - 1) if at else None
    return norm_at(tokens, at - 1) != "rx" and not (named and named.end > at)


def _of_medicine(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether "of (my) <medicine>" follows."""
    if norm_at(tokens, at) != "of":
        return False
    begin = at + 2 if norm_at(tokens, at + 1) in ("my", "the", "his", "her") else at + 1
    return begin < len(tokens) and medicine_at(tokens, begin, lexicon, likely=True) is not None


def _named_before(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether a medicine that is no plain word stands right before an amount ("Trulicity, 4 pens")."""
    ends = {at, at - 1} if norm_at(tokens, at - 1) in (",", "-", ";") else {at}
    matches = (lexicon.medicines.match(tokens, begin) for begin in range(max(0, at - 4), at))
    return any(m is not None and m.end in ends and m.meaning not in lexicon.plain_medicines for m in matches)


def _supply(tokens: Tokens, at: int, count: int, end: int, *, expected: bool, likely: bool) -> Measure | None:
    unit = tokens[end].bare.rstrip("'") if end < len(tokens) else ""
    if unit not in _PERIODS or is_rate(tokens, at):
        return None
    after = end + 1
    if norm_at(tokens, after) in ("'", "-", "’"):
        after += 1
    word = norm_at(tokens, after)
    if word in _SPAN_WORDS and not any(norm_at(tokens, after + step) in _LEFT for step in range(1, 5)):
        if word.startswith("suppl"):
            return Measure(at, after + 1, f"{count} {_SINGULAR.get(unit, unit)} supply")
        return Measure(at, after + 1, f"{count} {unit} {word}")
    before = norm_at(tokens, at - 1)
    usual = (
        likely and count in _USUAL_DAYS and unit in ("day", "days") and before not in ("in", "last", "past", "every")
    )
    return Measure(at, end + 1, f"{count} {unit}") if (expected or usual) and word not in ("ago", "left") else None


def _pieces(tokens: Tokens, at: int, count: int, end: int, *, expected: bool, likely: bool) -> Measure | None:
    unit = norm_at(tokens, end).removesuffix("'ll")
    article = norm_at(tokens, at) in ("a", "an") or (norm_at(tokens, at) == "one" and unit in _SINGLE)
    article = article and not expected and count == 1
    if not count or unit not in _AMOUNTS or unit in ("test", "supply") or article or not (expected or likely):
        return None
    if unit in ("refill", "refills") and count > _MOST_REFILLS:
        return None  # "omeprazole 20 refill" names a strength
    after = norm_at(tokens, end + 1)
    down = (norm_at(tokens, at - 2), norm_at(tokens, at - 1)) == ("down", "to")
    taken = after in _PER_DAY or norm_at(tokens, at - 1) in _TAKING
    spent = down or taken or after in _LEFT
    return None if spent else Measure(at, end + 1, f"{count} {unit}")


_MOST_REFILLS = 12
_TAKING = frozenset("take takes taking took have has got only last missed with left only".split())
_PER_DAY = frozenset("a per daily twice each every once".split())
