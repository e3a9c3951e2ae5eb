"""Days and times of a message: as slots, and as the whole wish that an appointment request keeps."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from bot.flows.answers.about_times import TIME_SLOTS, about_times, deadlines
from bot.flows.answers.birth import feasts_of_birth
from bot.flows.answers.draft import Draft
from bot.flows.answers.happened import days_counted
from bot.flows.answers.hours import Hours, written
from bot.flows.answers.past_stretches import read_past_stretch
from bot.flows.answers.resolve import Dates
from bot.flows.answers.trimmed import second_choices, without_refused_ends
from bot.flows.answers.wishes import Window, windows
from nlu.entities import Scan
from nlu.entities.tokens import norm_at
from nlu.entities.when import Which

_SOON = (
    ("asap",),
    ("as", "soon", "as", "possible"),
    ("earliest",),
    ("soonest",),
    ("first", "available"),
    ("next", "available"),
    ("right", "away"),
    ("as", "soon", "as"),
)
_ANY = (
    ("any", "day"),
    ("anytime",),
    ("any", "time"),
    ("whenever",),
    ("any", "days"),
    ("every", "day"),
    ("flexible",),
    ("doesn't", "matter"),
    ("no", "preference"),
    ("don't", "care"),
)


def read_times(draft: Draft) -> None:
    """Fill date, time and part-of-day slots, each only where one reading is left."""
    if read_past_stretch(draft) or not about_times(draft):
        return
    skipped = frozenset(draft.births) | deadlines(draft) | feasts_of_birth(draft) | days_counted(draft)
    said_windows = windows(draft.reading, draft.today, skipped)
    draft.when = wish_json(draft.reading, said_windows)
    second = second_choices(draft.reading)
    said_windows = windows(draft.reading, draft.today, skipped | second) if second else said_windows
    wanted = [window for window in said_windows if not window.refused] or _cannot_come(draft, said_windows)
    days = without_refused_ends(said_windows, [day for window in wanted for day in window.days])
    general = _only_in_general(draft) or _no_day_of_its_own(draft)
    days = [day for day in days if day.recurring is None or not general]
    hours = [hour for window in wanted for hour in window.hours]
    if draft.intent == "flow.refill" and not draft.asked & TIME_SLOTS:
        days, hours = [day for day in days if day.first is None and _needed_by(draft)], []  # other days tell of doses
    if draft.asked == {"reason"} and not days:
        hours = [hour for hour in hours if not hour.part]  # "it hurts at night"
    if days:
        _put_days(draft, days)
    elif draft.asked & {"date", "when"} and not said_windows and _names_a_past_day(draft):
        draft.put("date", None, _said(draft, "date"), "past")
    if hours:
        _put_hours(draft, hours)


def _only_in_general(draft: Draft) -> bool:
    """Whether a weekday is liked in general, at the end of a first message that says more ("... w Dr Haddad, fridays are best")."""
    return not draft.asked and bool(draft.reading.of("provider", "medication", "name", "pharmacy"))


def _no_day_of_its_own(draft: Draft) -> bool:
    """Whether a weekday is any of its name ("preferably on a Tuesday morning")."""
    tokens = draft.reading.tokens
    days = [m for m in draft.reading.of("date") if getattr(m.value, "plural", False)]
    return bool(days) and all(norm_at(tokens, m.first - 1) == "a" for m in days)


def _names_a_past_day(draft: Draft) -> bool:
    return any(getattr(mention.value, "which", None) is Which.LAST for mention in draft.reading.of("date"))


def _needed_by(draft: Draft) -> bool:
    """Whether a medicine is needed by a day, and does not just last until one."""
    return any(
        t.norm in ("by", "before") or (t.norm == "4" and norm_at(draft.reading.tokens, i - 1) == "b")
        for i, t in enumerate(draft.reading.tokens)
    )


def _cannot_come(draft: Draft, said: tuple[Window, ...]) -> list[Window]:
    """Return the visit's own day where only that is refused ("I can't make my Dec 3 visit")."""
    words = {token.norm for token in draft.reading.tokens}
    own = words & _VISITS and words & _UNABLE
    return list(said) if own and len(said) == 1 and draft.asked.isdisjoint({"date", "when"}) else []


_VISITS = frozenset("appointment appt visit checkup physical slot".split())
_UNABLE = frozenset("can't cant cannot can won't wont unable cancel miss make making able not".split())


def _said(draft: Draft, *kinds: str) -> str:
    found = draft.reading.of(*kinds)
    return (
        draft.reading.text[draft.reading.tokens[found[0].first].start : draft.reading.tokens[found[-1].end - 1].end]
        if found
        else ""
    )


def _put_days(draft: Draft, days: list[Dates]) -> None:
    words = _said(draft, "date") or _said(draft, "day_part")
    days = _without_its_month(days)
    doubt = next((day.doubt for day in days if day.doubt), None)
    unique = list(dict.fromkeys((day.first, day.last) for day in days if day.first or day.last))
    if doubt or not unique:
        _doubt(draft, "date", words, doubt or "ambiguous")
        return
    first, last = _joined(unique) if len(unique) > 1 else unique[0]
    if first is None and last is None:
        _doubt(draft, "date", words, "ambiguous")
        return
    if (last or first or draft.today) < draft.today:
        if draft.asked & {"date", "when"}:
            draft.put("date", None, words, "past")
        return
    _put_dates(draft, first, last, words)


def _without_its_month(days: list[Dates]) -> list[Dates]:
    """Leave out a month that only says which day is meant ("next Tuesday, the one in December")."""
    single = [day.first for day in days if day.single and day.first and not day.doubt]
    return [
        day
        for day in days
        if not (
            day.doubt == "incomplete" and day.first and day.last and any(day.first <= one <= day.last for one in single)
        )
    ]


def _doubt(draft: Draft, slot: str, words: str, reason: str) -> None:
    """Name a doubt only where a day or hour was wanted; elsewhere nobody would ask about it."""
    if draft.asked or draft.intent in (None, "flow.appointment"):
        draft.put(slot, None, words, reason)


def _put_dates(draft: Draft, first: date | None, last: date | None, words: str) -> None:
    if first is not None and first == last:
        draft.put("date", first.isoformat(), words)
        return
    if first is not None:
        draft.put("date_from", first.isoformat(), words)
    if last is not None:
        draft.put("date_to", last.isoformat(), words)


def _joined(days: list[tuple[date | None, date | None]]) -> tuple[date | None, date | None]:
    """Join days that follow one another into a stretch, or bounds into one; other days are two readings."""
    if (
        len(days) == 2
        and {(days[0][0] is None), (days[1][0] is None)} == {True, False}
        and (days[0][1] is None or days[1][1] is None)
    ):
        first, last = days[0][0] or days[1][0], days[0][1] or days[1][1]
        return (first, last) if first and last and first <= last else (None, None)
    firsts = [first for first, last in days if first and first == last]
    if len(firsts) != len(days):
        return _within(days)
    firsts.sort()
    follow = all(b - a == timedelta(days=1) for a, b in pairwise(firsts))
    return (firsts[0], firsts[-1]) if follow else (None, None)


def _within(days: list[tuple[date | None, date | None]]) -> tuple[date | None, date | None]:
    """A day inside a stretch narrows it ("next week, maybe Tuesday")."""
    single = [first for first, last in days if first and first == last]
    if len(single) == 1 and all((a is None or a <= single[0]) and (b is None or single[0] <= b) for a, b in days):
        return single[0], single[0]
    return None, None


def _put_hours(draft: Draft, hours: list[Hours]) -> None:
    words = _said(draft, "time", "day_part")
    parts = list(dict.fromkeys(hour.part for hour in hours if hour.part))
    clocks = list(dict.fromkeys((h.at, h.since, h.until, h.doubt) for h in hours if not h.part))
    if len(parts) == 1:
        draft.put("time_of_day", parts[0], _said(draft, "day_part", "time"))
    elif len(parts) > 1 and draft.asked & {"time_of_day", "when"}:
        draft.put("time_of_day", None, words, "ambiguous")
    since = [s for _, s, _, _ in clocks if s]
    until = [u for _, _, u, _ in clocks if u]
    at = [a for a, _, _, _ in clocks if a]
    crossed = bool(since and until) and since[0] > until[0]
    if any(doubt for *_, doubt in clocks) or len(at) > 1 or len(since) > 1 or len(until) > 1 or crossed:
        _doubt(draft, "time", words, "ambiguous")
        return
    for slot, found in (("time", at), ("time_from", since), ("time_to", until)):
        if found:
            draft.put(slot, written(found[0]), words)


# --- the whole wish ----------------------------------------------------------------------------------------


def wish_json(reading: Scan, said: tuple[Window, ...]) -> str | None:
    """Return the wish as JSON text: the words, the windows wanted and refused, and whether soon or any day will do."""
    soon, anytime = _has(reading, _SOON), _has(reading, _ANY)
    wanted = [piece for window in said if not window.refused for piece in _pieces(window)]
    refused = [piece for window in said if window.refused for piece in _pieces(window)]
    if not (wanted or refused or soon or anytime):
        return None
    extra = {"not": refused, "asap": soon, "any": anytime and not wanted}
    wish: dict[str, Any] = {"v": 1, "said": " ".join(reading.text.split())[:500], "windows": wanted}
    wish.update({name: value for name, value in extra.items() if value})
    return json.dumps(wish, ensure_ascii=False)


def _has(reading: Scan, phrases: tuple[tuple[str, ...], ...]) -> bool:
    norms = [token.norm for token in reading.tokens]
    return any(tuple(norms[at : at + len(phrase)]) == phrase for phrase in phrases for at in range(len(norms)))


def _pieces(window: Window) -> list[dict[str, Any]]:
    """Return one entry a day (or stretch) with its hours; hours alone make one entry."""
    hours = [_hours_of(hour) for hour in window.hours if not hour.doubt]
    days = [_days_of(day) for day in window.days if (day.first or day.last) and day.doubt != "past"]
    if window.days and not days:
        return []  # the day cannot be told, so its hours say nothing
    together: dict[str, Any] = {}
    for hour in hours:
        for name, value in hour.items():
            together.setdefault(name, value)
    if not days:
        return hours if len({tuple(h) for h in hours}) == 1 and len(hours) > 1 else [together] if together else []
    return [{**day, **together} for day in days]


def _days_of(day: Dates) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if day.single and day.first:
        found["date"] = day.first.isoformat()
    else:
        found.update({name: when.isoformat() for name, when in (("from", day.first), ("to", day.last)) if when})
    return {"weekday": day.recurring, **found} if day.recurring is not None else found


def _hours_of(hour: Hours) -> dict[str, Any]:
    ends = (("at", hour.at), ("time_from", hour.since), ("time_to", hour.until))
    found: dict[str, Any] = {name: written(value) for name, value in ends if value}
    return {**found, "part": hour.part} if hour.part else found
