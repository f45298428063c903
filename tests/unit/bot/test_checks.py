from __future__ import annotations

import pytest

from bot import checks
from bot.check_data import said_elsewhere, validation_complaints
from bot.project import Project


def wording(text, **care):
    return {"text": text, **({"custom": {"care": care}} if care else {})}


def test_a_wish_without_a_rule_is_found_outside_and_inside_forms():
    domain = {"intents": ["greet", {"ask_bill": {"use_entities": []}}], "forms": {"f": {}}}
    rules = [
        {"rule": "g", "steps": [{"intent": "greet"}, {"action": "a"}]},
        {"rule": "n", "steps": [{"intent": "nlu_fallback"}, {"action": "a"}]},
        {"rule": "n in f", "condition": [{"active_loop": "f"}], "steps": [{"intent": "nlu_fallback"}]},
        {"rule": "x", "steps": [{"intent": "no_such"}, {"action": "a"}]},
    ]
    complaints = checks.rule_complaints(domain, rules)
    assert complaints == [
        "intent ask_bill has no rule outside of forms",
        "intent ask_bill has no rule inside f",
        "intent greet has no rule inside f",
        "a rule begins with intent no_such, which no domain has",
    ]


def test_the_built_in_session_start_fallback_and_endless_session_are_guarded():
    domain = {
        "actions": ["action_session_start", "action_default_fallback", "action_x"],
        "session_config": {"session_expiration_time": 60},
    }
    assert len(checks.engine_complaints(domain)) == 3
    assert (
        checks.engine_complaints({"actions": ["action_x"], "session_config": {"session_expiration_time": 0}})
        == []
    )


def test_a_response_that_is_used_must_exist():
    assert checks.response_complaints({"responses": {}}, {"utter_x": "bot/rules/a.yml"}) == [
        "bot/rules/a.yml: response utter_x does not exist"
    ]


@pytest.mark.parametrize(
    ("wordings", "count"),
    [
        ([wording("A."), wording("B.")], 0),
        ([wording("A.")], 1),
        ([wording("A."), wording("A.")], 1),
        ([wording(f"{n}?", asks="x", expects="yes_no") for n in range(3)], 0),
        ([wording(f"{n}?", asks="x", expects="secret:4") for n in range(3)], 0),
        ([wording(f"{n}?", asks="x", expects="yes_no") for n in range(2)], 1),
        ([wording(f"{n}?") for n in range(3)], 3),
        ([wording(f"{n}?", asks="x") for n in range(3)], 1),
        ([wording(f"{n}?", asks="x", expects="digits") for n in range(3)], 1),
        ([wording("A."), wording("B."), {**wording("C."), "condition": [{"name": "channel"}]}], 1),
        ([{"custom": {"care": {"shown": ["a"]}}}], 0),
        ([{**wording(f"{n}?"), "metadata": {"asked_by": "action"}} for n in range(3)], 0),
    ],
)
def test_wordings_are_many_enough_and_questions_say_what_they_ask(wordings, count):
    assert len(checks.response_complaints({"responses": {"utter_x": wordings}}, {})) == count


def test_a_form_without_a_question_for_its_slot_is_found():
    domain = {"forms": {"f": {"required_slots": ["a", "b"]}}, "responses": {"utter_ask_a": []}, "actions": []}
    assert checks.form_complaints(domain) == ["form f: nothing asks for b (utter_ask_f_b)"]


def test_too_few_examples_and_shared_examples_are_found():
    many = [f"sentence {n}" for n in range(15)]
    examples = {"a": many, "b": [*many[:3], "Sentence 4!"], "c": []}
    complaints = checks.example_complaints({"intents": ["a", "b", "c", "d"]}, examples, {"c"})
    assert "intent b has 4 different examples, 15 are needed" in complaints
    assert "intent d has 0 different examples, 15 are needed" in complaints
    assert not any("intent c" in complaint or "intent a" in complaint for complaint in complaints)
    assert "example 'sentence 4' belongs to a and b" in complaints


def test_a_held_out_example_may_not_be_trained_on():
    assert checks.held_out_complaints({"a": ["What's due?"]}, {"a": ["whats due", "how much is it"]}) == [
        "held-out example 'whats due' of a is also trained on"
    ]


OUTPUT = """\
/env/lib/python3.11/site-packages/pkg_resources/__init__.py:3148: DeprecationWarning: Deprecated call
/env/lib/rasa/shared/utils/validation.py:134: UserWarning: pkg_resources is deprecated as an API.
2026-11-22 02:11:11 INFO     rasa.validator  - Validating intents...
\x1b[93m/env/rasa/shared/utils/io.py:100: UserWarning: The utterance 'utter_asked' is not used in any story or rule.
\x1b[0m\x1b[93m/env/rasa/shared/utils/io.py:100: UserWarning: The utterance 'utter_lost' is not used in any story or rule.
\x1b[0m\x1b[93m/env/rasa/shared/utils/io.py:100: UserWarning: The intent 'x' is not used in any story or rule.
2026-11-22 02:11:11 ERROR    rasa.validator  - The action 'y' is used in the stories, but is not a valid one.
Processed story blocks:   0%|          | 0/1 [00:00<?]\rProcessed story blocks: 100%|##########| 1/1
"""


def test_warnings_about_data_count_and_chatter_does_not():
    complaints = validation_complaints(OUTPUT, 0, {"utter_asked"})
    assert complaints == [
        "rasa: The utterance 'utter_lost' is not used in any story or rule.",
        "rasa: The intent 'x' is not used in any story or rule.",
        "rasa: The action 'y' is used in the stories, but is not a valid one.",
    ]


def test_a_response_whose_name_an_action_puts_together_counts_as_said(tmp_path):
    (tmp_path / "actions").mkdir()
    code = """say(f"utter_handoff_{reason}"); say(f"utter_charge_{'new' if x else 'known'}"); say("utter_plain")"""
    (tmp_path / "actions" / "a.py").write_text(code)
    responses = {
        name: [] for name in ("utter_handoff_upset", "utter_charge_new", "utter_plain", "utter_other")
    }
    said = said_elsewhere(Project(root=tmp_path), {"responses": responses})
    assert said == {"utter_handoff_upset", "utter_charge_new", "utter_plain"}


def test_a_bad_status_without_a_line_is_a_complaint_too():
    (complaint,) = validation_complaints("Traceback\nValueError: x\n", 1, set())
    assert complaint.endswith("status 1: ValueError: x")
