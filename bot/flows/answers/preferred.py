"""Preferred days and times, in the patient's own words, as JSON text that staff and flows can read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

from bot.flows.answers.context import AnswerContext
from bot.flows.answers.single import read_for
from bot.flows.spec import Invalid

MOST_SAID = 500
MOST_KEPT = 8192
MOST_WINDOWS = 24


def preferred_times(text: str, context: AnswerContext) -> str:
    """Days and times as JSON text: `said`, `windows`, and where said `not`, `asap`, `any`.

    Reasons: empty, unclear, past, closed_day, closed_hours. Days gone by are left out; single closed days stand in `closed`.

    A window has `date`, or `from` and `to`, or `weekday`, and `at`, `time_from`, `time_to` or `part`. A wish that this
    function returned earlier is taken as it is, after its days were checked again.
    """
    if not text.strip():
        raise Invalid("empty")
    wish = _kept_wish(text) if text.startswith(_WRITTEN) else _wish(text, context)
    wish = _merged(wish, context.known.get("when"))
    ahead = [window for window in wish["windows"] if not _is_past(window, context)]
    if wish["windows"] and not ahead:
        raise Invalid("past")
    days = [window for window in ahead if _open_days(window, context)]
    shut = [window for window in ahead if window not in days]
    if shut and not days:
        raise Invalid("closed_day", day=_first_day(shut[0], context).isoformat())
    within = [window for window in days if _within_hours(window, context)]
    if days and not within:
        raise Invalid("closed_hours")
    closed = sorted({*wish.get("closed", ()), *(window["date"] for window in shut if "date" in window)})
    kept = {**wish, "windows": within, **({"closed": closed} if closed else {})}
    return json.dumps(kept, ensure_ascii=False)


_WRITTEN = '{"v": 1'


def _kept_wish(text: str) -> dict[str, Any]:
    """Read a wish in the form this module writes; anything else in that form is no wish."""
    try:
        wish = json.loads(text[:MOST_KEPT])
        said, wanted, refused = wish["said"], _windows(wish["windows"]), _windows(wish.get("not", []))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Invalid("unclear") from None
    flags = {name: True for name in ("asap", "any", "merged") if wish.get(name) is True}
    closed = {"closed": [_day(one) for one in wish["closed"][:MOST_WINDOWS]]} if "closed" in wish else {}
    return {
        "v": 1,
        "said": str(said)[:MOST_SAID],
        "windows": wanted,
        **({"not": refused} if refused else {}),
        **flags,
        **closed,
    }


def _windows(kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return windows with the parts they may have. Raises one of the errors caught above for any other form."""
    return [{name: _READ[name](value) for name, value in window.items()} for window in kept[:MOST_WINDOWS]]


def _day(value: str) -> str:
    return date.fromisoformat(value).isoformat()


def _hour(value: str) -> str:
    return time.fromisoformat(value).isoformat("minutes")


_READ: dict[str, Callable[[Any], Any]] = {
    "date": _day,
    "from": _day,
    "to": _day,
    "weekday": range(7).index,
    "at": _hour,
    "time_from": _hour,
    "time_to": _hour,
    "part": {name: name for name in ("morning", "afternoon", "evening")}.__getitem__,
}


def _wish(text: str, context: AnswerContext) -> dict[str, Any]:
    reading = read_for(text, "when", context)
    gone = reading.doubts.get("date") == "past"
    wish: dict[str, Any] = json.loads(reading.when) if reading.when else {"windows": []}
    if not wish["windows"] and not any(name in wish for name in ("not", "asap", "any")):
        raise Invalid("past" if gone else "unclear")
    if not wish["windows"] and reading.doubts.get("date") in ("not_a_date", "ambiguous"):
        raise Invalid("unclear")
    return wish


_DAYS = frozenset({"date", "from", "to", "weekday"})
_HOURS = frozenset({"at", "time_from", "time_to", "part"})


def _merged(wish: dict[str, Any], before: object) -> dict[str, Any]:
    """A change of the days keeps the hours wished for before, and a change of the hours keeps the days."""
    if not isinstance(before, str) or not before.startswith(_WRITTEN) or not wish["windows"]:
        return wish
    old = _kept_wish(before)["windows"]
    said = {name for window in wish["windows"] for name in window}
    kept = {name: value for window in old for name, value in window.items()}
    wish = {**wish, "windows": [_same_week(window, old, wish) for window in wish["windows"]]}
    if said <= _DAYS and len({tuple(sorted((n, v) for n, v in w.items() if n in _HOURS)) for w in old}) == 1:
        hours = {name: value for name, value in kept.items() if name in _HOURS}
        windows = [{**window, **hours} for window in wish["windows"]]
    elif said <= _HOURS and any(set(window) & _DAYS for window in old):
        days = [{name: value for name, value in window.items() if name in _DAYS} for window in old]
        windows = [{**day, **window} for day in days for window in wish["windows"]]
    else:
        return wish
    return wish if windows == wish["windows"] else {**wish, "windows": windows, "merged": True}


def _same_week(window: dict[str, Any], old: list[dict[str, Any]], wish: dict[str, Any]) -> dict[str, Any]:
    """A bare weekday in place of another one means the same week (*next Tuesday*, then *no, Wednesday*)."""
    days = [date.fromisoformat(told) for one in old if (told := one.get("date") or one.get("from"))]
    if "date" not in window or not days or not _BARE_WEEKDAY.fullmatch(str(wish["said"]).strip(" .!,")):
        return window
    day = date.fromisoformat(window["date"])
    weeks = (min(days) - timedelta(days=min(days).weekday()) - (day - timedelta(days=day.weekday()))).days // 7
    return {**window, "date": (day + timedelta(weeks=max(0, weeks))).isoformat()}


_WEEKDAY = r"(?:mon|tues?|wednes|wed|thu(?:rs?)?|fri|satur|sat)(?:day)?"
_BARE_WEEKDAY = re.compile(
    rf"(?:on |or )?{_WEEKDAY}(?:(?: or | and |, ?){_WEEKDAY})*(?: (?:mornings?|afternoons?))?(?: (?:please|then|instead))?",
    re.IGNORECASE,
)
LOOK_AHEAD = 28
"""Days that an open end, or a weekday without a date, is looked at."""


def _is_past(window: dict[str, Any], context: AnswerContext) -> bool:
    today = context.now.date()
    last = window.get("date") or window.get("to")
    if last is None or "weekday" in window:  # *Thursdays* come again.
        return False
    day = date.fromisoformat(last)
    gone = (
        day == today and "at" in window and time.fromisoformat(window["at"]) <= context.now.time().replace(tzinfo=None)
    )
    return day < today or gone


def _first_day(window: dict[str, Any], context: AnswerContext) -> date:
    """The first day of a window from today on."""
    today = context.now.date()
    told = window.get("date") or window.get("from")
    first = max(today, date.fromisoformat(told)) if told else today
    if "weekday" in window and "date" not in window:
        first += timedelta(days=(window["weekday"] - first.weekday()) % 7)
    return first


def _days(window: dict[str, Any], context: AnswerContext) -> list[date]:
    """The days of a window; an open end is looked at for four weeks."""
    first = _first_day(window, context)
    told = None if "weekday" in window else window.get("date") or window.get("to")
    last = date.fromisoformat(told) if told else first + timedelta(days=LOOK_AHEAD)
    days = [first + timedelta(days=step) for step in range(min((last - first).days, 62) + 1)]
    return [day for day in days if "weekday" not in window or day.weekday() == window["weekday"]]


def _open_days(window: dict[str, Any], context: AnswerContext) -> list[date]:
    opening = context.opening
    return [day for day in _days(window, context) if opening is None or opening(day)]


def _within_hours(window: dict[str, Any], context: AnswerContext) -> bool:
    """Whether the office is open at the hours of a window on some day of it."""
    if context.hours is None:
        return True
    spans = [span for day in _open_days(window, context) for span in context.hours(day)]
    return any(_meets(window, opens, closes) for opens, closes in spans)


def _meets(window: dict[str, Any], opens: time, closes: time) -> bool:
    at = {name: time.fromisoformat(window[name]) for name in ("at", "time_from", "time_to") if name in window}
    parts = {"morning": opens < _NOON, "afternoon": closes > _NOON, "evening": closes > _EVENING}
    return (
        ("at" not in at or opens <= at["at"] < closes)
        and ("time_from" not in at or at["time_from"] < closes)
        and ("time_to" not in at or at["time_to"] > opens)
        and parts.get(window.get("part", ""), True)
    )


_NOON, _EVENING = time(12), time(17)
