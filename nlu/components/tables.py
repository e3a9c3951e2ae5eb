"""Word lists on their way from the data folder to the components: they travel as Rasa's lookup tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rasa.shared.nlu.training_data.training_data import TrainingData


def as_lookup_tables(tables: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The tables in the shape that training data carries: a list of texts, the first of which Rasa tries as a file's name."""
    return [{"name": name, "elements": [name, json.dumps(each)]} for name, each in sorted(tables.items())]


def table(training_data: TrainingData, name: str) -> Any:  # noqa: ANN401  # each reader knows its own table's shape
    """The table of that name; empty when the practice has none."""
    for each in training_data.lookup_tables:
        if each["name"] == name:
            return json.loads(each["elements"][1])
    return {}
