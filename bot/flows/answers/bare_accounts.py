"""Answers that are little more than a username or a token."""

from __future__ import annotations

from bot.flows.answers.draft import Draft
from bot.flows.answers.lead_in import LEAD_IN, start
from nlu.entities.identifiers import Identifier, chunk, identifier_chunk, with_groups
from nlu.entities.said_mail import ONE_WORD
from nlu.entities.said_usernames import said_username
from nlu.entities.tokens import kept


def bare_username(draft: Draft) -> None:
    """Read the answer to the question for the username."""
    tokens, only = draft.reading.tokens, start(draft)
    said = said_username(tokens, only) or _joined(draft)
    if said:
        return draft.put("username", said[0], kept(draft.reading.text, tokens, only, said[1]))
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
    ):
        draft.put("username", kept(draft.reading.text, tokens, only, len(tokens)), draft.reading.text.strip())
    return None


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
    spelled = _spelled_token(draft)
    if spelled:
        return draft.put("token", spelled, draft.reading.text.strip())
    other = {at for m in draft.reading.of("phone", "email", "date") for at in range(m.first, m.end)}
    for at in range(len(tokens)):
        if (tokens[at].glued and at) or at in other:
            continue
        found = identifier_chunk(tokens, at, draft.lexicon, coded=True, cued=True)
        if found and found.value:
            return _put(draft, "token", with_groups(tokens, found, asked=True) or found)
    return None


def _spelled_token(draft: Draft) -> str:
    """Join a token read out sign by sign ("Q W 9 8 7 6"); empty when it is not."""
    last = [t for t in draft.reading.tokens[start(draft) :] if t.norm not in ("-", ".", ",")]
    signs = "".join(t.text for t in last)
    single = all(len(t.norm) == 1 and t.norm.isalnum() for t in last)
    return signs.upper() if single and 6 <= len(signs) <= 20 and any(c.isdigit() for c in signs) else ""


def _put(draft: Draft, slot: str, found: Identifier) -> None:
    draft.put(slot, found.value, kept(draft.reading.text, draft.reading.tokens, found.first, found.end))
