"""Sealed fields open where they were sealed, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.vault import CannotOpen, Place, open_sealed, seal, unwrap_key, wrap_new_key

ROOT_KEY = bytes(range(32))
PLACE = Place("entries", "body", "c1:1", "c:c1")


def a_key(subject="c:c1"):
    """A key ready to use, and how it is kept."""
    return wrap_new_key(ROOT_KEY, 1, subject, 1)


@given(st.binary(max_size=500))
def test_what_is_sealed_opens_unchanged(plain):
    """Padding must never eat or add a byte of what somebody wrote."""
    _, key = a_key()
    assert open_sealed(key, PLACE, seal(key, PLACE, plain)) == plain


@pytest.mark.parametrize("part", range(4))
def test_a_sealed_field_is_bound_to_every_part_of_its_place(part):
    """Table, column, row and person each matter: any one of them is enough to pass one record off as another."""
    _, key = a_key()
    elsewhere = Place(*(value + "x" if number == part else value for number, value in enumerate(PLACE)))
    with pytest.raises(CannotOpen):
        open_sealed(key, elsewhere, seal(key, PLACE, b"words"))


def test_parts_of_a_place_cannot_run_into_each_other():
    """Row `a` of table `bc` is not row `ab` of table `c`."""
    _, key = a_key()
    sealed = seal(key, Place("ab", "c", "d", "e"), b"words")
    with pytest.raises(CannotOpen):
        open_sealed(key, Place("a", "bc", "d", "e"), sealed)


@given(st.integers(min_value=0, max_value=200), st.integers(min_value=0, max_value=7))
def test_any_changed_bit_is_noticed(at, bit):
    """Version, key number, nonce and text: all of it is covered."""
    _, key = a_key()
    sealed = bytearray(seal(key, PLACE, b"words" * 20))
    sealed[at % len(sealed)] ^= 1 << bit
    with pytest.raises(CannotOpen):
        open_sealed(key, PLACE, bytes(sealed))


def test_the_same_words_look_different_each_time_and_hide_their_length():
    """Equal answers must not be recognisable as equal, nor *yes* be told from *no* by its length."""
    _, key = a_key()
    sealed = [seal(key, PLACE, plain) for plain in (b"yes", b"yes", b"no", b"a much longer answer than both")]
    assert len(set(sealed)) == 4
    assert len({len(one) for one in sealed}) == 1


def test_a_kept_key_opens_for_its_person_only():
    """Whoever swaps two people's wrapped keys gains nothing."""
    wrapped, key = a_key("p:1")
    sealed = seal(key, PLACE, b"words")
    assert open_sealed(unwrap_key(ROOT_KEY, 1, "p:1", 1, wrapped), PLACE, sealed) == b"words"
    for root, number, subject, kid, kept in (
        (bytes(32), 1, "p:1", 1, wrapped),
        (ROOT_KEY, 2, "p:1", 1, wrapped),
        (ROOT_KEY, 1, "p:2", 1, wrapped),
        (ROOT_KEY, 1, "p:1", 2, wrapped),
        (ROOT_KEY, 1, "p:1", 1, b""),
        (ROOT_KEY, 1, "p:1", 1, wrapped[:-1]),
    ):
        with pytest.raises(CannotOpen):
            unwrap_key(root, number, subject, kid, kept)
