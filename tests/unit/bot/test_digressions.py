from __future__ import annotations

from bot.digressions import covered_pairs, digressions, equivalent_intents, plain_rules


def rule(name, *steps, condition=None, **more):
    made = {"rule": name, "steps": list(steps), **more}
    return {**made, "condition": condition} if condition else made


BILL = rule("bill", {"intent": "ask_bill"}, {"action": "action_bill"}, {"action": "utter_more"})
STOP = rule("stop", {"intent": "stop"}, {"action": "action_deactivate_loop"}, {"active_loop": None})
OPEN = rule("open", {"intent": "pay"}, {"action": "pay_form"}, {"active_loop": "pay_form"})
DONE = rule("done", {"action": "pay_form"}, {"active_loop": None}, condition=[{"active_loop": "pay_form"}])


def test_a_wish_is_answered_inside_a_form_and_the_form_goes_on():
    made = digressions([BILL], ["pay_form"])
    assert made == [
        {
            "rule": "ask_bill inside pay_form",
            "condition": [{"active_loop": "pay_form"}],
            "steps": [*BILL["steps"], {"action": "pay_form"}, {"active_loop": "pay_form"}],
        }
    ]


def test_a_rule_that_leaves_or_changes_forms_is_repeated_as_it_is():
    made = {(r["rule"]): r["steps"] for r in digressions([STOP, OPEN], ["line_form"])}
    assert made["stop inside line_form"] == STOP["steps"]
    assert made["pay inside line_form"] == OPEN["steps"]


def test_the_wish_that_opens_a_form_begins_it_again_when_it_is_open():
    (made,) = digressions([OPEN], ["pay_form"])
    assert made["steps"] == [
        {"intent": "pay"},
        {"action": "action_deactivate_loop"},
        {"active_loop": None},
        {"action": "pay_form"},
        {"active_loop": "pay_form"},
    ]


def test_a_pair_written_by_hand_is_left_alone():
    by_hand = rule(
        "x", {"intent": "ask_bill"}, {"action": "utter_later"}, condition=[{"active_loop": "pay_form"}]
    )
    made = digressions([BILL, by_hand], ["pay_form", "line_form"])
    assert [r["rule"] for r in made] == ["ask_bill inside line_form"]


def test_a_rules_own_conditions_are_kept_beside_the_form():
    known = rule(
        "known",
        {"intent": "ask_bill"},
        {"action": "a"},
        condition=[{"slot_was_set": [{"verification": True}]}],
    )
    (made,) = digressions([known], ["pay_form"])
    assert made["condition"] == [{"active_loop": "pay_form"}, {"slot_was_set": [{"verification": True}]}]


def test_two_rules_of_one_wish_get_two_names():
    other = rule("other", {"intent": "ask_bill"}, {"action": "b"}, condition=[{"slot_was_set": [{"x": 1}]}])
    names = [r["rule"] for r in digressions([BILL, other], ["pay_form"])]
    assert len(set(names)) == 2


def test_rules_of_forms_themselves_and_of_the_first_turn_are_no_wishes():
    first = rule("first", {"intent": "greet"}, {"action": "a"}, conversation_start=True)
    assert plain_rules([DONE, first]) == {}
    assert covered_pairs([DONE, BILL]) == set()


def test_the_source_rules_are_not_changed():
    before = repr([BILL, OPEN])
    digressions([BILL, OPEN], ["pay_form"])
    assert repr([BILL, OPEN]) == before


def test_intents_with_the_same_answer_are_equivalent_unless_something_tells_them_apart():
    again = rule("again", {"intent": "ask_due"}, *BILL["steps"][1:])
    yes = rule("yes", {"intent": "affirm"}, {"action": "utter_x"})
    no = rule("no", {"intent": "deny"}, {"action": "utter_x"})
    rules = [BILL, again, yes, no]
    assert equivalent_intents(rules, {"affirm", "deny"}) == [["ask_bill", "ask_due"]]
    inside = rule("in", {"intent": "ask_due"}, {"action": "utter_y"}, condition=[{"active_loop": "pay_form"}])
    assert equivalent_intents([*rules, inside], {"affirm", "deny"}) == []
