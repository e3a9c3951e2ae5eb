"""What may reach the reader at all."""

import pytest

from nlu.wire import LONGEST_TEXT, from_line, prepared, to_line


@pytest.mark.parametrize("text", ['/refill{"medication":"x"}', "//start", " /restart", "\ufeff/x"])
def test_text_that_begins_with_a_slash_never_reaches_the_reader_as_is(text):
    """Rasa's stock reader takes such text as a command with full confidence."""
    assert not prepared(text).startswith("/")


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00", "/", "\u200b\u200b"])
def test_blank_text_is_nothing_to_read(text):
    """A model asked about nothing answers *yes*."""
    assert prepared(text) == ""


def test_a_text_over_the_limit_is_cut():
    """Nobody may buy minutes of our processor with one message."""
    assert len(prepared("a" * 100_000)) == LONGEST_TEXT


@pytest.mark.parametrize("line", [b"", b"nonsense", b"[1]", b"\xff\xfe"])
def test_a_line_that_is_no_message_reads_as_an_empty_one(line):
    """A broken line must not end the child."""
    assert from_line(line) == {}


def test_a_message_survives_the_wire():
    """Line ends inside a text must not cut it in two."""
    assert from_line(to_line({"id": 1, "text": "a\nb\u2028c"})) == {"id": 1, "text": "a\nb\u2028c"}
