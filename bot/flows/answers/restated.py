"""An answer that is put right inside itself: what is said last is read by itself, as if nothing had been said before it.

"Smith, I mean Smythe", "jdoe77 no jdoe78", "I was Johnson, now I'm Hernandez", "A7K sorry A7L".
"""

from __future__ import annotations

from collections.abc import Callable

from bot.flows.answers.draft import Draft
from nlu.entities import Mention
from nlu.entities.taken_back import restarts
from nlu.entities.tokens import Tokens, norm_at

READ_ALONE = ("first_name", "last_name", "username", "token", "provider")
"""Answers of one word or two, in which the first is taken unless it is taken back."""
_ONCE = frozenset("was used maiden formerly former before old previously originally were".split())
_TURNS = frozenset("now but".split())
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
        found = read(said, slot) if said and any(token.is_word for token in tokens[: begin - 1]) else None
        if found and (read(before, slot) or slot in draft.doubts or _ONCE & {token.norm for token in tokens[:begin]}):
            _replace(draft, slot, found, said)
            return


def _beginnings(tokens: Tokens) -> list[int]:
    """Where something may be said anew: after words that take back, or "now", "but", "married name" behind what once was."""
    words = [token.norm for token in tokens]
    found = restarts(words)
    for at in range(1, len(words)):
        once = _ONCE & set(words[:at])
        if once and words[at] in _TURNS or once and words[at - 1] in _MARRIED and words[at] == "name":
            found.append(at + 1)
    return sorted(found)


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
        if (
            restarts(["", *words])
            or {"last", "ends", "ending"} & set(words)
            or {"sorry", "oops", "mean", "meant"} & behind
        ):
            return value[: -len(token.norm)] + token.norm
    return value


_NEAR = 9
_TAILS = (2, 3, 4, 7)
