"""Whatever is typed, a parser of answers gives a value or a reason, and a reader of messages gives a reading. Nothing else."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows import answers
from bot.flows.answers import AnswerContext, read_slots
from bot.flows.spec import Invalid
from nlu.entities import find
from tests.fuzzing import STEADY, TEXTS
from tests.unit.nlu.entities.known import LEXICON, NOW

CONTEXT = AnswerContext(now=NOW, lexicon=LEXICON)
PARSERS = sorted(name for name in answers.__all__ if name[0].islower() and name != "read_slots")
ASKED = (
    None,
    "ask:dob",
    "ask:medication",
    "ask:when",
    "ask:first_name",
    "ask:username",
    "ask:token",
    "ask:zip",
    "ask:email",
)


@pytest.mark.parametrize("name", PARSERS)
def test_a_parser_gives_a_value_or_a_reason(name):
    """Any other exception is a turn that fails, five times, for somebody who waits."""

    @STEADY
    @given(TEXTS)
    def parsed(text):
        with suppress(Invalid):
            json.dumps(getattr(answers, name)(text, CONTEXT))

    parsed()


@STEADY
@given(TEXTS, st.sampled_from(ASKED))
def test_a_message_is_read_whatever_it_holds(text, asked):
    """What is read becomes part of a stored conversation, so it must be JSON too."""
    json.dumps(dict(read_slots(text, asked=asked, now=NOW, lexicon=LEXICON).slots))


@STEADY
@given(TEXTS)
def test_what_is_found_in_a_message_lies_in_it(text):
    """Masking cuts by these places; one outside the text would leave words in a log of the language child."""
    assert all(0 <= one.start < one.end <= len(text) for one in find(text, LEXICON))
