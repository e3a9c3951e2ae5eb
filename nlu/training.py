"""Trains the pipeline of `nlu/config.yml` with Rasa's own trainer and writes the model's archive."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.caching import TrainingCache
from rasa.engine.recipes.graph_recipe import GraphV1Recipe
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.training.graph_trainer import GraphTrainer
from rasa.shared.data import TrainingType

from nlu.encoder import home
from nlu.encoder.convert import digest
from nlu.examples import TrainingSet
from nlu.importer import ExamplesImporter

CONFIG = Path(__file__).with_name("config.yml")
_DEFAULTS = dict.fromkeys(("eager", "is_target", "is_input"), False) | {"resource": None}


class NoCache(TrainingCache):  # type: ignore[misc]  # rasa is not typed
    """Rasa's cache of single steps, left out: the whole training takes seconds and is skipped when nothing changed."""

    def cache_output(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Rasa's signature
        """Keep nothing."""

    def get_cached_output_fingerprint(self, fingerprint_key: str) -> str | None:  # noqa: ARG002  # Rasa's signature
        """Nothing was kept."""
        return None

    def get_cached_result(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Rasa's signature
        """Nothing was kept."""


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
