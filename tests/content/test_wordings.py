"""What the language model learns from: enough of everything, nothing twice, and nothing that a test set asks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlu.examples import Wording, read_training_set
from nlu.wordings import balance, copied, faults

ROOT = Path(__file__).resolve().parents[2]
HELD_OUT = ROOT / "tests" / "heldout" / "en"
NAMES = ("flow.refill", "faq.fee", "oos.offtopic")


@pytest.fixture(scope="module")
def wordings() -> tuple[Wording, ...]:
    return read_training_set(ROOT / "data").wordings


def held_out(name: str) -> list[str]:
    lines = (HELD_OUT / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["text"]) for line in lines]


def some(texts_by_name: dict[str, list[str]]) -> list[Wording]:
    return [Wording(text, name, "none") for name, texts in texts_by_name.items() for text in texts]


def plenty(**changed: list[str]) -> list[Wording]:
    texts = {name: [f"{name} number {at}" for at in range(400 if "oos" in name else 160)] for name in NAMES}
    return some({name: changed.get(name.replace(".", "_"), lines) for name, lines in texts.items()})


def test_every_name_has_enough_wordings_and_none_is_shared(wordings):
    """Sixty voices a name, four hundred outside, none under two names, none drowned by another."""
    assert list(faults(wordings)) == []


def test_the_balance_is_told(wordings):
    """Whoever adds wordings sees where they are missing."""
    assert f"of {len({one.name for one in wordings if one.name})} names" in balance(wordings)


@pytest.mark.parametrize("name", ["understanding", "slots", "screening"])
def test_no_line_of_a_test_set_was_learned(wordings, name):
    """A figure on what was learned says nothing about strangers."""
    assert list(copied(wordings, held_out(name))) == []


def test_what_is_wrong_is_found():
    """A look that finds nothing anywhere would let everything through."""
    shared = plenty(faq_fee=["Flow refill, number 3!"] + [f"what it costs {at}" for at in range(159)])
    assert [fault.name for fault in faults(some({"flow.refill": ["flow refill number 3"]}) + shared)]
    assert any("stands under both" in fault.text for fault in faults(plenty(faq_fee=["flow.refill number 3"] * 160)))
    assert any("give at least 60" in fault.text for fault in faults(plenty(faq_fee=["what does it cost"] * 59)))
    assert any("give at least 400" in fault.text for fault in faults(plenty(oos_offtopic=["a joke please"] * 399)))
    assert any("as many" in fault.text for fault in faults(plenty(oos_offtopic=["a joke please"] * 500)))
    assert list(faults(plenty())) == []


def test_a_small_change_does_not_hide_a_copy():
    """Another comma, another little word: the reader learned the answer all the same."""
    test = ["May my spouse and I maintain a single account?"]
    assert list(copied(some({"faq.share": ["may my spouse and i maintain one single account"]}), test))
    assert not list(copied(some({"faq.share": ["is a joint account permitted for a married couple"]}), test))
    assert not list(copied(some({"chat.goodbye": ["ok bye"]}), ["Ok, bye!"])), "everybody says that"
