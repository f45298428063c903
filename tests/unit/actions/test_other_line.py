"""Another line of the same account than the one that was told of."""

import pytest

from tests.unit.actions.talk import Talk

FAMILY = ("555-123-0106", "1837")


@pytest.mark.parametrize("text", ["oops, my daughter's line is what I meant", "no, the other number of ours"])
async def test_another_line_is_asked_for_without_a_new_proof(talk: Talk, text):
    await talk.says("how much data is left", "ask_data_left")
    await talk.proves(*FAMILY)
    await talk.says(text, "correct")
    assert talk.responses == ["utter_ask_line"]
    assert len(talk.last.care.choices) > 1
    await talk.says("number two", "nlu_fallback")
    assert talk.slots["verification"]["line_id"] == "lin-0006-2"
    assert "utter_identity_ask_number" not in talk.responses
    assert "data_left" in talk.facts
