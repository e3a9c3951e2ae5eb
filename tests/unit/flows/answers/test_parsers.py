"""One parser a question: values, reasons, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flows import answers
from bot.flows.answers import AnswerContext
from bot.flows.spec import Invalid
from tests.unit.nlu.entities.known import LEXICON, NOW
from tests.unit.nlu.entities.test_find import WORDS

THANKSGIVING = date(2026, 11, 26)
CONTEXT = AnswerContext(now=NOW, lexicon=LEXICON, opening=lambda day: day.weekday() < 5 and day != THANKSGIVING)
PARSERS = [getattr(answers, name) for name in answers.__all__ if name[0].islower() and name != "read_slots"]


@pytest.mark.parametrize(
    ("parse", "said", "value"),
    [
        (answers.whole_days, "5", 5),
        (answers.whole_days, "about a week", 7),
        (answers.whole_days, "two left", 2),
        (answers.whole_days, "I'm out", 0),
        (answers.whole_days, "none left", 0),
        (answers.whole_days, "till friday", 4),
        (answers.whole_days, "i run out tomorrow", 1),
        (answers.whole_days, "a couple of days", 2),
        (answers.whole_days, "3 or 4", 3),
        (answers.whole_days, "two weeks", 14),
        (answers.yes_or_no, "yep", True),
        (answers.yes_or_no, "no i haven't", False),
        (answers.yes_or_no, "yes but not today's", True),
        (answers.yes_or_no, "i did", True),
        (answers.yes_or_no, "not yet", False),
        (answers.date_of_birth, "twelfth of march nineteen eighty", "1980-03-12"),
        (answers.email_address, "Ada dot Quist at gmail dot com", "ada.quist@gmail.com"),
        (answers.zip_code, "one oh five four nine", "10549"),
        (answers.phone_number, "914 555 0121", "+19145550121"),
        (answers.last_name, "it's o'malley", "O'Malley"),
        (answers.first_name, "marie-claire", "Marie-Claire"),
        (answers.code_digits, "1234 5678", "12345678"),
        (answers.code_digits, "one two three four five six seven eight", "12345678"),
        (answers.code_digits, "the code is 00417723", "00417723"),
        (answers.provider, "whitfeild", "Dr. Whitfield"),
        (answers.provider, "whoever is free", "anyone"),
        (answers.medication, "metforman", "metformin"),
        (answers.medication, "xyrolimab", "xyrolimab"),
        (answers.pharmacy, "the cvs in katonah", "CVS Katonah"),
        (answers.reason, "it's for a cough", "cough"),
        (answers.reason, "hmm", "hmm"),
        (answers.contact_way, "call me at 914-555-0121", "+19145550121"),
        (answers.contact_way, "by email", "email"),
        (answers.contact_way, "just here", "here"),
        (answers.contact_way, "phone please", "phone"),
    ],
)
def test_an_answer_becomes_its_value(parse: Callable[[str, AnswerContext], Any], said: str, value: object) -> None:
    """Flows keep these values and nothing of the wording around them."""
    assert parse(said, CONTEXT) == value


@pytest.mark.parametrize(
    ("parse", "said", "reason"),
    [
        (answers.whole_days, "soon", "days"),
        (answers.whole_days, "9000", "too_many"),
        (answers.yes_or_no, "maybe", "yes_or_no"),
        (answers.yes_or_no, "blue", "yes_or_no"),
        (answers.date_of_birth, "june 1967", "incomplete"),
        (answers.date_of_birth, "5/6/12", "ambiguous"),
        (answers.date_of_birth, "1/5/2031", "future"),
        (answers.date_of_birth, "29 feb 1983", "not_a_date"),
        (answers.date_of_birth, "why", "not_a_date"),
        (answers.email_address, "none", "not_email"),
        (answers.email_address, "ada@gmail", "incomplete"),
        (answers.zip_code, "1054", "incomplete"),
        (answers.zip_code, "what", "not_zip"),
        (answers.phone_number, "555-01", "incomplete"),
        (answers.phone_number, "stop", "not_phone"),
        (answers.last_name, "why do you ask", "name"),
        (answers.code_digits, "1234567", "digits"),
        (answers.code_digits, "12345678 or 87654321", "digits"),
        (answers.provider, "Dr. Nobody", "unknown"),
        (answers.provider, "patel or tran", "ambiguous"),
        (answers.medication, "the white one", "unnamed"),
        (answers.pharmacy, "the usual place", "unnamed"),
        (answers.contact_way, "whenever", "choose"),
        (answers.reason, "...", "empty"),
        (answers.reason, "a " * 400, "too_long"),
        (answers.preferred_times, "blue", "unclear"),
        (answers.preferred_times, "yesterday", "past"),
        (answers.preferred_times, "november 20", "past"),
        (answers.preferred_times, "on thanksgiving", "closed_day"),
        (answers.preferred_times, "this saturday", "closed_day"),
        (answers.preferred_times, "february 30", "unclear"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(
    parse: Callable[[str, AnswerContext], Any], said: str, reason: str
) -> None:
    """The reason is the key of the sentence that tells the patient what to do next."""
    with pytest.raises(Invalid) as refused:
        parse(said, CONTEXT)
    assert refused.value.reason == reason


@pytest.mark.parametrize("parse", PARSERS, ids=lambda parse: parse.__name__)
def test_nothing_said_is_refused_as_nothing(parse: Callable[[str, AnswerContext], Any]) -> None:
    """An empty message is not an answer to anything."""
    with pytest.raises(Invalid) as refused:
        parse(" \n", CONTEXT)
    assert refused.value.reason == "empty"


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(PARSERS), st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=15).map(" ".join)))
def test_a_parser_raises_nothing_but_a_refusal(parse: Callable[[str, AnswerContext], Any], said: str) -> None:
    """Any other error would end the turn without an answer."""
    with suppress(Invalid):
        assert parse(said, CONTEXT) is not None


@pytest.mark.parametrize("parse", PARSERS, ids=lambda parse: parse.__name__)
@pytest.mark.parametrize(
    "piece",
    ["1 ", "[", "{", "two ", "3/4 ", "a@", "dr x ", "next ", "a as in b ", "no wait ", "monday so ", "\U0001f600"],
)
def test_a_full_message_of_one_thing_is_answered(parse: Callable[[str, AnswerContext], Any], piece: str) -> None:
    """The length cap is where patience ends, not where the program does."""
    with suppress(Invalid):
        assert parse((piece * 4096)[:4096], CONTEXT) is not None


def test_a_likely_slip_in_an_address_is_offered_and_never_changed() -> None:
    """A mail to the wrong domain tells a stranger who is a patient."""
    with pytest.raises(Invalid) as refused:
        answers.email_address("ada@gmial.com", CONTEXT)
    assert refused.value.reason == "domain_typo"
    assert refused.value.params == {"typed": "ada@gmial.com", "likely": "ada@gmail.com"}


def test_an_address_typed_twice_is_meant() -> None:
    """Some people do have a domain that looks like a slip."""
    again = AnswerContext(now=NOW, lexicon=LEXICON, known={"email_typed": "ada@gmial.com"})
    assert answers.email_address("ada@gmial.com", again) == "ada@gmial.com"


@pytest.mark.parametrize(
    ("said", "windows", "rest"),
    [
        ("next thursday after two", [{"date": "2026-12-03", "time_from": "14:00"}], {}),
        ("mornings except friday", [{"part": "morning"}], {"not": [{"date": "2026-11-27"}]}),
        ("any day after the 3rd", [{"from": "2026-12-04"}], {}),
        ("between 2 and 4 tuesday", [{"date": "2026-11-24", "time_from": "14:00", "time_to": "16:00"}], {}),
        (
            "tuesday morning or wednesday after 2",
            [{"date": "2026-11-24", "part": "morning"}, {"date": "2026-11-25", "time_from": "14:00"}],
            {},
        ),
        (
            "tuesday morning or thursday after 2",  # The office is closed on that Thursday, and the wish says so.
            [{"date": "2026-11-24", "part": "morning"}],
            {"closed": ["2026-11-26"]},
        ),
        ("week of dec 7", [{"from": "2026-12-07", "to": "2026-12-11"}], {}),
        ("mondays", [{"weekday": 0, "date": "2026-11-30"}], {}),
        ("asap", [], {"asap": True}),
        ("whenever", [], {"any": True}),
        ("sometime in january", [{"from": "2027-01-01", "to": "2027-01-31"}], {}),
        ("not tuesday, wednesday", [{"date": "2026-11-25"}], {"not": [{"date": "2026-11-24"}]}),
    ],
)
def test_a_wish_is_kept_with_what_was_meant_by_it(said: str, windows: list[Any], rest: dict[str, Any]) -> None:
    """The desk books by this; a lost "except" is a visit the patient cannot come to."""
    wish = json.loads(answers.preferred_times(said, CONTEXT))
    assert wish.pop("said") == said
    assert wish == {"v": 1, "windows": windows, **rest}


def test_a_wish_with_one_open_day_is_not_refused() -> None:
    """Thanksgiving or the Monday after: the Monday will do."""
    assert answers.preferred_times("thanksgiving or monday", CONTEXT)


def test_a_wish_that_was_kept_is_taken_as_it_is() -> None:
    """A first message is read once; its wish answers the question later, perhaps on another day."""
    kept = answers.preferred_times("tuesday or thursday morning", CONTEXT)
    assert answers.preferred_times(kept, CONTEXT) == kept


@pytest.mark.parametrize(
    "typed",
    [
        '{"v": 1, "windows": [{"date": "soon"}], "said": ""}',
        '{"v": 1, "windows": "x", "said": ""}',
        '{"v": 1}',
        '{"v": 1, "said": "x", "windows": [{"run": "rm"}]}',
        '{"v": 1' + "[" * 4000,
    ],
)
def test_a_wish_in_machine_form_that_we_did_not_write_is_no_wish(typed: str) -> None:
    """Patients can type anything; what they type must not become a record unread."""
    with pytest.raises(Invalid):
        answers.preferred_times(typed, CONTEXT)
