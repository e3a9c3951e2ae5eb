"""Everyday words are passed over where times are read. That this loses nothing is shown on every wording of the data."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nlu.entities import noting_times, scan, tokenize
from nlu.entities.openings import opens_no_time
from nlu.examples import read_training_set
from tests.conftest import DATA
from tests.unit.nlu.entities.known import LEXICON

TIMES = (
    "the day after tomorrow", "day after christmas", "in about 3 days", "another two weeks from today", "a week on friday",
    "like 3 days ago", "this coming monday", "nxt thurs", "following tuesday", "last friday of the month", "early next week",
    "beginning of december", "mid week next week", "weekends", "weekend of the 7th", "week after next", "about 2 weeks from now",
    "an week from today", "day before new year's eve", "third monday of january", "previous monday", "sat at 3", "wed or sun",
    "fifth of december", "second week in march", "oh six one eight nineteen fifty four", "the second tuesday in december",
    "first week of december", "noonish", "midnight", "half past two", "quarter past nine", "haf past two", "a quarter to three",
    "quartr past nine", "for pm", "elevin oclock", "tweleve ish", "first thing tomorrow", "tuesday after lunch", "before lunch friday",
    "after school on the 3rd", "in the p.m.", "pms", "tonite", "tomorow", "wensday", "decembr", "fortnight today", "one week from now",
    "an hour", "oh eight one two seventy nine", "new year's eve", "thanksgiving week", "monday's",
)  # fmt: skip
"""One of each way to begin, among them the slips."""
ASKED = (frozenset[str](), frozenset({"date", "time"}), frozenset({"time"}), frozenset({"dob"}))


def wordings() -> Iterator[str]:
    """Whatever the data teach, and the times above, alone and within a sentence."""
    yield from (wording.text for wording in read_training_set(DATA).wordings)
    for time in TIMES:
        yield from (time, f"can somebody please see me {time} thanks", f"no, {time} works or maybe {time}?")


def test_nothing_is_lost_by_what_is_passed_over(monkeypatch: pytest.MonkeyPatch):
    """Whoever teaches a reader of times a new first word, and not `openings`, is told here."""
    said = list(
        dict.fromkeys(text for at, text in enumerate(wordings()) if at % 16 == 0 or at % 8 == 1 and "day" in text)
    )
    said += [text for text in wordings() if any(time in text for time in TIMES)][-400:]
    read = {(text, asked): scan.__wrapped__(text, LEXICON, asked).mentions for text in said for asked in ASKED[:1]}
    read |= {(text, asked): scan.__wrapped__(text, LEXICON, asked).mentions for text in said[-400:] for asked in ASKED}
    monkeypatch.setattr(noting_times, "opens_no_time", lambda *_: False)
    for (text, asked), mentions in read.items():
        assert scan.__wrapped__(text, LEXICON, asked).mentions == mentions, text
    assert len(read) > 3_000


@pytest.mark.parametrize("text", ["please", "refill", "would you take my insurance", "for my son"])
def test_most_words_are_passed_over(text: str):
    """Else it would spare nothing."""
    assert all(opens_no_time(tokenize(text), at, LEXICON) for at in range(len(text.split())))


@pytest.mark.parametrize("text", ["for pm", "tomorow", "noonish", "quartr", "thursady", "4", "?", "monday's", "may's"])
def test_a_word_that_may_be_a_time_is_not(text: str):
    """What is misspelt or stands before *pm* is looked at by every reader."""
    assert not opens_no_time(tokenize(text), 0, LEXICON)
