"""Reset tokens that are handed on without the word for them: "support gave me this to reset my password: 8fK29dLm"."""

from __future__ import annotations

from nlu.entities.identifiers import Identifier, chunk
from nlu.entities.tokens import Tokens, norm_at

_TOPIC = frozenset("reset resetting token password support helpdesk portal temporary".split())
_GIVEN = frozenset(
    "gave given gives give sent send sends emailed mailed texted received got issued assigned provided read told says said is this here paste pasted".split()
)
_ANOTHER = frozenset(
    """order ticket case reference ref confirmation account acct member id policy group invoice claim error room suite flight user username login
    named version model serial license plate model part file""".split()
)
_PASSWORD = frozenset("password passwords passcode pass pw pwd".split())
_FROM_STAFF = frozenset("temporary temp reset gave given sent emailed texted support helpdesk".split())
_LENGTHS = range(6, 21)
_REACH = 10  # pieces before the token


def speaks_of_reset(tokens: Tokens) -> bool:
    """Whether the message is about getting back into the portal."""
    return any(token.norm in _TOPIC for token in tokens)


def token_given(tokens: Tokens, at: int) -> Identifier | None:
    """Read letters mixed with figures as a token, where somebody is said to have given it."""
    if tokens[at].glued or not (tokens[at].is_word or tokens[at].is_number):
        return None
    end = chunk(tokens, at)
    text = "".join(token.text for token in tokens[at:end])
    solid = text.replace("-", "")
    mixed = solid.isascii() and solid.isalnum() and any(c.isdigit() for c in solid) and any(c.isalpha() for c in solid)
    if not mixed or len(solid) not in _LENGTHS or _named_otherwise(tokens, at, end):
        return None
    before = {norm_at(tokens, at - back) for back in range(1, _REACH + 1)}
    pointed = norm_at(tokens, at - 1) in (":", "-", "this", "is", "me", '"', "“")
    sure = any(c.isupper() for c in solid) or pointed
    return Identifier(at, end, text) if before & _GIVEN and sure else None


def _named_otherwise(tokens: Tokens, at: int, end: int) -> bool:
    """Whether the words beside it say that it is a number of something else, or a name to sign in with."""
    before = {norm_at(tokens, at - back) for back in (1, 2, 3)}
    if before & _PASSWORD and not {norm_at(tokens, at - back) for back in range(1, _REACH + 1)} & _FROM_STAFF:
        return True  # "my password is Fluffy2019"
    after = [norm_at(tokens, end + step) for step in range(4)]
    return (
        bool(before & _ANOTHER)
        or "#" in before
        or bool({"username", "user", "login"} & set(after))
        or before >= {"log", "in", "as"}
    )
