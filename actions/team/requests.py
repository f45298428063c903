"""What only the team may do: a couple of facts they need, then a person. Nobody is argued with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from actions.identity.claims import claim_of
from actions.identity.gate import Handler, proof_of
from actions.identity.identity_form import take_numbers
from actions.turns.clarify import CARE_INTENTS
from actions.turns.details import GIVEN, ask_for
from actions.turns.handoff import to_team
from actions.turns.outcome import NOTHING, Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.numbers import phone_in, shown_number
from carrier.errors import CarrierError
from conversation.care import Choice
from conversation.facts import LearntFact
from conversation.handoff import HandoffReason

SKIPPED = "skipped"
NUMBER = "request_number"
"""The question for the number of a line of ours."""
PORTED = "port_number"
"""The question for the number that comes from another carrier."""
_NO_ANSWER = frozenset(
    {"want_agent", "start_over", "repeat", "report_emergency", "report_fraud", "report_lost_phone", "correct",
     "insult", "complain", "ask_wait", "prefer_assistant", "ask_if_human", "wait_please"}
)  # fmt: skip
_SKIPS = frozenset({"deny", "dont_know", "never_mind", "cannot_identify"})
SURE_ELSE = 0.6
"""Probability from which on another matter is no answer."""
LONGEST = 200
"""Characters of an answer that are kept as a fact; the transcript has it all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One kind of request: its action, the questions worth asking, and what is said at the end."""

    kind: str
    questions: tuple[str, ...]
    """Names of facts, in the order in which they are asked."""

    @property
    def action(self) -> str:
        """Its name in the domain."""
        return f"action_request_{self.kind}"


REQUESTS = tuple(
    Request(kind=kind, questions=questions)
    for kind, questions in {
        "plan_change": ("wanted_plan", NUMBER),
        "line": ("new_line", NUMBER),
        "port_in": (PORTED, "port_carrier"),
        "cancel": ("cancel_scope", NUMBER),
        "upgrade": ("wanted_phone", NUMBER),
        "pause": ("pause_until", NUMBER),
    }.items()
)
MOST_PLANS = 6


def handler_of(request: Request) -> Handler:
    """Collects what is not known yet, one question at a time, and hands over."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        known, learnt = await _known(turn, to, request)
        for question in request.questions:
            if question not in known:
                asked = ask_for(question, request.action)
                return learnt.then(asked).keeping({"request_facts": known, "request_kind": request.kind})
        return learnt.then(_handed(turn, to, request, known)).keeping({"request_facts": None})

    return run


async def ask_plan(turn: Turn, to: Resources) -> Outcome:
    """Which plan, with those on offer as choices; without them when the carrier does not answer."""
    try:
        plans = await to.carrier.list_plans(conversation_id=turn.situation.sender)
    except CarrierError:
        plans = ()
    cheapest = sorted(plans, key=lambda plan: plan.price_per_month)[:MOST_PLANS]
    choices = tuple(
        Choice(id=f'/change_plan{{"choice": "{plan.name}"}}', title=plan.name) for plan in cheapest
    )
    return say("utter_ask_wanted_plan", choices=choices)


async def answer_words(turn: Turn, to: Resources) -> Outcome | None:
    """The customer's own words are the answer, or the title of a button."""
    chosen = turn.entity("choice")
    if chosen is None and (turn.intent.name in _NO_ANSWER or _is_another_matter(turn)):
        return None
    if turn.intent.name in _SKIPS:
        return _noted(turn, SKIPPED)
    number = phone_in(turn.text) if chosen is None else None
    if number:
        # Which line it is about; the question stays.
        return Outcome(
            slots={
                "detail": None,
                "request_facts": {**turn.table("request_facts"), NUMBER: shown_number(number)},
            }
        )
    words = (chosen or turn.text).strip()[:LONGEST]
    return _noted(turn, words) if any(letter.isalpha() for letter in words) else None


def _is_another_matter(turn: Turn) -> bool:
    """Whether the customer asks something, or comes with something else, in place of an answer."""
    if "?" in turn.text:
        return True
    else_meant = turn.intent.name in CARE_INTENTS and turn.intent.name != turn.words("matter")
    return else_meant and turn.intent.confidence >= SURE_ELSE


async def ask_cancel_scope(turn: Turn, to: Resources) -> Outcome:
    """One line, or everything."""
    return say("utter_ask_cancel_scope", choices=_choices(to, "cancel_scope", ("one", "all")))


async def ask_new_line(turn: Turn, to: Resources) -> Outcome:
    """A new number, or one that comes along."""
    return say("utter_ask_new_line", choices=_choices(to, "new_line", ("new", "bring")))


def _choices(to: Resources, group: str, names: tuple[str, ...]) -> tuple[Choice, ...]:
    titles = [to.words.name(group, name) for name in names]
    return tuple(Choice(id=f'/inform_identity{{"choice": "{title}"}}', title=title) for title in titles)


async def answer_number(turn: Turn, to: Resources) -> Outcome | None:
    """A number of a line of ours; whose it is is looked up, nothing is read of the account."""
    number = phone_in(turn.text)
    if number is None:
        if turn.intent.name in _SKIPS:
            return _noted(turn, SKIPPED)
        if sum(letter.isdigit() for letter in turn.text) >= 4:
            return say("utter_plans_number_incomplete").keeping({"detail": None})
        return None
    noted = _noted(turn, shown_number(number))
    try:
        looked_up = await take_numbers(turn, to, (number,))
    except CarrierError:
        looked_up = NOTHING
    # Who it is makes the agent's start easier; a number nobody knows is passed on all the same.
    kept = {
        name: value
        for name, value in looked_up.slots.items()
        if name in ("claim", "verification", "customer_name") and value is not None
    }
    return (
        replace(noted, care=looked_up.care)
        .keeping({**kept, "phone_number": number})
        .learning(
            LearntFact(name="phone_number", value=shown_number(number), confidence=turn.situation.confidence)
        )
    )


async def answer_ported(turn: Turn, to: Resources) -> Outcome | None:
    """The number that is to come from another carrier."""
    number = phone_in(turn.text)
    if number is None and turn.intent.name in _SKIPS:
        return _noted(turn, SKIPPED)
    if number is None and sum(letter.isdigit() for letter in turn.text) >= 4:
        return say("utter_plans_number_incomplete").keeping({"detail": None})
    return _noted(turn, shown_number(number)) if number else None


def _noted(turn: Turn, value: str) -> Outcome:
    asking = turn.words("asking")
    facts = {**turn.table("request_facts"), asking: value}
    noted = Outcome(slots={"detail": GIVEN, "request_facts": facts})
    if value == SKIPPED or asking == NUMBER:
        return noted
    return noted.learning(LearntFact(name=asking, value=value, confidence=turn.situation.confidence))


async def _known(turn: Turn, to: Resources, request: Request) -> tuple[dict[str, str], Outcome]:
    """What was answered, said with the wish, or is known of the customer."""
    same = turn.words("request_kind") == request.kind
    known = dict(turn.table("request_facts")) if same else {}
    learnt: Outcome = NOTHING
    proof, claim = proof_of(turn, to), claim_of(turn)
    if NUMBER in request.questions and NUMBER not in known:
        number = phone_in(turn.text) or (claim.number if claim else "") or turn.words("phone_number")
        if number or proof is not None:
            known[NUMBER] = shown_number(number) if number else SKIPPED
        if phone_in(turn.text):
            learnt = learnt.learning(LearntFact(name="phone_number", value=shown_number(number)))
    if PORTED in request.questions and PORTED not in known and phone_in(turn.text):
        known[PORTED] = shown_number(phone_in(turn.text) or "")
        learnt = learnt.learning(LearntFact(name=PORTED, value=known[PORTED]))
    if "wanted_plan" in request.questions and "wanted_plan" not in known and turn.text:
        named = await _plan_in(turn, to)
        if named:
            known["wanted_plan"] = named
            learnt = learnt.learning(LearntFact(name="wanted_plan", value=named))
    return known, learnt


async def _plan_in(turn: Turn, to: Resources) -> str | None:
    """A plan that the customer named by its name."""
    try:
        plans = await to.carrier.list_plans(conversation_id=turn.situation.sender)
    except CarrierError:
        return None
    said = turn.text.casefold()
    named = [plan.name for plan in plans if plan.name.casefold() in said]
    return named[-1] if len(named) == 1 else None


def _handed(turn: Turn, to: Resources, request: Request, known: Mapping[str, str]) -> Outcome:
    told = [
        to.words.name("note", f"request_{name}").format(value=value)
        for name, value in known.items()
        if value != SKIPPED
    ]
    return to_team(
        turn, to, HandoffReason.POLICY, response=f"utter_plans_handed_{request.kind}", note=" ".join(told)
    )
