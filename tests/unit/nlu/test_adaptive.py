"""The training of the reader of danger: in small steps, each weight at its own pace, the same every time."""

import numpy as np

from nlu.reading.adaptive import Pace, learn
from nlu.reading.linear import Examples, softmax

PACE = Pace(rounds=40, batch=8)


def examples(count: int = 64) -> Examples:
    """Half of them hold sign 0 and are dangerous; the vector says nothing; sign 1 stands in all."""
    chance = np.random.default_rng(7)
    answers = np.arange(count) % 2
    one = np.array([1], np.int32)
    both = np.array([0, 1], np.int32)
    sparse = [(both if answer else one, np.ones(2 if answer else 1, np.float32)) for answer in answers]
    dense = chance.normal(size=(count, 4)).astype(np.float32) * np.float32(0.01)
    return Examples(dense, sparse, answers, np.ones(count, np.float32), 2)


def chance_of_danger(linear, signs) -> float:
    """How dangerous a message with these signs is."""
    places = np.array(signs, np.int32)
    scores = linear.scores(np.zeros(4, np.float32), places, np.ones(len(places), np.float32))
    return float(softmax(scores)[1])


def test_the_sign_that_decides_is_found():
    """A reader that learns nothing from a sign that always decides would miss the plainest danger."""
    linear = learn(("none", "emergency"), examples(), PACE)
    assert chance_of_danger(linear, [0, 1]) > 0.9
    assert chance_of_danger(linear, [1]) < 0.3


def test_the_same_examples_give_the_same_weights():
    """What was measured before a release must be what is released."""
    one, two = (learn(("none", "emergency"), examples(), PACE) for _ in range(2))
    assert all(np.array_equal(getattr(one, name), getattr(two, name)) for name in ("dense", "sparse", "bias"))


def test_an_example_that_counts_for_nothing_teaches_nothing():
    """Everyday wordings count a quarter of a voice, so what a count does must be what it says."""
    silent = examples()
    counts = np.where(silent.answers == 1, 0.0, 1.0).astype(np.float32)
    linear = learn(("none", "emergency"), Examples(silent.dense, silent.sparse, silent.answers, counts, 2), PACE)
    assert chance_of_danger(linear, [0, 1]) < 0.1
