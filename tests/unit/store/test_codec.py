"""Records survive being kept: by this release, by an older one, and not by a newer one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Inbound
from bot.conversation import Consent, Conversation, ConversationId, FlowState, Identity
from bot.store import NewerRecord
from bot.store.codec import conversation_in, conversation_out, event_in, event_out
from bot.store.types import from_micros, to_micros
from bot.store.work import keepable, plainly

TALK = Conversation(
    ConversationId("c"),
    flows=(FlowState("refill", 1, 1, bare=("a",)),),
    identity=Identity("p"),
    held_by=("R",),
    consent=Consent("v", "2026-11-24", "telegram", "p"),
)


def through_json(record):
    """What is kept, as it comes back."""
    return json.loads(json.dumps(record, default=plainly))


def test_a_conversation_survives():
    """Tuples stay tuples: records are compared and hashed."""
    assert conversation_in(through_json(conversation_out(TALK))) == TALK


def test_what_an_older_release_did_not_know_gets_its_default():
    """An update must not lose the conversations that were open."""
    kept = through_json(conversation_out(TALK))
    del kept["unread"], kept["flows"][0]["misses"], kept["identity"]["active_at"]
    assert conversation_in(kept) == TALK


def test_what_this_release_no_longer_knows_is_left_out():
    """A field that was taken out must not stop anybody's conversation."""
    kept = through_json(conversation_out(TALK))
    kept["mood"] = kept["flows"][0]["mood"] = kept["identity"]["mood"] = "good"
    assert conversation_in(kept) == TALK


def test_what_a_newer_release_kept_is_refused():
    """An older program would drop what it does not know and save the rest: better to stop."""
    with pytest.raises(NewerRecord):
        conversation_in({**through_json(conversation_out(TALK)), "version": TALK.version + 1})


@given(st.text(), st.text(), st.none() | st.datetimes(timezones=st.just(UTC)))
def test_an_event_survives(text, button, sent_at):
    """Every character that a person can send comes back as it was."""
    event = Inbound("web", "a", "1", "text", datetime(2026, 11, 23, tzinfo=UTC), text, button, "photo", sent_at)
    assert event_in(through_json(event_out(event))) == event


@given(st.datetimes(timezones=st.just(timezone(timedelta(hours=-5)))))
def test_a_time_survives_exactly(at):
    """Deadlines are compared to the microsecond, on both databases alike."""
    assert from_micros(to_micros(at)) == at


def test_a_time_without_a_zone_is_refused():
    """Nobody could tell whether a code is expired."""
    with pytest.raises(ValueError, match="without a zone"):
        to_micros(datetime(2026, 11, 23))  # noqa: DTZ001  # that is the point


def test_signs_that_no_column_can_hold_are_replaced():
    """A name with a NUL in it is a name that is not found, never a failure of the database."""
    assert keepable("a\x00b\ud800c") == "a\ufffdb\ufffdc"
    assert keepable("Núñez 💊") == "Núñez 💊"
