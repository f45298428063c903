from __future__ import annotations

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components.graph_runner import OrderedRunner


@pytest.fixture
def dask_runner(assistant):
    """Rasa's own runner over the very same nodes."""
    ordered = assistant.agent.processor.graph_runner
    runner = DaskGraphRunner.__new__(DaskGraphRunner)
    runner._instantiated_nodes = ordered.nodes
    runner._graph_schema = ordered._schema
    runner._execution_context = None
    return runner


@pytest.mark.parametrize(
    "text", ["what do I owe", "/greet", "no signal 6125550101", "unheard-of walnuts", "x"]
)
async def test_understanding_is_what_rasas_own_runner_understands(assistant, dask_runner, text):
    processor = assistant.agent.processor
    tracker = DialogueStateTracker.from_events("c1", [])
    target = processor.model_metadata.nlu_target

    def understood(runner):
        inputs = {PLACEHOLDER_MESSAGE: [UserMessage(text, message_id="m")], PLACEHOLDER_TRACKER: tracker}
        return runner.run(inputs=inputs, targets=[target])[target][0].as_dict()

    assert understood(processor.graph_runner) == understood(dask_runner)


async def test_decisions_are_what_rasas_own_runner_decides(assistant, dask_runner):
    processor = assistant.agent.processor
    target = processor.model_metadata.core_target
    for text in ("hello", "no signal", "what do I owe", "it is 6125550101", "/out_of_scope"):
        await assistant.say(text, payload=text.startswith("/"))
        inputs = {PLACEHOLDER_TRACKER: await assistant.tracker()}
        ours = processor.graph_runner.run(inputs=inputs, targets=[target])[target]
        theirs = dask_runner.run(inputs=inputs, targets=[target])[target]
        assert (ours.probabilities, ours.policy_name) == (theirs.probabilities, theirs.policy_name)


def test_a_component_that_breaks_is_an_error_of_the_graph(dask_runner):
    runner = OrderedRunner(dask_runner)

    def broken(*_):
        raise RuntimeError("broken")

    runner._plans[("target",)] = [("target", broken, ())]
    with pytest.raises(GraphRunError):
        runner.run(targets=["target"])
