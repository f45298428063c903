"""Abroad: roaming allowed on the line at once, free of charge; then the switch in the phone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from actions.guides import guides, step_answers
from actions.guides.answer_reading import SURE_BESIDE, WORKS, answered_else, question_about, read_as
from actions.line_matters import suspended
from actions.lines.line_changes import allow_roaming
from actions.lines.line_facts import line_step
from actions.lines.which_line import line_or_ask, words_of
from actions.turns.clarify import topic_choices
from actions.turns.details import GIVEN, ask_for
from actions.turns.outcome import NOTHING, Outcome, say
from actions.turns.pauses import waiting
from actions.turns.resources import KnowledgeUnavailable, Resources
from actions.turns.turn import Turn
from actions.words.phone_reports import reports_in
from actions.words.stage_words import DID, STILL_NOT, works
from actions.words.wish_words import stays_home
from carrier.enums import LineStatus
from carrier.types import Line
from conversation.care import StepResult
from conversation.facts import FactStatus, LearntFact
from knowledge_base.guides import Where

PREPARE = "action_prepare_travel"
FINISH = "action_finish_travel"
AT_HOME, THERE = "roaming_switch", "roaming_works"
"""The two questions: whether the switch is on, and, for somebody who is there already, whether data works."""
ON, LATER, DEAD = "on", "later", "dead"
STEPS, GUIDE, STEP = "no-mobile-data", "data-abroad", "data-roaming"
"""The guide for data that stays dead, and where editors keep the way to the switch."""
_READ = {"good": "affirm", "bad": "deny"}
AT_HOME_SURE = 0.6
"""Probability of the reader of answers from which on somebody is not abroad."""
_THERE = re.compile(
    r"\b(?:landed|arrived|got off the plane|crossed the border|since we|since i)\b|"
    r"\b(?:i'?m|i am|we'?re|we are|am|are)\s+(?:currently |now |already |here )*"
    r"(?:in|at|abroad|overseas|outside|here|out of the country|on a trip|on (?:a )?vacation|on holiday)\b|"
    r"\b(?:here|right now|doesn'?t work|not working)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:will|going|next|tomorrow|'ll|soon|leaving|flying|heading|before)\b", re.IGNORECASE
)
_LATER = re.compile(
    r"\b(?:later|when (?:i|we)|once (?:i|we)|not yet|tomorrow|there|airport|plane)\b", re.IGNORECASE
)


async def prepare(turn: Turn, to: Resources) -> Outcome:
    """Allow the line to roam, then ask for the phone's own switch."""
    if not turn.situation.payload and (stays_home(turn.text) or _told_at_home(turn)):
        # A denial wishes for nothing, whatever it sounds like.
        if turn.active_form:
            return say("utter_faq_not_understood_here")
        return say("utter_general_what_else", choices=topic_choices(to))
    line = await line_or_ask(turn, to, PREPARE)
    if not isinstance(line, Line):
        return line or suspended.no_open_line(turn, to)
    if line.status is not LineStatus.ACTIVE:
        return await suspended.settle(turn, to, line)
    done = await allow_roaming(turn, to, line)
    number = line.phone_number[-4:]
    response = "utter_roaming_was_allowed" if done.was_before else "utter_roaming_allowed"
    allowed = LearntFact(
        name="roaming", value=to.words.name("roaming", "allowed"), status=FactStatus.OBSERVED
    )
    told = say(response, facts=(allowed,), number=number)
    result = StepResult.SKIPPED if done.was_before else StepResult.WORKED
    told = told.carrying(line_step(to, "roaming", result))
    is_there = is_abroad(words_of(turn)) or turn.table("guide_facts").get("abroad") == "yes"
    travelling = LearntFact(
        name="travelling", value=to.words.name("roaming", "there" if is_there else "soon")
    )
    told = told.learning(travelling)
    if turn.in_guide or turn.active_form == guides.FORM:
        return told
    place = THERE if is_there else AT_HOME
    return told.then(ask_for(place, FINISH)).keeping(
        {"roaming_result": None, "where_shown": None, "travel_place": place}
    )


async def ask_switch(turn: Turn, to: Resources) -> Outcome:
    """Whether data roaming is on in the phone; shorter once the way there was shown."""
    return say("utter_ask_roaming_now" if turn.words("where_shown") == STEP else "utter_ask_roaming_switch")


async def ask_works(turn: Turn, to: Resources) -> Outcome:
    """For somebody who is there already: whether data works with the switch on."""
    shown = turn.words("where_shown") == STEP
    return say("utter_ask_roaming_loads" if shown else "utter_ask_roaming_works")


def is_abroad(text: str) -> bool:
    """Whether somebody says to be there already, rather than to go: what does not work is not to come."""
    reported = reports_in(text)
    fails = any(name in reported and reported[name].state == "none" for name in ("internet", "service"))
    return (fails or _THERE.search(text) is not None) and _FUTURE.search(text) is None


async def answer(turn: Turn, to: Resources) -> Outcome | None:
    """Whether the switch is on, or data works; None when the turn is about something else."""
    device = step_answers.device_in(turn.whole or turn.text)
    noted = NOTHING
    if device:
        noted = Outcome(slots={"device_kind": device}).learning(LearntFact(name="device", value=device))
    if _fails_still(turn):
        return noted.then(_given(DEAD)).keeping({"where_shown": STEP} if DID.search(turn.text) else {})
    return _answered(turn, to, noted, device)


def _answered(turn: Turn, to: Resources, noted: Outcome, device: str | None) -> Outcome | None:
    there = turn.words("asking") == THERE
    internet = reports_in(turn.text).get("internet")
    name = _meant(turn, there=there)
    if there and internet is not None and internet.state == "none" and not turn.situation.payload:
        name = "report_no_data"
    if name in ("affirm", "step_worked", "thank") or (not there and name in ("step_done", "already_done")):
        return noted.then(_given(ON))
    if name in ("step_done", "already_done"):
        return noted.keeping({"detail": None, "where_shown": STEP})
    if there and name in ("deny", "step_failed", "report_no_data", "report_no_signal"):
        switched = reports_in(turn.text).get("data_roaming")
        is_on = switched is not None and switched.state == ON
        return noted.then(_given(DEAD)).keeping({"where_shown": STEP} if is_on else {})
    if name == "never_mind" or (_LATER.search(turn.text) and name != "ask_where"):
        return noted.then(_given(LATER))
    if device or name in ("ask_where", "dont_know", "deny", "step_failed"):
        return noted.then(_show_where(turn, to, device)).keeping({"detail": None})
    if name == "wait_please":
        return waiting(turn).keeping({"detail": None})
    return None


def _told_at_home(turn: Turn) -> bool:
    """ "I'm inside the country", to the question where they are."""
    asked = turn.in_guide or turn.active_form == guides.FORM
    return asked and (turn.answers.get("abroad") or {}).get("home", 0.0) >= AT_HOME_SURE


def _switch_told(turn: Turn) -> str | None:
    """ "The roaming is off", asked for the switch: a no."""
    told = reports_in(turn.text, asked="data_roaming").get("data_roaming")
    if told is None or told.past or answered_else(read_as(turn, question_about("data_roaming"))):
        return None
    return "affirm" if told.state == ON else "deny"


def _meant(turn: Turn, *, there: bool) -> str:
    """ "Yes, it's on" says that the switch is; whether data works is asked for by itself."""
    name = turn.intent.name
    if turn.situation.payload or "?" in turn.text or name == "want_agent":
        return name
    if not there:
        # "Did it, my son showed me where" asks for no way there.
        did = DID.match(turn.text.replace("’", "'")) and name not in ("deny", "step_failed", "never_mind")
        return "step_done" if did else _switch_told(turn) or name
    told = reports_in(turn.text, asked="data_roaming")
    switch, internet = told.get("data_roaming"), told.get("internet")
    if internet is not None and not internet.past:
        return "affirm" if internet.state == "works" else "deny"
    read = read_as(turn, WORKS)
    if read is not None and read.sure >= SURE_BESIDE and read.meaning in _READ:
        return _READ[read.meaning]
    if name not in ("affirm", "step_worked"):
        return name
    only_switch = switch is not None and switch.state == "on" and not works(turn.text)
    return "step_done" if only_switch else name


def _fails_still(turn: Turn) -> bool:
    """ "Did it, same thing" of somebody who is there; a word on the switch itself says no such thing."""
    text = turn.text.replace("’", "'")
    if turn.situation.payload or re.search(r"\b(?:on|off|there)\b", text, re.IGNORECASE):
        return False
    return STILL_NOT.search(text) is not None


async def finish(turn: Turn, to: Resources) -> Outcome:
    """What follows the answer: ready, later, or the steps for data that does not work."""
    over: dict[str, object] = {"roaming_result": None, "where_shown": None, "travel_place": None}
    match turn.words("roaming_result"):
        case "on":
            there = turn.words("travel_place") == THERE
            switch = LearntFact(name="data_roaming", value=to.words.name("roaming", "on"))
            told = say("utter_roaming_works" if there else "utter_roaming_ready", facts=(switch,))
            return told.carrying(line_step(to, "data_roaming", StepResult.WORKED)).keeping(over)
        case "dead":
            return await _steps_abroad(turn, to, over)
        case _:
            return say("utter_roaming_later").keeping(over)


async def _steps_abroad(turn: Turn, to: Resources, over: Mapping[str, object]) -> Outcome:
    """The guide for mobile data, past what was just tried.

    Whether the switch is on now is looked at, unless the customer was shown the way or says so: two things
    were asked for in one sentence, and a bare no tells of neither.
    """
    done = turn.words("where_shown") == STEP
    tried = {f"{GUIDE}/roaming-allowed": "skipped", **({f"{GUIDE}/{STEP}": "failed"} if done else {})}
    known: dict[str, object] = {
        **over,
        "guide_facts": {**turn.table("guide_facts"), "abroad": "yes"},
        "guide_results": {**turn.table("guide_results"), **tried},
    }
    begun = await guides.start(replace(turn, slots={**turn.slots, **known}), to, STEPS)
    told_so = Outcome(slots=known).then(begun)
    return told_so.carrying(line_step(to, "data_roaming", StepResult.FAILED)) if done else told_so


def _given(result: str) -> Outcome:
    return Outcome(slots={"detail": GIVEN, "roaming_result": result})


def _show_where(turn: Turn, to: Resources, named: str | None) -> Outcome:
    where = _where(to)
    if turn.words("where_shown") == STEP and named is None:
        return _given(LATER)
    device = named or turn.words("device_kind")
    place = {"iphone": where.iphone, "android": where.android}.get(device, "")
    told = (
        say("utter_roaming_where", place_told=place)
        if place
        else say("utter_roaming_where_both", more={"iphone": where.iphone, "android": where.android})
    )
    return told.keeping({"where_shown": STEP})


def _where(to: Resources) -> Where:
    try:
        guide = to.knowledge.guides.get(GUIDE)
    except KnowledgeUnavailable:
        return Where()
    step = guide.step(STEP) if guide else None
    return step.where if step else Where()
