"""References are said on the phone and typed from a slip of paper: one slip must not lead to somebody else's request."""

from __future__ import annotations

import re
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.queue.refs import SIGNS, new_ref, read_ref

REFS = st.integers().map(lambda seed: new_ref(Random(seed).randrange))


@given(REFS)
def test_a_reference_is_short_and_holds_no_signs_that_look_alike(ref):
    """0 and O, 1 and I, 5 and S, 2 and Z, 8 and B cannot be told apart in handwriting; vowels make words."""
    assert re.fullmatch(f"[{SIGNS}]{{3}}-[{SIGNS}]{{4}}", ref)
    assert not set(SIGNS) & set("0OQD1ILS52ZG6B8UVAE")


@given(REFS)
def test_a_reference_is_read_however_it_is_written(ref):
    """Small letters, spaces, no hyphen: it is the same reference."""
    for written in (
        ref,
        ref.lower(),
        ref.replace("-", ""),
        ref.replace("-", " "),
        f"  {ref}. ",
        "-".join(ref.replace("-", "")),
    ):
        assert read_ref(written) == ref


@given(REFS, st.integers(0, 6), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_noticed(ref, at, sign):
    """A misheard letter must end in a question, never in another person's request."""
    signs = ref.replace("-", "")
    wrong = signs[:at] + sign + signs[at + 1 :]
    assert read_ref(wrong) == (ref if wrong == signs else None)


@given(REFS, st.integers(0, 5))
def test_two_neighbours_exchanged_are_noticed(ref, at):
    """The commonest slip of a typing hand."""
    signs = ref.replace("-", "")
    swapped = signs[:at] + signs[at + 1] + signs[at] + signs[at + 2 :]
    assert read_ref(swapped) == (ref if swapped == signs else None)


@given(st.text(max_size=200))
def test_any_text_is_a_reference_or_none(text):
    """Whatever a patient types where a reference is asked for gives an answer."""
    found = read_ref(text)
    assert found is None or read_ref(found) == found


def test_a_hundred_thousand_characters_are_no_reference():
    """Long input costs nothing."""
    assert read_ref("K" * 100_000) is None


def test_references_use_all_their_room():
    """A source of chance that favours some signs would run out early."""
    chance = Random(1)
    refs = {new_ref(chance.randrange) for _ in range(2000)}
    assert len(refs) == 2000
    assert {sign for ref in refs for sign in ref if sign != "-"} == set(SIGNS)
