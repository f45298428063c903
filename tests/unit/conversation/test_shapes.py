import pytest
from desk_leading_samples import LEAD_REQUESTS, LEAD_SHAPES, OVERVIEW
from desk_webhook_samples import CASE_MESSAGES, DESK_MESSAGES, WEBHOOK_SHAPES
from pydantic import ValidationError
from samples import (
    AGENT_FRAMES,
    CLIENT_FRAMES,
    CONTROL_FRAMES,
    DESK_FRAMES,
    EVENTS,
    GATEWAY_FRAMES,
    SERVER_FRAMES,
)
from samples import SAMPLES as OTHER_SAMPLES

from conversation.client_frames import client_frame
from conversation.desk_protocol import desk_frame
from conversation.desk_requests import agent_frame
from conversation.desk_webhook import case_message, desk_message
from conversation.events import Event
from conversation.gateway_protocol import control_frame, gateway_frame
from conversation.server_frames import server_frame
from conversation.shape import Shape

SAMPLES = [*OTHER_SAMPLES, *WEBHOOK_SHAPES, *LEAD_SHAPES]


def all_shapes(base: type[Shape] = Shape) -> set[type[Shape]]:
    found: set[type[Shape]] = set()
    for shape in base.__subclasses__():
        found |= {shape} | all_shapes(shape)
    return {shape for shape in found if shape.__module__.startswith("conversation.")}


def test_every_shape_has_test_data():
    assert all_shapes() == {type(sample) for sample in SAMPLES}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_a_shape_survives_the_wire_with_every_field_filled(sample):
    unset = {name for name, value in sample if value is None}
    assert not unset, f"samples.py leaves {unset} of {type(sample).__name__} empty"
    assert type(sample).model_validate_json(sample.model_dump_json()) == sample
    assert type(sample).model_validate(sample.to_json()) == sample


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_a_shape_refuses_a_key_it_does_not_know(sample):
    with pytest.raises(ValidationError):
        type(sample).model_validate({**sample.to_json(), "surprise": 1})


@pytest.mark.parametrize(
    ("adapter", "frames"),
    [
        (client_frame, CLIENT_FRAMES),
        (server_frame, SERVER_FRAMES),
        (agent_frame, [*AGENT_FRAMES, *LEAD_REQUESTS]),
        (desk_frame, [*DESK_FRAMES, OVERVIEW]),
        (case_message, CASE_MESSAGES),
        (desk_message, DESK_MESSAGES),
        (gateway_frame, GATEWAY_FRAMES),
        (control_frame, CONTROL_FRAMES),
    ],
)
def test_a_frame_is_told_apart_by_its_type(adapter, frames):
    for frame in frames:
        assert adapter.validate_json(frame.model_dump_json()) == frame


def test_an_event_keeps_the_kind_of_its_payload():
    for payload in EVENTS:
        event = Event.model_validate(
            {
                "conversation_id": "c",
                "seq": 1,
                "at": "2026-07-20T15:30:00Z",
                "author": {"role": "system"},
                "payload": payload.to_json(),
            }
        )
        assert event.payload == payload
