import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base import Library, Solved, Step, StepResult, ToGuide, ToTeam, UsedUp, next_step
from knowledge_base.check import known_checks
from knowledge_base.guide_parse import unknown_checks
from knowledge_base.opening import ARTICLES
from knowledge_base.parse import parse

HEAD = "---\ntitle: Fix it\nquestions: [it broke]\nguide: true\n---\n\nIt can be fixed.\n"
TWO = """
## first

```yaml
tell: Turn it off and on. Does it work now?
where: {iphone: On the side., android: On top.}
```

## second

```yaml
ask: Is it locked?
asks: locked
choices:
  - {id: "yes", title: Locked, result: failed}
  - {id: "no", title: Not locked, result: skipped}
on_failed: team
```

## third

```yaml
check: look
on_skipped: used_up
on_unknown: guide:other
```
"""


def guide_of(steps: str):
    result = parse(HEAD + steps, file="network/fix.md", topic="network", slug="fix")
    return result.guide, result.problems


@pytest.fixture
def guide():
    found, problems = guide_of(TWO)
    assert problems == ()
    assert found is not None
    return found


def test_steps_are_read_with_their_defaults(guide):
    first, second, third = guide.steps
    assert first.text == "Turn it off and on. Does it work now?"
    assert first.spoken == first.text
    assert first.where.android == "On top."
    assert [choice.id for choice in first.choices] == ["yes", "no"]
    assert first.asks == "fix.first"
    assert second.asks == "locked"
    assert third.text == ""
    assert guide.place("second") == (2, 2)


def test_the_walk_goes_on_until_something_worked(guide):
    assert next_step(guide, {}) == guide.steps[0]
    assert next_step(guide, {"first": StepResult.FAILED}) == guide.steps[1]
    assert next_step(guide, {"first": StepResult.WORKED}) == Solved(by="first")


def test_a_result_can_send_the_matter_to_the_team_at_once(guide):
    assert next_step(guide, {"first": StepResult.FAILED, "second": StepResult.FAILED}) == ToTeam(
        after="second"
    )


def test_a_walk_ends_when_every_step_is_used_up_or_another_guide_takes_over(guide):
    tried = {"first": StepResult.FAILED, "second": StepResult.SKIPPED}
    assert next_step(guide, tried | {"third": StepResult.SKIPPED}) == UsedUp(
        tried=("first", "second", "third"), final=True
    )
    assert next_step(guide, tried | {"third": StepResult.UNKNOWN}) == ToGuide(guide="other", after="third")


def test_a_step_tried_before_the_walk_began_is_not_proposed(guide):
    assert next_step(guide, {"first": StepResult.SKIPPED}) == guide.steps[1]


def test_a_fact_in_force_answers_a_question_without_asking(guide):
    assert next_step(guide, {"first": StepResult.FAILED}, {"locked": "no"}) == guide.steps[2]
    assert next_step(guide, {"first": StepResult.FAILED}, {"locked": "yes"}) == ToTeam(after="second")


@pytest.mark.parametrize(
    ("steps", "code", "line"),
    [
        ("\n## one\n\n```yaml\nask: A?\ntell: B.\n```\n", "ask_and_tell", 12),
        ("\n## one\n\n```yaml\ntitle: x\n```\n", "step_empty", 9),
        ("\n## One Step\n\n```yaml\ntell: B.\n```\n", "step_id", 9),
        ("\n## one\n\nJust words.\n", "step_block", 9),
        ("\n## one\n\n```yaml\ntell: [B\n```\n", "step_block", 12),
        ("\n## one\n\n```yaml\ntell: B.\non_failed: nowhere\n```\n", "step_target", 9),
        ("\n## one\n\n```yaml\ntell: B.\n```\n\n## one\n\n```yaml\ntell: C.\n```\n", "step_twice", 9),
        ("\n## one\n\n```yaml\ntell: B.\nunderstands: choice\n```\n", "choices", 9),
        ("\n## one\n\n```yaml\ntell: B.\nunderstands: telepathy\n```\n", "understands", 13),
        ("\n## one\n\n```yaml\ntell: B.\nchoices: [{id: maybe, title: M}]\n```\n", "choice_result", 13),
        ("\nNo steps here.\n", "no_steps", 6),
    ],
)
def test_a_wrong_step_breaks_the_guide_and_is_named_with_its_line(steps, code, line):
    found, problems = guide_of(steps)
    assert found is None
    assert code in [problem.code for problem in problems]
    [problem, *_] = [problem for problem in problems if problem.code == code]
    assert problem.file == "network/fix.md"
    assert abs(problem.line - line) <= 2


def test_a_step_nothing_leads_to_is_named():
    steps = TWO.replace("on_skipped: used_up", "on_skipped: solved\non_failed: solved") + (
        "\n## fourth\n\n```yaml\ntell: Never seen. Does it work now?\n```\n"
    )
    found, problems = guide_of(steps.replace("on_unknown", "on_worked: solved\non_unknown"))
    assert found is not None
    assert [(problem.code, "fourth" in problem.message) for problem in problems] == [
        ("step_unreachable", True)
    ]


def test_a_check_nobody_registered_is_found(guide):
    assert [(step.id, name) for step, name in unknown_checks(guide, frozenset({"peek"}))] == [
        ("third", "look")
    ]
    assert unknown_checks(guide, frozenset({"look"})) == []


@pytest.fixture(scope="module")
def shipped():
    return Library.load(ARTICLES).guides


def test_the_shipped_guides_follow_the_policy_order(shipped):
    def ids(slug: str) -> list[str]:
        return [step.id for step in shipped[slug].steps]

    assert ids("no-signal") == [
        "airplane-mode",
        "sim-locked",
        "sim-seated",
        "line-suspended",
        "restart-after-lifting",
        "apn-reset",
        "restart",
        "line-status",
        "restart-once-lifted",
    ]
    assert ids("no-mobile-data") == ["service", "abroad", "data-switch", "allowance"]
    assert ids("data-abroad") == ["roaming-allowed", "data-roaming"]
    assert ids("slow-data") == ["speed-test", "data-saver", "network-mode", "vpn"]
    assert ids("picture-messages") == [
        "service",
        "data",
        "network-mode",
        "wifi-calling",
        "storage-permission",
        "sms-permission",
        "mmsc-address",
        "restart",
    ]
    assert ids("home-internet-problems") == ["lights", "router-restart", "cables"]


def test_a_locked_sim_goes_to_the_team_at_once(shipped):
    results = {"airplane-mode": StepResult.FAILED, "sim-locked": StepResult.FAILED}
    assert next_step(shipped["no-signal"], results) == ToTeam(after="sim-locked")


def test_the_shipped_guides_name_only_known_checks_and_every_question_has_its_answers(shipped):
    for guide in shipped.values():
        assert unknown_checks(guide, known_checks()) == []
        for step in guide.steps:
            if step.text:
                assert step.spoken
                assert step.choices
            if step.look:
                assert "?" in step.look
                assert set(step.good) <= set(step.states)
            if step.fix:
                assert guide.goal is not None
                assert step.spoken_fix


STAGED = """---
title: Fix it
questions: [it broke]
guide: true
goal: {part: service, states: some, ask: "Does it work now?"}
---

It can be fixed.

## first

```yaml
part: airplane_mode
good: "off"
look: Is airplane mode on or off?
yes: "on"
choices:
  - {id: "off", title: "Off"}
  - {id: "on", title: "On"}
fix: Please turn it off.
cuts_off: true
```

## Good to know

Ordinary words under an ordinary heading are told, not walked.
"""


def staged(text: str):
    return parse(text, file="network/fix.md", topic="network", slug="fix")


def test_a_step_in_stages_is_read_with_its_goal():
    found = staged(STAGED)
    assert found.problems == ()
    (step,) = found.guide.steps
    assert (step.part, step.good, step.yes_means, step.cuts_off, step.verified) == (
        "airplane_mode",
        ("off",),
        "on",
        True,
        True,
    )
    assert step.asks == "airplane_mode"
    assert found.guide.goal.states == ("some",)
    assert [passage.heading for passage in found.article.passages] == ["", "Good to know"]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("part: airplane_mode", "part: airplane", "unknown_part", 13),
        ('good: "off"', "good: away", "unknown_state", 14),
        ('yes: "on"', "yes: maybe", "unknown_state", 16),
        ('{id: "on", title: "On"}', "{id: lit, title: On}", "unknown_state", 19),
        ('  - {id: "on", title: "On"}\n', "", "choices", 17),
        ("fix: Please turn it off.", "tell: Please turn it off.", "look_and_ask", 15),
        ('goal: {part: service, states: some, ask: "Does it work now?"}\n', "", "no_goal", 10),
        ("states: some", "states: lots", "unknown_state", 5),
        ("part: service", "part: servise", "unknown_part", 5),
        ("cuts_off: true", "cuts: true", "unknown_field", 21),
        ("cuts_off: true", "on_failed: verify", "step_target", 11),
        ('good: "off"\n', "", "good", 11),
    ],
)
def test_a_mistake_in_a_staged_step_is_named_with_file_and_line(old, new, code, line):
    assert old in STAGED
    found = staged(STAGED.replace(old, new))
    [problem, *_] = [problem for problem in found.problems if problem.code == code]
    assert problem.file == "network/fix.md"
    assert abs(problem.line - line) <= 2


SHIPPED = sorted(Library.load(ARTICLES).guides.values(), key=lambda guide: guide.slug)


@given(st.data())
def test_every_walk_ends_and_never_proposes_a_step_twice(data):
    guide = data.draw(st.sampled_from(SHIPPED))
    results: dict[str, StepResult] = {}
    while isinstance(found := next_step(guide, results), Step):
        assert found.id not in results
        results[found.id] = data.draw(st.sampled_from(list(StepResult)))
    assert len(results) <= len(guide.steps)
