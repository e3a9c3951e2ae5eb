"""Our runner of Rasa's graphs: what a target needs runs, each part after what it needs itself, and nothing else."""

from typing import Any

import pytest
from rasa.engine.exceptions import GraphComponentException
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner

from nlu.runner import StraightRunner

INPUT = "__message__"


class Adds(GraphComponent):
    """Adds its letter to each text; a text of nothing is an error."""

    def __init__(self, letter: str) -> None:
        self.letter = letter

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: Any, resource: Any, execution_context: Any) -> "Adds":
        return cls(config["letter"])

    def add(self, texts: list[str]) -> list[str]:
        if not all(texts):
            raise ValueError("nothing said")
        return [text + self.letter for text in texts]


def node(letter: str, needs: str, target: bool = False) -> SchemaNode:
    return SchemaNode({"texts": needs}, Adds, "create", "add", {"letter": letter}, eager=True, is_target=target)


def runner(kind: type) -> Any:
    """Three parts in a row, written down in another order than they run in, and one that nobody needs."""
    schema = GraphSchema(
        {"c": node("c", "b", target=True), "b": node("b", "a"), "z": node("z", "c"), "a": node("a", INPUT)}
    )
    return kind.create(schema, None, ExecutionContext(schema))


def test_it_gives_what_rasas_own_runner_gives():
    """It stands in for that one, so it must not give anything else."""
    for targets in (None, ["c"], ["b"], ["b", "z"]):
        ours, theirs = (runner(kind).run({INPUT: ["x", "y"]}, targets) for kind in (StraightRunner, DaskGraphRunner))
        assert ours == theirs
    assert runner(StraightRunner).run({INPUT: ["x"]}, ["c"]) == {"c": ["xabc"]}


def test_a_fault_in_a_part_reaches_the_caller_and_the_next_message_is_read():
    """One bad message must not end the child, nor spoil the one after it."""
    straight = runner(StraightRunner)
    with pytest.raises(GraphComponentException):
        straight.run({INPUT: [""]})
    assert straight.run({INPUT: ["x"]}) == {"c": ["xabc"]}
