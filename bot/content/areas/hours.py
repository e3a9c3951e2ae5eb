"""Opening hours and holidays (`data/practice.yml`): weeks of rows, and single days that are closed or shorter.

What patients read is made from the rows, so that the times that are promised and the clocks that count cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot.content.areas.area import Area, tidy
from bot.content.areas.rows import as_entry, row_faults, row_of, span_of, spans_of, tidied
from bot.content.areas.week_words import times_in_words, week_in_words
from bot.content.files import flatten, read_yaml, write_yaml
from bot.content.practice import DAYS
from bot.content.wording import Wording
from bot.pieces import Change, Fault, Piece, Value

FILE = "practice.yml"
WEEKS = ("office.hours", "support.hours")
HOLIDAYS = "office.holidays"
LONGEST_NAME = 60
MOST_DAYS = 120
SOURCE = "decided here: published by the practice on its own page"
DECIDED = ("confirm", "note", "other_reading")
"""What a fact loses once the practice itself has set it."""


def _found(data: Path) -> Iterator[Piece]:
    facts = read_yaml(data / FILE)["facts"]
    for name in (name for name in WEEKS if name in facts):
        yield Piece("hours", name, week_of(facts[name]["value"]))
    if HOLIDAYS in facts:
        yield Piece("hours", HOLIDAYS, {"days": [_day(one) for one in facts[HOLIDAYS]["value"]]})


def week_of(value: Any) -> dict[str, list[str]]:  # noqa: ANN401  # one entry of the file, or a list of them
    """A week of the file as rows by day."""
    entries = value if isinstance(value, list) else [value]
    return {day: row_of([span_of(one) for one in entries if day in one["days"]]) for day in DAYS}


def _day(entry: Mapping[str, Any]) -> dict[str, Any]:
    spans = entry.get("spans", [entry] if "opens" in entry else [])
    return {
        "date": entry["date"].isoformat(),
        "name": str(entry.get("name", "")),
        "times": row_of([span_of(one) for one in spans]),
    }


def _write(data: Path, changes: Mapping[str, Change]) -> None:
    whole = read_yaml(data / FILE)
    facts = dict(whole["facts"])
    for name in (*WEEKS, HOLIDAYS):
        change = changes.get(Piece("hours", name, {}).id)
        if change and name in facts:
            kept = {key: one for key, one in facts[name].items() if key not in DECIDED}
            facts[name] = {**kept, "source": SOURCE, **_fact(name, change.value, data)}
    write_yaml(data / FILE, {**whole, "facts": facts})


def _fact(name: str, value: Value, data: Path) -> dict[str, Any]:
    if name == HOLIDAYS:
        return {"value": [_entry(one) for one in all_days(value)]}
    said = {
        "say" if lang == "en" else f"say_{lang}": week_in_words(value, words_of(data, lang))
        for lang in sorted(folder.name for folder in (data / "messages").iterdir() if folder.is_dir())
    }
    return {"value": _entries(value), **said}


def _entries(value: Value) -> list[dict[str, Any]]:
    days: dict[tuple[str, str], list[str]] = {}
    for day in DAYS:
        for span in spans_of(value.get(day, ())):
            days.setdefault(span, []).append(day)
    return [{"days": some, **as_entry(span)} for span, some in days.items()]


def _entry(one: Mapping[str, Any]) -> dict[str, Any]:
    named, spans = {"date": date.fromisoformat(one["date"]), "name": str(one["name"])}, spans_of(one["times"])
    if len(spans) < 2:
        return {**named, **(as_entry(spans[0]) if spans else {})}
    return {**named, "spans": [as_entry(span) for span in spans]}


def words_of(data: Path, lang: str) -> Wording:
    """The words for days and times of one language, straight from the files."""
    texts: dict[str, Any] = {}
    for path in sorted((data / "messages" / lang).glob("*.yml")):
        if path.stem in ("calendar", "office_hours"):
            texts |= flatten(read_yaml(path))
    return Wording(texts.get)


def _cleaned(value: Value, typed: Mapping[str, Any], today: date) -> Value:
    if "days" not in value:
        return {day: tidied(typed.get(day, ())) for day in DAYS}
    rows = [_row(one, today) for one in typed.get("days", ())]
    past = [one for one in all_days(value) if one["date"] < today.isoformat()]
    days = sorted((one for one in rows if any(one.values())), key=lambda one: (not _is_day(one["date"]), one["date"]))
    return {"past": past, "days": days}


def _row(one: Mapping[str, Any], today: date) -> dict[str, Any]:
    day, name = tidy(one.get("date", ""))[:20], tidy(one.get("name", ""))[: LONGEST_NAME + 1]
    over = {"over": True} if _is_day(day) and day < today.isoformat() else {}
    return {"date": day, "name": name, "times": tidied(one.get("times", ())), **over}


def still_to_come(value: Value, today: date) -> Value:
    """A list of single days without those that are over; a week as it is."""
    return (
        value if "days" not in value else {"days": [one for one in all_days(value) if one["date"] >= today.isoformat()]}
    )


def all_days(value: Value) -> list[Mapping[str, Any]]:
    """Every single day of a list, in the order of the year; those that are over are kept for what they once decided."""
    return sorted([*value.get("past", ()), *value["days"]], key=lambda one: str(one["date"]))


def _faults(piece: Piece, value: Value) -> tuple[Fault, ...]:
    if piece.name == HOLIDAYS:
        return tuple(_holiday_faults(value["days"]))
    found = [fault for day in DAYS for fault in row_faults(value.get(day, ()), day)]
    closed = not any(tidied(value.get(day, ())) for day in DAYS)
    return (*found, *((Fault("never_open"),) if closed else ()))


def _holiday_faults(days: list[Mapping[str, Any]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, one in enumerate(days[: MOST_DAYS + 1], start=1):
        where = f"row {number}"
        if not _is_day(one["date"]):
            yield Fault("no_date", where)
        elif one.get("over"):
            yield Fault("over", where, one["date"])
        elif one["date"] in seen:
            yield Fault("twice", where, one["date"])
        seen.add(one["date"])
        name = str(one["name"])
        if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable() or set(name) & set("<>{}"):
            yield Fault("no_name", where)
        yield from row_faults(one["times"], where)
    if len(days) > MOST_DAYS:
        yield Fault("many_days")


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and 2000 <= date.fromisoformat(text).year < 2100
    except ValueError:
        return False


def _said(piece: Piece, value: Value, wording: Wording) -> str:
    if piece.name != HOLIDAYS:
        return week_in_words(value, wording)
    return "\n".join(_day_in_words(one, wording) for one in value["days"])


def _day_in_words(one: Mapping[str, Any], wording: Wording) -> str:
    at, spans = date.fromisoformat(one["date"]), spans_of(one["times"])
    weekday = wording.put(f"calendar.weekday.{at.weekday()}")
    day = wording.put("office_hours.day", weekday=weekday, date=wording.day(at, year=True))
    if not spans:
        return wording.put("office_hours.closed", day=day, what=str(one["name"]))
    return wording.put("office_hours.open", day=day, times=times_in_words(spans, wording), what=str(one["name"]))


HOURS = Area(
    name="hours",
    found=_found,
    write=_write,
    cleaned=_cleaned,
    faults=_faults,
    wheres=lambda piece: (piece.name,),
    words=lambda _value: "",
    said=_said,
)
