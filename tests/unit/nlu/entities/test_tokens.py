"""Cutting a message into pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.entities.tokens import fold, tokenize


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("50mg", ["50", "mg"]),
        ("Dr. O’Brien's", ["dr", ".", "o'brien's"]),
        ("12/7/26", ["12", "/", "7", "/", "26"]),
        ("José", ["jose"]),
        ("Jose\u0301", ["jose"]),
        ("ser\u200btraline", ["sertraline"]),
        ("２pm", ["2", "pm"]),
        ("  ", []),
    ],
)
def test_a_text_is_cut_into_words_numbers_and_marks(text: str, pieces: list[str]) -> None:
    """Every finder rests on this: a piece cut elsewhere is a date or a medicine missed."""
    assert [token.norm for token in tokenize(text)] == pieces


@given(st.text(max_size=300))
def test_pieces_lie_where_the_text_has_them(text: str) -> None:
    """Spans are shown to staff and masked for the classifier; a shifted one would cover the wrong words."""
    last = 0
    for token in tokenize(text):
        assert last <= token.start < token.end
        assert text[token.start : token.end] == token.text
        assert token.glued == (token.start == last and token.start > 0)
        last = token.end


@given(st.text(max_size=300))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    """Word lists and messages are folded separately and must meet."""
    assert fold(fold(text)) == fold(text)
