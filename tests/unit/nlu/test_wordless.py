"""A code is no message: nothing that a reader learned can be in it."""

from __future__ import annotations

import pytest

from nlu.reading.wordless import wordless

KNOWN = frozenset({"help", "pain", "chest", "over", "temp", "kill", "dead", "pills"})


@pytest.mark.parametrize(
    "text",
    ["7KQ2-M4RX-9TZA", "k0n4-kpky-mbyy", "6kc798vcmm8x", "lupitaj79", "WH7-K2M4", "(9V34-EH54-1NV4).", "marta_91b",
     "7KQ2-M4RX-9TZA 12345678"],
)  # fmt: skip
def test_a_code_alone_holds_no_word(text):
    """Every patient with a reset token types one; 911 in answer to it would frighten and teach not to believe it."""
    assert wordless(text, KNOWN)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "12345678", "911", "spo2 82", "spo2-82", "o2 is 82", "help911now", "pain10of10", "temp104.5", "bp220over140",
     "my token is 7KQ2-M4RX-9TZA", "7KQ2-M4RX-9TZA help", "took 40x500mg", "chest-pain-20min", "\U0001f494\U0001f494", "4u"],
)  # fmt: skip
def test_whatever_may_mean_something_is_read(text):
    """A measurement typed without blanks, a word inside, a number that calls for help: the readers look at all of it."""
    assert not wordless(text, KNOWN)
