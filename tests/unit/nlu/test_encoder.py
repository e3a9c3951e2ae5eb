"""The encoder's weights come from outside; what runs must be what was checked, and must compute what it should."""

import json

import numpy as np
import pytest

from nlu.encoder.convert import HEADS, LAYERS, convert, digest
from nlu.encoder.session import SentenceEncoder
from nlu.encoder.weights import WrongWeights, package_folder, read_safetensors, verified
from nlu.encoder.wordpiece import basic_words


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return convert(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def encoder(folder):
    return SentenceEncoder(folder)


def normed(rows, weight, bias):
    return (rows - rows.mean(-1, keepdims=True)) / np.sqrt(rows.var(-1, keepdims=True) + 1e-12) * weight + bias


def by_hand(tensors, pieces):
    """The network in plain numpy with the full weights, written from its published description."""
    from scipy.special import erf, softmax

    def dense(rows, name):
        return rows @ tensors[f"{name}.weight"].T + tensors[f"{name}.bias"]

    def norm(rows, name):
        return normed(rows, tensors[f"{name}.LayerNorm.weight"], tensors[f"{name}.LayerNorm.bias"])

    length = len(pieces)
    places = (
        tensors["embeddings.position_embeddings.weight"][:length]
        + tensors["embeddings.token_type_embeddings.weight"][0]
    )
    rows = norm(tensors["embeddings.word_embeddings.weight"][pieces] + places, "embeddings")
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        parts = [dense(rows, f"{layer}.attention.self.{part}") for part in ("query", "key", "value")]
        query, key, value = (part.reshape(length, HEADS, -1).transpose(1, 0, 2) for part in parts)
        look = softmax(query @ key.transpose(0, 2, 1) / np.sqrt(query.shape[-1]), axis=-1)
        seen = (look @ value).transpose(1, 0, 2).reshape(length, -1)
        rows = norm(dense(seen, f"{layer}.attention.output.dense") + rows, f"{layer}.attention.output")
        wide = dense(rows, f"{layer}.intermediate.dense")
        bent = wide * (1 + erf(wide / np.sqrt(2))) / 2
        rows = norm(dense(bent, f"{layer}.output.dense") + rows, f"{layer}.output")
    return rows.mean(axis=0)


def test_the_small_form_means_the_same_as_the_full_weights(encoder):
    """Seven bits must not change what a message means."""
    tensors = read_safetensors(verified(package_folder(), "model.safetensors"))
    for text in (
        "i need a refill of my pills",
        "x",
        "My username is right but the password is rejected every single time.",
    ):
        pieces = encoder.pieces(text)
        full, small = by_hand(tensors, pieces), encoder.encode([pieces])[0][384:]
        assert full @ small / np.linalg.norm(full) > 0.97


def test_a_message_reads_the_same_in_any_company(encoder):
    """Under load messages are read together; the answer must not depend on the neighbours."""
    pieces = [encoder.pieces(text) for text in ("refill", "a much longer message about nothing at all", "hi")]
    assert np.array_equal(encoder.encode(pieces)[0], encoder.encode(pieces[:1])[0])


def test_the_short_way_gives_the_same_parts(encoder):
    """Training reads by the first layers alone; what it learned must hold for what the whole encoder says of a message."""
    for text in ("x", "she can't feel her legs since she fell", "hello " * 60):
        pieces = encoder.pieces(text)
        assert np.array_equal(encoder.read(pieces).parts, encoder.parts(pieces))


def test_weights_with_another_sum_are_refused(tmp_path):
    """A changed package must not slip in under a known name."""
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    with pytest.raises(WrongWeights, match="not the file"):
        verified(tmp_path, "model.safetensors")


def test_a_converted_file_that_changed_is_refused(folder, tmp_path):
    """What is loaded is what was made."""
    copy = tmp_path / "encoder"
    copy.mkdir()
    for path in folder.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    (copy / "vocab.txt").write_text("changed")
    with pytest.raises(WrongWeights, match="changed"):
        SentenceEncoder(copy)


def test_converting_twice_gives_the_same_bytes(folder, tmp_path):
    """The model's fingerprint rests on it."""
    again = convert(tmp_path)
    assert json.loads((again / "sums.json").read_text()) == json.loads((folder / "sums.json").read_text())
    assert digest() in again.name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Café, NAÏVE!", ["cafe", ",", "naive", "!"]),
        ("dr.o'leary", ["dr", ".", "o", "'", "leary"]),
        ("日本", ["日", "本"]),
        ("\x00a\u200b", ["a"]),
    ],
)
def test_words_are_cut_as_the_vocabulary_was_made(text, words):
    """Another cut would look up other pieces, and every message would mean a little less."""
    assert basic_words(text) == words


def test_a_word_nobody_knows_is_one_unknown_piece(encoder):
    """A hundred thousand letters without a space must not take minutes."""
    assert len(encoder.pieces("x" * 100_000)) == 3


def test_no_message_makes_more_pieces_than_the_encoder_takes(encoder):
    """The network has places for so many."""
    assert len(encoder.pieces("word " * 5000)) == 128
