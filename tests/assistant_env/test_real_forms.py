"""Every wish inside every form of the project as it is trained; the action server alone is scripted."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import Any

import pytest

from bot.assembly import whole_domain
from bot.components.encoder import shared, use
from bot.digressions import covered_pairs, plain_rules
from bot.project import Project, rules_in
from tests.assistant_env.conftest import ENCODER, ROOT, FakeActions, build_assistant

PROJECT = Project(root=ROOT)
MODELS = Path(os.environ.get("ASSISTANT_MODEL_FOLDER", ROOT / "models" / "assistant"))
RULES = rules_in(PROJECT.rule_files())
PLAIN = plain_rules(RULES)
DOMAIN = whole_domain(PROJECT)
FORMS = {name: form["required_slots"] for name, form in DOMAIN["forms"].items()}
WISHES = sorted(set(PLAIN) - {"nlu_fallback"})
"""Wishes with a rule; words nobody understands are no wish that a button could hold."""
OPENS = "/greet"
FOREIGN = "colourless green ideas sleep furiously beside seventeen walnuts"


TOUCHED = {"event": "slot", "name": "channel", "value": "web_chat"}


class ScriptedActions:
    """Opens the form it is told to; every action says its own name, a form's validation hears no answer."""

    def __init__(self, fake: FakeActions) -> None:
        self.asked = fake.asked
        self.opening: str | None = None

    def get(self, body: dict[str, Any]) -> dict[str, Any]:
        name = body["next_action"]
        if name.startswith("validate_"):
            return {"events": [TOUCHED] if _acted(body) else [], "responses": []}
        events: list[dict[str, Any]] = [TOUCHED]
        if self.opening is not None:
            events.append({"event": "followup", "name": self.opening})
            self.opening = None
        return {"events": events, "responses": [{"text": name}]}

    def __getitem__(self, name: str) -> Any:
        return self.get

    def names_since(self, place: int) -> list[str]:
        return [body["next_action"] for body in self.asked[place:]]


def _acted(body: dict[str, Any]) -> bool:
    """Whether something else dealt with this turn before the form was run again."""
    events = body["tracker"]["events"]
    turn = max(n for n, event in enumerate(events) if event["event"] == "user")
    names = {event["name"] for event in events[turn:] if event["event"] == "action"}
    return bool(names - {"action_listen", "action_extract_slots", "action_session_start", *FORMS})


@pytest.fixture(scope="session")
def real_model(patched: bool) -> Path:
    use(ENCODER.resolve())
    path = MODELS / f"assistant-{PROJECT.fingerprint(shared().fingerprint)}.tar.gz"
    if not path.is_file():
        pytest.skip("no model of these sources: run `make train`")
    return path


@pytest.fixture
async def real(real_model: Path, actions: FakeActions, tmp_path: Path):
    scripted = ScriptedActions(actions)
    actions.answers = scripted  # type: ignore[assignment]
    assistant = build_assistant(real_model, actions.url, tmp_path / "tracker.sqlite")
    yield assistant, scripted
    await assistant.endpoint.close()
    assistant.store.close()


async def opened(real: Any, form: str, conversation: str) -> None:
    """A conversation in which the form has asked its question."""
    assistant, scripted = real
    scripted.opening = form
    answer = await assistant.say(OPENS, payload=True, conversation=conversation)
    assert answer["active_loop"] == form
    assert answer["replies"][-1]["text"] == question_of(form)


def question_of(form: str) -> str:
    return f"action_ask_{form}_{FORMS[form][0]}"


def acting(wish: str) -> str:
    """The action of the wish's plain rule."""
    return str(PLAIN[wish][0]["steps"][1]["action"])


def test_every_intent_of_the_domain_has_one_plain_rule_and_no_form_its_own():
    intents = {next(iter(item)) if isinstance(item, dict) else item for item in DOMAIN["intents"]}
    assert intents - {"nlu_fallback"} == set(WISHES)
    assert all(len(PLAIN[wish]) == 1 for wish in WISHES)


@pytest.mark.parametrize("form", sorted(FORMS))
async def test_no_wish_loses_a_form_and_its_question_comes_again(real, form):
    assistant, scripted = real
    own = covered_pairs(RULES)
    wrong: dict[str, object] = {}
    for wish in WISHES:
        if (wish, form) in own:
            continue
        await opened(real, form, wish)
        place = len(scripted.asked)
        answer = await assistant.say(f"/{wish}", payload=True, conversation=wish)
        called, action = scripted.names_since(place), acting(wish)
        acted = action in called if action.startswith("action_") else len(answer["replies"]) == 2
        asked = answer["replies"] and answer["replies"][-1]["text"] == question_of(form)
        if answer["active_loop"] != form or not acted or not asked:
            wrong[wish] = (answer["active_loop"], called, [reply["text"] for reply in answer["replies"]])
    assert wrong == {}


async def test_words_nobody_understands_lose_no_form_either(real):
    assistant, scripted = real
    for form in FORMS:
        await opened(real, form, form)
        place = len(scripted.asked)
        answer = await assistant.say(FOREIGN, conversation=form)
        assert answer["active_loop"] == form
        assert {acting("nlu_fallback"), acting("out_of_scope")} & set(scripted.names_since(place))
        assert answer["replies"][-1]["text"] == question_of(form)


async def test_wish_after_wish_in_one_conversation_loses_no_form(real):
    assistant, _ = real
    for form in FORMS:
        await opened(real, form, form)
        for wish in WISHES[::3]:
            answer = await assistant.say(f"/{wish}", payload=True, conversation=form)
            assert (wish, answer["active_loop"]) == (wish, form)


async def test_an_action_that_opens_another_form_leaves_exactly_that_one_open(real):
    assistant, scripted = real
    for form, other in itertools.permutations(sorted(FORMS), 2):
        conversation = f"{form}-{other}"
        await opened(real, form, conversation)
        scripted.opening = other
        answer = await assistant.say("/ask_bill", payload=True, conversation=conversation)
        assert answer["active_loop"] == other
        assert answer["replies"][-1]["text"] == question_of(other)
