"""Reads every training wording by a reader that was trained without it: what the examples themselves promise.

Only the parts that learn from answers are trained again; spelling tables and the encoder know no answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nlu.components.decision import Decision
from nlu.evaluation.figures import Scored
from nlu.examples import Wording
from nlu.graph import LoadedModel
from nlu.reading.linear import Examples, Floats, Linear, fit, softmax
from nlu.reading.ngrams import Ngrams
from nlu.training import pipeline

FOLDS = 5


def cross_validated(wordings: Sequence[Wording], model: LoadedModel, say: Callable[[str], None]) -> list[Scored]:
    """Every wording with the name that a reader gives it which never saw it."""
    named = [wording for wording in wordings if wording.name is not None]
    plain, dense = model.described([wording.text for wording in named])
    answers = [str(wording.name) for wording in named]
    folds = np.random.default_rng(0).integers(0, FOLDS, len(named))
    scored: list[Scored] = []
    for fold in range(FOLDS):
        say(f"cross-validation, part {fold + 1} of {FOLDS}")
        kept, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        reader = Reader([plain[at] for at in kept], dense[kept], [answers[at] for at in kept])
        for at in held:
            name, confidence = reader.read(plain[at], dense[at])
            scored.append(Scored(named[at].text, answers[at], name, confidence, "training set"))
    return scored


class Reader:
    """The learning half of the pipeline, with the settings of `nlu/config.yml`."""

    def __init__(self, plain: Sequence[str], dense: Floats, answers: Sequence[str]) -> None:
        settings = pipeline()["settings"]
        self._share = np.float32(settings["intent"]["share"])
        self._decision = Decision({**Decision.get_default_config(), **settings["decision"]})
        self._ngrams = Ngrams.learn(plain, settings["runs"]["least"])
        self._linear = self._fit(plain, dense, answers, settings["intent"])

    def _fit(self, plain: Sequence[str], dense: Floats, answers: Sequence[str], how: dict[str, float]) -> Linear:
        names = sorted(set(answers))
        sparse = [(places, values * self._share) for places, values in map(self._ngrams.vector, plain)]
        given = np.array([names.index(answer) for answer in answers])
        examples = Examples(dense, sparse, given, np.ones(len(given), np.float32), self._ngrams.size)
        return fit(names, examples, how["strength"], int(how["steps"])).cooled(how["heat"])

    def read(self, plain: str, dense: Floats) -> tuple[str, float]:
        """The name and how sure it is."""
        places, values = self._ngrams.vector(plain)
        chances = softmax(self._linear.scores(dense, places, values * self._share)).tolist()
        best = self._decision.ranked(dict(zip(self._linear.names, chances, strict=True)))[0]
        return best["name"], best["confidence"]
