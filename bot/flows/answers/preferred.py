"""Preferred days and times, in the patient's own words, as JSON text that staff and flows can read."""

from __future__ import annotations

import json
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

    Reasons: empty, unclear, past, closed_day.

    A window has `date`, or `from` and `to`, or `weekday`, and `at`, `time_from`, `time_to` or `part`. A wish that this
    function returned earlier is taken as it is, after its days were checked again.
    """
    if not text.strip():
        raise Invalid("empty")
    wish = _kept_wish(text) if text.startswith(_WRITTEN) else _wish(text, context)
    today = context.now.date()
    dates = [window for window in wish["windows"] if any(name in window for name in ("date", "from", "to"))]
    open_windows = [window for window in dates if _last_day(window, today) >= today]
    if dates and not open_windows:
        raise Invalid("past")
    if open_windows and not any(_some_day_open(window, context, today) for window in open_windows):
        raise Invalid("closed_day")
    return json.dumps(wish, ensure_ascii=False)


_WRITTEN = '{"v": 1'


def _kept_wish(text: str) -> dict[str, Any]:
    """Read a wish in the form this module writes; anything else in that form is no wish."""
    try:
        wish = json.loads(text[:MOST_KEPT])
        said, wanted, refused = wish["said"], _windows(wish["windows"]), _windows(wish.get("not", []))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Invalid("unclear") from None
    flags = {name: True for name in ("asap", "any") if wish.get(name) is True}
    return {"v": 1, "said": str(said)[:MOST_SAID], "windows": wanted, **({"not": refused} if refused else {}), **flags}


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


def _last_day(window: dict[str, Any], today: date) -> date:
    told = window.get("date") or window.get("to")
    return date.fromisoformat(told) if told else max(today, date.fromisoformat(window["from"]))


def _some_day_open(window: dict[str, Any], context: AnswerContext, today: date) -> bool:
    """Whether the office is open on some day of a window; an open end is looked at for four weeks."""
    if context.opening is None:
        return True
    first = max(today, date.fromisoformat(window.get("date") or window.get("from") or today.isoformat()))
    ended = "date" in window or "to" in window
    last = _last_day(window, today) if ended else first + timedelta(days=28)
    days = min((last - first).days, 62)
    return any(context.opening(first + timedelta(days=step)) for step in range(days + 1))
