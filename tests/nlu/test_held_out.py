"""How well the assistant understands sentences it was never trained on, told per topic."""

import json
import subprocess

import pytest

from tests.harness.system import ASSISTANT_PYTHON, ROOT

FLOOR = 0.8
"""Below this something is broken; the figures themselves are a report, no promise."""


@pytest.fixture(scope="module")
def measured():
    done = subprocess.run(
        [str(ASSISTANT_PYTHON), "-m", "bot.evaluate", "--json"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_held_out_sentences_are_mostly_understood(measured, record_testsuite_property, tell):
    for topic, figures in {**measured["topics"], "all": measured["all"]}.items():
        record_testsuite_property(f"held_out_{topic}", figures["right"])
        tell(
            f"{topic}: {figures['right']:.1%} of {figures['examples']} right,"
            f" {figures['asked_again']:.1%} asked again, {figures['sure_and_wrong']:.1%} sure and wrong"
        )
    foreign = measured["out_of_scope"]
    tell(f"out of scope: {foreign['stopped']:.1%} of {foreign['examples']} not answered")
    assert measured["all"]["examples"] >= 200
    assert measured["all"]["right"] >= FLOOR
    assert foreign["stopped"] >= FLOOR
