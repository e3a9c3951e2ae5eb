"""Names as they are searched for: one form for everything that people write differently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.vault import canonical_find, name_parts


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("O'Shaughnessy", "oshaughnessy"), ("O\u2019Shaughnessy", "O'SHAUGHNESSY"), ("Núñez-Alvarado", "nunez alvarado"),
        ("Müller", "MULLER"), ("Łukasz", "lukasz"), ("Bjørn", "bjorn"), ("Strauß", "STRAUSS"), ("van der Berg", "vanderberg"),
        ("D\u02bcAngelo", "dangelo"), ("Þórsson", "thorsson"), ("Đặng", "dang"), ("ﬁsher", "Fisher"), ("İnan", "inan"),
        ("Işık", "isik"), ("Æthel", "aethel"),
    ],
)  # fmt: skip
def test_the_same_name_written_differently_is_the_same(kept, typed):
    """The front desk hears a name and types it; the directory has it as the passport does."""
    assert canonical_find(kept) == canonical_find(typed)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Núñez-Alvarado", ["nunez", "alvarado"]),
        ("van der Berg", ["van", "der", "berg"]),
        ("Mary Ann", ["mary", "ann"]),
        ("O'Rourke", []),
        ("Vega", []),
        ("J. Robert", ["robert"]),
        ("Smith\u2013Jones", ["smith", "jones"]),
        ("", []),
    ],
)
def test_a_name_of_several_parts_is_found_by_each(name, parts):
    """Many people use one of their two last names."""
    assert name_parts(name) == parts


@given(st.text(max_size=40))
def test_whatever_is_typed_has_a_form_and_one_only(text):
    """Nothing breaks on a strange letter, and the form of a form is itself."""
    assert canonical_find(canonical_find(text)) == canonical_find(text)


@pytest.mark.parametrize("name", ["王小明", "Иванов", "محمد"])
def test_names_in_other_letters_are_found_in_their_own(name):
    """They are names too."""
    assert canonical_find(name)
