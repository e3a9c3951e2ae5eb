"""Look-ups find what people write differently, and tell nothing to whoever lacks the key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.vault import Secrets, canonical_email, canonical_name, canonical_username, canonical_zip
from bot.store.vault.lookups import USES

SECRETS = Secrets(b"r" * 32)


@pytest.mark.parametrize(
    ("written", "same_as"),
    [
        ("O'Shaughnessy", "oshaughnessy"),
        ("O\u2019SHAUGHNESSY", "oshaughnessy"),
        ("Núñez-Alvarado", "nunez alvarado"),
        ("Nu\u0301n\u0303ez Alvarado", "nunezalvarado"),
        ("van  der Berg", "Vanderberg"),
        ("Strauß", "STRAUSS"),
        ("\uff2bim", "Kim"),
        ("St. John", "St John"),
    ],
)
def test_one_name_written_two_ways_is_one_name(written, same_as):
    """A phone's keyboard decides about accents and apostrophes, not the patient."""
    assert canonical_name(written) == canonical_name(same_as)


@pytest.mark.parametrize(("one", "other"), [("Dое", "Doe"), ("Kim", "Kin"), ("Lee", "Leee"), ("Ng", "")])
def test_different_names_stay_different(one, other):
    """Letters of another alphabet that look alike must not open somebody's record (the first pair holds Cyrillic ones)."""
    assert canonical_name(one) != canonical_name(other)


@given(st.text(max_size=40))
def test_a_canonical_form_is_its_own_canonical_form(text):
    """What was loaded and what is typed go through the same steps, in whatever order."""
    for canonical in (canonical_name, canonical_zip, canonical_username):
        assert canonical(canonical(text)) == canonical(text)


def test_addresses_zips_and_usernames_are_evened_out():
    """Capitals in an address and the four digits after a ZIP code change nothing."""
    assert canonical_email(" Ana.Diaz@EXAMPLE.com ") == canonical_email("ana.diaz@example.com")
    assert canonical_email("x@bücher.example") == canonical_email("x@xn--bcher-kva.example")
    assert canonical_email("x@" + "a" * 300) == "x@" + "a" * 300
    assert canonical_zip("10536-1234") == canonical_zip(" 10536 ") == "10536"
    assert canonical_zip("１０５３６") == "10536"
    assert canonical_username(" MVega79") == "mvega79"


@given(st.lists(st.text(max_size=8), min_size=1, max_size=4), st.lists(st.text(max_size=8), min_size=1, max_size=4))
def test_parts_do_not_run_into_each_other(one, other):
    """`ab` and `c` must not hash like `a` and `bc`: two people would share a look-up."""
    assert (SECRETS.hash("person", *one) == SECRETS.hash("person", *other)) == (one == other)


def test_each_use_and_each_practice_has_keys_of_its_own():
    """A hash stolen from one table must not be found in another, nor in another practice's database."""
    hashes = {SECRETS.hash(use, "x") for use in USES} | {Secrets(b"s" * 32).hash(use, "x") for use in USES}
    assert len(hashes) == 2 * len(USES)
    assert "r" * 5 not in repr(SECRETS)


def test_a_code_is_bound_to_its_challenge_and_its_pepper():
    """The hash of a code copied to another challenge, or made without the pepper, opens nothing."""
    kept = SECRETS.code_hash("c1", "01234567")
    assert SECRETS.same_code("c1", "01234567", kept)
    assert not SECRETS.same_code("c2", "01234567", kept)
    assert not SECRETS.same_code("c1", "1234567", kept)
    assert not Secrets(b"s" * 32).same_code("c1", "01234567", kept)


@given(st.text())
def test_any_text_can_be_looked_up(text):
    """Whatever somebody types as a name or a code is at worst not found."""
    assert not SECRETS.same_code("c", text, b"")
    assert isinstance(canonical_email(text), str)


def test_lone_surrogates_can_be_looked_up():
    """Broken characters from a broken client are not found, and break nothing."""
    assert len(SECRETS.hash("person", "\ud83d")) == 32
