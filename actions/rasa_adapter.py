"""The only place that knows the Rasa SDK: handlers become actions, outcomes become events and replies."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import (
    ActionExecuted,
    ActiveLoop,
    ConversationPaused,
    EventType,
    FollowupAction,
    SlotSet,
)
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import FORMS, Form
from actions.guarded import MATTER_HANDLERS
from actions.guides import guides
from actions.guides.guide_troubles import REPORTS
from actions.identity import given_secret, identity, in_passing
from actions.identity.gate import Handler, NotProved
from actions.identity.signed_login import with_login
from actions.line_matters import data_topup, suspended
from actions.matters import INTENTS, MATTERS
from actions.registry import HANDLERS
from actions.talk.asides import answered_apart
from actions.talk.beside import asked_beside
from actions.talk.danger import WANTS_PERSON, hand_over, is_danger
from actions.talk.told import OUT_OF_SIGHT
from actions.talk.trouble import failed_in_form, system_down, tried_again, unproved_in_form, was_untried
from actions.talk.wishes import IN_PASSING
from actions.turns.care import care_json, read_care
from actions.turns.clarify import CARE_INTENTS
from actions.turns.context import FALLBACK, read_turn
from actions.turns.handoff import to_team
from actions.turns.other_wish import is_plain
from actions.turns.outcome import NOTHING, Outcome, Say, merged, say
from actions.turns.pauses import only_waits, waiting
from actions.turns.resources import KnowledgeUnavailable, Resources
from actions.turns.sqlite_file import OperationsUnavailable
from actions.turns.turn import Intent, Turn
from actions.turns.understood import settled
from actions.words.said import names_people
from actions.words.wish_words import is_named
from carrier.errors import CarrierError
from conversation.care import Care, Choice
from conversation.handoff import HandoffReason

log = structlog.get_logger()

UNTOLD = "untold"
"""Slot: what was learnt while nothing was said; the next reply carries it."""
SURE_PERSON = 0.5
"""Probability from which on a wish for a person is one, whatever step of a guide is open."""
NOT_UNDERSTOOD = "action_answer_question"
PARKING_FORMS = frozenset({"identity_form", "detail_form"})
_TAKEN_UP_BY = {data_topup.FINISH: data_topup.ADD, suspended.AFTER: ""}
"""What an interrupted ending is come back to by: the matter begins anew, or not at all."""


class CareAction(Action):
    """An action of the domain."""

    def __init__(self, name: str, handler: Handler, resources: Resources) -> None:
        self._name = name
        self._handler = handler
        self._to = resources

    def name(self) -> str:
        """Its name in the domain."""
        return self._name

    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, object],  # noqa: ARG002
    ) -> list[EventType]:
        """Handle the turn; a system that fails is told, never a dead end."""
        turn, known = with_known(read_turn(tracker.current_state(), now=self._to.clock()), self._to)
        outcome = await handled(self._name, self._handler, turn, self._to)
        if turn.slots.get("offer") and not self._name.startswith("action_ask_"):
            known = known.keeping({"offer": None, "offer_reason": None})
        if turn.slots.get("clarifying") and not self._name.startswith("action_ask_"):
            known = known.keeping({"clarifying": None})
        return _speak(dispatcher, turn, known.then(_with_matter(self._name, turn, outcome)))


class ValidateForm(Action):
    """Understands answers while a form is open. No slot set means: this turn is about something else."""

    def __init__(self, name: str, form: Form, resources: Resources) -> None:
        self._form_name = name
        self._form = form
        self._to = resources

    def name(self) -> str:
        """As Rasa looks it up."""
        return f"validate_{self._form_name}"

    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, object],  # noqa: ARG002
    ) -> list[EventType]:
        """Answer, or stay silent so that the turn's own rule applies."""
        turn, known = with_known(read_turn(tracker.current_state(), now=self._to.clock()), self._to)
        turn = settled(turn, self._form.alike)
        touched = SlotSet("channel", turn.situation.channel)
        if turn.acted or turn.active_form != self._form_name:
            return [touched, *self._same_question(turn)]
        if is_danger(turn, self._to):
            return []
        outcome = await answered(self._form_name, self._form, turn, self._to)
        if outcome is None:
            return []
        understood = Outcome(slots={"misses": 0}) if turn.count("misses") else NOTHING
        return [touched, *_speak(dispatcher, turn, known.then(understood).then(outcome))]

    def _same_question(self, turn: Turn) -> list[EventType]:
        """After something else was answered, the question that was open, not the form's first."""
        is_open = turn.returns and turn.active_form == self._form_name
        if (
            is_open
            and turn.requested
            and turn.requested in self._form.asks
            and not turn.words(turn.requested)
        ):
            return [SlotSet("requested_slot", turn.requested)]
        return []


def with_known(turn: Turn, to: Resources) -> tuple[Turn, Outcome]:
    """The turn with all that it tells of who it is, and what to remember of that."""
    turn, login = with_login(turn, to)
    turn, given = given_secret.kept(turn)
    turn, noted = in_passing.kept(turn)
    return turn, login.then(given).then(noted)


def actions_of(resources: Resources) -> list[Action]:
    """Every action of the domain that runs here."""
    made: list[Action] = [CareAction(name, handler, resources) for name, handler in HANDLERS.items()]
    for form_name, form in FORMS.items():
        made.append(ValidateForm(form_name, form, resources))
        made += [
            CareAction(f"action_ask_{form_name}_{slot}", ask, resources) for slot, ask in form.asks.items()
        ]
    return made


async def answered(form_name: str, form: Form, turn: Turn, to: Resources) -> Outcome | None:
    """What a form makes of a turn. What answers nothing and only sounds like a wish was not understood."""
    outcome = await _answered(form_name, form, turn, to)
    if outcome is not None or not _only_sounds_like_a_wish(turn):
        return outcome
    unclear = replace(turn, intent=Intent(name=FALLBACK, confidence=0.0), ranking=())
    missed = await handled(NOT_UNDERSTOOD, HANDLERS[NOT_UNDERSTOOD], unclear, to)
    return missed.keeping({turn.requested: None, "nudge": None}) if turn.requested else missed


async def _answered(form_name: str, form: Form, turn: Turn, to: Resources) -> Outcome | None:
    """What a form makes of a turn; the form ends when a system fails or the proof has run out."""
    if turn.intent.name == WANTS_PERSON and not _hardly_wants_person(form_name, turn):
        # It answers no question, whatever words it shares with one of its answers.
        return None
    try:
        noted = in_passing.acknowledged(turn)
        if noted is not None and form_name != guides.FORM:
            return noted
        if (told := await asked_beside(turn, to)) is not None:
            return told
        outcome = await answered_apart(turn, to, form.answer, MATTER_HANDLERS, INTENTS)
        outcome = outcome or await tried_again(partial(form.answer, turn, to), turn) or noted
        if outcome is None and only_waits(turn):
            return waiting(turn)
        if outcome is None or form_name != identity.FORM:
            return outcome
        return await given_secret.used(turn, to, outcome)
    except NotProved:
        return unproved_in_form(form_name)
    except (CarrierError, OperationsUnavailable, KnowledgeUnavailable) as error:
        _log_failure(f"validate_{form_name}", turn, error)
        return failed_in_form(form_name, turn, error)


def _only_sounds_like_a_wish(turn: Turn) -> bool:
    """ "We never left the county" is no dispute: among answers a wish is followed that its own words name."""
    name, sure = turn.intent.name, turn.intent.confidence
    named = turn.situation.payload or bool(turn.wishes) or is_named(turn.text, name, sure) or is_plain(turn)
    asks = name in IN_PASSING and turn.text.rstrip().endswith("?")
    return name in CARE_INTENTS - set(REPORTS.values()) and not named and not asks


def _hardly_wants_person(form_name: str, turn: Turn) -> bool:
    """ "There's nothing in that field": faintly like a wish for a person, and no word of one."""
    faint = turn.intent.confidence < SURE_PERSON and not turn.situation.payload
    return faint and form_name == guides.FORM and not names_people(turn.text)


async def handled(name: str, handler: Handler, turn: Turn, to: Resources) -> Outcome:
    """The outcome of a handler, or what is told when a system behind it fails; danger comes first."""
    if not turn.acted and is_danger(turn, to):
        return hand_over(turn, to)
    try:
        outcome = await tried_again(partial(_proved_or_begun, name, handler, turn, to), turn)
    except CarrierError as error:
        _log_failure(name, turn, error)
        # After a form it is the matter that was put off that is tried again.
        again = turn.words("pending_action") if name == "action_continue_matter" else ""
        told = system_down(turn, to, again or name, untried=was_untried(error))
        return told.keeping({"identity_outcome": None} if again else {})
    except OperationsUnavailable as error:
        _log_failure(name, turn, error)
        return to_team(turn, to, HandoffReason.SYSTEM_DOWN)
    except KnowledgeUnavailable as error:
        _log_failure(name, turn, error)
        person = Choice(id="/want_agent", title=to.words.name("choice", "person"))
        told = say("utter_faq_unavailable", choices=(person,))
        return told.keeping({"offer": "action_hand_off", "offer_reason": HandoffReason.SYSTEM_DOWN.value})
    if turn.count("carrier_failures") and name in {*MATTERS, "action_continue_matter"}:
        return outcome.keeping({"carrier_failures": 0})
    return outcome


async def _proved_or_begun(name: str, handler: Handler, turn: Turn, to: Resources) -> Outcome:
    """A proof that runs out while an action is under way is asked for again."""
    try:
        return await handler(turn, to)
    except NotProved:
        pending = turn.words("pending_action") if name.startswith("action_ask_") else name
        return await identity.begin(turn, to, pending)


def _with_matter(name: str, turn: Turn, outcome: Outcome) -> Outcome:
    """Remember which matter is talked about, and one that it interrupts."""
    if name not in MATTERS:
        return outcome
    if "phone_number" not in outcome.slots and outcome.follow != identity.FORM:
        outcome = identity.noted_number(turn).then(outcome)
    slots: dict[str, object] = {"last_action": name, "misses": 0, **OUT_OF_SIGHT}
    if turn.intent.name and turn.intent.name not in ("affirm", "correct", "nlu_fallback"):
        slots["matter"] = turn.intent.name
    pending = turn.words("pending_action")
    interrupted = _TAKEN_UP_BY.get(pending, pending)
    if turn.active_form in PARKING_FORMS and interrupted not in ("", name):
        slots["parked_action"] = interrupted
        if outcome.follow not in (None, turn.active_form):
            slots["pending_action"] = None
    return Outcome(slots=slots).then(outcome)


def _speak(dispatcher: CollectingDispatcher, turn: Turn, outcome: Outcome) -> list[EventType]:
    untold = read_care(turn.slots.get(UNTOLD))
    care = merged(untold, outcome.care)
    if outcome.handoff is not None:
        care = merged(care, Care(handoff=outcome.handoff))
    says = list(outcome.says)
    if says:
        last = says[-1]
        says[-1] = Say(response=last.response, values=last.values, care=merged(last.care, care))
    for reply in says:
        _utter(dispatcher, reply)
    slots = {"channel": turn.situation.channel, **outcome.slots}
    if says and turn.slots.get(UNTOLD):
        slots[UNTOLD] = None
    elif not says and care != NOTHING.care:
        slots[UNTOLD] = care_json(care)
    return [*(SlotSet(name, value) for name, value in slots.items()), *_moves(outcome)]


def _moves(outcome: Outcome) -> list[EventType]:
    if outcome.handoff is not None:
        return [ActionExecuted("action_listen"), ConversationPaused()]
    events: list[EventType] = []
    if outcome.leave_form:
        events += [ActiveLoop(None), SlotSet("requested_slot", None)]
    if outcome.follow is not None:
        events.append(FollowupAction(outcome.follow))
    return events


def _utter(dispatcher: CollectingDispatcher, reply: Say) -> None:
    care = care_json(reply.care)
    dispatcher.utter_message(
        response=reply.response, json_message={"care": care} if care else None, **dict(reply.values)
    )


def _log_failure(action: str, turn: Turn, error: Exception) -> None:
    log.warning(
        "action.failed",
        action=action,
        conversation=turn.conversation_id,
        turn=turn.turn_id,
        failure=type(error).__name__,
        code=getattr(error, "code", None),
    )
