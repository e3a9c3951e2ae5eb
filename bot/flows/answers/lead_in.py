"""The words that lead in to an answer and say nothing themselves."""

from __future__ import annotations

from bot.flows.answers.draft import Draft

LEAD_IN = frozenset(
    """it's its it is i my the a an that's thats this was use used think believe maybe probably um uh so well ok okay yes sure just please need want for of about my
    refill more some sir ma'am hi hello on get to from with called name username user id token reset code pharmacy doctor dr medicine medication prescription pill
    strength dose they gave me says you here's here : , . - = " ' “ #""".split()
)


def start(draft: Draft) -> int:
    """Where an answer begins that has words before it: "it's", "I think"."""
    at = 0
    while at < len(draft.reading.tokens) and draft.reading.tokens[at].norm in LEAD_IN:
        at += 1
    return at
