"""The reader that looks part by part: one telling part among many is heard, and the same examples give the same reader."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nlu.reading.attentive import Attentive, Plan, Ragged, _trained, learn

WIDTH = 12
PLAN = replace(Plan(), looks=2, taken=4, rounds=60, batch=16)


def message(chance: np.random.Generator, parts: int, *, danger: bool) -> np.ndarray:
    """So many parts that say nothing; with danger, one of them points somewhere of its own."""
    rows = chance.normal(size=(parts, WIDTH)).astype(np.float32)
    rows[:, 0] = 0
    if danger:
        rows[int(chance.integers(parts))] = np.eye(WIDTH, dtype=np.float32)[0] * 5
    return rows


@pytest.fixture(scope="module")
def lessons() -> tuple[list[np.ndarray], np.ndarray]:
    """Half of them hold the telling part."""
    chance = np.random.default_rng(3)
    answers = np.arange(240) % 2
    return [message(chance, int(chance.integers(2, 9)), danger=bool(answer)) for answer in answers], answers


def taught(lessons: tuple[list[np.ndarray], np.ndarray]) -> Attentive:
    """A reader of these lessons."""
    return learn(("none", "emergency"), Ragged.of(lessons[0]), lessons[1], PLAN)


def test_one_telling_part_among_twenty_is_heard(lessons):
    """A danger in half a sentence of a long letter is what the mean of the letter drowns."""
    reader, chance = taught(lessons), np.random.default_rng(9)
    for _ in range(20):
        quiet, telling = (message(chance, 20, danger=danger) for danger in (False, True))
        assert np.subtract(*reader.scores(telling)[::-1]) > np.subtract(*reader.scores(quiet)[::-1])


def test_the_same_lessons_give_the_same_reader(lessons):
    """What was measured before a release must be what is released."""
    one, two = taught(lessons), taught(lessons)
    for name in ("ask", "ask_bias", "say", "say_bias"):
        assert np.array_equal(getattr(one, name), getattr(two, name))


def test_several_readers_speak_with_one_mean(lessons):
    """Each alone errs more; joined in one table they must say exactly the mean."""
    whole = taught(lessons)
    alone = [
        _trained(("none", "emergency"), Ragged.of(lessons[0]), lessons[1], PLAN, seed) for seed in range(PLAN.readers)
    ]
    mean = np.mean([one.scores(lessons[0][3]) for one in alone], axis=0)
    assert np.allclose(whole.scores(lessons[0][3]), mean, atol=1e-4)


def test_what_is_read_back_is_what_was_kept(lessons, tmp_path: Path):
    """The child reads its readers from files."""
    reader = taught(lessons)
    reader.save(tmp_path / "close.npz")
    again = Attentive.load(tmp_path / "close.npz")
    assert again.names == reader.names
    assert np.array_equal(again.scores(lessons[0][0]), reader.scores(lessons[0][0]))


def test_only_the_direction_of_a_part_counts(lessons):
    """Parts of examples are kept as directions; a reader that heeded lengths would read messages otherwise than it learned."""
    reader, rows = taught(lessons), lessons[0][1]
    assert np.allclose(reader.scores(rows), reader.scores(rows * 7), atol=1e-4)
