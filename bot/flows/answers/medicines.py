"""Medicines of a message with their strengths and amounts."""

from __future__ import annotations

from itertools import pairwise

from bot.flows.answers.amounts import amount_behind, counted_out, times_behind
from bot.flows.answers.chosen import negated
from bot.flows.answers.corrections import standing
from bot.flows.answers.draft import Draft
from bot.flows.answers.strengths import decimal_at, strength_after_name
from nlu.entities import Lexicon, Mention, Scan
from nlu.entities.numbers import cardinal
from nlu.entities.taken_back import MOST_BETWEEN, has_changed, takes_back
from nlu.entities.tokens import Tokens, norm_at


def read_medicines(draft: Draft) -> None:
    """Fill the medicines that are not refused."""
    named = draft.reading.of("medication")
    refused = {m.value for m in named if negated(draft.reading, m) or _not_borne(draft.reading, m)}
    found = [m for m in standing(draft.reading, named) if m.value is None or m.value not in refused]
    found = _needed_alone(draft.reading, found)
    names = _said_once(list(dict.fromkeys(str(m.value) for m in found if m.value)), draft.lexicon)
    names = _without_kinds(names, draft.lexicon)
    if names:
        draft.put("medication", ", ".join(names), draft.reading.said(found[0]))
    elif found:
        draft.put("medication", None, draft.reading.said(found[0]), "ambiguous")


def _not_borne(reading: Scan, mention: Mention) -> bool:
    """Whether somebody is allergic to it."""
    before = {norm_at(reading.tokens, mention.first - back) for back in range(1, 4)}
    return bool(before & _ALLERGIC)


_ALLERGIC = frozenset("allergic allergy allergies alergic intolerant".split())


def _needed_alone(reading: Scan, found: list[Mention]) -> list[Mention]:
    """Leave out what is only told of, where another is set against it ("she also takes memantine but its the donepezil I need")."""
    for one, two in pairwise(found):
        words = [token.norm for token in reading.tokens[one.end : two.first]]
        told = words[words.index("but") + 1 :] if "but" in words else ["and"]
        before = {norm_at(reading.tokens, one.first - back) for back in range(1, 4)}
        if _POINTING.issuperset(told) and before & _ONLY_TAKEN:
            return [m for m in found if m.first >= two.first]
    return found


_POINTING = frozenset("its it's it is the only just really i we he she need needs want wants my this one that".split())
_ONLY_TAKEN = frozenset("take takes taking on have has uses use got".split())


def _without_kinds(names: list[str], lexicon: Lexicon) -> list[str]:
    """Leave out what a medicine is for where the medicine itself is named beside it ("my birth control, Junel Fe")."""
    return [
        name
        for name in names
        if not any(
            lexicon.generic_of.get(other, other) in lexicon.purposes.get(name, ()) for other in names if other != name
        )
    ]


def _said_once(names: list[str], lexicon: Lexicon) -> list[str]:
    """Leave out a medicine named twice, by brand and by generic name ("insulin lantus", "sertraline (Zoloft)")."""
    kept: list[str] = []
    for name in names:
        generic = lexicon.generic_of.get(name, name)
        if any(lexicon.generic_of.get(other, other) == generic for other in kept):
            continue
        kept = [other for other in kept if not generic.startswith(f"{other} ")]
        kept.append(name)
    return [
        name for name in kept if not any(lexicon.generic_of.get(other, "").startswith(f"{name} ") for other in kept)
    ]


def read_amounts(draft: Draft) -> None:
    """Fill strength and amount."""
    doses = [m for m in draft.reading.of("dose") if not _corrected_away(draft.reading, m) and _is_dose(draft, m)]
    doses = standing(draft.reading, doses)
    values = list(dict.fromkeys(str(m.value) for m in doses))
    several = len(list(dict.fromkeys(str(m.value) for m in draft.reading.of("medication")))) > 1
    if len(values) == 1:
        draft.put("dose", _put_right(draft, doses[-1]), draft.reading.said(doses[-1]))
    elif values and several:
        draft.put("dose", ", ".join(values), draft.reading.said(doses[0]))
    elif values:
        between = draft.reading.tokens[doses[0].end : doses[-1].first]
        words = [token.norm for token in between]
        corrected = bool(_PUT_RIGHT & set(words)) or has_changed(words) or takes_back(words)
        draft.put(
            "dose", values[-1] if corrected else None, draft.reading.said(doses[-1]), None if corrected else "ambiguous"
        )
    else:
        strength_after_name(draft, standing(draft.reading, draft.reading.of("medication")))
    amounts = [*draft.reading.of("quantity"), *_so_many_of_them(draft)] or times_behind(draft) or amount_behind(draft)
    for mention in standing(draft.reading, amounts)[:1]:
        draft.put("quantity", counted_out(draft, mention) or _put_right(draft, mention), draft.reading.said(mention))


def _put_right(draft: Draft, mention: Mention) -> str:
    """The amount or strength, with the number that is put in its place behind it ("30 day supply, no make that 90")."""
    tokens, value = draft.reading.tokens, str(mention.value)
    for at in range(mention.end + 1, min(len(tokens), mention.end + MOST_BETWEEN)):
        read = decimal_at(tokens, at, draft.lexicon)
        if read is None:
            continue
        number, _, unit = value.partition(" ")
        words = [token.norm for token in tokens[mention.end : at]]
        said = takes_back(words) or has_changed(words)
        between = any(mention.end <= other.first < at for other in draft.reading.of("dose", "quantity"))
        if between:  # "20 mg thirty capsules no wait ninety" puts the capsules right
            return value
        again = any(other.first == at for other in draft.reading.mentions)
        figures = number.replace(".", "", 1).isdecimal()
        return f"{read[0]} {unit}".strip() if said and not again and figures else value
    return value


def _so_many_of_them(draft: Draft) -> list[Mention]:
    """Read "albuterol inhaler, two of them": a number of what was named before, where none is taken or left."""
    tokens, named = draft.reading.tokens, draft.reading.of("medication")
    if not named or draft.reading.of("quantity"):
        return []
    for at in range(named[0].end, len(tokens)):
        count = cardinal(tokens, at, draft.lexicon)
        them = count and norm_at(tokens, count.end) == "of" and norm_at(tokens, count.end + 1) in _THEM
        if count and them and count.value and not _spent(tokens, at, count.end + 2):
            return [Mention("quantity", at, count.end, str(count.value))]
    return []


def _spent(tokens: Tokens, at: int, end: int) -> bool:
    """Whether so many are taken, missed or left over."""
    after = {norm_at(tokens, end), norm_at(tokens, end + 1)}
    return bool(_SPENT & {norm_at(tokens, at - 1), norm_at(tokens, at - 2)}) or bool(after & _LEFT)


_THEM = frozenset("them these those em".split())
_SPENT = frozenset("take takes taking took have has had got only last missed skipped with lost dropped every".split())
_LEFT = frozenset("left remaining a per daily twice each every".split())


_PUT_RIGHT = frozenset("so no actually sorry meant mean wait".split())


def _is_dose(draft: Draft, mention: Mention) -> bool:
    """A share in percent is a strength only of a medicine."""
    return not str(mention.value).endswith("%") or bool(draft.reading.of("medication")) or "dose" in draft.asked


def _corrected_away(reading: Scan, mention: Mention) -> bool:
    return negated(reading, mention) or norm_at(reading.tokens, mention.first - 1) == "from"
