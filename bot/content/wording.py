"""Puts values into words: dates, times, and the machine values of slots, with the language's own patterns."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from nlu.understanding import JsonValue

MOST_DAYS = 3
LONGEST_SAID = 40
"""Longer words than these are a whole message, and only the days in it are shown."""
Lookup = Callable[[str], str | None]

AMERICAN = re.compile(r"^\+1(\d{3})(\d{3})(\d{4})$")
"""A number as it is kept; people read it in groups."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT")


def _named(slot: str, value: str) -> str | None:
    """The key of a value's own words, for the slots that no flow asks for."""
    keys = {
        "proposal_answer": f"value.proposal_answer.{value}",
        "handed_to": f"value.handed_to.{value}",
        "decision": f"value.decision.{value}",
        "note": f"value.note.{value}",
    }
    return keys.get(slot)


class Wording:
    """Words for the values of one language. `find` looks up a content key and answers None when there is none."""

    def __init__(self, find: Lookup) -> None:
        self._find = find

    def value(self, slot: str, value: JsonValue) -> str:
        """A slot's value as a patient reads it."""
        found = self._find(f"value.{slot}.{value}")
        if found is not None:
            return found
        if isinstance(value, str) and slot in ("callback_number", "contact", "phone"):
            return AMERICAN.sub(r"\1-\2-\3", value)
        return self._other(slot, value) if isinstance(value, str) else "" if value is None else str(value)

    def _other(self, slot: str, value: str) -> str:
        if slot == "status" and ":" in value:
            status, _, ref = value.partition(":")
            return self._fill(f"value.status.{status}", ref=ref)
        named = _named(slot, value)
        if named is not None and self._find(named):
            return self._word(named)
        if slot == "when" and value.startswith("{"):
            return self.times(json.loads(value))
        if slot in ("dob", "date") and len(value) == 10:
            return self.day(date.fromisoformat(value), year=True)
        if slot == "day" and len(value) == 10:
            return self.day(date.fromisoformat(value))
        if slot in ("opens", "visit_time", "visit_at") and MOMENT.match(value):
            return self.moment(datetime.fromisoformat(value))
        if slot in ("times", "proposal") and MOMENT.match(value):
            return self._moments(value.split("|"))
        return value

    def day(self, day: date, *, year: bool = False) -> str:
        """A date in words: weekday, month and day."""
        name = "calendar.date_year" if year else "calendar.date"
        return self._fill(
            name,
            weekday=self._word(f"calendar.weekday.{day.weekday()}"),
            month=self._word(f"calendar.month.{day.month}"),
            day=str(day.day),
            year=str(day.year),
        )

    def clock(self, at: time) -> str:
        """A time of day in words."""
        hour = at.hour % 12 or 12
        return self._fill(
            "calendar.time",
            hour=str(hour),
            minute=f"{at.minute:02d}",
            half=self._word(f"calendar.{'am' if at.hour < 12 else 'pm'}"),
        )

    def moment(self, at: datetime) -> str:
        """A date and time in words."""
        return self._fill("calendar.moment", date=self.day(at.date()), time=self.clock(at.time()))

    def _moments(self, times: list[str]) -> str:
        """One moment, or several with numbers to choose by."""
        moments = [self.moment(datetime.fromisoformat(one)) for one in times]
        if len(moments) == 1:
            return moments[0]
        listed = (self._fill("calendar.listed", number=str(n), moment=one) for n, one in enumerate(moments, start=1))
        return "\n".join(listed)

    def times(self, wanted: Mapping[str, Any]) -> str:
        """Preferred days and times: in the patient's own words, with the dates that they mean."""
        told = self._wish(wanted)
        closed = [self.day(date.fromisoformat(str(day))) for day in wanted.get("closed", ())]
        return (
            self._fill("calendar.but_closed", said=told, days=self._word("calendar.or").join(closed))
            if closed
            else told
        )

    def _wish(self, wanted: Mapping[str, Any]) -> str:
        said = str(wanted.get("said", ""))
        windows = wanted.get("windows")
        if (len(said) > LONGEST_SAID or wanted.get("merged")) and isinstance(windows, list) and windows:
            told = self._word("calendar.or").join(self._window(one) for one in windows[:MOST_DAYS])
            refused = self._word("calendar.or").join(self._window(one) for one in wanted.get("not", ())[:MOST_DAYS])
            return self._fill("calendar.except", said=told, days=refused) if refused else told
        if wanted.get("asap") and not windows:
            return self._word("calendar.asap")
        days = [one["date"] for one in windows if "date" in one] if isinstance(windows, list) else []
        if not 0 < len(days) <= MOST_DAYS:
            return said
        shown = self._word("calendar.or").join(self.day(date.fromisoformat(str(day))) for day in dict.fromkeys(days))
        return self._fill("calendar.said_means", said=said, days=shown)

    def _window(self, one: Mapping[str, Any]) -> str:
        """One window of a wish in words, when the patient's own words are a whole message."""
        ends = [self.day(date.fromisoformat(str(one[name]))) for name in ("from", "to") if name in one]
        days = (
            [self.day(date.fromisoformat(str(one["date"])))]
            if "date" in one
            else [self._word("calendar.to").join(ends)]
            if ends
            else []
        )
        if "weekday" in one:
            days = [self._word(f"calendar.weekday.{one['weekday']}")]
        parts = [self._word(f"calendar.part.{one['part']}")] if "part" in one else []
        times = [
            self._fill(f"calendar.{name}", time=self.clock(time.fromisoformat(str(one[name]))))
            for name in ("at", "time_from", "time_to")
            if name in one
        ]
        return ", ".join((*days, *parts, *times))

    def _word(self, key: str) -> str:
        return self._find(key) or key

    def _fill(self, key: str, **params: str) -> str:
        text = self._word(key)
        for name, value in params.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def put(self, key: str, **params: str) -> str:
        """The text under a key with words in its places."""
        return self._fill(key, **params)
