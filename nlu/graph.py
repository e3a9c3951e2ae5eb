"""Trains, stores and loads the pipeline with Rasa's own engine. No other file but the components knows Rasa."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.caching import TrainingCache
from rasa.engine.constants import PLACEHOLDER_MESSAGE
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.recipes.graph_recipe import GraphV1Recipe
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.training.graph_trainer import GraphTrainer
from rasa.shared.data import TrainingType
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.components.fields import ASKED, DANGER
from nlu.encoder import home
from nlu.encoder.convert import digest
from nlu.examples import TrainingSet
from nlu.importer import ExamplesImporter

CONFIG = Path(__file__).with_name("config.yml")
_DEFAULTS = {field: False for field in ("eager", "is_target", "is_input")} | {"resource": None}


class NoCache(TrainingCache):  # type: ignore[misc]  # rasa is not typed
    """Rasa's cache of single steps, left out: the whole training takes seconds and is skipped when nothing changed."""

    def cache_output(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Rasa's signature
        """Keep nothing."""

    def get_cached_output_fingerprint(self, fingerprint_key: str) -> str | None:
        """Nothing was kept."""
        return None

    def get_cached_result(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Rasa's signature
        """Nothing was kept."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the graph says of one message."""

    ranking: tuple[tuple[str, float], ...]
    danger: dict[str, float]


def pipeline() -> dict[str, Any]:
    """The configuration, every node spelled out as Rasa's engine takes it, and the encoder it is for named."""
    config: dict[str, Any] = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    for schema in ("train_schema", "predict_schema"):
        for name, node in config[schema]["nodes"].items():
            node.update({field: node.get(field, value) for field, value in _DEFAULTS.items()})
            node["config"] = dict(node["config"])
            if name in {"vectors", "with_vectors"}:
                node["config"]["digest"] = digest()
    return config


def train_archive(training_set: TrainingSet, encoder: Path, archive: Path) -> None:
    """Train on the set and write the model's archive."""
    home.use(encoder)
    config = pipeline()
    model = GraphV1Recipe().graph_config_for_recipe(copy.deepcopy(config), {}, TrainingType.NLU)
    with tempfile.TemporaryDirectory() as folder:
        trainer = GraphTrainer(LocalModelStorage.create(Path(folder)), NoCache(), DaskGraphRunner)
        trainer.train(model, ExamplesImporter(training_set, config), archive, force_retraining=True)


class LoadedModel:
    """A model read from its archive, ready to read messages."""

    def __init__(self, archive: Path, encoder: Path) -> None:
        if not archive.is_file():
            raise FileNotFoundError(archive)
        home.use(encoder)
        self._folder = tempfile.TemporaryDirectory(prefix="frontdoor-model-")
        self._runner: GraphRunner
        metadata, self._runner = load_predict_graph_runner(
            Path(self._folder.name), archive, LocalModelStorage, DaskGraphRunner
        )
        self._target = metadata.nlu_target
        self._folder.cleanup()  # Every component is loaded by now; nothing is left lying about.

    def read(self, texts: Sequence[str], asked: Sequence[str | None]) -> list[Reading]:
        """Read some messages at once; the result for each is the same as if it were alone."""
        messages = [Message(data={TEXT: text, ASKED: ask}) for text, ask in zip(texts, asked, strict=True)]
        read = self._runner.run({PLACEHOLDER_MESSAGE: messages}, [self._target])[self._target]
        return [_reading(message) for message in read]


def _reading(message: Message) -> Reading:
    ranking = [message.get(INTENT), *(message.get(INTENT_RANKING_KEY)[1:])]
    return Reading(tuple((one["name"], float(one["confidence"])) for one in ranking), dict(message.get(DANGER)))


__all__ = ["CONFIG", "LoadedModel", "Reading", "pipeline", "train_archive"]
