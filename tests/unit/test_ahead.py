"""What is read ahead is what the turn would have asked, and what nobody takes does not stay."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot import ahead
from bot.ahead import MOST, Question, ReadAhead
from bot.channels.base import Inbound
from bot.conversation import Conversation, FlowState
from nlu.understanding import Understanding
from policies.triage import Disposition, Finding, Screening

NONE = Screening(Disposition.NONE, None, ())
EVENT = Inbound("telegram", "77", "1", "text", datetime(2026, 11, 26, tzinfo=UTC), "when are you open")


def nothing():
    """There is nothing to do besides."""


TALK = Conversation("talk", "en")
ASKED = Question("when are you open", "en", None)


class Reader:
    """Notes what it is asked; answers when it is told to."""

    def __init__(self):
        self.asked, self.stopped, self.go = [], 0, asyncio.Event()

    async def read(self, text, lang="en", asked=None):
        self.asked.append((text, lang, asked))
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.stopped += 1
            raise
        return replace(Understanding.unavailable(), intent=f"read.{len(self.asked)}")


@pytest.fixture
def reader():
    """A reader that waits."""
    return Reader()


async def test_the_turn_gets_what_was_begun_at_the_door(reader):
    """One question to the language child, not two."""
    reading, besides = ReadAhead(), []
    for _ in range(2):
        reading.begin(reader, EVENT, ASKED, lambda: besides.append(list(reader.asked)))
    await asyncio.sleep(0)
    assert besides == [[("when are you open", "en", None)]]  # Once, and the child has the message by then.
    assert reader.asked == [("when are you open", "en", None)]
    reader.go.set()
    assert (await reading.read(reader, EVENT, ASKED)).intent == "read.1"
    assert reading._begun == {}


async def test_a_turn_that_finds_another_question_open_asks_anew(reader):
    """Staff may have answered, or a timer, while the message was being kept."""
    reading = ReadAhead()
    reading.begin(reader, EVENT, ASKED, nothing)
    await asyncio.sleep(0)
    reader.go.set()
    assert (await reading.read(reader, EVENT, replace(ASKED, asked="flow:refill"))).intent == "read.2"
    assert reader.asked[1] == ("when are you open", "en", "flow:refill")


async def test_a_message_that_was_not_read_ahead_is_read_all_the_same(reader):
    """After a restart, or in a flood."""
    reader.go.set()
    assert (await ReadAhead().read(reader, EVENT, ASKED)).intent == "read.1"


async def test_a_flood_is_not_read_ahead(reader):
    """The child reads for those whose turn it is."""
    reading = ReadAhead()
    for number in range(MOST + 5):
        reading.begin(reader, replace(EVENT, event_id=str(number)), ASKED, nothing)
    await asyncio.sleep(0)
    assert len(reader.asked) == MOST
    for number in range(MOST):
        reading.forget(replace(EVENT, event_id=str(number)))
    await asyncio.sleep(0)
    assert (reading._begun, reader.stopped) == ({}, MOST)


async def test_what_nobody_takes_is_dropped_with_its_words(reader, monkeypatch):
    """Another process may have answered."""
    monkeypatch.setattr(ahead, "STALE_AFTER", 0.02)
    reading = ReadAhead()
    reading.begin(reader, EVENT, ASKED, nothing)
    await asyncio.sleep(0.05)
    assert (reading._begun, reader.stopped) == ({}, 1)
    reader.go.set()
    assert (await reading.read(reader, EVENT, ASKED)).intent == "read.2"


def test_the_question_is_about_the_words_and_the_task_that_is_open():
    """Both sides must ask the same, or the reading ahead is in vain."""
    busy = replace(TALK, flows=(FlowState("refill", 1, run=1),), lang="es")
    assert Question.about(EVENT, TALK, NONE) == ASKED
    assert Question.about(EVENT, busy, NONE) == Question("when are you open", "es", "flow:refill")
    assert Question.about(replace(EVENT, text="x" * 5000), TALK, NONE).text == "x" * 4096


def test_what_needs_no_reader_is_not_read():
    """Buttons and pictures have no words, and beyond 911 there is nothing to raise."""
    for event in (replace(EVENT, kind="press", text=""), replace(EVENT, kind="media"), replace(EVENT, text="  \n")):
        assert Question.about(event, TALK, NONE) is None
    firm = Finding("chest", Disposition.EMERGENCY, firm=True)
    assert Question.about(EVENT, TALK, Screening(Disposition.EMERGENCY, "chest", (firm,))) is None
