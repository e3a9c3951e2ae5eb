"""Weeks and days counted from one that was named before: "not this week, the week after", "next week is bad, the following one"."""

from __future__ import annotations

from dataclasses import replace

from nlu.entities.named_days import Told
from nlu.entities.tokens import Tokens, norm_at
from nlu.entities.when import CalendarDay, Day, FeastDay, FromToday, Week, WeekdayOf

_ONE_LATER = (
    ("week", "after", "that"),
    ("one", "after", "that"),
    ("week", "after"),
    ("one", "after"),
    ("following", "one"),
    ("following", "week"),
    ("next", "one"),
)
_ENDS = frozenset(
    ", . ! ? ; would is works work maybe please if should could can i then instead any anytime".split()
) | {""}


def following_at(tokens: Tokens, at: int, before: Day | None) -> Told | None:
    """Read "the week after", "the following one" at `at`, counted from `before`, the day or week named last."""
    if not isinstance(before, (Week, CalendarDay, WeekdayOf, FeastDay, FromToday)):
        return None
    begin = at + 1 if tokens[at].norm == "the" else at
    next_day = _day_after(tokens, begin, before)
    if next_day:
        return next_day
    for words in _ONE_LATER:
        end = begin + len(words)
        if tuple(norm_at(tokens, index) for index in range(begin, end)) == words and norm_at(tokens, end) in _ENDS:
            if isinstance(before, Week):
                return Told(replace(before, shift=before.shift + 1, part=None), end)
            counted = words[0] != "one" and words[-1] != "one" and not isinstance(before, FromToday)
            return Told(Week(1, of=before), end) if counted and not isinstance(before, FromToday) else None
    return None


def _day_after(tokens: Tokens, at: int, before: Day) -> Told | None:
    """Read "(not tomorrow,) the day after", "(Tuesday or) the day after that"."""
    end = at + 3 if norm_at(tokens, at + 2) == "that" else at + 2
    if (norm_at(tokens, at), norm_at(tokens, at + 1)) != ("day", "after") or norm_at(tokens, end) not in _ENDS:
        return None
    if isinstance(before, FromToday):
        return Told(replace(before, days=before.days + 1), end)
    if isinstance(before, WeekdayOf) and before.weekday < _SUNDAY:
        return Told(replace(before, weekday=before.weekday + 1), end)
    return None


_SUNDAY = 6
