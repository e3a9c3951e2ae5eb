"""An address whose domain is put right by the domain alone: "x@hotmial.com oops hotmail.com"; letters told before it: "the letter k then lundgren at ..."."""

from __future__ import annotations

from bot.flows.answers.draft import Draft
from nlu.entities import Mention
from nlu.entities.mail import judged
from nlu.entities.taken_back import takes_back
from nlu.entities.tokens import norm_at

_THEN = frozenset("then and followed by plus , -".split())
_MOST_BETWEEN = 6


def mended_mail(draft: Draft, mention: Mention) -> Mention:
    """Return the address with the domain that takes the place of the first, and with the letter told before it."""
    if mention.kind != "email" or not mention.value:
        return mention
    value, doubt, end = str(mention.value), mention.doubt, mention.end
    local, _, domain = value.partition("@")
    found = _domain_behind(draft, mention)
    told = judged(mention.first, found[1], local, found[0], draft.lexicon.mail) if found else None
    if told and told.doubt is None:
        domain, doubt, end = found[0] if found else domain, None, told.end
    first, letters = _letter_before(draft, mention.first)
    if end == mention.end and first == mention.first:
        return mention
    return Mention("email", first, end, f"{letters}{local}@{domain}", doubt)


def _domain_behind(draft: Draft, mention: Mention) -> tuple[str, int] | None:
    """Return the domain said behind words that take back, where it has no name before it."""
    tokens = draft.reading.tokens
    for at in range(mention.end + 1, min(len(tokens) - 2, mention.end + _MOST_BETWEEN)):
        if tokens[at].glued:
            continue
        end = at
        while (
            end < len(tokens)
            and (end == at or tokens[end].glued)
            and (tokens[end].is_word or norm_at(tokens, end) in (".", "-"))
        ):
            end += 1
        domain = "".join(token.norm for token in tokens[at:end]).rstrip(".")
        if domain in draft.lexicon.mail.known and takes_back([t.norm for t in tokens[mention.end : at]], bare_no=True):
            return domain, end
    return None


def _letter_before(draft: Draft, first: int) -> tuple[int, str]:
    """Read "the letter k then" before the words of an address."""
    tokens, at = draft.reading.tokens, first - 1
    while at > 0 and norm_at(tokens, at) in _THEN:
        at -= 1
    single = at >= 1 and at < first - 1 and len(norm_at(tokens, at)) == 1 and norm_at(tokens, at - 1) == "letter"
    return (at - 1, tokens[at].norm) if single else (first, "")
