from __future__ import annotations

import json

from bot.components.redaction import blank_turn, redacted_answers


def conversation():
    text = "my card is 4242 thanks"
    return [
        {"event": "action", "name": "action_listen"},
        {
            "event": "user",
            "text": text,
            "metadata": {"turn_id": "t1"},
            "parse_data": {
                "text": text,
                "entities": [{"entity": "number", "start": 11, "end": 15, "value": "4242"}],
            },
        },
        {"event": "slot", "name": "note", "value": {"said": "4242"}},
        {
            "event": "bot",
            "text": "You said 4242.",
            "data": {"custom": {"care": {"facts": [{"value": "4242"}]}}},
        },
        {"event": "user", "text": "4242 again", "metadata": {"turn_id": "t2"}},
    ]


def test_the_characters_are_blanked_wherever_the_tracker_repeats_them():
    bodies, fragment = blank_turn(conversation(), "t1", 11, 15)
    assert fragment == "4242"
    assert "4242" not in json.dumps(bodies)
    assert bodies[1]["text"] == "my card is ████ thanks"
    assert bodies[1]["parse_data"]["entities"] == []


def test_positions_and_everything_else_stay():
    bodies, _ = blank_turn(conversation(), "t1", 0, 2)
    assert len(bodies[1]["text"]) == len("my card is 4242 thanks")
    assert bodies[2:] == conversation()[2:]
    assert bodies[1]["parse_data"]["entities"] == conversation()[1]["parse_data"]["entities"]


def test_an_end_behind_the_text_blanks_to_its_end():
    bodies, fragment = blank_turn(conversation(), "t1", 16, 999)
    assert fragment == "thanks"
    assert bodies[1]["text"] == "my card is 4242 ██████"


def test_an_unknown_turn_changes_nothing():
    assert blank_turn(conversation(), "t9", 0, 4) == (None, "")


def test_only_answers_that_repeated_the_fragment_are_rewritten():
    answers = {
        "t1": {"turn_id": "t1", "replies": [{"text": "You said 4242.", "custom": {}}]},
        "t2": {"turn_id": "t2", "replies": [{"text": "Hello.", "custom": {}}]},
    }
    assert redacted_answers(answers, "4242") == {
        "t1": {"turn_id": "t1", "replies": [{"text": "You said ████.", "custom": {}}]}
    }
    assert redacted_answers(answers, "42") == {}
