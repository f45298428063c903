import re
from xml.etree import ElementTree as ET

import pytest

from desk.agents import portrait_path
from desk.portraits import Traits, portrait, traits_for
from desk.teams.directory import read_directory
from desk.wording import desk_words
from desk.wrap_up import is_wrap_up_code, wrap_up_codes

AGENTS = list(read_directory().agents.values())


def test_a_portrait_is_always_the_same_drawing_of_the_same_person():
    assert portrait(traits_for("agent_somebody")) == portrait(traits_for("agent_somebody"))
    assert portrait(traits_for("agent_somebody")) != portrait(traits_for("agent_somebody_else"))


def test_every_demo_portrait_differs_and_is_plain_svg():
    pictures = {portrait(agent.traits) for agent in AGENTS}
    assert len(pictures) == len(AGENTS)
    for picture in pictures:
        root = ET.fromstring(picture)
        tags = {element.tag.split("}")[1] for element in root.iter()}
        assert tags <= {"svg", "rect", "path", "circle", "g"}
        assert not re.search(r"<(script|style|image|text)|on\w+=|href", picture)


def test_unknown_words_of_a_portrait_are_refused():
    with pytest.raises(ValueError, match="hair must be one of"):
        Traits(hair="mohawk")
    with pytest.raises(ValueError, match="skin"):
        Traits(skin=9)


def test_a_portrait_is_served_under_the_agents_id():
    assert portrait_path("agent_maya") == "/team/agent_maya.svg"


def test_wrap_up_codes_are_a_closed_list():
    codes = [entry.code for entry in wrap_up_codes()]
    assert len(set(codes)) == len(codes)
    assert is_wrap_up_code(codes[0])
    assert not is_wrap_up_code("whatever")


def test_every_refusal_code_has_a_sentence():
    from conversation.desk_protocol import REFUSAL_CODES

    assert set(desk_words().refusals) >= REFUSAL_CODES
