"""Answers that are little more than a username or a token."""

from __future__ import annotations

from bot.flows.answers.draft import Draft
from bot.flows.answers.lead_in import start
from nlu.entities.identifiers import Identifier, chunk, identifier_chunk, with_groups
from nlu.entities.said_usernames import said_username
from nlu.entities.tokens import kept


def bare_username(draft: Draft) -> None:
    """Read the answer to the question for the username."""
    tokens, only = draft.reading.tokens, start(draft)
    said = said_username(tokens, only)
    if said:
        return draft.put("username", said[0], kept(draft.reading.text, tokens, only, said[1]))
    for at in range(only, len(tokens)):
        if tokens[at].glued and at:
            continue
        found = identifier_chunk(tokens, at, draft.lexicon, coded=False, cued=True)
        if found and found.value:
            return _put(draft, "username", found)
        if at - only > _MOST_BEFORE:
            return None
    if (
        only < len(tokens)
        and chunk(tokens, only) == len(tokens)
        and tokens[only].is_word
        and len(tokens[only].norm) > 3
    ):
        draft.put("username", kept(draft.reading.text, tokens, only, len(tokens)), draft.reading.text.strip())
    return None


_MOST_BEFORE = 5  # pieces before the username in an answer


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
