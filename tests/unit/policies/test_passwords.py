"""Which passwords the portal takes: length and common sense, and no riddles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.common_passwords import load_common_passwords
from bot.content.files import ContentError
from policies import passwords

COMMON = load_common_passwords(Path(__file__).resolve().parents[3] / "data")
ABOUT = ("Westchester", "Health", "Marisol", "Vega")


def refusal(password: str) -> str | None:
    return passwords.refusal(password, username="mvega79", about=ABOUT, common=COMMON)


@pytest.mark.parametrize(
    "password",
    [
        "kettle over seven hills", "correct horse battery staple", "summer monkey dragon coffee", "Tr0ub4dor&3 and more",
        "\u65e5\u672c\u8a9e\u306e\u3068\u3066\u3082\u9577\u3044\u30d1\u30b9\u30ef\u30fc\u30c9\u3067\u3059",
        " " * 14 + "\N{SLIGHTLY SMILING FACE}",
        "no.signs.or.digits.asked.for", "x9" + "\u00e9\u00e8\u00ea" * 6, "q" + "zk" * 4 + " lamp 1 river",
        "a" * 3 + " quiet otter " + "b" * 112,
    ],
)  # fmt: skip
def test_long_passwords_of_any_signs_are_taken(password: str) -> None:
    """No rule asks for digits, capitals or signs; spaces and every script count."""
    assert refusal(password) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("only fourteen!", "too_short"), ("", "too_short"), ("\u00e9" * 14, "too_short"), ("e\u0301" * 14, "too_short"),
        ("kettle over seven hills" * 6, "too_long"),
        ("mvega79 and her cat", "username"), ("her cat MVega79 sleeps", "username"),
        ("passwordpassword1", "common"), ("P@ssw0rd!P@ssw0rd!", "common"), ("Password123456789", "common"),
        ("aaaaaaaaaaaaaaaa", "common"), ("abcabcabcabcabc", "common"), ("123456789012345", "common"),
        ("987654321098765", "common"), ("abcdefghijklmnop", "common"), ("1979-08-12-1979-08-12", "common"),
        ("1qaz2wsx3edc4rfv", "common"), ("q1w2e3r4t5y6u7i8", "common"), ("1234qwerasdfzxcv", "common"),
        ("QAZwsxEDCrfvTGB", "common"), ("111222333444555", "common"), ("1234567890987654321", "common"),
        ("passwordstandard", "common"), ("PasswordStandard", "common"),
        ("qwertyuiopasdfghjkl", "common"), ("iloveyouiloveyou!!", "common"), ("\N{SLIGHTLY SMILING FACE}" * 15, "common"),
        ("WestchesterHealth2026", "about_you"), ("MarisolVega1979!!!", "about_you"), ("m4risol v3ga 1979!!", "about_you"),
    ],
)  # fmt: skip
def test_what_is_easily_guessed_is_refused_with_its_reason(password: str, why: str) -> None:
    """Each reason has a sentence that names the next move."""
    assert refusal(password) == why


def test_hardly_any_row_of_words_is_taken_for_a_walk_over_the_keyboard() -> None:
    """Who thinks up four words must not be told that they are easily guessed."""
    page = (Path(__file__).resolve().parents[3] / "docs/operations.md").read_text(encoding="utf-8").lower()
    words = re.findall("[a-z]{2,}", page)
    rows = ["".join(words[at : at + 4]) for at in range(len(words) - 4)]
    assert len(rows) >= 2_000
    assert sum(passwords._is_walk(row) for row in rows) < len(rows) / 1000


@given(st.text(max_size=200))
def test_any_text_gets_an_answer(password: str) -> None:
    """Nothing that can be typed breaks the page."""
    assert refusal(password) in (None, "too_short", "too_long", "username", "about_you", "common")


@given(st.text(min_size=1, max_size=14))
def test_nothing_short_is_taken(password: str) -> None:
    """Fifteen characters are the one rule that everything else rests on."""
    assert refusal(password) is not None


def test_the_same_signs_from_another_keyboard_are_the_same_password() -> None:
    """A phone writes e-acute as one sign, a laptop as two."""
    assert passwords.normal("caf\u00e9 caf\u00e9") == passwords.normal("cafe\u0301 cafe\u0301")


@pytest.mark.parametrize(
    ("answer", "why"),
    [("ab", "too_short"), ("  a ", "too_short"), ("x" * 101, "too_long"), ("MVEGA79", "same"), ("Biscuit", None)],
)
def test_answers_are_short_words_that_are_no_secret_of_another_kind(answer: str, why: str | None) -> None:
    """An answer that is the username protects nothing."""
    assert passwords.answer_refusal(answer, guessable=("mvega79", "")) == why


def test_case_and_spaces_of_an_answer_do_not_matter() -> None:
    """Nobody remembers in ten years how they wrote it."""
    assert passwords.answer("  A  green\tSaab ") == passwords.answer("a GREEN saab")


def test_the_list_says_where_it_comes_from_and_is_needed(tmp_path: Path) -> None:
    """A list without a source cannot be shipped; a practice without the list would not notice."""
    text = (Path(__file__).resolve().parents[3] / "data/lexicon/common_passwords.txt").read_text(encoding="utf-8")
    assert text.startswith("# What many people choose")
    assert "licence" in text
    assert all(word.isalpha() and word.islower() or len(word) == 64 for word in COMMON)
    assert len([word for word in COMMON if len(word) == 64]) >= 31
    with pytest.raises(ContentError, match="put it back"):
        load_common_passwords(tmp_path)
