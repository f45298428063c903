""" "What about my dispute?": answered from what was promised, in this conversation or an earlier one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.billing.arrangements import MATTER as ARRANGEMENT
from actions.billing.disputes import MATTER as DISPUTE
from actions.identity.gate import proved
from actions.team.callbacks import MATTER as CALLBACK
from actions.turns.handoff import offer_after
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import PromiseMade, Turn
from actions.words.formats import clock, day
from conversation.facts import FactStatus, LearntFact
from conversation.handoff import HandoffReason

_ABOUT = (
    (DISPUTE, re.compile(r"\b(?:disput|refund|credit|money back|contest|charge|fee|review)", re.IGNORECASE)),
    (ARRANGEMENT, re.compile(r"\b(?:arrange|extension|more time|payment plan|install|later)", re.IGNORECASE)),
    (CALLBACK, re.compile(r"\b(?:call(?:ed)? me|callback|call back|phone me|calling)", re.IGNORECASE)),
)


async def tell_case_status(turn: Turn, to: Resources) -> Outcome:
    """The newest promise that fits the words: what, since when, by when, and how it stands."""
    customer = proved(turn, to).customer_id
    made = turn.situation.promises if turn.situation.promises_of == customer else ()
    made = made or await to.care_team.promises(turn.conversation_id, customer)
    fitting = about(turn.text, made)
    if not fitting:
        return await offer_after(turn, to, HandoffReason.ASKED_FOR_PERSON, say("utter_billing_case_unknown"))
    return _told(fitting[0], to)


def about(text: str, made: Sequence[PromiseMade]) -> list[PromiseMade]:
    """The promises the words are about; every one when the words name no kind."""
    wanted = {matter for matter, words in _ABOUT if words.search(text)}
    return [promise for promise in made if not wanted or promise.matter in wanted]


def _told(promise: PromiseMade, to: Resources) -> Outcome:
    today = to.clock().astimezone(to.policy.zone).date()
    what = promise.what
    values = {"what": what, "subject": what[:1].upper() + what[1:], "reference": promise.reference}
    if promise.at is not None:
        values["since"] = day(promise.at.astimezone(to.policy.zone).date())
    ended = to.words.labels.get("case_outcome", {}).get(promise.outcome)
    fact = LearntFact(name="earlier_case", value=promise.what, status=FactStatus.OBSERVED)
    if ended:
        return say("utter_billing_case_settled", facts=(fact,), more={**values, "outcome": ended})
    if promise.due_at is not None:
        due = clock(promise.due_at, to.policy.zone, today=today)
        return say("utter_billing_case_due", facts=(fact,), more={**values, "due": due})
    return say("utter_billing_case_open", facts=(fact,), more=values)
