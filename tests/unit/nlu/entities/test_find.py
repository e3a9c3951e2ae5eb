"""What is recognised in a message, for masking and for reading."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.entities import build_lexicon, find
from nlu.entities.phrases import Phrases
from nlu.entities.scan import MOST_PIECES, scan
from nlu.entities.tokens import tokenize
from tests.unit.nlu.entities.known import DATA, LEXICON

KINDS = set("provider medication dose quantity pharmacy date time dob email phone zip name token username".split())


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("refill my sertralin at cvs katonah", [("medication", "sertralin"), ("pharmacy", "cvs katonah")]),
        ("dr okonkwo next tuesday at 3", [("provider", "dr okonkwo"), ("date", "next tuesday"), ("time", "3")]),
        ("born 3/4/80, zip 10549", [("dob", "3/4/80"), ("zip", "10549")]),
        ("Vega, August 12 1979, 10549", [("name", "Vega"), ("date", "August 12 1979"), ("zip", "10549")]),
        ("Vega August 2 1979 10549", [("name", "Vega"), ("date", "August 2 1979"), ("zip", "10549")]),
        ("my cell is 914, 555, 0121", [("phone", "914, 555, 0121")]),
        ("call 1 914 555 0121", [("phone", "1 914 555 0121")]),
        ("mornings suit me", [("time", "mornings")]),
        ("my name is Ada Quist", [("name", "Ada Quist")]),
        ("write to ada at gmail dot com", [("email", "ada at gmail dot com")]),
        ("token QX71-88KD", [("token", "QX71-88KD")]),
        ("ninety tablets of 20 mg", [("quantity", "ninety tablets"), ("dose", "20 mg")]),
        ("good morning", []),
        ("what is the portal", []),
    ],
)
def test_stretches_are_found_with_their_kind(text: str, spans: list[tuple[str, str]]) -> None:
    """The classifier reads the message with these masked; what is missed there is a name it never saw."""
    assert [(span.kind, span.text) for span in find(text, LEXICON)] == spans


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_stretches_never_overlap_and_lie_in_the_text(text: str) -> None:
    """Masking replaces them from left to right; an overlap would garble the message."""
    last = 0
    for span in find(text, LEXICON):
        assert last <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.text
        assert span.kind in KINDS
        last = span.end


WORDS = st.sampled_from(
    """dr patel next last tuesday the 3rd december dec 7 12/7 at 2 pm to - and or not except before after my name is i'm cvs in katonah
    main street metformin metforman 500 mg refill 90 day supply born dob 1980 nineteen eighty zip 10549 914 555 0121 ( ) . , @ gmail dot
    com maria token k7qm username half past week of from now in two weeks a hundred point five # / ' o'brien van der berg""".split()
)


@settings(max_examples=400, deadline=None)
@given(st.lists(WORDS, max_size=25))
def test_no_order_of_words_breaks_the_finders(words: list[str]) -> None:
    """Patients write half sentences; a finder that raises would lose the message."""
    for joined in (" ".join(words), "".join(words)):
        for span in find(joined, LEXICON):
            assert joined[span.start : span.end] == span.text


@pytest.mark.parametrize("piece", ["a", "1", "( ", "dr ", "cvs in ", "@", "3/4/", "next ", "#", "a dot ", "xqzvbnm "])
def test_no_more_than_a_bounded_number_of_pieces_is_read(piece: str) -> None:
    """A hundred thousand characters cost no more than a long message."""
    assert len(scan(piece * (100_000 // len(piece)), LEXICON).tokens) <= MOST_PIECES


def test_word_lists_survive_being_written_as_json() -> None:
    """The language child keeps them in its archive; months told as text would break every date."""
    names = "calendar numbers medicines pharmacies people places reasons".split()
    raw: dict[str, Any] = {
        name: yaml.safe_load((DATA / "lexicon" / "en" / f"{name}.yml").read_text()) for name in names
    }
    raw["mail"] = yaml.safe_load((DATA / "lexicon" / "en" / "email_domains.yml").read_text())
    lexicon = build_lexicon(**json.loads(json.dumps({**raw, "ordinary": ["the", "refill"]})))
    said = "the day after tomorrow or december 7 with my metformin"
    assert find(said, lexicon) == find(said, LEXICON)
    assert lexicon.relative_days["tomorrow"] == 1


def test_the_longest_known_name_is_taken() -> None:
    """Metoprolol succinate and metoprolol tartrate are not the same medicine."""
    names = Phrases({"metoprolol": "plain", "metoprolol succinate": "succinate"})
    match = names.match(tokenize("metoprolol succinate please"), 0)
    assert match is not None
    assert (match.meaning, match.end) == ("succinate", 2)


@pytest.mark.parametrize("written", ["z-pak", "z pak", "Z-Pak"])
def test_marks_inside_a_name_do_not_matter(written: str) -> None:
    """People leave hyphens out and put them in."""
    assert [span.value for span in find(f"a {written} please", LEXICON)] == ["z-pak"]
