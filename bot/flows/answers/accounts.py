"""Answers about a portal account: the username, the reset token, and which of them somebody has lost.

Each reads at most 4,096 characters and raises nothing but `Invalid` with the reason that names the next move.
"""

from __future__ import annotations

import re

from bot.flows.answers.context import AnswerContext
from bot.flows.answers.single import value_of
from bot.flows.spec import Invalid
from bot.steering import plain
from nlu.entities import fold
from nlu.reading.credentials import credential_marks

LONGEST_NAME = 64
TOKEN_SIGNS = range(6, 41)
_WHOLE = {
    "username": ("username", "my username", "the username", "user name", "user id", "userid", "login name"),
    "password": ("password", "my password", "the password", "pass word", "passcode"),
    "token": (
        "token",
        "a token",
        "my token",
        "the token",
        "reset token",
        "a reset token",
        "my reset token",
        "reset code",
        "i have one",
    ),
    "all": (
        "both",
        "all",
        "everything",
        "neither",
        "either",
        "all of it",
        "all of them",
        "both of them",
        "none",
        "nothing",
        "i lost both",
    ),
    "help": ("something else", "something different", "another problem", "other", "none of these", "none of those"),
}
_BY_PHRASE = {phrase: path for path, phrases in _WHOLE.items() for phrase in phrases}
_BOTH = re.compile(r"\b(?:both|neither|either one|everything|all of (?:it|them)|none of (?:it|them)|nothing at all)\b")
_TOKEN = re.compile(r"\b(?:have|got|gave|given|received|read|sent|here is|here's)\b.*\b(?:token|reset code)\b")
_ELSE = ("something else", "something different", "none of these", "none of those", "another problem")
_TROUBLE = re.compile(
    r"\b(?:locked|lock(?:s|ing)? me out|error|expired|blank|frozen|freezes|disabled|deactivated|suspended|invalid|won'?t load|(?:doesn'?t|does not|won'?t|will not) "
    r"(?:load|open|work|accept|let me|take)|not working|keeps? (?:saying|loading|spinning|logging)|kicks? me out)\b"
)
_ALSO = frozenset("either too also".split())
_UNKNOWN = re.compile(
    r"(?:i |we )?(?:(?:honestly|really|just) )?(?:(?:do ?n[o']?t|can ?n[o']?t|can'?t|cannot|don'?t) (?:even )?(?:know|remember|recall|have)|forgot|have no idea|lost|no idea|not sure|unsure|idk|"
    r"no clue|dunno|unknown|what username|which username|no token|no username)(?: (?:it|that|one|mine|my (?:username|user ?name|user ?id)|either of (?:them|those|the two)|either|that either|it either|which(?: one)?|what it (?:is|was)|them|any more|anymore|the token))*"
)


def username(text: str, context: AnswerContext) -> str:
    """A portal username, as typed. Reasons: empty, username."""
    if not text.strip():
        raise Invalid("empty")
    said = text.strip().strip("\"'“”.,")
    if is_unknown(text):
        raise Invalid("username")
    if len(said.split()) == 1 and 2 < len(said) <= LONGEST_NAME and not _BOTH.search(said.casefold()):
        return said
    return value_of(text, "username", context, "username")


def reset_token(text: str, context: AnswerContext) -> str:
    """A token of the portal team, in capitals without spaces or hyphens. Reasons: empty, token."""
    if not text.strip():
        raise Invalid("empty")
    signs = _signs(text)
    whole = len(signs) in TOKEN_SIGNS and any(sign.isdigit() for sign in signs) and len(text.split()) <= 4
    if not (whole and all(len(part) > 2 for part in text.split())):
        signs = _signs(value_of(text, "token", context, "token"))
    if len(signs) not in TOKEN_SIGNS:
        raise Invalid("token")
    return signs


def _signs(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())


def lost(text: str) -> str | None:
    """What somebody says they have lost or have: `username`, `password`, `token`, `all`, `help`; None when it is not said."""
    said = plain(fold(text[:300]))
    if said in _BY_PHRASE:
        return _BY_PHRASE[said]
    if _TOKEN.search(said):
        return "token"
    if _BOTH.search(said):
        return "all"
    marks = credential_marks(text[:300])
    gone = {what for what in ("username", "password") if f"{what} lost" in marks}
    if len(gone) == 2:
        return _the_one_meant(said) or "all"
    return next(iter(gone), None)


def named(text: str) -> str | None:
    """The one thing that is named at all, where somebody was asked which one it is."""
    marks = credential_marks(text[:300])
    return next((what for what in ("username", "password") if f"only {what}" in marks), None)


def trouble(text: str) -> str | None:
    """`help` where somebody tells what goes wrong on the page, and not what is lost (*it says account locked*)."""
    said = plain(fold(text[:300]))
    return "help" if said.startswith(_ELSE) or _TROUBLE.search(said) else None


def _the_one_meant(said: str) -> str | None:
    """Read *it is the password I forgot, not the username*."""
    for one, other in (("username", "password"), ("password", "username")):
        if re.search(rf"\bnot (?:my |the )?{other}\b", said) and one in said:
            return one
    return None


def says_also(text: str) -> bool:
    """Whether something is lost besides what was lost already (*I don't know my username either*)."""
    return bool(_ALSO & set(plain(text).split()))


def is_unknown(text: str) -> bool:
    """Whether an answer says no more than that it is not known."""
    return bool(_UNKNOWN.fullmatch(plain(fold(text[:200]))))
