"""A turn given to its handler, and what is told when a system behind it fails; danger comes first."""

from __future__ import annotations

from functools import partial

import structlog

from actions.identity import identity
from actions.identity.gate import Handler, NotProved
from actions.matters import MATTERS
from actions.talk.danger import hand_over, is_danger
from actions.talk.trouble import system_down, tried_again, was_untried
from actions.turns.handoff import to_team
from actions.turns.outcome import Outcome, say
from actions.turns.resources import KnowledgeUnavailable, Resources
from actions.turns.sqlite_file import OperationsUnavailable
from actions.turns.turn import Turn
from carrier.errors import CarrierError
from conversation.care import Choice
from conversation.handoff import HandoffReason

log = structlog.get_logger()


async def handled(name: str, handler: Handler, turn: Turn, to: Resources) -> Outcome:
    """The outcome of a handler, or what is told when a system behind it fails; danger comes first."""
    if not turn.acted and is_danger(turn, to):
        return hand_over(turn, to)
    try:
        outcome = await tried_again(partial(_proved_or_begun, name, handler, turn, to), turn)
    except CarrierError as error:
        log_failure(name, turn, error)
        # After a form it is the matter that was put off that is tried again.
        again = turn.words("pending_action") if name == "action_continue_matter" else ""
        told = system_down(turn, to, again or name, untried=was_untried(error))
        return told.keeping({"identity_outcome": None} if again else {})
    except OperationsUnavailable as error:
        log_failure(name, turn, error)
        return to_team(turn, to, HandoffReason.SYSTEM_DOWN)
    except KnowledgeUnavailable as error:
        log_failure(name, turn, error)
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


def log_failure(action: str, turn: Turn, error: Exception) -> None:
    log.warning(
        "action.failed",
        action=action,
        conversation=turn.conversation_id,
        turn=turn.turn_id,
        failure=type(error).__name__,
        code=getattr(error, "code", None),
    )
