"""The only place that knows the Rasa SDK: handlers become actions, outcomes become events and replies."""

from __future__ import annotations

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

from actions.form_turns import answered
from actions.forms import FORMS, Form
from actions.handling import handled
from actions.identity import given_secret, identity, in_passing
from actions.identity.gate import Handler
from actions.identity.signed_login import with_login
from actions.line_matters import data_topup, suspended
from actions.matters import MATTERS
from actions.registry import HANDLERS
from actions.talk.danger import is_danger
from actions.talk.told import OUT_OF_SIGHT
from actions.turns.care import care_json, read_care
from actions.turns.context import read_turn
from actions.turns.outcome import NOTHING, Outcome, Say, merged
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.turns.understood import settled
from conversation.care import Care

UNTOLD = "untold"
"""Slot: what was learnt while nothing was said; the next reply carries it."""
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
