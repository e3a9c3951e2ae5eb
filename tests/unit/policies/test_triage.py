"""How screening reads a text: context, words together, levels, and the bounds it keeps."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.triage import (
    BadRule,
    Disposition,
    Finding,
    RedFlags,
    Screening,
    compile_red_flags,
    is_brief,
    screen,
    unite,
)
from policies.triage.lexicon import PhraseTree
from policies.triage.words import LONGEST_WORD, MOST_REPAIRS, Reading, Words

WORDS: dict[str, dict[str, object]] = {
    "rewrite": {"cant": "can not", "im": "i be"},
    "forms": {"be": "am is are was", "have": "had has", "hurt": "hurts hurting", "breathe": "breath breathing"},
    "fixed": {"fillers": "my the a so very", "and": "and"},
    "endings": {"ing": "- e", "s": "-"},
    "figures": {"one": 1, "two": 2, "hundred": 100, "three": 3},
    "ordinary": {"words": "cheese chess pain paint"},
}
CONTEXT = {
    "denial": "no, not, never",
    "not_a_cue": "can not",
    "denied_before": "be negative",
    "ends_denial": "just, but",
    "list_goes_on": "or",
    "supposed": "if, what if",
    "past": "years ago, last year",
    "family": "family history",
    "figure": "killing me",
    "routine": "refill, form",
    "turn": "but, and now",
    "fresh_start": "my, now",
    "now": "now, today, still",
    "same_again": "happening again",
}


def rules(**changed: Any) -> RedFlags:
    """A small language with a few rules, so that each test shows one thing."""
    raw: dict[str, Any] = {
        "words": WORDS,
        "context": CONTEXT,
        "concepts": {"chest": "chest, breastbone", "pain": "hurt, pain, pressure"},
        "measures": [{"concept": "fever", "from": 100.4, "to": 107, "before": "temp, temp of"}],
        "presentations": [
            {
                "id": "heart",
                "disposition": "emergency",
                "parts": {"chest": ["<chest> + <pain>"], "named": ["heart attack @mention"]},
            },
            {"id": "air", "disposition": "emergency", "parts": {"hard": ["can not breathe ! <chest>"]}},
            {"id": "fever", "disposition": "urgent", "parts": {"high": ["<fever>"]}},
            {"id": "dose", "disposition": "poison", "parts": {"twice": ["took > pill > twice @2"]}},
            {"id": "end", "disposition": "crisis", "parts": {"live": ["(tired) + end it"]}},
        ],
    }
    return compile_red_flags([raw | changed])


def level(text: str) -> str:
    return screen(text, rules()).disposition.value


@pytest.mark.parametrize(
    "text", ["my chest hurts", "pressure on the breastbone", "CHEST PAIN!!", "it hurts so much, my chest"]
)
def test_things_said_together_are_found_in_any_order(text: str) -> None:
    """People say the place first or the pain first; the rule is the same."""
    assert screen(text, rules()).rule == "heart.chest"


@pytest.mark.parametrize("text", ["cheast hurts", "ches\u200bt hurts", "chesst hurts", "chest hurrts", "chesthurts"])
def test_misspelt_words_are_read_as_meant(text: str) -> None:
    """A frightened person does not spell."""
    assert level(text) == "emergency"


@pytest.mark.parametrize("text", ["the cheese hurts my wallet", "chess hurts my head"])
def test_an_ordinary_word_is_not_taken_for_a_misspelt_one(text: str) -> None:
    """Repair that reaches for cheese would cry wolf at every meal."""
    assert level(text) == "none"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no chest pain", "none"),
        ("no cough or chest pain", "none"),
        ("no cough, chest pain", "emergency"),
        ("no cough but my chest hurts", "emergency"),
        ("cant breathe", "emergency"),
        ("if my chest hurts", "none"),
        ("chest pain years ago", "none"),
        ("chest pain years ago and now my chest hurts", "emergency"),
        ("chest pain last year, it is happening again", "emergency"),
        ("family history chest pain", "none"),
        ("chest is killing me pain", "emergency"),
        ("refill for heart attack", "none"),
        ("heart attack", "emergency"),
        ("refill, heart attack today", "emergency"),
    ],
)
def test_context_takes_a_finding_back_or_puts_it_in_force(text: str, expected: str) -> None:
    """Denied, supposed, past, family and errand are no emergency; their mirror images are."""
    assert level(text) == expected


def test_far_apart_is_not_together() -> None:
    """Two words at the two ends of a long letter are not one complaint."""
    assert level("chest " + "word " * 30 + "pain") == "none"


def test_in_order_means_in_order() -> None:
    """Took a pill twice is an error; twice took a pill home is not."""
    assert level("took one pill twice") == "poison"
    assert level("twice pill took") == "none"


def test_a_term_in_brackets_may_stand_anywhere() -> None:
    """What makes a person vulnerable is often said sentences away."""
    assert level("so tired. " + "word " * 40 + "end it") == "crisis"


def test_what_excludes_counts_in_the_same_clause_only() -> None:
    """An innocent word elsewhere must not silence a rule."""
    assert level("cant breathe in chest") == "none"
    assert level("chest fine. cant breathe") == "emergency"


@pytest.mark.parametrize("text", ["temp 103", "temp of one hundred three", "temp of 103.5"])
def test_numbers_mean_what_they_measure(text: str) -> None:
    """A fever is a number after a word, in figures or spelt out."""
    assert level(text) == "urgent"
    assert level(text.replace("temp", "room")) == "none"


def test_the_highest_level_is_named_and_all_findings_are_kept() -> None:
    """Torn between two levels the higher is taken, and the audit names both."""
    found = screen("temp 103 and chest pain", rules())
    assert (found.disposition, found.rule) == (Disposition.EMERGENCY, "heart.chest")
    assert {finding.rule for finding in found.findings} == {"heart.chest", "fever.high"}


def test_levels_have_an_order() -> None:
    """The order decides which guidance a person reads first."""
    ranks = [level.rank for level in (Disposition.EMERGENCY, Disposition.CRISIS, Disposition.POISON, Disposition.NONE)]
    assert ranks == sorted(ranks, reverse=True)
    assert Disposition.higher(Disposition.URGENT, Disposition.POISON) is Disposition.POISON


def test_the_learned_reader_raises_and_never_lowers_what_is_firm() -> None:
    """A model that says all is well must not hide what a rule plainly saw."""
    seen = Finding("fever.high", Disposition.URGENT, firm=True)
    urgent = Screening(Disposition.URGENT, "fever.high", (seen,))
    nothing = screen("hello", rules())
    assert unite(urgent, {Disposition.EMERGENCY: 0.01}) == urgent
    assert unite(urgent, {Disposition.URGENT: 0.9}).rule == "fever.high"
    assert unite(urgent, {Disposition.EMERGENCY: 0.9}).disposition is Disposition.EMERGENCY
    assert unite(nothing, {Disposition.CRISIS: 0.9}).rule == "model"
    assert unite(nothing, {Disposition.CRISIS: 0.1}) == nothing


def test_of_a_few_words_the_learned_reader_has_to_be_surer() -> None:
    """*Creaky finger* is what a visit is for; plain dangers of a few words are known to the rules."""
    nothing = screen("hello", rules())
    half = {Disposition.EMERGENCY: 0.5}
    assert unite(nothing, half).disposition is Disposition.EMERGENCY
    assert unite(nothing, half, brief=True).disposition is Disposition.NONE
    assert (
        unite(nothing, {Disposition.EMERGENCY: 0.4, Disposition.CRISIS: 0.3}, brief=True).disposition
        is Disposition.EMERGENCY
    )
    suspected = Screening(Disposition.EMERGENCY, "heart.chest", (Finding("heart.chest", Disposition.EMERGENCY),))
    assert unite(suspected, half, brief=True) == suspected
    assert is_brief("my left knee clicks when I kneel")
    assert not is_brief("my left knee clicks when I kneel down")


def test_a_suspicion_stands_when_the_second_reader_half_believes_it() -> None:
    """A word out of place alone sends nobody to an emergency room; with a second reader behind it, under its own name, it does."""
    suspected = Screening(Disposition.EMERGENCY, "heart.chest", (Finding("heart.chest", Disposition.EMERGENCY),))
    assert unite(suspected, {Disposition.EMERGENCY: 0.4}).rule == "heart.chest"
    assert unite(suspected, {Disposition.EMERGENCY: 0.05}).disposition is Disposition.NONE
    assert unite(screen("hello", rules()), {Disposition.EMERGENCY: 0.3}).disposition is Disposition.NONE


def test_without_a_second_reader_every_finding_stands() -> None:
    """With the language model down a false alarm is the lesser evil."""
    suspected = Screening(Disposition.EMERGENCY, "heart.chest", (Finding("heart.chest", Disposition.EMERGENCY),))
    assert unite(suspected, {}) == suspected


def test_what_is_not_firm_takes_the_kind_that_the_whole_message_calls_for() -> None:
    """A word for breathing in a message about suicide must lead to 988."""
    suspected = Screening(Disposition.EMERGENCY, "breathing.hard", (Finding("breathing.hard", Disposition.EMERGENCY),))
    found = unite(suspected, {Disposition.CRISIS: 0.8, Disposition.EMERGENCY: 0.1})
    assert (found.disposition, found.rule) == (Disposition.CRISIS, "breathing.hard")


def test_a_part_is_firm_only_where_no_word_of_doubt_stands_in_the_text() -> None:
    """History, a case supposed or an errand in the same message call for a second reader."""
    heart = {"id": "heart", "disposition": "emergency", "firm": ["chest"], "parts": {"chest": ["<chest> + <pain>"]}}
    plainly, hedged = (
        screen(text, rules(presentations=[heart]))
        for text in ("i have chest pain", "i have chest pain. if not, what then? my form")
    )
    assert plainly.firm().rule == "heart.chest"
    assert (hedged.rule, hedged.firm().rule) == ("heart.chest", None)


@pytest.mark.parametrize("line", ["<nothing_listed>", "chest @often", "chest ! <nowhere>"])
def test_a_rule_that_cannot_be_read_is_named(line: str) -> None:
    """A clinician's slip must be told by name and never be skipped in silence."""
    broken = [{"id": "heart", "disposition": "emergency", "parts": {"chest": [line]}}]
    with pytest.raises(BadRule, match=r"heart\.chest"):
        rules(presentations=broken)


def test_a_level_that_does_not_exist_is_named() -> None:
    """`emergancy` would otherwise never send anybody anywhere."""
    with pytest.raises(BadRule, match="emergancy"):
        rules(presentations=[{"id": "heart", "disposition": "emergancy", "parts": {"chest": ["<chest>"]}}])


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400) | st.text(alphabet="chest pain cant breathe.,!'\u2019no if 103\n", max_size=400))
def test_no_text_makes_screening_raise(text: str) -> None:
    """Screening stands before everything else; an error here would leave a person without guidance."""
    assert screen(text, rules()).disposition in Disposition


class CountedTree(PhraseTree):
    """Counts the words that a search looks at."""

    looked = 0

    def find(self, reading: Reading, content: list[int], most: int | None = None) -> Any:
        counted = CountedList(reading.words)
        found = super().find(Reading(counted, reading.exact, reading.pause), content, most)
        CountedTree.looked = counted.looked
        return found


class CountedList(list[str]):
    """A list that counts how often it is read."""

    def __init__(self, words: list[str]) -> None:
        super().__init__(words)
        self.looked = 0

    def __getitem__(self, at: Any) -> Any:
        self.looked += 1
        return super().__getitem__(at)


def test_so_many_words_of_a_text_are_repaired_and_no_more() -> None:
    """A book keeps nobody waiting; and what a text says never depends on what others have written before it."""
    words = Words(WORDS, ["breathe", "chest"])
    strange = ["q" + "".join(pair) for pair in itertools.product("bcdfghjklmnp", repeat=2)][:MOST_REPAIRS]
    book = " ".join([*strange, "cheast"])
    assert words.read(book).words[-1] == "cheast"
    assert words.read("cheast").words == words.read(" ".join([*strange[1:], "cheast"])).words[-1:] == ["chest"]
    assert words.read(book).words[-1] == "cheast"


def test_what_is_longer_than_a_word_is_left_as_it_is() -> None:
    """Letters held down for a line cost no search for what they might have been."""
    words = Words(WORDS, ["chest"])
    assert words.read("che" + "e" * (LONGEST_WORD - 5) + "st").words == ["chest"]
    held = "che" + "e" * LONGEST_WORD + "st"
    assert words.read(held).words == [held]


@pytest.mark.parametrize("unit", ["chest ", "no chest pain, ", "if my ", "can not ", "word ", "one hundred "])
def test_work_grows_with_length_and_no_faster(unit: str) -> None:
    """A book pasted into the chat must not stop the door; work is counted, not timed."""
    phrases = [f"chest {'chest ' * length}pain".strip() for length in range(4)] + ["can not breathe", "no chest"]
    words = Words(WORDS, phrases)
    tree = CountedTree({"all": [words.phrase(phrase) for phrase in phrases]}, frozenset({"my"}))
    work = []
    for size in (500, 1000, 2000):
        reading = words.read(unit * size)
        tree.find(reading, tree.content(reading))
        work.append(CountedTree.looked)
    assert work[1] <= 2.1 * work[0]
    assert work[2] <= 2.1 * work[1]
