"""Notes which of username and password a message calls lost, and which it calls known.

*I have the username, the password is gone* and its opposite hold the same words; what tells them apart is which word
stands with which. Each mention takes the nearest word that says lost or known, its own part of the sentence first.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[\w']+|[,.;:!?-]")
_USERNAME = frozenset({"username", "usernames", "userid", "id", "user"})
_PASSWORD = frozenset({"password", "passwords", "pass", "passcode", "pin"})
_EITHER = _USERNAME | _PASSWORD
_LOST = frozenset(
    """forgot forget forgotten forgetting lost lose losing gone missing need needs wrong rejected refused refuses rejects bounced
    bounces blank invalid incorrect expired trouble problem issue escapes without deleted erased unknown stuck failing fails failed
    changed hacked reset change recover retrieve accept accepting accepted match recognize slipped misplaced mislaid threw blanked
    stolen help""".split()
)
_KNOWN = frozenset(
    """know knows knew have has got remember remembers fine ok okay saved right correct works worked working good yes definitely
    sure certain written wrote memorized heart fills filled autofills stored kept paper card goes order handy""".split()
)
_NOT = frozenset("not no never cannot can't don't doesn't didn't isn't won't nor neither nothing hardly".split())
_BREAKS = frozenset(", . ; : ! ? - but and just only though while".split())
_REACH = 8


def credential_marks(text: str) -> list[str]:
    """Marks such as `username lost` and `password known`; none where neither is mentioned."""
    words = [word.lower() for word in _WORD.findall(text)[:400]]
    mentions = [
        (at, "username" if word in _USERNAME else "password") for at, word in enumerate(words) if word in _EITHER
    ]
    if not mentions:
        return []
    cues = _cues(words)
    parts = _parts(words)
    marks = {f"{what} {_state(at, cues, parts)}" for at, what in mentions}
    named = {what for _, what in mentions}
    return [*sorted(marks), " ".join(sorted(marks)), "only " + named.pop() if len(named) == 1 else "both named"]


def _parts(words: list[str]) -> list[int]:
    """The number of the part of the sentence that each word stands in."""
    out: list[int] = []
    part = 0
    for word in words:
        part += word in _BREAKS
        out.append(part)
    return out


def _cues(words: list[str]) -> list[tuple[int, str]]:
    """Where lost or known is said; a *not* within three words before turns it round, a *not* alone says lost."""
    out: list[tuple[int, str]] = []
    used: set[int] = set()
    for at, word in enumerate(words):
        if word not in _LOST and word not in _KNOWN:
            continue
        denied = [near for near in range(max(0, at - 3), at) if words[near] in _NOT]
        used.update(denied)
        lost = (word in _LOST) != bool(denied) or word in {"accept", "accepting", "accepted", "match", "recognize"}
        out.append((at, "lost" if lost else "known"))
    out += [(at, "lost") for at, word in enumerate(words) if word in _NOT and at not in used]
    return out


def _state(at: int, cues: list[tuple[int, str]], parts: list[int]) -> str:
    near = [
        (parts[at] != parts[where], abs(at - where), where < at, what)
        for where, what in cues
        if abs(at - where) <= _REACH
    ]
    return min(near)[3] if near else "named"
