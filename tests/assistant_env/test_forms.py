from __future__ import annotations

from pathlib import Path

import pytest

from bot.components.errors import TurnError
from bot.digressions import plain_rules
from bot.project import Project, rules_in

FORMS = {"line_form": ("no signal", "line_number"), "mood_form": ("/tell_number", "happy")}
SWITCHES = {"report_no_signal": "line_form", "tell_number": "mood_form"}
LEAVES = {"start_over"}
ANSWERS = {"mood_form": {"affirm", "deny"}, "line_form": {"tell_number"}}


def wishes() -> list[str]:
    project = Project(root=Path(__file__).parent / "data" / "project")
    return sorted(plain_rules(rules_in(project.rule_files())))


def pytest_generate_tests(metafunc):
    if {"form", "wish"} <= set(metafunc.fixturenames):
        names = [name for name in wishes() if name not in {"ask_broken", "nlu_fallback"}]
        metafunc.parametrize(
            ("form", "wish"),
            [(form, wish) for form in FORMS for wish in names if wish not in ANSWERS[form]],
        )


async def test_any_wish_inside_any_form_is_answered_and_the_form_goes_on(assistant, form, wish):
    opening, slot = FORMS[form]
    asked = (await assistant.say(opening, payload=opening.startswith("/")))["replies"][-1]["custom"]["care"][
        "asks"
    ]
    assert asked == slot
    answer = await assistant.say(f"/{wish}", payload=True)
    assert answer["replies"]
    if wish in LEAVES:
        assert answer["active_loop"] is None
        return
    assert answer["active_loop"] == SWITCHES.get(wish, form)
    if not answer["paused"]:
        expected = FORMS[answer["active_loop"]][1]
        assert answer["replies"][-1]["custom"]["care"]["asks"] == expected


@pytest.mark.parametrize("form", list(FORMS))
async def test_words_nobody_understands_do_not_end_a_form(assistant, form):
    opening, slot = FORMS[form]
    await assistant.say(opening, payload=opening.startswith("/"))
    answer = await assistant.say("colourless green ideas sleep furiously beside seventeen walnuts")
    assert answer["intent_ranking"][0]["name"] == "nlu_fallback"
    assert answer["active_loop"] == form
    assert answer["replies"][-1]["custom"]["care"]["asks"] == slot


async def test_after_three_digressions_the_form_still_takes_its_answer(assistant):
    await assistant.say("no signal")
    for wish in ("greet", "ask_bill", "ask_data"):
        await assistant.say(f"/{wish}", payload=True)
    assert await assistant.texts("it is 6125550101") == ["Line noted."]
    assert (await assistant.tracker()).active_loop is None


async def test_a_hand_written_rule_inside_a_form_stands(assistant):
    await assistant.say("no signal")
    answer = await assistant.say("thanks a lot")
    assert answer["replies"][0]["text"] in ("You are welcome.", "Any time.", "Gladly.")
    assert answer["active_loop"] == "line_form"


async def test_a_form_is_never_completed_with_empty_slots(assistant, actions):
    await assistant.say("no signal")
    actions.answers["validate_line_form"] = lambda _: None
    with pytest.raises(TurnError):
        await assistant.say("it is 6125550101")
    assert "action_submit_line" not in actions.names()
    assert (await assistant.tracker()).active_loop_name == "line_form"
