"""Chat, phone and voice spelling must read like the examples, and nobody's words may be slow to read."""

import time

import pytest

from nlu.reading.plain import Plain, Stretch

TABLES = {
    "words": {"u": "you", "appt": "appointment", "cant": "can not", "log in": "login", "plz": "please"},
    "fillers": ["um"],
    "signs": {"👍": "yes"},
    "kinds": {"other hospital": ["sloan kettering"]},
}
KNOWN = frozenset("i need an to see the doctor please so good help my yes refill coffee".split())
PLAIN = Plain.of(TABLES, KNOWN, {"medication": "medicine"}).with_common({"password": 9, "portal": 5, "rare": 1}, 4)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("can u plz help", "can you please help"),
        ("I can’t... I CANT log in", "i can't . . . i can not login"),
        ("um i need an appt", "i need an appointment"),
        ("soooo good", "so good"),
        ("hellllp my", "help my"),
        ("my pasword", "my password"),
        ("the passwrod", "the password"),
        ("👍", "yes"),
        ("my coffee", "my coffee"),
        ("see sloan kettering", "see other hospital"),
    ],
)
def test_what_was_typed_in_a_hurry_reads_like_plain_words(typed, read):
    """The encoder and the examples know plain words only."""
    assert PLAIN.read(typed) == read


def test_a_found_medicine_becomes_the_word_for_its_kind():
    """No list of examples can name every medicine; its kind is what the wish depends on."""
    assert PLAIN.read("refill lisinopril please", [Stretch("medication", 7, 17)]) == "refill medicine please"


def test_a_kind_without_a_word_stays_as_typed():
    """A day is left alone: when somebody wants to come says nothing of what they want."""
    assert PLAIN.read("see the doctor monday", [Stretch("date", 15, 21)]) == "see the doctor monday"


def test_a_rare_word_is_never_what_a_slip_is_put_right_to():
    """One odd example must not change what everybody else types."""
    assert PLAIN.read("rarr") == "rarr"


def test_reading_takes_time_in_proportion_to_the_text():
    """A hundred thousand characters typed on purpose must not hold up everybody else."""

    def seconds(text: str) -> float:
        began = time.process_time()
        PLAIN.read(text)
        return time.process_time() - began

    short = max(seconds("abcdefghij " * 1000), 1e-4)
    assert seconds("abcdefghij " * 9000) < 60 * short


def test_tables_survive_being_kept(tmp_path):
    """The archive stands on its own."""
    PLAIN.save(tmp_path / "plain.json")
    assert Plain.load(tmp_path / "plain.json", KNOWN).read("my pasword u") == PLAIN.read("my pasword u")
