"""Runs Rasa's trained graph node by node in a fixed order; its own scheduler plans every turn anew."""

from __future__ import annotations

from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphNode, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner

Plan = list[tuple[str, GraphNode, tuple[str, ...]]]


class OrderedRunner:
    """The same nodes, inputs and results as the runner it was made from."""

    def __init__(self, runner: DaskGraphRunner) -> None:
        self.nodes: dict[str, GraphNode] = runner._instantiated_nodes  # noqa: SLF001 Rasa offers no other way
        self._schema: GraphSchema = runner._graph_schema  # noqa: SLF001
        self._plans: dict[tuple[str, ...], Plan] = {}

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Outputs of the targets by name.

        Raises:
            GraphRunError: a component broke; the cause is chained.
        """
        wanted = tuple(targets or self._schema.target_names)
        outputs: dict[str, tuple[str, Any]] = {name: (name, value) for name, value in (inputs or {}).items()}
        try:
            for name, node, needs in self._plan(wanted):
                outputs[name] = node(*(outputs.get(need, need) for need in needs))
        except RuntimeError as error:
            raise GraphRunError("a component of the model broke") from error
        return dict(outputs[name] for name in wanted)

    def _plan(self, wanted: tuple[str, ...]) -> Plan:
        if wanted not in self._plans:
            schema = self._schema.minimal_graph_schema(list(wanted))
            self._plans[wanted] = [
                (name, self.nodes[name], tuple(schema.nodes[name].needs.values()))
                for name in _in_order(schema)
            ]
        return self._plans[wanted]


def _in_order(schema: GraphSchema) -> list[str]:
    """Node names, each after those it needs."""
    ordered: dict[str, None] = {}

    def visit(name: str) -> None:
        if name in ordered or name not in schema.nodes:
            return
        for need in schema.nodes[name].needs.values():
            visit(need)
        ordered[name] = None

    for name in schema.nodes:
        visit(name)
    return list(ordered)
