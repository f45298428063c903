from __future__ import annotations

import importlib

import jsonschema
import pytest
import rasa
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event, deserialise_events

from bot import patches

REPLIES = [
    {"events": [], "responses": []},
    {},
    {"events": [{"event": "slot", "name": "a", "value": 1}]},
    {"events": [{"event": "slot", "name": "a", "value": 1, "timestamp": None}], "responses": [{"text": "x"}]},
    {"events": [{"event": "action", "name": "action_listen"}, {"event": "pause"}]},
    {"events": [{"event": "form", "name": None}, {"event": "active_loop", "name": "f"}]},
    {"events": [{"event": "user", "text": "t", "parse_data": {}}]},
    {"events": [{"event": "no_such_event"}]},
    {"events": [{"event": "slot"}]},
    {"events": [{"name": "a"}]},
    {"events": {}},
    {"events": None},
    {"responses": [1]},
    {"responses": {}},
    [],
    None,
    "text",
    7,
]


@pytest.fixture(scope="module", autouse=True)
def applied():
    assert patches.apply()


@pytest.mark.parametrize("reply", REPLIES)
def test_a_reply_is_refused_exactly_when_rasa_itself_would_refuse_it(reply):
    action = RemoteAction("action_x", None)
    try:
        jsonschema.validate(reply, RemoteAction.action_response_format_spec())
    except jsonschema.ValidationError:
        with pytest.raises(jsonschema.ValidationError):
            action._validate_action_result(reply)
    else:
        assert action._validate_action_result(reply)


def test_a_refused_reply_is_not_repeated_in_the_message():
    action = RemoteAction("action_x", None)
    with pytest.raises(jsonschema.ValidationError) as refused:
        action._validate_action_result({"events": "my PIN is 4821"})
    assert "4821" not in refused.value.message


def test_every_event_class_is_found_by_the_name_rasa_finds_it_by():
    from rasa.shared.utils.common import all_subclasses

    by_name: dict[str, type] = {}
    for cls in all_subclasses(Event):
        by_name.setdefault(cls.type_name, cls)
    for name, cls in by_name.items():
        assert Event.resolve_by_type(name) is cls
        assert Event.resolve_by_type(name) is cls


def test_an_unknown_event_is_still_an_error_and_a_default_still_a_default():
    with pytest.raises(ValueError):
        Event.resolve_by_type("no_such_event")
    assert Event.resolve_by_type("topic") is None
    from rasa.shared.core.events import SlotSet

    assert Event.resolve_by_type("no_such_event", SlotSet) is SlotSet
    with pytest.raises(ValueError):
        Event.resolve_by_type("no_such_event")


def test_stored_events_are_read_as_before():
    stored = [
        {"event": "action", "name": "action_listen"},
        {
            "event": "user",
            "text": "hi",
            "parse_data": {"intent": {"name": "greet"}, "entities": [], "text": "hi"},
        },
        {"event": "slot", "name": "a", "value": [1]},
        {"event": "bot", "text": "hello", "data": {}},
        {"event": "pause"},
        {"event": "resume"},
        {"event": "active_loop", "name": "f"},
    ]
    kinds = [type(event).__name__ for event in deserialise_events(stored)]
    assert kinds == [
        "ActionExecuted",
        "UserUttered",
        "SlotSet",
        "BotUttered",
        "ConversationPaused",
        "ConversationResumed",
        "ActiveLoop",
    ]


def test_nothing_is_touched_under_another_rasa(monkeypatch):
    monkeypatch.setattr(rasa, "__version__", "3.7.0")
    module = importlib.reload(patches)
    before = RemoteAction._validate_action_result
    assert module.apply() is False
    assert RemoteAction._validate_action_result is before
