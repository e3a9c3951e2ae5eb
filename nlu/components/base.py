"""What all our components share: how Rasa makes them, and that they read messages and training data alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


class Component(GraphComponent):  # type: ignore[misc]  # rasa is not typed
    """A step that writes its finding on every message."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """Make the component for a training run."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Read messages; every subclass says what it adds."""
        raise NotImplementedError

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The same for the examples, before anything is learned from them."""
        self.process(training_data.training_examples)
        return training_data


class Learner(Component):
    """A step that learns from the examples, is kept in the model's archive, and is read back from there."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config)
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """Make the component for a training run."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,  # noqa: ANN401  # Rasa's signature
    ) -> Self:
        """Read the component back from the archive."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component.restore(Path(folder))
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn, and keep what was learned."""
        self.learn(training_data)
        with self._storage.write_to(self._resource) as folder:
            self.keep(Path(folder))
        return self._resource

    def learn(self, training_data: TrainingData) -> None:
        """Learn from the examples."""
        raise NotImplementedError

    def keep(self, folder: Path) -> None:
        """Write what was learned."""
        raise NotImplementedError

    def restore(self, folder: Path) -> None:
        """Read it back."""
        raise NotImplementedError
