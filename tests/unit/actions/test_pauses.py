"""Somebody asks for a moment while a question is open: it waits, and is not asked again at once."""

import pytest

from actions.turns.pauses import WORDED_AS
from tests.unit.actions.talk import Talk

PATIENT = "utter_general_take_your_time"


def only_waits(talk: Talk, question: str) -> bool:
    """Whether there is time, said with the input of the open question."""
    return talk.responses == [question] and talk.last.values.get(WORDED_AS) == PATIENT


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("hang on", "nlu_fallback"),
        ("just a minute, where did I put my card", "wait_please"),
        ("give me a moment", "ask_faq"),
    ],
)
async def test_a_pause_does_not_bring_the_question_at_once(talk, text, intent):
    await talk.says("what do i owe", "ask_bill")
    await talk.says(text, intent)
    assert only_waits(talk, "utter_identity_ask_number")
    await talk.says("wait a bit longer please", "wait_please")
    assert only_waits(talk, "utter_identity_ask_number")
    await talk.says("555-123-0101", "inform_identity")
    assert not talk.last.values.get(WORDED_AS)
    await talk.says("one second, I have to look that up", "wait_please")
    assert only_waits(talk, "utter_identity_ask_pin")


async def test_a_wish_or_a_report_behind_a_pause_is_heard(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.says("wait, how much data is left?", "ask_data_left")
    assert WORDED_AS not in talk.last.values
    await talk.says("hold on, there are no bars", "report_no_signal")
    assert WORDED_AS not in talk.last.values
