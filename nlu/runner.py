"""Runs a graph of components one after the other: what Rasa's own runner does, without planning the way anew each time.

Rasa's runner hands every message to a planner of parallel work. Our graph is a line; the way through it is found once.
"""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import TopologicalSorter
from typing import Any, Self

from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage


class StraightRunner(GraphRunner):  # type: ignore[misc]  # rasa is not typed
    """Loads every node of a graph and runs those that a target needs, each after what it needs itself."""

    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        self._schema = schema
        self._nodes = nodes
        self._ways: dict[tuple[str, ...], list[tuple[str, list[str]]]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> Self:
        """Make the runner as Rasa's loader asks for it."""
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        return cls(graph_schema, nodes)

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """What the targets give for these inputs; raises what a component raised, wrapped by Rasa's node."""
        wanted = targets or self._schema.target_names
        done: dict[str, tuple[str, Any]] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needs in self._way(wanted):
            done[name] = self._nodes[name](*(done[need] for need in needs))
        return {name: done[name][1] for name in wanted}

    def _way(self, targets: Iterable[str]) -> list[tuple[str, list[str]]]:
        key = tuple(targets)
        if key not in self._ways:
            nodes = self._schema.minimal_graph_schema(list(key)).nodes
            order = TopologicalSorter({name: list(node.needs.values()) for name, node in nodes.items()}).static_order()
            self._ways[key] = [(name, list(nodes[name].needs.values())) for name in order if name in nodes]
        return self._ways[key]
