"""What the learned reader is shown of a text: the rules' vocabulary, with the doubts that lie over it."""

import pytest

from policies.triage import compile_red_flags, marks

LANGUAGE = compile_red_flags(
    [
        {
            "words": {"forms": {"hurt": "hurts hurting", "have": "has had"}},
            "concepts": {"chest": ["chest"], "pain": ["pain", "hurt"]},
            "context": {"denial": ["no"], "past": ["years ago"]},
            "presentations": [
                {"id": "heart", "disposition": "emergency", "parts": {"chest": ["<chest> + <pain>", "stroke"]}}
            ],
        }
    ]
).languages[0]


def test_a_thing_said_is_a_sign_under_the_name_of_its_concept():
    """So that `hurts` and `pain` teach the reader the same."""
    assert {"chest", "pain"} <= marks("my chest hurts", LANGUAGE).signs


def test_a_doubted_thing_is_another_sign():
    """`No chest pain` must not look like chest pain to whoever adds up words."""
    found = marks("no chest pain", LANGUAGE).signs
    assert {"chest/DENIED", "pain/DENIED", "?denial"} <= found
    assert not {"chest", "pain"} & found


@pytest.mark.parametrize("text", ["stroke years ago", "a stroke, years ago"])
def test_what_is_long_past_is_marked_as_past(text):
    """History and news use the same words."""
    assert "'stroke'/PAST" in marks(text, LANGUAGE).signs


def test_words_are_noted_alone_and_in_pairs_near_each_other():
    """What no rule lists is learned from the words themselves, in one spelling."""
    found = marks("it hurts there now", LANGUAGE).words
    assert {"hurt", "it hurt", "it .. there", "it .. now"} <= found


def test_no_text_has_no_marks():
    """An empty message is read like any other."""
    assert marks("", LANGUAGE).words == frozenset()
