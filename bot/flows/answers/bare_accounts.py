"""Answers that are little more than a username or a token."""

from __future__ import annotations

from itertools import pairwise

from bot.flows.answers.draft import Draft
from bot.flows.answers.lead_in import LEAD_IN, start
from nlu.entities.identifiers import Identifier, chunk, identifier_chunk, with_groups
from nlu.entities.letters import Told, longest_told
from nlu.entities.said_mail import ONE_WORD
from nlu.entities.said_usernames import said_username
from nlu.entities.tokens import kept, norm_at


def bare_username(draft: Draft) -> None:
    """Read the answer to the question for the username."""
    tokens, only = draft.reading.tokens, start(draft)
    told = longest_told(tokens, figures=True, least=_FEWEST - 1)
    if told and (told.cased or told.singles >= _FEWEST) and _is_whole(draft, told):
        return draft.put("username", told.text, kept(draft.reading.text, tokens, told.first, told.end))
    said = said_username(tokens, only) or _joined(draft)
    if said:
        return draft.put("username", said[0], kept(draft.reading.text, tokens, only, said[1]))
    if _one_or_other(draft):
        return draft.put("username", None, draft.reading.text.strip(), "ambiguous")
    marked = _marked(draft)
    if marked:
        return _put(draft, "username", marked)
    for at in range(only, min(len(tokens), only + _MOST_BEFORE)):
        found = None if tokens[at].glued and at else identifier_chunk(tokens, at, draft.lexicon, coded=False, cued=True)
        if found and found.value and len(tokens) <= only + _MOST_AROUND:
            return _put(draft, "username", found)
    if (
        only < len(tokens)
        and chunk(tokens, only) == len(tokens)
        and tokens[only].is_word
        and len(tokens[only].norm) > 3
        and tokens[only].norm not in _NO_NAMES
    ):
        draft.put("username", kept(draft.reading.text, tokens, only, len(tokens)), draft.reading.text.strip())
    return None


def behind_remark(draft: Draft) -> None:
    """Read the name with figures behind a remark of what it is like ("same as my cat, biscuit09")."""
    found = None if draft.reading.of("email", "phone") else _marked(draft)
    if found and norm_at(draft.reading.tokens, found.first - 1) in (",", ":", "-", ".", "it's", "its", "is"):
        _put(draft, "username", found)


def _one_or_other(draft: Draft) -> bool:
    """Whether two names are given because the patient does not know which it is ("either jbrown or jbrown1")."""
    tokens = draft.reading.tokens
    for at in (at for at in range(1, len(tokens) - 1) if tokens[at].norm == "or"):
        begin = at - 1
        while begin and tokens[begin].glued:
            begin -= 1
        names = ["".join(t.norm for t in tokens[first : chunk(tokens, first)]) for first in (begin, at + 1)]
        alike = names[0] != names[1] and names[0][:3] == names[1][:3]
        if alike and not any(draft.lexicon.is_ordinary(name) for name in names):
            return True
    return False


def _is_whole(draft: Draft, told: Told) -> bool:
    """Whether what is told sign by sign stands at the beginning or behind words that lead in, and ends a clause."""
    tokens = draft.reading.tokens
    inner = tokens[told.first : told.end]
    typed = all(token.glued for token in inner[1:])
    if typed and any(one.norm.isalnum() and two.norm.isalnum() for one, two in pairwise(inner)):
        return False  # "A7-B8-C9" was typed and not read out
    before, after = norm_at(tokens, told.first - 1), norm_at(tokens, told.end)
    return (not before or before in LEAD_IN or before in _MARKS) and (not after or after in _MARKS or after in _CLOSING)


_NO_NAMES = frozenset("email mail name phone birthday same".split())
_FEWEST = 3  # signs told one by one
_MARKS = frozenset(". , ; : ! - (".split())
_CLOSING = frozenset("all no with in please thanks thank is and i that's thats".split())
_MOST_BEFORE = 7  # pieces before the username in an answer
_MOST_AROUND = 6  # pieces of an answer in which a plain word may be one; a longer one tells a story


def _marked(draft: Draft) -> Identifier | None:
    """Return the first word written with figures or a mark, which a username is before any plain word."""
    tokens = draft.reading.tokens
    for at in range(min(len(tokens), _LONGEST_STORY)):
        if not (tokens[at].glued and at) and chunk(tokens, at) > at + 1 and tokens[at].is_word:
            found = identifier_chunk(tokens, at, draft.lexicon, coded=False, cued=False)
            if found and found.value:
                return found
    return None


_LONGEST_STORY = 40


def _joined(draft: Draft) -> tuple[str, int] | None:
    """Read "Harriet 38, all together": the words of its sentence before, written as one."""
    tokens = draft.reading.tokens
    for at in range(1, len(tokens) - 1):
        if (tokens[at].norm, tokens[at + 1].norm) not in ONE_WORD:
            continue
        end = at
        while end > 0 and tokens[end - 1].norm in (",", "all", "thats", "that's", "its", "-", "as"):
            end -= 1
        begin = end
        while (
            begin > 0
            and (tokens[begin - 1].is_word or tokens[begin - 1].is_number)
            and tokens[begin - 1].norm not in LEAD_IN
        ):
            begin -= 1
        if 0 < end - begin <= _MOST_JOINED:
            return "".join(token.text for token in tokens[begin:end]), end
    return None


_MOST_JOINED = 4


def bare_token(draft: Draft) -> None:
    """Read the answer to the question for the token."""
    tokens = draft.reading.tokens
    told = longest_told(tokens, figures=True, least=_FEWEST)
    spelled = _spelled_token(draft) or (
        told.text.upper() if told and _is_whole(draft, told) and any(c.isdigit() for c in told.text) else ""
    )
    if spelled:
        return draft.put("token", spelled, draft.reading.text.strip())
    other = {at for m in draft.reading.of("phone", "email", "date") for at in range(m.first, m.end)}
    for at in range(len(tokens)):
        if (tokens[at].glued and at and tokens[at - 1].norm not in _QUOTES) or at in other:
            continue
        found = identifier_chunk(tokens, at, draft.lexicon, coded=True, cued=True)
        if found and found.value:
            return _put(draft, "token", with_groups(tokens, found, asked=True) or found)
    return None


_QUOTES = frozenset("\" ' “ ‘ ( :".split())


def _spelled_token(draft: Draft) -> str:
    """Join a token read out sign by sign ("Q W 9 8 7 6"); empty when it is not."""
    last = [t for t in draft.reading.tokens[start(draft) :] if t.norm not in ("-", ".", ",")]
    signs = "".join(t.text for t in last)
    single = all(len(t.norm) == 1 and t.norm.isalnum() for t in last)
    return signs.upper() if single and 6 <= len(signs) <= 20 and any(c.isdigit() for c in signs) else ""


def _put(draft: Draft, slot: str, found: Identifier) -> None:
    draft.put(slot, found.value, kept(draft.reading.text, draft.reading.tokens, found.first, found.end))
