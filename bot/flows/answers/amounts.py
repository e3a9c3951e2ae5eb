"""How many of a medicine are wanted, told behind its name and strength in a bare number: "30 please", "so 90", "give me 90"."""

from __future__ import annotations

from bot.flows.answers.draft import Draft
from nlu.entities import Mention
from nlu.entities.numbers import cardinal
from nlu.entities.tokens import Tokens, norm_at

_LEADS = frozenset(
    """, . ; - ( dinner supper breakfast lunch bedtime food meals night daily day morning evening gimme so me need want thats that's thatd get x total makes as = like have send
    dispense""".split()
)
_ENDS = frozenset(
    ", . ; ! ) please pls plz if total thanks thank should would count or for to at when and each".split()
) | {""}
_ENOUGH = frozenset("enough fine plenty good ok okay all".split())
_LEAST, _MOST = 7, 400
_MOST_LOOKED_AT = 40  # pieces behind the name


def amount_behind(draft: Draft) -> list[Mention]:
    """Read a bare number behind a medicine whose strength is told, where it stands as an amount and counts nothing else."""
    tokens, named = draft.reading.tokens, draft.reading.of("medication")
    if not named or "dose" not in draft.slots:
        return []
    begin = max([named[0].end, *(dose.end for dose in draft.reading.of("dose"))])
    busy = {at for mention in draft.reading.mentions for at in range(mention.first, mention.end)}
    for at in range(begin + 1, min(len(tokens), begin + _MOST_LOOKED_AT)):
        count = cardinal(tokens, at, draft.lexicon) if at not in busy and norm_at(tokens, at - 1) in _LEADS else None
        if count and (_is_part(tokens, at) or _is_part(tokens, count.end)):
            continue  # "20-12.5"
        if count is None or not _LEAST <= count.value <= _MOST or _tells_strength(draft, count.value):
            continue
        if _ends(draft, count.end):
            return [Mention("quantity", at, count.end, str(count.value))]
    return []


def _tells_strength(draft: Draft, figure: int) -> bool:
    """Whether a figure is one of the strength that was told: "500" of "500 mg", and not the "60" of "160 mg"."""
    return str(figure) in draft.slots["dose"].replace("/", " ").split()


def _is_part(tokens: Tokens, at: int) -> bool:
    """Whether what stands at `at` is written against the figure before it, or against its mark."""
    inner = at + 1 < len(tokens) and tokens[at].glued and tokens[at + 1].glued and tokens[at + 1].is_number
    return (
        inner
        and norm_at(tokens, at) in (".", "/", "-")
        or (at > 1 and at < len(tokens) and tokens[at].glued and tokens[at - 1].glued and tokens[at - 2].is_number)
    )


def times_behind(draft: Draft) -> list[Mention]:
    """Read "albuterol inhaler x2", "metformin 500 x 90": so many of what was named, where no days or doses are counted."""
    tokens, named = draft.reading.tokens, draft.reading.of("medication")
    busy = {at for mention in draft.reading.mentions for at in range(mention.first, mention.end)}
    for at in range(named[0].end, min(len(tokens) - 1, named[0].end + _MOST_LOOKED_AT)) if named else ():
        signed = tokens[at].norm in ("x", "×") and tokens[at + 1].is_number and at + 1 not in busy
        counted = norm_at(tokens, at - 1) in _TAKEN or tokens[at].glued and tokens[at - 1].is_number
        if (
            signed
            and not counted
            and norm_at(tokens, at + 2) not in _OFTEN
            and 0 < int(tokens[at + 1].norm[:4]) <= _MOST
        ):
            return [Mention("quantity", at + 1, at + 2, tokens[at + 1].norm)]
    return []


def counted_out(draft: Draft, supply: Mention) -> str | None:
    """Return the number that a supply of days or months comes to, where it is told behind ("three months' worth, so 90 tablets")."""
    tokens, at = draft.reading.tokens, supply.end
    if not set(str(supply.value).split()) & _SUPPLIES:
        return None
    while norm_at(tokens, at) in _COMES_TO and at - supply.end < _MOST_LINKS:
        at += 1
    count = (
        cardinal(tokens, at, draft.lexicon) if at > supply.end and norm_at(tokens, at - 1) not in (",", "-") else None
    )
    if count is None or not _LEAST <= count.value <= _MOST:
        return None
    again = [str(m.value) for m in draft.reading.of("quantity") if m.first == at]
    return again[0] if again else str(count.value) if _ends(draft, count.end) else None


_SUPPLIES = frozenset("day days week weeks month months supply worth".split())
_COMES_TO = frozenset(", - so thats that's that is would be = means".split())
_MOST_LINKS = 5
_OFTEN = frozenset(
    "day days daily week weeks weekly month months times time a per every years year / - mg mcg %".split()
)
_TAKEN = frozenset("take takes taking once twice".split())


def _ends(draft: Draft, at: int) -> bool:
    """Whether nothing is counted by the number before, or "is enough", "a month" follows."""
    word, following = norm_at(draft.reading.tokens, at), norm_at(draft.reading.tokens, at + 1)
    if word in ("is", "will", "would"):
        return following in _ENOUGH or following in ("do", "be")
    return following in ("month", "refill") if word in ("a", "per") else word in _ENDS
