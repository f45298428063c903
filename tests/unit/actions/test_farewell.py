"""A farewell with a remark ends the talk, and brings no menu."""

import pytest

from actions.turns.turn import Intent
from tests.unit.actions.talk import Talk


def ranked(**names: float) -> tuple[Intent, ...]:
    return tuple(Intent(name=name, confidence=sure) for name, sure in names.items())


@pytest.mark.parametrize(
    ("text", "intent", "ranking"),
    [
        ("nah, you were lovely, sleep well", "nlu_fallback", ranked(small_talk=0.25, goodbye=0.12)),
        ("no, much obliged, and so long", "deny", ranked(deny=0.5, goodbye=0.2)),
    ],
)
async def test_kind_words_with_a_goodbye_are_a_farewell(talk, text, intent, ranking):
    await talk.says(text, intent, ranking=ranking)
    assert talk.responses == ["utter_general_goodbye"]


@pytest.mark.parametrize(
    ("text", "intent", "ranking"),
    [
        ("no, the other thing", "nlu_fallback", ranked(correct=0.3, goodbye=0.1)),
        ("is that all you can do?", "nlu_fallback", ranked(small_talk=0.2, goodbye=0.15)),
        ("no", "deny", ranked(deny=0.9, never_mind=0.05)),
    ],
)
async def test_what_may_want_something_is_none(talk: Talk, text, intent, ranking):
    await talk.says(text, intent, ranking=ranking)
    assert "utter_general_goodbye" not in talk.responses
