"""Two bare numbers that are hours because a day is asked for and nothing is counted: "christmas eve, 9 to 11", "lunch is 12 to 1 so then"."""

from __future__ import annotations

from nlu.entities.mentions import Notes
from nlu.entities.tokens import norm_at

_LINKS = frozenset("to til till until thru".split())
_OPENS = frozenset(", . ; - ( maybe say like so".split()) | {""}
_ENDS = frozenset(", . ! ? ; ) please pls thanks ideally preferably works is if would or and".split()) | {""}
_HOURS = range(1, 13)


def plain_range(notes: Notes, at: int) -> bool:
    """Whether the number at `at` begins such a range."""
    tokens = notes.tokens
    if not notes.asked & {"date", "time"} or norm_at(tokens, at + 1) not in _LINKS or at + 2 >= len(tokens):
        return False
    ends = (tokens[at].norm, tokens[at + 2].norm)
    if not all(end.isdecimal() and int(end) in _HOURS for end in ends if len(end) < 3) or max(map(len, ends)) > 2:
        return False
    if not (tokens[at].is_number and tokens[at + 2].is_number):
        return False
    before, after = norm_at(tokens, at - 1), norm_at(tokens, at + 3)
    free = before == "is" and after == "so" and norm_at(tokens, at + 4) in ("then", "that", "anytime")
    return free or (before in _OPENS and after in _ENDS and any(m.kind == "date" for m in notes.mentions))
