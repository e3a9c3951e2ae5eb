"""A date of birth, or why it cannot be told."""

from __future__ import annotations

from datetime import date

from bot.flows.answers.births_told import born_by_age, put_right
from bot.flows.answers.centuries import of_whom
from bot.flows.answers.corrections import meant
from bot.flows.answers.draft import Draft
from bot.flows.answers.names_beside import named_before
from bot.flows.answers.resolve import on
from nlu.entities import Mention, Scan
from nlu.entities.feast_days import day_in
from nlu.entities.noting_times import BIRTH_WORDS
from nlu.entities.tokens import norm_at
from nlu.entities.when import CalendarDay, FeastDay

OLDEST = 120
"""Nobody is older."""
OLDEST_SHORT = 115
"""Nobody who is older writes to us: what lets most two-digit years be read in one way only."""


def date_of_birth(day: CalendarDay, today: date) -> tuple[date | None, str | None]:
    """Return the date, or the reason it cannot be told: incomplete, ambiguous, future, not_a_date."""
    if day.day is None or day.month is None or day.year is None:
        return None, "incomplete"
    years = (1900 + day.year, 2000 + day.year) if day.short else (day.year,)
    real = [when for year in years if (when := on(year, day.month, day.day))]
    if not real:
        return None, "not_a_date"
    oldest = OLDEST_SHORT if day.short else OLDEST
    lived = [when for when in real if when <= today and today.year - when.year <= oldest]
    if len(lived) == 1:
        return lived[0], None
    if lived:
        return None, "ambiguous"
    return None, "future" if all(when > today for when in real) else "not_a_date"


def birth_begun(reading: Scan) -> bool:
    """Whether a date of birth is named and figures follow that make no date ("dob is 9-something-1983")."""
    tokens = reading.tokens
    for at in range(len(tokens)):
        named = tokens[at].norm in ("dob", "born") or (tokens[at].norm == "birth" and norm_at(tokens, at - 1) == "of")
        if named and any(tokens[index].is_number for index in range(at + 1, min(at + 4, len(tokens)))):
            return True
    return False


def read_births(draft: Draft) -> None:
    """Fill the date of birth; two that both may be one's own are a doubt."""
    days = put_right(draft.reading, [m for m in draft.reading.of("dob", "date") if isinstance(m.value, CalendarDay)])
    births = [m for m in days if m.kind == "dob" and date_of_birth(m.value, draft.today)[0]]
    if len({date_of_birth(m.value, draft.today)[0] for m in births}) > 1:
        told = meant(draft.reading, births)
        draft.births.update(m.first for m in days)
        if told is None:
            draft.put("dob", None, draft.reading.said(days[-1]), "ambiguous")
            return
        days = [told]
    for mention in days:
        if mention.kind == "dob" or _looks_like_birth(draft, mention):
            value, doubt = date_of_birth(mention.value, draft.today)
            if doubt == "ambiguous":
                value, doubt = of_whom(draft.reading, mention, draft.today)
            draft.put("dob", value.isoformat() if value else None, draft.reading.said(mention), doubt)
            draft.births.add(mention.first)
    turned = born_by_age(draft.reading, draft.today) if "dob" in draft.asked and "dob" not in draft.slots else None
    if turned:
        draft.put("dob", turned.isoformat(), draft.reading.text.strip())
    elif not days and not draft.asked and birth_begun(draft.reading):
        draft.put("dob", None, "", "incomplete")


_EVENT_WORDS = frozenset(
    "since seen saw visit visited last on was until from expires expired before after appointment dated started stopped surgery".split()
)


def _looks_like_birth(draft: Draft, mention: Mention) -> bool:
    """Whether a full date long past stands among facts about the patient, so that it can only be a birth."""
    day: CalendarDay = mention.value
    if day.year is None or day.day is None:
        return False
    value, _ = date_of_birth(day, draft.today)
    personal = bool(draft.reading.of("name", "email", "zip")) or draft.asked & {
        "first_name",
        "last_name",
        "email",
        "zip",
    }
    told = {t.norm for t in draft.reading.tokens[max(0, mention.first - 3) : mention.first]}
    told_of = bool(personal or _about_identity(draft) or _called_a_birth(draft.reading, mention))
    told_of = told_of or (not draft.asked and named_before(draft, mention.first) is not None)
    return value is not None and (draft.today.year - value.year) >= 2 and told_of and not told & _EVENT_WORDS


def _called_a_birth(reading: Scan, mention: Mention) -> bool:
    """Whether "is my birthday" or the like follows."""
    after = [norm_at(reading.tokens, mention.end + step) for step in range(5)]
    return after[0] in ("is", "was", "that's", "thats", ",", "=", "-") and bool(BIRTH_WORDS.intersection(after[1:]))


def _about_identity(draft: Draft) -> bool:
    return bool(draft.intent and draft.intent.startswith(("flow.recover", "flow.verify")))


def feasts_of_birth(draft: Draft) -> frozenset[int]:
    """Where feasts and days are named that only say once more when somebody was born ("October 31st, 1939. Halloween")."""
    born = date.fromisoformat(draft.slots["dob"]) if "dob" in draft.slots else None
    days = [m for m in draft.reading.of("date") if born and _is_that_day(m.value, born)]
    return frozenset(mention.first for mention in days)


def _is_that_day(day: object, born: date) -> bool:
    if isinstance(day, FeastDay):
        return day_in(day, born.year) == born
    return isinstance(day, CalendarDay) and (day.month, day.day) == (born.month, born.day) and day.year is None
