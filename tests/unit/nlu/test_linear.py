"""The trained half of the reader: it learns what can be learned, the same each time, and keeps it without code."""

import numpy as np

from nlu.reading.linear import Examples, Linear, fit, softmax


def some_examples(rows: int = 90) -> Examples:
    random = np.random.default_rng(7)
    answers = np.arange(rows) % 3
    dense = (np.eye(3)[answers] + random.normal(0, 0.2, (rows, 3))).astype(np.float32)
    sparse = [(np.array([answer, 3], np.int32), np.array([1.0, 0.5], np.float32)) for answer in answers]
    return Examples(dense, sparse, answers, np.ones(rows, np.float32), runs=5)


def test_what_can_be_told_apart_is_learned():
    """The trainer is our own, so it must be shown to go downhill to the right place."""
    examples = some_examples()
    reader = fit(["a", "b", "c"], examples)
    scores = [reader.scores(row, *runs) for row, runs in zip(examples.dense, examples.sparse, strict=True)]
    assert (np.argmax(scores, axis=1) == examples.answers).all()


def test_training_settles():
    """A wrong slope still learns something, only it never comes to rest; nobody would notice."""
    examples = some_examples(30)
    strong, weak = fit(["a", "b", "c"], examples, 100.0, 400), fit(["a", "b", "c"], examples, 100.0, 200)
    assert np.abs(strong.dense - weak.dense).max() < 0.05, "training has not settled"


def test_two_trainings_give_the_same_weights():
    """A practice that trains again without a change must get the same answers."""
    one, other = fit(["a", "b", "c"], some_examples()), fit(["a", "b", "c"], some_examples())
    assert (one.dense == other.dense).all()
    assert (one.sparse == other.sparse).all()


def test_weights_are_kept_without_anything_that_could_run(tmp_path):
    """A stored model is numbers and names; loading it must never run code from it."""
    reader = fit(["a", "b", "c"], some_examples()).cooled(0.5)
    reader.save(tmp_path / "weights.npz")
    back = Linear.load(tmp_path / "weights.npz")
    runs = (np.array([1], np.int32), np.array([1.0], np.float32))
    row = np.array([0.1, 0.9, 0.0], np.float32)
    assert (back.scores(row, *runs) == reader.scores(row, *runs)).all()


def test_probabilities_add_up_to_one():
    """Thresholds are set on probabilities."""
    assert np.isclose(softmax(np.array([[1.0, 2.0, 800.0]], np.float32)).sum(), 1.0)
