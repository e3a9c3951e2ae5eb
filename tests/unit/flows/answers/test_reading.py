"""How a message is read, whatever it holds."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flows.answers import read_slots
from bot.flows.answers.asked import asked_slots
from tests.unit.nlu.entities.known import LEXICON, NOW
from tests.unit.nlu.entities.test_find import WORDS

ASKED = st.sampled_from(
    [None]
    + [f"ask:{slot}" for slot in "dob email zip phone last_name name username token medication dose quantity".split()]
    + [f"ask:{slot}" for slot in "pharmacy provider reason date time time_of_day when contact_fact".split()]
    + ["first and last name", "What is your date of birth?", "", "ask:", "ask:nonsense"]
)
INTENTS = st.sampled_from([None, "flow.refill", "flow.appointment", "flow.recover.all", "faq.fee"])
SHAPES = {
    "date": date.fromisoformat,
    "date_from": date.fromisoformat,
    "date_to": date.fromisoformat,
    "dob": date.fromisoformat,
    "time": time.fromisoformat,
    "time_from": time.fromisoformat,
    "time_to": time.fromisoformat,
    "zip": re.compile(r"\d{5}").fullmatch,
    "phone": re.compile(r"\+\d{8,15}").fullmatch,
    "email": re.compile(r"[^\s@A-Z]+@[^\s@A-Z]+\.[^\s@A-Z]+").fullmatch,
    "time_of_day": re.compile("morning|afternoon|evening").fullmatch,
    "provider": re.compile(r"Dr\. .+").fullmatch,
    "medication": lambda name: name == name.lower(),
}


def check(text: str, asked: str | None, intent: str | None) -> None:
    """Read and look at the shape of everything that was read."""
    read = read_slots(text, asked=asked, now=NOW, lexicon=LEXICON, intent=intent)
    assert not set(read.slots) & set(read.doubts)
    assert set(read.slots) <= set(read.spans)
    for slot, value in read.slots.items():
        assert value
        assert SHAPES.get(slot, bool)(value), (slot, value)
    if "dob" in read.slots:
        assert date(1906, 1, 1) <= date.fromisoformat(read.slots["dob"]) <= NOW.date()


@settings(max_examples=250, deadline=None)
@given(st.text(max_size=120), ASKED, INTENTS)
def test_no_text_breaks_the_reader(text: str, asked: str | None, intent: str | None) -> None:
    """The reader stands in front of every turn: if it raises, the patient is not answered."""
    check(text, asked, intent)


@settings(max_examples=500, deadline=None)
@given(st.lists(WORDS, max_size=20), ASKED, INTENTS)
def test_whatever_is_read_is_a_machine_value(words: list[str], asked: str | None, intent: str | None) -> None:
    """Flows, staff and the directory compare these values; one in another form is lost there."""
    check(" ".join(words), asked, intent)


@given(st.dates(date(1907, 1, 1), NOW.date()))
def test_a_full_date_of_birth_is_read_back_in_every_common_form(born: date) -> None:
    """Identity rests on it: a day and month swapped would lock somebody out of their own record."""
    forms = ["%m/%d/%Y", "%Y-%m-%d", "%B %d, %Y", "%b %d %Y", "%d %B %Y", "%m-%d-%Y", "%m%d%Y", "%m.%d.%Y"]
    for form in forms:
        read = read_slots(born.strftime(form), asked="ask:dob", now=NOW, lexicon=LEXICON)
        assert read.slots == {"dob": born.isoformat()}, form


@given(st.dates(NOW.date() + timedelta(days=1), NOW.date() + timedelta(days=300)))
def test_a_coming_day_is_read_back_without_its_year(day: date) -> None:
    """Nobody writes the year of a visit."""
    for form in ("%m/%d", "%B %d", "%d %b", "%A, %B %d"):
        read = read_slots(day.strftime(form), asked="ask:date", now=NOW, lexicon=LEXICON)
        assert read.slots == {"date": day.isoformat()}, form


@given(st.times(time(8), time(18, 59)))
def test_an_office_hour_is_read_back(at: time) -> None:
    """A request for 2:30 that reaches the desk as 14:03 is worse than none."""
    wanted = at.replace(second=0, microsecond=0)
    for form in ("%H:%M", "%I:%M %p", "%I:%M%p"):
        read = read_slots(wanted.strftime(form), asked="ask:time", now=NOW, lexicon=LEXICON)
        assert read.slots == {"time": wanted.strftime("%H:%M")}, form


@pytest.mark.parametrize(
    ("now", "said", "date_read"),
    [
        ("2026-11-25T23:59:00-05:00", "tomorrow", "2026-11-26"),
        ("2026-11-26T00:01:00-05:00", "tomorrow", "2026-11-27"),
        ("2026-12-31T18:00:00-05:00", "tomorrow", "2027-01-01"),
        ("2028-02-28T09:00:00-05:00", "tomorrow", "2028-02-29"),
        ("2026-11-28T09:00:00-05:00", "next tuesday", "2026-12-01"),
        ("2026-11-24T09:00:00-05:00", "tuesday", "2026-12-01"),
        ("2026-11-24T09:00:00-05:00", "this tuesday", "2026-11-24"),
        ("2026-12-30T09:00:00-05:00", "the 2nd", "2027-01-02"),
        ("2027-01-30T09:00:00-05:00", "in a month", "2027-02-28"),
        ("2026-11-27T09:00:00-05:00", "thanksgiving", "2027-11-25"),
    ],
)
def test_relative_days_follow_the_practices_clock(now: str, said: str, date_read: str) -> None:
    """The edges of days, months and years are where a date slips by one."""
    read = read_slots(said, asked="ask:date", now=datetime.fromisoformat(now), lexicon=LEXICON)
    assert read.slots == {"date": date_read}


@pytest.mark.parametrize(
    ("asked", "slots"),
    [
        ("ask:dob", {"dob"}),
        ("ask:verify.dob", {"dob"}),
        ("What is your date of birth?", {"dob"}),
        ("first and last name", {"first_name", "last_name"}),
        ("Which pharmacy should we send it to?", {"pharmacy"}),
        ("ask:when", {"date", "time", "time_of_day", "when"}),
        ("your e-mail or ZIP code", {"email", "zip"}),
        (None, set()),
        ("", set()),
    ],
)
def test_the_question_names_its_slots(asked: str | None, slots: set[str]) -> None:
    """A bare "10536" or "oconnor" is only understood by what was asked."""
    assert asked_slots(asked) == slots


@pytest.mark.parametrize("piece", ["big ", "capital ", "double ", "triple "])
@pytest.mark.parametrize("asked", ["ask:username", "ask:token", "ask:first_name", "ask:provider"])
def test_words_that_lead_to_a_letter_may_be_said_without_end(piece: str, asked: str) -> None:
    """Each leads on to the next; a reader that follows them all the way down would not come back."""
    check((piece * 4096)[:4096], asked, None)


def test_a_long_message_is_read_as_far_as_the_limit() -> None:
    """What lies beyond the length cap is never acted on, and nothing waits for it."""
    said = "zoloft " + "word " * 1000 + "lipitor"
    assert read_slots(said, asked=None, now=NOW, lexicon=LEXICON).slots["medication"] == "zoloft"
