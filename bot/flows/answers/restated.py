"""An answer that is put right inside itself: what is said last is read by itself, as if nothing had been said before it.

"Smith, I mean Smythe", "jdoe77 no jdoe78", "I was Johnson, now I'm Hernandez", "A7K sorry A7L".
"""

from __future__ import annotations

from collections.abc import Callable

from bot.flows.answers.draft import Draft
from nlu.entities import Mention, fold
from nlu.entities.phones import national
from nlu.entities.taken_back import restarts
from nlu.entities.tokens import Tokens, norm_at

READ_ALONE = ("first_name", "last_name", "username", "token", "provider")
"""Answers of one word or two, in which the first is taken unless it is taken back."""
_ONCE = frozenset("was used maiden formerly former before old previously originally were".split())
_TURNS = frozenset("now but so".split())
_MARRIED = frozenset("married new current legal".split())
_MOST = 60  # pieces of an answer that is looked at
_MOST_TRIED = 4


def read_restated(draft: Draft, read: Callable[[str, str], str | None]) -> None:
    """Put what is said last in the place of what was said first; `read` reads a text as an answer to the question for a slot."""
    tokens = draft.reading.tokens
    asked = [slot for slot in READ_ALONE if draft.asked == {slot}]
    if not asked or len(tokens) > _MOST:
        return
    slot = asked[0]
    for begin in reversed(_beginnings(tokens)[-_MOST_TRIED:]):
        begin = _past_marks(tokens, begin)  # noqa: PLW2901  # ", no: Smythe"
        said = draft.reading.text[tokens[begin].start :] if begin < len(tokens) else ""
        before = draft.reading.text[: tokens[begin - 1].start] if said else ""
        told = said and any(token.is_word or token.is_number for token in tokens[: begin - 1])
        found = read(said, slot) if told else None
        if found and not _right_there(tokens, begin, found):
            continue
        if found and (read(before, slot) or slot in draft.doubts or _ONCE & {token.norm for token in tokens[:begin]}):
            _replace(draft, slot, found, said)
            return


def _right_there(tokens: Tokens, begin: int, value: str) -> bool:
    """Whether a value begins within the first words of what is said last: "Ana, sorry for the delay" says no name anew."""
    first = fold(value.removeprefix("Dr. "))[:1]
    return any(token.norm[:1] == first for token in tokens[begin : begin + _LEADS_IN])


_LEADS_IN = 4
_NO_OTHER = frozenset("joke jokes joking kidding lie lies fooling seriously".split())  # "April May no joke"


def _beginnings(tokens: Tokens) -> list[int]:
    """Where something may be said anew: after words that take back, or "now", "but", "married name" behind what once was."""
    words = [token.norm for token in tokens]
    found = restarts(words)
    for at in range(1, len(words)):
        once = _ONCE & set(words[:at])
        if once and words[at] in _TURNS or once and words[at - 1] in _MARRIED and words[at] == "name":
            found.append(at + 1)
    return sorted(at for at in found if at >= len(words) or words[at] not in _NO_OTHER)


def _past_marks(tokens: Tokens, at: int) -> int:
    while norm_at(tokens, at) in (",", ".", ":", "-", "—", "!", "…"):
        at += 1
    return at


def _replace(draft: Draft, slot: str, value: str, said: str) -> None:
    draft.slots[slot], draft.spans[slot] = value, said.strip()
    draft.doubts.pop(slot, None)


def with_tail(draft: Draft, mention: Mention) -> str:
    """The telephone number, with the last figures that are put right behind it ("914-555-0174, sorry, 0147 at the end")."""
    tokens, value = draft.reading.tokens, str(mention.value)
    for at in range(mention.end, min(len(tokens), mention.end + _NEAR)):
        token = tokens[at]
        busy = any(m.first <= at < m.end for m in draft.reading.of("phone", "email", "date") if m.value)
        if busy or not token.is_number or len(token.norm) not in _TAILS or norm_at(tokens, at + 1) in ("-", "/", ":"):
            continue
        words = [one.norm for one in tokens[mention.end : at]]
        behind = {norm_at(tokens, at + step) for step in range(1, 4)}
        anew = bool(restarts(["", *words])) or bool({"last", "ends", "ending"} & set(words)) or bool(_MEANT & behind)
        if anew and _PUTTING_RIGHT.issuperset(words):
            return value[: -len(token.norm)] + token.norm
    return value


def with_area_code(draft: Draft, mention: Mention) -> str | None:
    """The telephone number whose area code is told apart ("555-0143, area code 914"); None where none is told."""
    tokens = draft.reading.tokens
    local = "".join(token.norm for token in tokens[mention.first : mention.end] if token.is_number)
    for at in range(mention.end, len(tokens) - 2):
        pair = (tokens[at].norm, tokens[at + 1].norm)
        if (
            pair == ("area", "code")
            and tokens[at + 2].is_number
            and len(tokens[at + 2].norm) == _AREA
            and len(local) == _LOCAL
        ):
            return national(tokens[at + 2].norm + local)
    return None


_AREA, _LOCAL = 3, 7  # figures
_MEANT = frozenset("sorry oops mean meant".split())
_PUTTING_RIGHT = frozenset(
    """, . ; ! ( - – — … no nope wait sorry oops whoops actually i mean meant it it's its is should be make that the last final four three two digits numbers
    part end ends ending in with are excuse me my bad rather correction oh""".split()
)
_NEAR = 9
_TAILS = (2, 3, 4, 7)
